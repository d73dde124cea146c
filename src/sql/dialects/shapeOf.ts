import type { OtherDialect } from './dialect';
import { type Token, tokenize } from './tokens';

/**
 * Fingerprint over the statement's words in order, as `shape` makes it of PostgreSQL's statements: equal for statements
 * that differ in literals, case, spacing, comments, placeholder style, quotes that change nothing, and in how many values
 * a list or rows an INSERT has. `hash` gives 16 hex digits of a text.
 */
export function shapeOf(sql: string, dialect: OtherDialect, hash: (text: string) => string): string {
  return hash(foldRows(foldLists(words(tokenize(sql, dialect).tokens))).join(' '));
}

const value = '?';
/** Quotes make another thing of these. */
const reserved = new Set(
  'all and as asc by case cross default delete desc distinct else end exists false from group having in index inner insert into is join key left like limit natural not null on or order outer primary right select set table then true union unique update using values when where with'.split(
    ' ',
  ),
);

function words(tokens: readonly Token[]): string[] {
  const out: string[] = [];
  tokens.forEach((token, i) => {
    const before = tokens[i - 1];
    if (token.kind === 'string' || token.kind === 'number' || token.kind === 'placeholder') {
      const isSign = before?.kind === 'symbol' && (before.text === '-' || before.text === '+');
      // A signed constant is a constant; literals side by side are one.
      if (isSign && !endsOperand(tokens[i - 2])) out.pop();
      if (token.kind !== 'string' || before?.kind !== 'string') out.push(value);
    } else if (token.kind === 'name') out.push(unquoted(token.text));
    else if (token.text === '!=') out.push('<>');
    else out.push(token.text === value ? '"?"' : token.text);
  });
  while (out.at(-1) === ';') out.pop();
  return out;
}

function endsOperand(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'symbol') return token.text === ')';
  return token.kind !== 'word' || !reserved.has(token.text) || ['null', 'true', 'false', 'end'].includes(token.text);
}

function unquoted(name: string): string {
  const folded = name.toLowerCase();
  return /^[a-z_\u0080-\uffff][\w$\u0080-\uffff]*$/.test(folded) && !reserved.has(folded) ? folded : `"${folded}"`;
}

/** `in ( ? , ? )` and `in ?` → `in ( ? )`. */
function foldLists(all: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < all.length; i++) {
    const word = all[i] ?? '';
    if (word === ',' && out.at(-1) === value && out.at(-2) === '(' && out.at(-3) === 'in' && all[i + 1] === value) i++;
    else if (word === value && out.at(-1) === 'in') out.push('(', value, ')');
    else out.push(word);
  }
  return out;
}

/** `values ( ? , ? ) , ( ? , ? )` → `values ( ? , ? )`: rows equal to the one before are dropped. */
function foldRows(all: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < all.length; i++) {
    out.push(all[i] ?? '');
    const open = all[i + 1] === 'row' ? i + 2 : i + 1;
    if ((all[i] !== 'values' && all[i] !== 'value') || all[open] !== '(') continue;
    const row = all.slice(i + 1, closing(all, open) + 1);
    out.push(...row);
    i += row.length;
    const repeats = () => all[i + 1] === ',' && row.every((word, k) => all[i + 2 + k] === word);
    while (repeats()) i += row.length + 1;
  }
  return out;
}

function closing(all: readonly string[], open: number): number {
  let depth = 0;
  for (let i = open; i < all.length; i++) {
    if (all[i] === '(') depth++;
    if (all[i] === ')' && --depth === 0) return i;
  }
  return all.length - 1;
}
