import { type Keywords, type Piece, readPieces } from './placeholders';

/**
 * Fingerprint of 16 hex digits over the statement's words in order. libpg-query's own is too coarse: it merges
 * `f(a, b)` with `f(b, a)`. Lists of values (`IN (1, 2)`, `ARRAY[1, 2]`, rows of VALUES) count as one value or row.
 */
export function shape(sql: string, keywords: Keywords): string {
  return hash(foldRows(foldLists(words(sql, keywords))).join(' '));
}

const value = '?';

function words(sql: string, keywords: Keywords): string[] {
  const out: string[] = [];
  let last: Piece | undefined;
  let beforeSign: Piece | undefined;
  for (const piece of readPieces(sql, keywords).pieces) {
    if (piece.kind === 'comment') continue;
    const text = sql.slice(piece.start, piece.end);
    if (piece.kind === 'string' || piece.kind === 'number' || piece.kind === 'placeholder') {
      const sign = out.at(-1);
      const adjoins = last?.kind === 'string' && piece.kind === 'string' && last.end === piece.start;
      // A signed constant is a constant.
      if (last?.kind === 'operator' && (sign === '-' || sign === '+') && !(beforeSign?.endsOperand ?? false)) out.pop();
      if (!adjoins) out.push(value);
    } else if (piece.kind === 'word') out.push(fold(text));
    else if (piece.kind === 'quoted-identifier') out.push(unquote(text, keywords));
    else if (text === '!=') out.push('<>');
    // A question mark that is an operator must not look like a value.
    else out.push((piece.replacement ?? text) === value ? '"?"' : (piece.replacement ?? text));
    beforeSign = last;
    last = piece;
  }
  while (out.at(-1) === ';') out.pop();
  return out;
}

/** PostgreSQL folds ASCII letters alone (src/backend/parser/scansup.c, multi-byte encodings). */
function fold(word: string): string {
  return word.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

/** `"foo"` is foo; `"Foo"`, `"a b"` and `"select"` keep their quotes. */
function unquote(text: string, keywords: Keywords): string {
  const inner = text.slice(1, -1);
  if (!/^[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*$/.test(inner)) return text;
  const kind = keywords(inner);
  return kind === 'none' || kind === 'unreserved' ? inner : text;
}

/** `in ( ? , ? , ? )` → `in ( ? )`, likewise in `array [ … ]`. */
function foldLists(all: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < all.length; i++) {
    const word = all[i] ?? '';
    const inList = out.at(-3) === 'in' && out.at(-2) === '(';
    const inArray = out.at(-3) === 'array' && out.at(-2) === '[';
    if (word === ',' && out.at(-1) === value && all[i + 1] === value && (inList || inArray)) i++;
    else out.push(word);
  }
  return out;
}

/** `values ( ? , ? ) , ( ? , ? )` → `values ( ? , ? )`: rows equal to the one before are dropped. */
function foldRows(all: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < all.length; i++) {
    out.push(all[i] ?? '');
    if (all[i] !== 'values' || all[i + 1] !== '(') continue;
    const end = closing(all, i + 1);
    const row = all.slice(i + 1, end + 1);
    out.push(...row);
    i = end;
    const same = () => row.every((word, k) => all[i + 2 + k] === word);
    while (all[i + 1] === ',' && same()) i += row.length + 1;
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

/** 64 bits in two interleaved multiplicative halves, mixed at the end as in MurmurHash3's finalizer. */
function hash(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x9e3779b1);
    b = Math.imul(b ^ c, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  const hex = (n: number) => (n >>> 0).toString(16).padStart(8, '0');
  return hex(a) + hex(b);
}
