import type { ParseResult } from 'libpg-query';

import type { SqlSyntaxError } from '../postgresSql';
import { TextOffsets } from './textOffsets';

/** As PostgreSQL sorts its words (src/include/parser/kwlist.h). */
export type KeywordKind = 'none' | 'unreserved' | 'column-name' | 'type-or-function' | 'reserved';

export type Parsing =
  | { readonly tree: ParseResult; readonly offsets: TextOffsets; readonly error?: undefined }
  | { readonly tree?: undefined; readonly error: SqlSyntaxError };

/** libpg-query, narrowed to what is used, with its positions in UTF-16 code units. */
export interface Parser {
  parse(sql: string): Parsing;
  keyword(word: string): KeywordKind;
}

/** Longer statements are not parsed: their tree would take seconds and hundreds of megabytes. */
export const longestStatement = 256 * 1024;

/** Parse trees kept, and of how long a text at most. */
const recentlyParsed = 8;
const longestRemembered = 10_000;

const kinds: readonly KeywordKind[] = ['none', 'unreserved', 'column-name', 'type-or-function', 'reserved'];

export async function loadParser(): Promise<Parser> {
  const library = await import('libpg-query');
  await library.loadModule();
  const keywords = new Map<string, KeywordKind>();

  // Filling, recognising and analysing ask for the same text in turn.
  const recent = new Map<string, Parsing>();
  const parse = (sql: string): Parsing => {
    let parsing = recent.get(sql);
    if (!parsing) {
      parsing = parseText(sql);
      if (recent.size >= recentlyParsed) recent.delete(recent.keys().next().value ?? '');
      if (sql.length <= longestRemembered) recent.set(sql, parsing);
    }
    return parsing;
  };

  const parseText = (sql: string): Parsing => {
    if (sql.length > longestStatement) {
      return {
        error: { message: `statement is longer than ${longestStatement} characters and is not parsed`, offset: 0 },
      };
    }
    // An empty text is refused by the library, a NUL would end it.
    const text = sql === '' ? ' ' : wellFormed(sql);
    try {
      return { tree: library.parseSync(text), offsets: new TextOffsets(sql) };
    } catch (thrown) {
      if (library.hasSqlDetails(thrown)) {
        const offset = new TextOffsets(sql).fromCharacter(thrown.sqlDetails?.cursorPosition ?? 0);
        return { error: { message: thrown.message, offset } };
      }
      if (thrown instanceof RangeError) return { error: { message: 'statement is nested too deeply', offset: 0 } };
      throw thrown;
    }
  };

  return {
    parse,
    keyword: word => {
      const key = word.toLowerCase();
      if (key.length > longestKeyword) return 'none';
      let kind = keywords.get(key);
      if (kind === undefined) {
        kind = kinds[library.scanSync(wellFormed(key)).tokens[0]?.keywordKind ?? 0] ?? 'none';
        if (keywords.size < 5000) keywords.set(key, kind);
      }
      return kind;
    },
  };
}

const longestKeyword = 24;

/** Same length; lone surrogates become U+FFFD and NUL a space, so that positions stay true in UTF-8. */
function wellFormed(text: string): string {
  return text
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replaceAll('\0', ' ');
}
