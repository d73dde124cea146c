const doubleQuote = 0x22;
const singleQuote = 0x27;

/**
 * Quotes and brackets of an expression as PostgreSQL deparses it (ruleutils.c): `'…'` and `"…"` with doubled quotes
 * inside, backslashes doubled, brackets in pairs. Fed piece by piece, so that a value of many lines is scanned once.
 */
export class Balance {
  /** Code of the quote that is open, 0 outside. */
  private quote = 0;
  private depth = 0;

  /** Without constants a single quote is a character like any other. */
  constructor(private readonly hasConstants = true) {}

  get isInQuote(): boolean {
    return this.quote !== 0;
  }

  get isOpen(): boolean {
    return this.quote !== 0 || this.depth > 0;
  }

  get isTopLevel(): boolean {
    return this.quote === 0 && this.depth <= 0;
  }

  feed(text: string, from = 0, to = text.length): void {
    for (let i = from; i < to; i++) {
      const code = text.charCodeAt(i);
      if (this.quote !== 0) {
        if (code === this.quote) this.quote = 0;
      } else if (code === doubleQuote || (code === singleQuote && this.hasConstants)) this.quote = code;
      else if (code === 0x28 || code === 0x5b || code === 0x7b) this.depth++;
      else if (code === 0x29 || code === 0x5d || code === 0x7d) this.depth--;
    }
  }
}

/** The items of a list that EXPLAIN printed with `, ` between them. */
export function splitList(text: string): readonly string[] {
  const items: string[] = [];
  const balance = new Balance();
  let start = 0;
  let fed = 0;
  for (let comma = text.indexOf(', '); comma !== -1; comma = text.indexOf(', ', comma + 1)) {
    balance.feed(text, fed, comma);
    fed = comma;
    if (!balance.isTopLevel) continue;
    items.push(text.slice(start, comma).trim());
    start = comma + 1;
  }
  const last = text.slice(start).trim();
  if (last !== '' || items.length > 0) items.push(last);
  return items;
}
