/**
 * Quotes and brackets of an expression as PostgreSQL deparses it (ruleutils.c): `'…'` and `"…"` with doubled quotes
 * inside, backslashes doubled, brackets in pairs. Fed piece by piece, so that a value of many lines is scanned once.
 */
export class Balance {
  /** The quote that is open, `''` outside. */
  quote = '';
  private depth = 0;

  constructor(private readonly quotes = `'"`) {}

  get isOpen(): boolean {
    return this.quote !== '' || this.depth > 0;
  }

  get isTopLevel(): boolean {
    return this.quote === '' && this.depth <= 0;
  }

  feed(character: string): void {
    if (this.quote !== '') {
      if (character === this.quote) this.quote = '';
    } else if (this.quotes.includes(character)) this.quote = character;
    else if (character === '(' || character === '[' || character === '{') this.depth++;
    else if (character === ')' || character === ']' || character === '}') this.depth--;
  }

  feedAll(text: string): void {
    marks.lastIndex = 0;
    for (let found = marks.exec(text); found !== null; found = marks.exec(text)) this.feed(found[0]);
  }
}

const marks = /['"()[\]{}]/g;

/** The items of a list that EXPLAIN printed with `, ` between them. */
export function splitList(text: string): readonly string[] {
  const items: string[] = [];
  const balance = new Balance();
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === ',' && balance.isTopLevel && /\s/.test(text.charAt(i + 1))) {
      items.push(text.slice(start, i).trim());
      start = i + 1;
    } else balance.feed(character);
  }
  const last = text.slice(start).trim();
  if (last !== '' || items.length > 0) items.push(last);
  return items;
}
