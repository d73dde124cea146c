import type { Node } from 'web-tree-sitter';

import type { PostgresSql } from '../sql/postgresSql';
import type { Statement } from '../sql/statement';
import { GrammarLoader } from './grammarLoader';
import type { HostLanguage } from './languages/language';
import { python } from './languages/python';
import { isSql, scriptQueries, scriptQueryAt, sqlIds } from './languages/sql';
import { typescript } from './languages/typescript';
import { LiteralText } from './literalText';
import { beginsLikeSql, recognise } from './recognise';
import type { Grammars, SourceFinder } from './sourceFinder';
import type { SourceQuery } from './sourceQuery';

const hosts: readonly HostLanguage[] = [typescript, python];

/** Longer programs are generated or data: nothing is looked for in them. In UTF-16 code units. */
const longestProgram = 2 * 1024 * 1024;

export function createSourceFinder(options: {
  readonly sql: () => Promise<PostgresSql>;
  readonly grammars: Grammars;
}): SourceFinder {
  const loader = new GrammarLoader(options.grammars);

  async function withTree<T>(languageId: string, text: string, none: T, read: (search: Search) => T): Promise<T> {
    const host = hosts.find(({ ids }) => ids.includes(languageId));
    if (!host || text.length > longestProgram) return none;
    const [parser, sql] = await Promise.all([loader.load(host.grammar(languageId)), options.sql()]);
    const tree = parser.parse(text);
    if (!tree) return none;
    try {
      return read({ languageId, text, host, sql, root: tree.rootNode });
    } finally {
      tree.delete();
    }
  }

  return {
    languages: [...sqlIds, ...hosts.flatMap(host => host.ids)],
    find: async (languageId, text) =>
      isSql(languageId)
        ? scriptQueries(languageId, text, await options.sql())
        : withTree(languageId, text, [], findAll),
    at: async (languageId, text, offset) =>
      isSql(languageId)
        ? scriptQueryAt(languageId, text, offset, await options.sql())
        : withTree(languageId, text, undefined, search => findAt(search, offset)),
  };
}

interface Search {
  readonly languageId: string;
  readonly text: string;
  readonly host: HostLanguage;
  readonly sql: PostgresSql;
  readonly root: Node;
}

function findAll(search: Search): readonly SourceQuery[] {
  const { host, root, text, sql } = search;
  const seen = new Set<number>();
  const found: SourceQuery[] = [];
  for (const literal of root.descendantsOfType([...host.stringTypes])) {
    if (!mayBeSql(literal, text)) continue;
    const whole = host.whole(literal);
    if (seen.has(whole.id)) continue;
    seen.add(whole.id);
    const read = readLiteral(search, whole);
    const recognisedBy = read && recognise(read, host.evidence(whole, text), sql);
    if (!recognisedBy) continue;
    for (const statement of sql.split(read.sql)) found.push(queryOf(search, read, statement, recognisedBy));
  }
  return found;
}

/** Innermost first: a template may stand in another's hole. */
function findAt(search: Search, offset: number): SourceQuery | undefined {
  const { host, root, text, sql } = search;
  for (const at of [offset, offset - 1]) {
    let node = at < 0 ? null : root.descendantForIndex(at);
    while (node) {
      if (host.stringTypes.includes(node.type) && node.startIndex <= offset && offset <= node.endIndex) {
        const whole = host.whole(node);
        const read = readLiteral(search, whole);
        const statement = read && statementAt(sql, read, offset);
        const recognisedBy = read && recognise(read, host.evidence(whole, text), sql);
        if (statement && (recognisedBy || parses(sql, statement))) {
          return queryOf(search, read, statement, recognisedBy ?? 'content');
        }
        node = whole;
      }
      node = node.parent;
    }
  }
  return undefined;
}

/** The literal's text from the first part that begins like SQL: `prefix + 'SELECT …'` begins behind the prefix. */
function readLiteral({ host, text }: Search, whole: Node): LiteralText | undefined {
  const pieces = host.pieces(whole, text);
  const first = pieces.findIndex(piece => piece.kind === 'text' && beginsLikeSql(piece.text));
  const read = new LiteralText(pieces.slice(Math.max(0, first)));
  return read.sql.trim() === '' ? undefined : read;
}

/** In a literal a place off the statements means the nearest before it, else the first. */
function statementAt(sql: PostgresSql, read: LiteralText, offset: number): Statement | undefined {
  const at = read.fromSource(offset);
  const exact = sql.statementAt(read.sql, at);
  if (exact) return exact;
  const statements = sql.split(read.sql);
  return statements.findLast(statement => statement.start <= at) ?? statements[0];
}

function parses(sql: PostgresSql, statement: Statement): boolean {
  const analysis = sql.analyze(sql.parameterize(statement.text).sql);
  return analysis.error === undefined && analysis.statements === 1;
}

/** Cheap: most strings in a program are not SQL, and each question to a tree costs. */
function mayBeSql(literal: Node, text: string): boolean {
  const { startIndex, endIndex } = literal;
  if (endIndex - startIndex < 8) return false;
  const content = text.slice(startIndex, endIndex).replace(/^[a-z]*["'`]+(?:\\?\s|\\n|\\t)*/i, '');
  return beginsLikeSql(content);
}

function queryOf(
  search: Search,
  read: LiteralText,
  statement: Statement,
  recognisedBy: SourceQuery['recognisedBy'],
): SourceQuery {
  const { start, end } = statement;
  return {
    languageId: search.languageId,
    recognisedBy,
    sql: statement.text,
    startOffset: read.toSource(start),
    endOffset: read.endToSource(end),
    holes: read.holes
      .filter(hole => hole.sqlOffset >= start && hole.sqlOffset < end)
      .map(({ number, source, startOffset }) => ({ number, source, startOffset })),
    toSource: offset => {
      const at = start + Math.max(0, Math.min(offset, end - start));
      return at >= end ? read.endToSource(end) : read.toSource(at);
    },
  };
}
