/** From a statement in a read text to a source query: filled, analysed, with its places in the file. */
import type { PreparedText, TextHole } from '../sql/preparedText';
import { type Token, tokenize } from '../sql/postgres/lexer';
import type { PostgresSql } from '../sql/postgresSql';
import type { Statement } from '../sql/statement';
import { lookAt } from './look';
import type { LiteralText } from './reading/literalText';
import type { Recognised } from './recognise';
import type { Dialect, SourceParameter, SourceQuery } from './sourceQuery';

export function prepareStatement(
  sql: PostgresSql,
  text: LiteralText,
  { text: statement, start, end }: Statement,
): PreparedText {
  const holes: readonly TextHole[] = text.holes
    .filter(hole => hole.start >= start && hole.start < end)
    .map(({ source, value, ...hole }) => ({ source, value, start: hole.start - start, end: hole.end - start }));
  return sql.prepare(withQuotes(withoutCallBraces(statement)), holes);
}

export function sourceQuery(parts: {
  readonly languageId: string;
  readonly sql: PostgresSql;
  readonly text: LiteralText;
  readonly statement: Statement;
  readonly recognised: Recognised;
  /** Where it is known already. */
  readonly prepared?: PreparedText | undefined;
  /** Dialect of a statement that PostgreSQL's parser took or refused. */
  readonly dialect: (statement: string, failed: boolean) => Dialect;
  /** Stands for the place of what lies in constants alone. */
  readonly around: { readonly start: number; readonly end: number };
  readonly constants: readonly string[];
}): SourceQuery {
  const { languageId, sql, text, statement, recognised } = parts;
  const { start, end } = statement;
  const prepared = parts.prepared ?? prepareStatement(sql, text, statement);
  const error = recognised.fragment ? undefined : sql.analyze(prepared.sql).error;
  // Backticks are replaced before the parser sees them.
  const dialect = parts.dialect(statement.text, error !== undefined || statement.text.includes('`'));
  const range = text.range(start, end) ?? parts.around;
  const holes = new Map(text.holes.map(hole => [hole.start - start, hole]));
  const toSource = (offset: number): number => {
    const at = start + Math.max(0, Math.min(prepared.toOriginal(offset), end - start));
    return at >= end ? text.endToSource(end) : text.toSource(at);
  };
  return {
    languageId,
    recognisedBy: recognised.by,
    dialect,
    sql: prepared.sql,
    parameters: prepared.parameters.map((parameter): SourceParameter => {
      const at = prepared.toOriginal(parameter.offset);
      const hole =
        holes.get(at) ?? text.holes.find(other => other.start - start >= at && other.source === parameter.name);
      const startOffset = hole?.startOffset ?? toSource(parameter.offset);
      return { ...parameter, startOffset, endOffset: hole?.endOffset ?? startOffset };
    }),
    complete: !recognised.fragment && isComplete(statement.text, dialect, error?.message),
    assumptions: text.assumptions
      .filter(({ at }) => at >= start && at <= end)
      .map(({ source }) => `of ${oneLine(source)} the branch with text was taken`),
    ...(error && dialect === 'postgresql' ? { error } : {}),
    startOffset: range.start,
    endOffset: range.end,
    constants: parts.constants,
    toSource,
    fromSource: offset => prepared.fromOriginal(Math.max(0, Math.min(text.fromSource(offset), end) - start)),
  };
}

/** Backticks and brackets around names as PostgreSQL's quotes, of the same length, so that its parser reads other dialects. */
export function withQuotes(text: string): string {
  if (!/[`[]/.test(text)) return text;
  const tokens = tokenize(text);
  const marks: number[] = [];
  let opened: number | undefined;
  tokens.forEach((token, i) => {
    const written = text.slice(token.start, token.end);
    if (token.kind === 'operator') {
      for (let at = token.start; at < token.end; at++) if (text.charCodeAt(at) === 0x60) marks.push(at);
    } else if (written === '[' && isNameAfter(text, tokens, i)) opened = token.start;
    else if (written === ']' && opened !== undefined) {
      marks.push(opened, token.start);
      opened = undefined;
    }
  });
  const characters = [...Array(text.length).keys()].map(at => text.charAt(at));
  for (const at of marks) characters[at] = '"';
  return marks.length % 2 === 0 ? characters.join('') : text;
}

/** `[Name]` where no subscript can stand: at a clause's begin, behind a dot, a comma, an operator or a bracket. */
function isNameAfter(text: string, tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1];
  const name = tokens[i + 1];
  if (!before || !name || (name.kind !== 'word' && name.kind !== 'parameter')) return false;
  const word = text.slice(before.start, before.end).toLowerCase();
  if (before.kind === 'operator') return true;
  if (before.kind === 'other') return ['.', ',', '('].includes(word);
  return before.kind === 'word' && nameOpeners.has(word);
}

const nameOpeners = new Set([
  ...[
    'from',
    'join',
    'into',
    'update',
    'select',
    'where',
    'and',
    'or',
    'on',
    'by',
    'table',
    'set',
    'as',
    'exec',
    'not',
  ],
  ...['distinct', 'index', 'column', 'add', 'drop', 'view', 'references', 'schema', 'delete', 'insert', 'when', 'then'],
  ...['else', 'between', 'having', 'constraint', 'procedure', 'function', 'trigger', 'alter'],
]);

/** JDBC's escape `{call f(?)}` without its braces, of the same length. */
function withoutCallBraces(text: string): string {
  const match = /^(\s*\{[\s?=]*)call\b/i.exec(text);
  if (!match) return text;
  const lead = match[1] ?? '';
  return ' '.repeat(lead.length) + text.slice(lead.length).replace(/\}(\s*)$/, ' $1');
}

function isComplete(statement: string, dialect: Dialect, error: string | undefined): boolean {
  if (error === undefined) return true;
  if (dialect === 'postgresql') return false;
  const tokens = tokenize(statement).filter(token => token.kind !== 'comment');
  const words = tokens.map(token => statement.slice(token.start, token.end).toLowerCase());
  const depth = words.reduce((open, word) => open + Number(word === '(') - Number(word === ')'), 0);
  return depth === 0 && !dangling.has(words.at(-1) ?? '') && lookAt(statement).structure > 0;
}

/** What a statement does not end with. */
const dangling = new Set([
  ...[
    'where',
    'and',
    'or',
    'on',
    'set',
    'values',
    'from',
    'into',
    'join',
    'select',
    'by',
    'in',
    'like',
    'not',
    'between',
  ],
  ...['=', '<', '>', ',', '(', '.', '+', '||', '<=', '>=', '<>'],
]);

function oneLine(source: string): string {
  const line = source.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
