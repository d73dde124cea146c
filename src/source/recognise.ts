/**
 * Whether a literal is SQL. In a known call or tag its first word decides; elsewhere it must parse and look written
 * for a machine: "Select a user from the list" parses too (`a AS user`, `the AS list`).
 */
import type { PostgresSql } from '../sql/postgresSql';
import type { Evidence } from './languages/language';
import type { LiteralText } from './literalText';
import type { SourceQuery } from './sourceQuery';

const statementWords = new Set([
  ...['select', 'insert', 'update', 'delete', 'with', 'merge', 'values', 'table', 'explain'],
  ...['create', 'alter', 'drop', 'truncate', 'call', 'do', 'copy', 'refresh', 'lock', 'begin', 'commit', 'set', 'show'],
]);
/** First words that content alone can prove. */
const queryWords = new Set(['select', 'insert', 'update', 'delete', 'with', 'merge']);
/** Words that stand before nouns in prose and name no table. */
const articles = new Set([
  ...[
    'a',
    'an',
    'the',
    'this',
    'that',
    'these',
    'those',
    'your',
    'my',
    'our',
    'their',
    'its',
    'his',
    'her',
    'any',
    'all',
  ],
  ...['one', 'some', 'each', 'every', 'no', 'it', 'them', 'which', 'what', 'here', 'there'],
]);

/** First word of a text, folded, past space, comments and opening parentheses. */
export function firstWord(text: string): string {
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('--', at)) at = behind(text, '\n', at);
    else if (text.startsWith('/*', at)) at = behind(text, '*/', at);
    else if (/[\s(]/.test(text.charAt(at))) at++;
    else break;
  }
  return /^[a-z]+/i.exec(text.slice(at, at + 12))?.[0].toLowerCase() ?? '';
}

function behind(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
}

export function beginsLikeSql(text: string): boolean {
  return statementWords.has(firstWord(text));
}

/** How the literal is known to be SQL; `undefined`: it is not. */
export function recognise(
  text: LiteralText,
  evidence: Evidence | undefined,
  sql: PostgresSql,
): SourceQuery['recognisedBy'] | undefined {
  const word = firstWord(text.sql);
  if (!statementWords.has(word)) return undefined;
  const { words, symbols: signs, caseOf } = outline(text.sql);
  // A hole is no sign of SQL: any text may have one.
  const symbols = Math.max(0, signs - text.holes.length);
  if (evidence === 'hint' || evidence === 'tag') return evidence;
  const prose = caseOf === 'mixed' && symbols === 0;
  if (evidence === 'call') return prose || followsArticle(words) ? undefined : 'call';
  if (!queryWords.has(word) || prose || followsArticle(words)) return undefined;
  return proves(text, sql, symbols, caseOf) ? 'content' : undefined;
}

/** It parses as one or more queries with a table, or would but for its holes. */
function proves(text: LiteralText, sql: PostgresSql, symbols: number, caseOf: Outline['caseOf']): boolean {
  const statements = sql.split(text.sql);
  let proven = false;
  for (const statement of statements) {
    const { facts, error } = sql.analyze(sql.parameterize(statement.text).sql);
    if (error || !facts) return text.holes.length > 0 && hasSkeleton(text.sql) && (symbols > 0 || caseOf === 'upper');
    if (facts.tables.some(table => articles.has(table.name))) return false;
    const plain = symbols === 0 && caseOf !== 'upper';
    if (plain && (facts.kind !== 'select' || facts.tables.some(table => table.alias !== undefined))) return false;
    proven ||=
      facts.explainable && (firstWord(statement.text) === 'with' || facts.tables.length + facts.functions.length > 0);
  }
  return proven;
}

interface Outline {
  /** Folded words outside of literals, in order. */
  readonly words: readonly string[];
  /** Signs that prose has not: `*`, `=`, `(`, `$1`, `_` in a word, a word with a dot in it. */
  readonly symbols: number;
  /** Of the first word and those that go with it. */
  readonly caseOf: 'upper' | 'lower' | 'mixed';
}

const structureWords = new Set([
  'select',
  'from',
  'where',
  'insert',
  'into',
  'update',
  'set',
  'delete',
  'with',
  'merge',
  'join',
]);

function outline(text: string): Outline {
  const bare = text.replace(/'[^']*'|--[^\n]*|\/\*[^]*?\*\//g, ' ');
  const written = bare.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  const structure = written.filter(word => structureWords.has(word.toLowerCase()));
  const all = (fold: (word: string) => string) => structure.every(word => word === fold(word));
  return {
    words: written.map(word => word.toLowerCase()),
    symbols: (bare.match(/[*=<>()"_;?]|\$\d|::|\w\.\w|:\w|%s/g) ?? []).length,
    caseOf: all(word => word.toUpperCase()) ? 'upper' : all(word => word.toLowerCase()) ? 'lower' : 'mixed',
  };
}

/** `from the`, `into your`, `update this`: prose. */
function followsArticle(words: readonly string[]): boolean {
  return words.some((word, i) => {
    const names = word === 'from' || word === 'into' || word === 'update' || word === 'join';
    return names && articles.has(words[i + 1] ?? '') && !(word === 'update' && words[i + 1] === 'set');
  });
}

/** The words that a statement cannot do without, in their order. */
function hasSkeleton(text: string): boolean {
  const { words } = outline(text);
  const [first, second] = words;
  switch (first) {
    case 'select':
      return words.includes('from');
    case 'insert':
    case 'merge':
      return second === 'into';
    case 'delete':
      return second === 'from';
    case 'update':
      return words.includes('set');
    case 'with':
      return words.includes('as') && words.includes('select');
    default:
      return false;
  }
}
