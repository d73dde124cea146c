interface ReadText {
  readonly value: string;
  /** Offset behind the closing mark. */
  readonly end: number;
  /** The text ended first. */
  readonly cut: boolean;
}

/**
 * A string of JSON in double or single marks. Where `broken` is allowed it may go on in the next line, as in what a terminal
 * broke at its right edge; a line that begins a field of its own ends it. Undefined where it may not and does.
 */
export function readString(text: string, start: number, broken: boolean): ReadText | undefined {
  const mark = text.charAt(start);
  const parts: string[] = [];
  let from = start + 1;
  let at = from;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === mark) return { value: parts.join('') + text.slice(from, at), end: at + 1, cut: false };
    if (character === '\\') {
      const { value, length } = readEscape(text, at + 1);
      parts.push(text.slice(from, at), value);
      at += length;
      from = at + 1;
    } else if (character === '\n') {
      if (!broken) return undefined;
      parts.push(text.slice(from, at));
      if (fieldBegins(text, at + 1)) return { value: parts.join(''), end: at, cut: false };
      from = at + 1;
    }
  }
  return { value: parts.join('') + text.slice(from, at), end: text.length, cut: true };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** The escape whose letter is at `at`. @returns its length without the backslash */
function readEscape(text: string, at: number): { readonly value: string; readonly length: number } {
  const letter = text.charAt(at);
  if (letter === 'u') {
    const code = text.slice(at + 1, at + 5);
    if (/^[\da-fA-F]{4}$/.test(code)) return { value: String.fromCharCode(Number.parseInt(code, 16)), length: 5 };
  }
  return { value: escapes[letter] ?? letter, length: 1 };
}

const field = /[ \t]*(?:"[A-Za-z][\w /-]{0,60}" ?:|[}\]],?[ \t]*(?:\n|$))/y;

function fieldBegins(text: string, at: number): boolean {
  field.lastIndex = at;
  return field.test(text);
}

const wordCharacter = /[\w.+$-]/;

export function isWord(character: string): boolean {
  return character > '~' ? character !== '…' && character !== '↵' : /[\w$-]/.test(character);
}

/** The end of a bare word: a number, `true`, `XXX`. */
export function wordEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && wordCharacter.test(text.charAt(at))) at++;
  return at;
}
