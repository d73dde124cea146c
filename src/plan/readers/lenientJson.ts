import { bareScalar, putField } from './fields';
import type { Fields } from './postgresNodes';
import { isWord, readString, wordEnd } from './lenientTokens';

/** What stands at a place of a text, read as JSON. */
export interface LenientJson {
  /** An object or a list; undefined where it is neither, nor the beginning of one that holds a plan. */
  readonly value: object | undefined;
  readonly start: number;
  /** Offset behind it; where nothing was read, behind what certainly holds no plan. */
  readonly end: number;
  /** It broke off, and what was open was closed. */
  readonly cut: boolean;
  /** The first thing in it that is not JSON. */
  readonly oddAt?: number;
  /** A field that stood in a list and was given to the object that holds it. */
  readonly listedAt?: number;
  /** A field that stood twice in one object. */
  readonly twice?: string;
  /** Where each object begins. */
  readonly offsets: ReadonlyMap<object, number>;
}

interface Frame {
  readonly value: Fields | unknown[];
  /** In a list: of a field that stands where a value should. */
  key: string | undefined;
  /** The colon behind the key was passed. */
  colon: boolean;
}

/** Fields that tell a plan; from there on what is not JSON is passed over instead of ending the reading. */
const telling = new Set(['Plan', 'Plans', 'Node Type', 'Query Text', 'QUERY PLAN']);
/** So deep a plan's first field does not stand. */
const maxBlindDepth = 100;
/** So many oddities are noise, not a plan. */
const maxOddities = 200;

/**
 * Reads JSON the way it arrives: cut off, broken over lines, with marks of a client between its parts, with comments left
 * out of a number (`XXX`), as a literal of Python, Ruby or JavaScript. What is no JSON at all is given up at once. Linear in
 * the length, and does not recurse. `trusted`: it is known to be a list or an object.
 */
export function readJsonAt(text: string, start: number, trusted = false): LenientJson {
  const stack: Frame[] = [];
  const offsets = new Map<object, number>();
  let root: object | undefined;
  let known = trusted;
  let oddities = 0;
  let oddAt: number | undefined;
  let listedAt: number | undefined;
  let twice: string | undefined;
  /** Keys stand without marks, as in JavaScript; the first key tells. */
  let bareKeys: boolean | undefined;
  let at = start;

  const put = (value: unknown): boolean => {
    const top = stack.at(-1);
    if (top === undefined) return false;
    if (Array.isArray(top.value)) {
      const holder = top.key === undefined ? undefined : stack.at(-2)?.value;
      if (holder === undefined || Array.isArray(holder) || top.key === undefined) top.value.push(value);
      else putField(holder, top.key, value);
      top.key = undefined;
      top.colon = false;
    } else {
      if (top.key === undefined || !top.colon) return false;
      if (putField(top.value, top.key, value)) twice ??= top.key;
      top.key = undefined;
      top.colon = false;
    }
    return true;
  };
  /** Into what holds it a list or an object comes when it is complete. */
  const pop = (): void => {
    const frame = stack.pop();
    if (frame !== undefined && stack.length > 0) put(frame.value);
  };
  const open = (value: Fields | unknown[]): boolean => {
    const top = stack.at(-1);
    if (top === undefined) root ??= value;
    else if (!Array.isArray(top.value) && (top.key === undefined || !top.colon)) return false;
    offsets.set(value, at);
    stack.push({ value, key: undefined, colon: false });
    return true;
  };
  /** Closes the innermost list or object; one that was left open in between is closed with it. */
  const close = (list: boolean): boolean => {
    const index = stack.findLastIndex(({ value }) => Array.isArray(value) === list);
    const clean = index === stack.length - 1;
    while (index >= 0 && stack.length > index) pop();
    return index >= 0 && clean;
  };
  const finish = (end: number, cut: boolean): LenientJson => {
    while (stack.length > 0) pop();
    return {
      value: cut && !known ? undefined : root,
      start,
      end,
      cut,
      offsets,
      ...(oddAt !== undefined && { oddAt }),
      ...(listedAt !== undefined && { listedAt }),
      ...(twice !== undefined && { twice }),
    };
  };

  while (at < text.length) {
    const character = text.charAt(at);
    if (blanks.has(character) || (known && marks.has(character))) {
      at++;
      continue;
    }
    const top = stack.at(-1);
    // Brackets without end: tried on from here, so that noise costs little memory.
    if (!known && stack.length > maxBlindDepth) return finish(at, true);
    let fine = true;
    let next = at + 1;
    if (character === '{') fine = open({});
    else if (character === '[') fine = open([]);
    else if (character === '}' || character === ']') {
      fine = close(character === ']');
      if (stack.length === 0) {
        if (!fine) oddAt ??= at;
        return finish(next, false);
      }
    } else if (character === ',') {
      // A field without a value is one more that the server did not tell.
      if (top?.colon === true) top.key = undefined;
      if (top !== undefined) top.colon = false;
    } else if (character === ':' || (character === '=' && text.charAt(next) === '>')) {
      if (character === '=') next++;
      const name = known && top !== undefined && Array.isArray(top.value) ? top.value.at(-1) : undefined;
      if (top !== undefined && Array.isArray(top.value) && typeof name === 'string' && !top.colon) {
        // Counters of MERGE into partitions (explain.c of 15 to 18, show_modifytable_info).
        top.value.pop();
        top.key = name;
        listedAt ??= at;
      }
      fine = top?.key !== undefined && !top.colon;
      if (top !== undefined) top.colon = top.key !== undefined;
    } else if (character === '"' || character === "'") {
      const read = readString(text, at, known);
      if (read === undefined) return finish(nextLine(text, at), true);
      next = read.end;
      const isKey = top !== undefined && !Array.isArray(top.value) && !top.colon;
      if (isKey) {
        fine = top.key === undefined;
        bareKeys ??= false;
        top.key = read.value;
        known ||= telling.has(read.value);
      } else fine = put(read.value);
      if (read.cut) return finish(next, true);
    } else if (isWord(character)) {
      next = wordEnd(text, at);
      // Where the text ends a number may have had more digits.
      if (next === text.length) return finish(next, true);
      const word = text.slice(at, next);
      const isKey = top !== undefined && !Array.isArray(top.value) && !top.colon;
      bareKeys ??= isKey;
      if (isKey && bareKeys && followedByColon(text, next)) {
        top.key = word;
        known ||= telling.has(word);
      } else {
        const value = words.has(word) ? words.get(word) : bareScalar(word);
        const scalar = words.has(word) || isNumber(word);
        if (!known && (isKey || !scalar)) return finish(next, true);
        // A line of prose behind JSON that was cut off.
        if (!scalar && beginsLine(text, at)) return finish(at, true);
        fine = put(value) && scalar;
      }
    } else fine = false;
    if (!fine) {
      if (!known) return finish(Math.max(at, start + 1), true);
      oddAt ??= at;
      if (++oddities > maxOddities) return finish(at, true);
    }
    at = next;
  }
  return finish(text.length, true);
}

const blanks = new Set([' ', '\t', '\n', '\r', '\f', '\v']);
/** Line ends and frames of psql that were not taken away. */
const marks = new Set(['+', '↵', '|', '│', '║', '…', '.', '\\']);

/** Words of JSON and of the languages whose literals look like it; what is no number stays as it was printed. */
const words = new Map<string, unknown>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['null', null],
  ['None', null],
  ['nil', null],
  ['undefined', null],
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity'],
  ['-Infinity', '-Infinity'],
]);

function isNumber(word: string): boolean {
  return typeof bareScalar(word) === 'number' || /^-?\d+$/.test(word);
}

function followedByColon(text: string, at: number): boolean {
  let i = at;
  while (text.charAt(i) === ' ' && i - at < 8) i++;
  return text.charAt(i) === ':' || text.startsWith('=>', i);
}

function beginsLine(text: string, at: number): boolean {
  let i = at - 1;
  while (text.charAt(i) === ' ' || text.charAt(i) === '\t') i--;
  return i < 0 || text.charAt(i) === '\n';
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
