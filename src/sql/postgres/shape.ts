import { canonicalWords } from './canonicalWords';
import { foldLists } from './foldLists';
import type { Keywords } from './placeholders';

/**
 * Fingerprint of 16 hex digits over the statement's words in order. libpg-query's own is too coarse: it merges
 * `f(a, b)` with `f(b, a)`. Lists of values (`IN (1, 2)`, `ARRAY[1, 2]`, rows of VALUES) count as one value or row.
 * Users' workspaces remember shapes: a change here forgets what they stand for.
 */
export function shape(sql: string, keywords: Keywords): string {
  const words = foldLists(canonicalWords(sql, keywords), keywords);
  return hash(words.flatMap(word => (word.kind === 'more' ? [] : word.text)).join(' '));
}

/** 64 bits in two interleaved multiplicative halves, mixed at the end as in MurmurHash3's finalizer. */
export function hash(text: string): string {
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
