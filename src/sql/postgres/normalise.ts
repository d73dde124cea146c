/**
 * A statement as people read it in a list: one line, keywords in capitals, `?` for every constant and placeholder,
 * `(?, …)` for a list of them. Made from the words that the shape is made from, so that equal shapes read alike. Which
 * unreserved words are keywords is told from the words beside them; a wrong guess is a matter of looks alone.
 */
import { canonicalWords, typeKeywords, type Word } from './canonicalWords';
import { foldLists } from './foldLists';
import type { Keywords } from './placeholders';

export function normalise(sql: string, keywords: Keywords): string {
  const words = foldLists(canonicalWords(sql, keywords), keywords);
  const capitals = capitalised(words, keywords);
  const brackets: string[] = [];
  let out = '';
  for (const [i, word] of words.entries()) {
    if (word.text === ']' || word.text === ')') brackets.pop();
    if (i > 0 && spaced(words, i, capitals, brackets.at(-1) ?? '', keywords)) out += ' ';
    out += shown(word, capitals.has(i));
    if (word.text === '[' || word.text === '(') brackets.push(word.text);
  }
  return out;
}

function shown(word: Word, capital: boolean): string {
  if (word.kind === 'more') return `, ${word.text}`;
  if (word.kind === 'quoted') return word.text.replace(/\s/g, ' ');
  if (word.kind === 'operator' && word.text === '"?"') return '?';
  return capital ? word.text.toUpperCase() : word.text;
}

/** Keywords that are written like functions, beside those of the class `column-name`: no space before the parenthesis. */
const callWords = new Set([
  ...['any', 'some', 'array', 'cast', 'cube', 'rollup', 'current_time', 'current_timestamp', 'localtime'],
  ...['localtimestamp', 'operator'],
]);
/** Keywords of that class that are not. */
const spacedWords = new Set(['between', 'exists', 'setof', 'values']);

function isCalled({ text }: Word, keywords: Keywords): boolean {
  return keywords(text) === 'column-name' && !spacedWords.has(text);
}

function spaced(
  words: readonly Word[],
  i: number,
  capitals: ReadonlySet<number>,
  bracket: string,
  keywords: Keywords,
): boolean {
  const word = words[i];
  const before = words[i - 1];
  if (!word || !before || word.kind === 'more') return false;
  if (before.prefix === true) return word.kind === 'operator';
  if (isMark(before, '([.') || before.text === '::' || isMark(word, ')],;.') || word.text === '::') return false;
  if (isMark(before, ':')) return bracket !== '[';
  if (isMark(word, ':')) return false;
  if (isMark(word, '[')) return before.kind === 'operator' || before.text === ',';
  if (!isMark(word, '(')) return true;
  if (before.kind === 'word' && capitals.has(i - 1)) return !callWords.has(before.text) && !isCalled(before, keywords);
  if (before.kind === 'word' || before.kind === 'quoted') return isTarget(words, i - 1);
  return true;
}

function isMark(word: Word, marks: string): boolean {
  return word.kind === 'punctuation' && marks.includes(word.text);
}

/** The table's name in `INSERT INTO t (…)`, `CREATE TABLE t (…)`. */
function isTarget(words: readonly Word[], i: number): boolean {
  while (words[i - 1]?.text === '.') i -= 2;
  const before = words[i - 1];
  return before?.kind === 'word' && ['into', 'table', 'exists', 'references'].includes(before.text);
}

/** Indexes of the words that are keywords here. */
function capitalised(words: readonly Word[], keywords: Keywords): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [i, word] of words.entries()) {
    for (const phrase of phrases.get(word.text) ?? []) {
      if (phrase.every(({ text }, k) => words[i + k]?.text === text)) {
        for (const [k, { capital }] of phrase.entries()) if (capital) found.add(i + k);
      }
    }
    if (word.kind === 'word' && isKeyword(words, i, keywords)) found.add(i);
  }
  for (const i of found) if (isName(words, i)) found.delete(i);
  return found;
}

function isKeyword(words: readonly Word[], i: number, keywords: Keywords): boolean {
  const text = words[i]?.text ?? '';
  const called = words[i + 1]?.text === '(';
  switch (keywords(text)) {
    case 'reserved':
      return !(text === 'with' && words[i + 1]?.text === 'time' && words[i + 2]?.text === 'zone');
    case 'type-or-function':
      return !called || (text !== 'left' && text !== 'right');
    case 'column-name':
      return !typeKeywords.has(text) && ((called && !isTarget(words, i)) || spacedWords.has(text));
    case 'unreserved':
      return i === 0;
    case 'none':
      return false;
  }
}

/** Behind `.` and AS, and before `.`, any word is a name. */
function isName(words: readonly Word[], i: number): boolean {
  if (words[i - 1]?.text === '.' || words[i + 1]?.text === '.') return true;
  return words[i - 1]?.text === 'as' && !statementWords.has(words[i]?.text ?? '');
}

const statementWords = new Set([
  ...['select', 'insert', 'update', 'delete', 'merge', 'values', 'with', 'table', 'not', 'materialized'],
]);

/** Capitals mark the keywords, the rest is what must stand beside them. */
const phrases = phraseTable([
  ...[
    'INSERT into',
    'DELETE from',
    'MERGE into',
    'then INSERT',
    'then UPDATE',
    'then DELETE',
    'UPDATE SET',
    ') UPDATE',
  ],
  ...['( UPDATE', 'SET', 'DEFAULT VALUES', 'OVERRIDING SYSTEM values', 'OVERRIDING USER values', 'BY', 'order BY'],
  ...['PARTITION by', 'OVER (', ') OVER', 'WITHIN group', 'FILTER ( where', 'ROWS between', 'RANGE between'],
  ...['GROUPS between', 'ROWS UNBOUNDED', 'RANGE UNBOUNDED', 'GROUPS UNBOUNDED', 'UNBOUNDED PRECEDING'],
  ...['UNBOUNDED FOLLOWING', 'CURRENT ROW', '? PRECEDING', '? FOLLOWING', 'ROWS ? preceding', 'RANGE ? preceding'],
  ...['GROUPS ? preceding', 'ROWS CURRENT row', 'EXCLUDE CURRENT ROW', 'EXCLUDE TIES', 'EXCLUDE GROUP'],
  ...[
    'EXCLUDE NO OTHERS',
    'NULLS FIRST',
    'NULLS LAST',
    'fetch FIRST',
    'fetch NEXT',
    '? ROWS',
    '? ROW',
    'first ROW only',
  ],
  ...['next ROW only', 'ROWS only', 'ROW only', 'with TIES', 'on CONFLICT', 'DO NOTHING', 'DO UPDATE', 'for UPDATE'],
  ...['for NO KEY UPDATE', 'for SHARE', 'for KEY SHARE', 'update OF', 'share OF', 'SKIP LOCKED', 'NOWAIT'],
  ...['with RECURSIVE', 'as MATERIALIZED', 'not MATERIALIZED', 'AT TIME ZONE', 'AT LOCAL', 'with ORDINALITY'],
  ...['GROUPING SETS', 'ROLLUP (', 'CUBE (', 'when MATCHED', 'not MATCHED', 'matched BY SOURCE', 'matched BY TARGET'],
  ...[
    'ESCAPE ?',
    'is UNKNOWN',
    'is not UNKNOWN',
    'is JSON',
    'is not JSON',
    'SEARCH DEPTH FIRST',
    'SEARCH BREADTH FIRST',
  ],
  ...[
    'CYCLE',
    'WITHOUT OVERLAPS',
    '? YEAR',
    '? MONTH',
    '? DAY',
    '? HOUR',
    '? MINUTE',
    '? SECOND',
    'REPEATABLE (',
    'OPERATOR (',
  ],
  ...['on EMPTY', 'on ERROR', 'ABSENT on null', 'IF not exists', 'IF exists', 'on DELETE', 'on UPDATE'],
]);

interface PhraseWord {
  readonly text: string;
  readonly capital: boolean;
}

function phraseTable(lines: readonly string[]): ReadonlyMap<string, readonly (readonly PhraseWord[])[]> {
  const table = new Map<string, (readonly PhraseWord[])[]>();
  for (const line of lines) {
    const phrase = line.split(' ').map(text => ({ text: text.toLowerCase(), capital: /[A-Z]/.test(text) }));
    const first = phrase[0]?.text ?? '';
    table.set(first, [...(table.get(first) ?? []), phrase]);
  }
  return table;
}
