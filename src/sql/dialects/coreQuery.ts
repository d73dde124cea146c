/**
 * Rewrites a query to the core that node-sql-parser's grammars have in common, because each of them refuses much of its own
 * dialect: hints, locks and LIMIT go; functions lose their names; constants become a few; operators that say nothing about an
 * index become `+` or `<>`. Names are kept apart from the text, so that no column is taken for a keyword. What is left tells
 * which tables and columns are there and what they are compared with. The tokens are read once, from the left; here is told
 * whose turn it is, and each module of its own reads clauses, tables, names, symbols, expressions and constants.
 */
import { takeClause } from './coreClauses';
import { takeConstant } from './coreConstants';
import { CoreCursor, type Rewrite, type Windows } from './coreCursor';
import { takeExpressionWord } from './coreExpressions';
import { takeName } from './coreNames';
import { takeSymbol } from './coreSymbols';
import { takeTableWord } from './coreTables';
import type { CoreWord } from './coreWords';
import type { OtherDialect } from './dialect';
import { closing, is, isConstant } from './tokenList';
import type { Token } from './tokens';

/** A longer query is cut behind these: the parser takes some 8 µs a word. */
export const mostWords = 4000;

export function coreQuery(tokens: readonly Token[], dialect: OtherDialect): readonly CoreWord[] {
  const rewrite: Rewrite = (part, kind, windows) => {
    const cursor = new CoreCursor({ tokens: part, part: kind, windows, dialect, rewrite });
    while (cursor.at < part.length && cursor.words.length <= mostWords) {
      const before = cursor.at;
      takeNext(cursor);
      // What nothing takes ends the reading: half a statement must not hang.
      if (cursor.at === before) break;
    }
    return cursor.words;
  };
  return rewrite(tokens, 'query', windowsOf(tokens));
}

/** Uses one token or more. */
function takeNext(cursor: CoreCursor): void {
  const token = cursor.token();
  if (!token) return;
  if (isConstant(token)) return takeConstant(cursor, token);
  if (token.kind === 'symbol') return takeSymbol(cursor, token);
  const isName = token.kind === 'name' || is(cursor.token(-1), '.') || is(cursor.token(1), '.');
  if (
    !isName &&
    (takeClause(cursor, token.text) || takeTableWord(cursor, token.text) || takeExpressionWord(cursor, token))
  )
    return;
  takeName(cursor);
}

function windowsOf(tokens: readonly Token[]): Windows {
  const windows = new Map<string, readonly Token[]>();
  if (!tokens.some(token => is(token, 'window'))) return windows;
  tokens.forEach((token, i) => {
    if (!is(token, 'window', ',') || !is(tokens[i + 2], 'as') || !is(tokens[i + 3], '(')) return;
    windows.set(tokens[i + 1]?.name.toLowerCase() ?? '', tokens.slice(i + 4, closing(tokens, i + 3)));
  });
  return windows;
}
