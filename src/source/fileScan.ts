/** The SQL in one program: from its literals to wholes, from wholes to statements. */
import type { Node } from 'web-tree-sitter';

import type { PreparedText } from '../sql/preparedText';
import type { PostgresSql, SqlAnalysis } from '../sql/postgresSql';
import type { Statement } from '../sql/statement';
import { dialectOfFile, dialectOfText } from './dialect';
import type { Evidence, Names } from './evidence';
import type { HostLanguage } from './languages/language';
import { beginsLikeSql, firstWord, lookAt } from './look';
import { Constants } from './reading/fileConstants';
import { LiteralText } from './reading/literalText';
import { type Piece, PieceReader } from './reading/pieces';
import { type Recognised, recognise } from './recognise';
import type { Dialect, SourceQuery } from './sourceQuery';
import { prepareStatement, sourceQuery } from './statementQuery';

export interface ScanParts {
  readonly languageId: string;
  readonly text: string;
  readonly host: HostLanguage;
  readonly names: Names;
  readonly sql: PostgresSql;
  readonly root: Node;
}

/** A whole and the statements in it; none where a constant in it would have to be another to make it SQL. */
export interface FoundWhole {
  readonly start: number;
  readonly end: number;
  readonly queries: readonly SourceQuery[];
  /** Names that it may be made of, and whether they are constants of the file: it is another when that changes. */
  readonly names: ReadonlyMap<string, boolean>;
}

export class FileScan {
  readonly #parts: ScanParts;
  readonly #constants: Constants;
  readonly #reader: PieceReader;
  #prepared: { readonly text: LiteralText; readonly statement: Statement; readonly value: PreparedText } | undefined;
  #dialect: { readonly value: Dialect | undefined } | undefined;

  constructor(parts: ScanParts) {
    this.#parts = parts;
    this.#constants = new Constants(parts.host, parts.root, parts.text);
    this.#reader = new PieceReader(parts.host, parts.text, this.#constants);
  }

  /** Every whole that holds SQL, in order; `within`: those whose literals touch the range. */
  all(within?: { readonly start: number; readonly end: number }): readonly FoundWhole[] {
    return [...this.steps(within)].flatMap(step => step ?? []);
  }

  /** The same literal by literal, so that the caller can rest between; `undefined`: one that is none. */
  *steps(within?: { readonly start: number; readonly end: number }): Generator<FoundWhole | undefined> {
    const { host, root } = this.#parts;
    const seen = new Set<number>();
    for (const literal of literalsIn(root, host.literalTypes, within)) {
      yield this.#step(literal, seen);
    }
  }

  #step(literal: Node, seen: Set<number>): FoundWhole | undefined {
    if (!this.#mayBeSql(literal)) return undefined;
    const whole = this.#reader.whole(literal);
    if (seen.has(whole.id)) return undefined;
    seen.add(whole.id);
    const { queries, names } = this.#queries(whole, literal);
    if (queries.length === 0 && names.size === 0) return undefined;
    return { start: whole.startIndex, end: whole.endIndex, queries, names };
  }

  /** The name is a constant of the file. */
  isConstant(name: string): boolean {
    return this.#constants.value(name) !== undefined;
  }

  /** The statement around the offset, else the nearest that begins on its line: a cursor on `return db.query('…')` means it. */
  at(offset: number): SourceQuery | undefined {
    return this.#around(offset) ?? this.#onLine(offset);
  }

  #onLine(offset: number): SourceQuery | undefined {
    const { text } = this.#parts;
    const start = text.lastIndexOf('\n', offset - 1) + 1;
    const lineEnd = text.indexOf('\n', offset);
    const end = Math.min(lineEnd < 0 ? text.length : lineEnd, start + longestLine);
    const distance = (query: SourceQuery) => Math.abs(query.startOffset - offset);
    return this.all({ start, end })
      .flatMap(({ queries }) => queries)
      .filter(({ startOffset, complete }) => complete && startOffset >= start && startOffset <= end + 1)
      .sort((one, other) => distance(one) - distance(other))[0];
  }

  /** Innermost first: a template may stand in another's hole. */
  #around(offset: number): SourceQuery | undefined {
    const { host, root, text } = this.#parts;
    for (const at of [offset, offset - 1]) {
      let node = at < 0 ? null : root.descendantForIndex(at);
      for (let level = 0; node && level < mostAround; level++) {
        const literal = host.literalTypes.includes(node.type) && node.startIndex <= offset && offset <= node.endIndex;
        const named = !literal && node.childCount === 0 && host.expression(node, text)?.kind === 'name';
        if (literal || named) {
          const whole = named ? node : this.#reader.whole(node);
          const query = this.#queryAt(whole, node, offset);
          if (query) return query;
          node = whole;
        }
        node = node.parent;
      }
    }
    return undefined;
  }

  #queryAt(whole: Node, literal: Node, offset: number): SourceQuery | undefined {
    const { sql } = this.#parts;
    const read = this.#read(whole);
    if (!read) return undefined;
    const recognised = this.#recognise(whole, literal, read.text);
    const place = read.text.fromSource(offset);
    const statements = sql.split(read.text.sql);
    // Off the statements the nearest before is meant, else the first.
    const statement =
      sql.statementAt(read.text.sql, place) ?? statements.findLast(({ start }) => start <= place) ?? statements[0];
    if (!statement) return undefined;
    const query = this.#query(whole, read, statement, recognised ?? { by: 'content', fragment: false });
    return recognised || (query.error === undefined && query.complete) ? query : undefined;
  }

  #queries(whole: Node, literal: Node): Pick<FoundWhole, 'queries' | 'names'> {
    const read = this.#read(whole);
    const recognised = read && this.#recognise(whole, literal, read.text);
    if (!recognised) return { queries: [], names: read?.names ?? new Map<string, boolean>() };
    const { sql } = this.#parts;
    const statements = recognised.fragment
      ? [{ text: read.text.sql.trim(), ...trimmed(read.text.sql) }]
      : sql.split(read.text.sql);
    // `'DROP VIEW x;' . $end`: a hole alone is no statement.
    const written = statements.filter(({ text: own }) => statements.length === 1 || !/^\s*\$\d+\s*$/.test(own));
    const queries = written.map(statement => this.#query(whole, read, statement, recognised));
    return { queries, names: read.names };
  }

  /** The text from the first part that begins like SQL: `prefix + 'SELECT …'` begins behind the prefix. */
  #read(whole: Node): { readonly text: LiteralText; readonly names: ReadonlyMap<string, boolean> } | undefined {
    const { pieces: read, names } = this.#reader.read(whole);
    // Of a name all text stands elsewhere: there the query is.
    const isName = this.#parts.host.expression(whole, this.#parts.text)?.kind === 'name';
    const pieces = isName
      ? read.map(piece => (piece.kind === 'assumption' ? piece : { ...piece, elsewhere: false }))
      : read;
    const first = pieces.findIndex((piece, i) => {
      return piece.kind === 'text' && beginsLikeSql(piece.text) && !isNextLine(pieces[i - 1], piece, this.#parts.text);
    });
    const leading = pieces.findIndex(piece => piece.kind !== 'text' || piece.text.trim() !== '');
    const text = new LiteralText(pieces.slice(first > 0 && leading < first && !isLead(pieces, first) ? first : 0));
    return text.sql.trim() === '' || text.sql.length > longestText ? undefined : { text, names };
  }

  #recognise(whole: Node, literal: Node, text: LiteralText): Recognised | undefined {
    const { host, names, sql } = this.#parts;
    const context = host.context(whole, this.#parts.text);
    const { assignedTo } = context;
    let evidence = names.evidence(context);
    // `SQL('…').format(…)`: what stands around the whole may say nothing.
    if (evidence.kind === 'none' && literal.id !== whole.id) {
      const inner = names.evidence(host.context(literal, this.#parts.text));
      if (inner.kind !== 'other') evidence = inner;
    }
    if (evidence.kind === 'other') return undefined;
    let analysis: SqlAnalysis | undefined;
    const begins = beginsLikeSql(text.sql);
    const statement = begins ? this.#judged(text) : wholeOf(text.sql);
    const prepared = () => this.#prepare(text, statement);
    const judge = (by: Evidence) =>
      recognise({
        evidence: by,
        look: lookAt(statement.text),
        begins,
        analysis: () => (analysis ??= sql.analyze(prepared().sql)),
        entityQueries: host.entityQueries === true,
        written: () => prepared().sql,
      });
    let recognised = judge(evidence);
    if (!recognised && begins && evidence.kind === 'none' && assignedTo !== undefined) {
      const use = this.#use(assignedTo);
      if (use) recognised = judge(use);
    }
    if (recognised?.fragment !== true) return recognised;
    return this.#isFragment(text, evidence.kind === 'fragment' && evidence.sure) ? recognised : undefined;
  }

  /** The first statement that is more than the begin of a transaction or a setting. */
  #judged(text: LiteralText): Statement {
    const statements = this.#parts.sql.split(text.sql);
    return statements.find(({ text: own }) => !leading.has(firstWord(own))) ?? statements[0] ?? wholeOf(text.sql);
  }

  /** The call that takes a variable: `sql = '…'; db.execute(sql)`. */
  #use(name: string): Evidence | undefined {
    const { host, names, root, text } = this.#parts;
    const last = /[\w$]+$/.exec(name)?.[0] ?? '';
    if (last === '') return undefined;
    let places = 0;
    for (let at = text.indexOf(last); at >= 0 && places < mostUses; at = text.indexOf(last, at + last.length)) {
      if (/[\w$]/.test(text.charAt(at - 1)) || /[\w$]/.test(text.charAt(at + last.length))) continue;
      places++;
      const node = root.descendantForIndex(at, at + last.length);
      if (!node || host.expression(node, text)?.kind !== 'name') continue;
      const evidence = names.evidence(host.context(node, text));
      if (evidence.kind === 'call') return evidence;
    }
    return undefined;
  }

  /** A piece of a statement: a condition, an output column, an order. */
  #isFragment(text: LiteralText, sure: boolean): boolean {
    const { sql } = this.#parts;
    const trimmedText = text.sql.trim();
    if (
      !sure &&
      /^[\w\s]*$/.test(trimmedText) &&
      !/\b(?:asc|desc|nulls|is|not|null|and|or|in|like)\b/i.test(trimmedText)
    ) {
      return false;
    }
    const look = lookAt(trimmedText);
    const prefixes = ['SELECT 1 FROM t WHERE ', 'SELECT ', 'SELECT 1 FROM t ORDER BY ', 'SELECT 1 FROM t '];
    const holes = text.holes;
    return (
      prefixes.some(prefix => {
        const shifted = holes.map(hole => ({
          ...hole,
          start: hole.start + prefix.length,
          end: hole.end + prefix.length,
        }));
        return sql.analyze(sql.prepare(prefix + text.sql, shifted).sql).error === undefined;
      }) ||
      (sure && !look.prose)
    );
  }

  /** Remembers the last one: it is asked for to recognise a statement, then to tell of it. */
  #prepare(text: LiteralText, statement: Statement): PreparedText {
    const last = this.#prepared;
    if (last?.text === text && last.statement.start === statement.start) return last.value;
    const value = prepareStatement(this.#parts.sql, text, statement);
    this.#prepared = { text, statement, value };
    return value;
  }

  #query(
    whole: Node,
    read: { readonly text: LiteralText; readonly names: ReadonlyMap<string, boolean> },
    statement: Statement,
    recognised: Recognised,
  ): SourceQuery {
    const { sql, languageId } = this.#parts;
    return sourceQuery({
      languageId,
      sql,
      text: read.text,
      statement,
      recognised,
      prepared: recognised.fragment ? undefined : this.#prepare(read.text, statement),
      dialect: (sent, failed) => this.#dialectOf(sent, failed),
      around: { start: whole.startIndex, end: whole.endIndex },
      constants: [...read.names].flatMap(([name, known]) => (known ? [name] : [])),
    });
  }

  #dialectOf(statement: string, failed: boolean): Dialect {
    this.#dialect ??= { value: dialectOfFile(this.#parts.text) };
    const file = this.#dialect.value;
    if (file !== undefined && file !== 'postgresql') return file;
    if (file === 'postgresql' && !failed) return file;
    return (failed ? dialectOfText(statement) : undefined) ?? file ?? 'postgresql';
  }

  /** Cheap: most strings in a program are not SQL, and each question to a tree costs. */
  #mayBeSql(literal: Node): boolean {
    const { text, names } = this.#parts;
    const { startIndex, endIndex } = literal;
    if (endIndex - startIndex < 6) return false;
    const content = text
      .slice(startIndex, Math.min(endIndex, startIndex + 2000))
      .replace(/^(?:[a-z$@]*(?:#*"+|'+|`|<<<?[-~]?[ \t]*['"]?\w+['"]?)|%[a-z]?[([{<|!])/i, '')
      // A name or a directive that may be a constant with the statement's begin.
      .replace(/^(?:\$?\{[\w.]+\}|%[sv]|\$\w+)(?=\s)/, '')
      .replace(/^(?:\\?\s|\\n|\\t|\\r)+\|?/, '');
    if (beginsLikeSql(content) || /^\{[\s?=]*call\b/i.test(content) || continues.has(firstWord(content))) return true;
    // A heredoc's body stands behind the line of its call.
    const lead = text.slice(Math.max(0, startIndex - 120), startIndex);
    const before = /([\w$]+)[!?]?\s*[([`{\s]*(?:<<[~-]?['"]?\w+['"]?[^\n]*\n\s*)?$/.exec(lead);
    return before?.[1] !== undefined && names.takesFragments(before[1]);
  }
}

/** Of a longer line no query is guessed. */
const longestLine = 2_000;

/** Longer texts in a program are data. In UTF-16 code units. */
const longestText = 64 * 1024;

/** Nodes around a cursor that are asked whether they are text: each step up costs the depth of the tree. */
const mostAround = 80;

/** A variable named more often than this is looked at no further. */
const mostUses = 30;

/** First words of statements that stand before the one that is meant. */
const leading = new Set(['begin', 'start', 'set', 'commit', 'use', 'pragma']);

function wholeOf(text: string): Statement {
  return { text, start: 0, end: text.length };
}

/** Words that begin a later part of a statement whose first part is a constant. */
const continues = new Set([
  ...['where', 'and', 'or', 'order', 'group', 'limit', 'from', 'join', 'left', 'inner', 'having', 'values', 'set'],
  ...['returning', 'on', 'union', 'offset', 'for'],
]);

function* literalsIn(
  root: Node,
  types: readonly string[],
  within: { readonly start: number; readonly end: number } | undefined,
): Iterable<Node> {
  const all = within
    ? (root.descendantForIndex(within.start, Math.max(within.start, within.end))?.descendantsOfType([...types]) ?? [])
    : root.descendantsOfType([...types]);
  for (const literal of all) {
    if (!within || (literal.endIndex >= within.start && literal.startIndex <= within.end)) yield literal;
  }
}

/** A line of a literal whose indentation was dropped: no part of its own. */
function isNextLine(before: Piece | undefined, piece: Piece, source: string): boolean {
  if (before?.kind !== 'text' || piece.kind !== 'text' || !before.text.endsWith('\n')) return false;
  return before.end <= piece.start && source.slice(before.end, piece.start).trim() === '';
}

/** Comments and opening brackets alone stand before the first part that begins like SQL, or a hole that may be a WITH. */
function isLead(pieces: readonly Piece[], first: number): boolean {
  return pieces
    .slice(0, first)
    .every(piece => piece.kind === 'text' && firstWord(piece.text) === '' && piece.text.trim() !== '=');
}

function trimmed(text: string): { readonly start: number; readonly end: number } {
  const start = text.length - text.trimStart().length;
  return { start, end: start + text.trim().length };
}
