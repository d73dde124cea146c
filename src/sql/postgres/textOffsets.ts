/**
 * Positions as libpg-query gives them, in UTF-16 code units: parse trees count UTF-8 bytes, errors count characters
 * (code points). Built once a text; a text in ASCII costs nothing.
 */
export class TextOffsets {
  readonly #fromByte: ((offset: number) => number) | undefined;
  readonly #fromCharacter: ((offset: number) => number) | undefined;

  constructor(text: string) {
    if (isAscii(text)) return;
    this.#fromByte = mapping(text, bytesOf);
    this.#fromCharacter = mapping(text, () => 1);
  }

  fromByte(offset: number): number {
    return this.#fromByte?.(offset) ?? offset;
  }

  fromCharacter(offset: number): number {
    return this.#fromCharacter?.(offset) ?? offset;
  }
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** Code point → bytes in UTF-8; a lone surrogate is sent as U+FFFD. */
function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

function mapping(text: string, width: (codePoint: number) => number): (offset: number) => number {
  const starts: number[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (let i = 0; i < text.length;) {
    const codePoint = text.codePointAt(i) ?? 0;
    starts.push(at);
    offsets.push(i);
    at += width(codePoint);
    i += codePoint > 0xffff ? 2 : 1;
  }
  return offset => {
    if (offset >= at) return text.length;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return offsets[low] ?? 0;
  };
}
