/**
 * How wide text will be, near enough to break and cut it where no browser measures: SVG does neither itself. Widths are
 * those of the usual interface fonts (Segoe UI, Ubuntu, Helvetica), rounded up, in parts of the font size.
 */
const narrowLetters = new Set("iljtfrI.,:;'|!()[]{}/\\ ");
const wideLetters = new Set('mwMWQO@%—…→×');

export interface Font {
  readonly size: number;
  readonly bold?: boolean;
  readonly mono?: boolean;
}

export function textWidth(text: string, font: Font): number {
  let width = 0;
  for (const letter of text) width += letterWidth(letter, font);
  return width * font.size;
}

function letterWidth(letter: string, { bold, mono }: Font): number {
  const code = letter.codePointAt(0) ?? 0;
  // CJK, Hangul, full-width forms and pictures take a whole square.
  const square =
    code >= 0x1100 &&
    (code <= 0x115f ||
      (code >= 0x2e80 && code <= 0xd7ff) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xff00 && code <= 0xff60) ||
      code > 0xffff);
  if (square) return 1.05;
  if (mono === true) return 0.61;
  const heavy = bold === true ? 1.12 : 1;
  if (narrowLetters.has(letter)) return 0.36 * heavy;
  if (wideLetters.has(letter)) return 0.9 * heavy;
  return (letter >= 'A' && letter <= 'Z' ? 0.7 : 0.6) * heavy;
}

/** The text in at most `lines` lines of `width`, broken at spaces where they have some; the last is cut with an ellipsis. */
export function fitLines(text: string, width: number, lines: number, font: Font): readonly string[] {
  const result: string[] = [];
  // Of a megabyte no more than could be shown is looked at.
  let rest = oneLine(text.slice(0, 1200));
  while (rest !== '' && result.length < lines) {
    const end = fittingEnd(rest, width, font);
    if (end >= rest.length) {
      result.push(rest);
      return result;
    }
    if (result.length === lines - 1) {
      const cut = fittingEnd(rest, width - letterWidth('…', font) * font.size, font);
      result.push(`${rest.slice(0, Math.max(1, cut)).trimEnd()}…`);
      return result;
    }
    const space = rest.lastIndexOf(' ', end);
    const broken = space > 0 ? space : Math.max(1, end);
    result.push(rest.slice(0, broken));
    rest = rest.slice(broken).trimStart();
  }
  return result;
}

function fittingEnd(text: string, width: number, font: Font): number {
  let used = 0;
  let at = 0;
  for (const letter of text) {
    used += letterWidth(letter, font) * font.size;
    if (used > width) return at;
    at += letter.length;
  }
  return at;
}

/** Line ends and tabs become one space. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
