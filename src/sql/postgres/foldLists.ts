/**
 * Lists of constants count as one constant, whatever their length: `IN (…)`, `ARRAY[…]`, the rows of VALUES. Elements
 * may be rows themselves, or have a type (`DATE '…'`, `'…'::text`), which goes: pg_stat_statements' texts do not show it.
 * What is no constant stays, and parts the constants beside it.
 */
import { typeKeywords, valueWord, type Word } from './canonicalWords';
import type { Keywords } from './placeholders';

export function foldLists(words: readonly Word[], keywords: Keywords): readonly Word[] {
  return foldRows(new ListFolder(words, keywords).fold());
}

/** Rows and arrays in a list are followed this deep. */
const deepest = 8;
const more: Word = { text: '…', kind: 'more' };
const queryWords = new Set(['select', 'with', 'values', 'table']);
/** Words behind the first of a type's name: `double precision`, `timestamp with time zone`, `interval '1' day to hour`. */
const typeTails = new Set([
  ...['precision', 'varying', 'with', 'without', 'time', 'zone'],
  ...['year', 'month', 'day', 'hour', 'minute', 'second', 'to'],
]);

interface Frame {
  /** `false` where it is no list; `array` brackets hold lists in their turn. */
  list: false | 'in' | 'array';
  /** Text of the constant before, if the element before was one. */
  previous: string | undefined;
  /** Elements that were kept. */
  kept: number;
}

interface Constant {
  readonly words: readonly Word[];
  readonly end: number;
}

class ListFolder {
  readonly #words: readonly Word[];
  readonly #keywords: Keywords;
  readonly #out: Word[] = [];
  readonly #frames: Frame[] = [];

  constructor(words: readonly Word[], keywords: Keywords) {
    this.#words = words;
    this.#keywords = keywords;
  }

  fold(): readonly Word[] {
    for (let i = 0; i < this.#words.length;) i = this.#step(i);
    return this.#out;
  }

  /** Gives the index of the word to go on at. */
  #step(i: number): number {
    const word = this.#words[i];
    if (word === undefined) return i + 1;
    const text = word.kind === 'punctuation' || word.kind === 'word' ? word.text : '';
    const frame = this.#frames.at(-1);
    if (text === '(' || text === '[') {
      this.#frames.push({ list: this.#opens(i, text), previous: undefined, kept: 0 });
      this.#out.push(word);
      return this.#element(i + 1);
    }
    if (text === ')' || text === ']') {
      if (frame?.list !== false && frame?.kept === 1 && frame.previous !== undefined) this.#out.push(more);
      this.#frames.pop();
      this.#out.push(word);
      return i + 1;
    }
    if (frame && queryWords.has(text)) frame.list = false;
    this.#out.push(word);
    return text === ',' ? this.#element(i + 1) : i + 1;
  }

  #opens(i: number, bracket: string): Frame['list'] {
    const before = this.#words[i - 1];
    if (bracket === '(') return before?.kind === 'word' && before.text === 'in' ? 'in' : false;
    const inArray = this.#frames.at(-1)?.list === 'array' && (before?.text === '[' || before?.text === ',');
    return inArray || (before?.kind === 'word' && before.text === 'array') ? 'array' : false;
  }

  /** Takes the element of a list that begins at `i` if it is a constant, or drops it if it equals the one before. */
  #element(i: number): number {
    const frame = this.#frames.at(-1);
    if (!frame || frame.list === false) return i;
    const constant = this.#constant(i, frame.list === 'array', 0);
    const behind = constant && this.#words[constant.end]?.text;
    if (!constant || (behind !== ',' && behind !== ')' && behind !== ']')) {
      frame.previous = undefined;
      frame.kept++;
      return i;
    }
    const key = textOf(constant.words);
    if (key === frame.previous) this.#out.pop();
    else {
      this.#out.push(...constant.words);
      frame.kept++;
    }
    frame.previous = key;
    return constant.end;
  }

  #constant(i: number, inArray: boolean, depth: number): Constant | undefined {
    const word = this.#words[i];
    if (word === undefined || depth > deepest) return undefined;
    let found: Constant | undefined;
    if (word.kind === 'value') found = { words: [valueWord], end: i + 1 };
    else if (word.text === '(') found = unwrapped(this.#group(i, ')', depth));
    else if (word.text === '[' && inArray) found = this.#group(i, ']', depth);
    else if (word.kind === 'word' && word.text === 'row' && this.#is(i + 1, '(')) {
      found = this.#behind(word, this.#group(i + 1, ')', depth));
    } else if (word.kind === 'word' && word.text === 'array' && this.#is(i + 1, '[')) {
      found = this.#behind(word, this.#group(i + 1, ']', depth));
    } else if (word.kind === 'word' || word.kind === 'quoted') found = this.#typed(i);
    while (found && this.#is(found.end, '::')) {
      const end = this.#type(found.end + 1);
      found = end < 0 ? undefined : { words: found.words, end };
    }
    return found;
  }

  #behind(word: Word, constant: Constant | undefined): Constant | undefined {
    return constant && { words: [word, ...constant.words], end: constant.end };
  }

  /** `(?, ?)` keeps its length, `[?, ?]` is a list. */
  #group(open: number, close: ')' | ']', depth: number): Constant | undefined {
    const words = this.#words.slice(open, open + 1);
    let previous: string | undefined;
    let kept = 0;
    for (let i = open + 1; ; i++) {
      const element = this.#constant(i, close === ']', depth + 1);
      if (!element) return undefined;
      const key = textOf(element.words);
      if (close === ')' || key !== previous) {
        if (kept++ > 0) words.push({ text: ',', kind: 'punctuation' });
        words.push(...element.words);
      }
      previous = key;
      i = element.end;
      if (this.#is(i, close)) {
        if (close === ']' && kept === 1) words.push(more);
        words.push(...this.#words.slice(i, i + 1));
        return { words, end: i + 1 };
      }
      if (!this.#is(i, ',')) return undefined;
    }
  }

  /** `date ?`, `interval ? day`, `timestamp (?) with time zone ?`, `cast(? as date)` */
  #typed(i: number): Constant | undefined {
    if (this.#is(i, 'cast') && this.#is(i + 1, '(') && this.#words[i + 2]?.kind === 'value' && this.#is(i + 3, 'as')) {
      const end = this.#type(i + 4);
      return end >= 0 && this.#is(end, ')') ? { words: [valueWord], end: end + 1 } : undefined;
    }
    const at = this.#type(i);
    if (at < 0 || this.#words[at]?.kind !== 'value') return undefined;
    return { words: [valueWord], end: this.#tailEnd(at + 1) };
  }

  /** Index behind the type's name that begins at `i`, −1 if none does. */
  #type(i: number): number {
    const isName = (at: number): boolean => {
      const word = this.#words[at];
      if (word?.kind === 'quoted') return true;
      if (word?.kind !== 'word') return false;
      if (typeKeywords.has(word.text) || this.#is(at - 1, '.')) return true;
      const kind = this.#keywords(word.text);
      return kind === 'none' || kind === 'unreserved';
    };
    if (!isName(i)) return -1;
    let end = i + 1;
    while (this.#is(end, '.') && isName(end + 1)) end += 2;
    end = this.#tailEnd(end);
    if (this.#is(end, '(') && this.#words[end + 1]?.kind === 'value') {
      end += 2;
      while (this.#is(end, ',') && this.#words[end + 1]?.kind === 'value') end += 2;
      if (!this.#is(end, ')')) return -1;
      end = this.#tailEnd(end + 1);
    }
    while (this.#is(end, '[')) {
      const close = this.#words[end + 1]?.kind === 'value' ? end + 2 : end + 1;
      if (!this.#is(close, ']')) return -1;
      end = close + 1;
    }
    return end;
  }

  #tailEnd(i: number): number {
    while (this.#words[i]?.kind === 'word' && typeTails.has(this.#words[i]?.text ?? '')) i++;
    return i;
  }

  #is(i: number, text: string): boolean {
    const word = this.#words[i];
    return word?.text === text && word.kind !== 'quoted';
  }
}

/** `('x'::varchar)::text` is a constant like any other. */
function unwrapped(group: Constant | undefined): Constant | undefined {
  return group?.words.length === 3 ? { words: [valueWord], end: group.end } : group;
}

/** `values ( ? , ? ) , ( ? , ? )` → `values ( ? , ? )`: rows equal to the one before are dropped. */
function foldRows(words: readonly Word[]): readonly Word[] {
  const out: Word[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) break;
    out.push(word);
    if (word.text !== 'values' || words[i + 1]?.text !== '(') continue;
    let row = rowAt(words, i + 1);
    out.push(...row);
    i += row.length;
    while (words[i + 1]?.text === ',' && words[i + 2]?.text === '(') {
      const next = rowAt(words, i + 2);
      if (textOf(next) !== textOf(row)) out.push(...words.slice(i + 1, i + 2), ...next);
      i += next.length + 1;
      row = next;
    }
  }
  return out;
}

function rowAt(words: readonly Word[], open: number): readonly Word[] {
  let depth = 0;
  for (let i = open; i < words.length; i++) {
    if (words[i]?.text === '(') depth++;
    if (words[i]?.text === ')' && --depth === 0) return words.slice(open, i + 1);
  }
  return words.slice(open);
}

function textOf(words: readonly Word[]): string {
  return words.map(word => word.text).join(' ');
}
