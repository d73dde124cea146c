import { type Language, type Token, tokenize } from './tokens';

/** What a configuration expression says, as far as it can be told without running it. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Value> }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  /** A dotted name, `process.env.PGHOST`. */
  | { readonly kind: 'name'; readonly name: string }
  /** `name(…)` or `name[…]`. */
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Value[];
      readonly named: ReadonlyMap<string, Value>;
    }
  /** The first that has a value: `a ?? b`, `a || b`, `a or b`. */
  | { readonly kind: 'first'; readonly options: readonly Value[] }
  | { readonly kind: 'unknown' };

const unknown: Value = { kind: 'unknown' };
const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };
const mostDepth = 30;

export class Source {
  readonly tokens: readonly Token[];
  readonly #language: Language;

  constructor(text: string, language: Language) {
    this.tokens = tokenize(text, language);
    this.#language = language;
  }

  /** Indexes of tokens that are punctuation or names of that text. */
  *places(text: string): Iterable<number> {
    for (const [at, token] of this.tokens.entries()) {
      if (token.kind !== 'string' && token.text === text) yield at;
    }
  }

  is(at: number, text: string): boolean {
    const token = this.tokens[at];
    return token !== undefined && token.kind !== 'string' && token.text === text;
  }

  /** The expression that starts at a token, and the token behind it. */
  valueAt(at: number, depth = 0): { readonly value: Value; readonly end: number } {
    const first = this.#operand(at, depth);
    const options = [first.value];
    let end = first.end;
    while (this.is(end, '??') || this.is(end, '||') || (this.#language === 'python' && this.is(end, 'or'))) {
      const next = this.#operand(end + 1, depth);
      options.push(next.value);
      end = next.end;
    }
    const known = this.#atEnd(end);
    const value: Value = options.length === 1 ? first.value : { kind: 'first', options };
    return known ? { value, end } : { value: unknown, end: this.#skip(end) };
  }

  #operand(at: number, depth: number): { readonly value: Value; readonly end: number } {
    const token = this.tokens[at];
    if (token === undefined || depth > mostDepth) return { value: unknown, end: at };
    if (token.kind === 'string') return this.#text(at);
    if (token.kind === 'number') return { value: { kind: 'text', text: token.text.replaceAll('_', '') }, end: at + 1 };
    if (token.text === '{') return this.#record(at, '}', depth);
    if (token.text === '[') return this.#bracket(at, depth);
    if (token.text === '(') {
      const inner = this.valueAt(at + 1, depth + 1);
      return { value: inner.value, end: this.#skip(inner.end) + 1 };
    }
    if (token.text === '+' || token.text === 'new' || token.text === 'await') return this.#operand(at + 1, depth + 1);
    if (token.kind === 'name') return this.#chain(at, depth);
    return { value: unknown, end: at };
  }

  /** Neighbouring strings are one in Python. */
  #text(at: number): { readonly value: Value; readonly end: number } {
    let end = at;
    let text = '';
    let open = false;
    do {
      text += this.tokens[end]?.text ?? '';
      open ||= this.tokens[end]?.open === true;
      end++;
    } while (this.#language === 'python' && this.tokens[end]?.kind === 'string');
    return { value: open ? unknown : { kind: 'text', text }, end };
  }

  #chain(at: number, depth: number): { readonly value: Value; readonly end: number } {
    let name = this.tokens[at]?.text ?? '';
    let end = at + 1;
    let value: Value = { kind: 'name', name };
    for (;;) {
      if (['.', '?.', '::', '->'].some(mark => this.is(end, mark)) && this.tokens[end + 1]?.kind === 'name') {
        name += `.${this.tokens[end + 1]?.text ?? ''}`;
        value = { kind: 'name', name };
        end += 2;
      } else if (this.is(end, '(') || this.is(end, '[')) {
        const list = this.#arguments(end, depth);
        value = { kind: 'call', name, args: list.args, named: list.named };
        end = list.end;
      } else if (this.is(end, '!') && this.#language === 'javascript') {
        end++;
      } else if ((this.is(end, 'as') || this.is(end, 'satisfies')) && this.#language === 'javascript') {
        end += 2;
      } else {
        return { value, end };
      }
    }
  }

  #arguments(at: number, depth: number) {
    const args: Value[] = [];
    const named = new Map<string, Value>();
    const closing = closers[this.tokens[at]?.text ?? ''] ?? ')';
    let end = at + 1;
    while (end < this.tokens.length && !this.is(end, closing)) {
      const from = end;
      const key = this.tokens[end];
      if (key?.kind === 'name' && this.is(end + 1, '=')) {
        const { value, end: behind } = this.valueAt(end + 2, depth + 1);
        named.set(key.text, value);
        end = behind;
      } else {
        const { value, end: behind } = this.valueAt(end, depth + 1);
        args.push(value);
        end = behind;
      }
      if (this.is(end, ',') || end === from) end++;
    }
    return { args, named, end: end + 1 };
  }

  /** `[` opens a list, or in PHP a record. */
  #bracket(at: number, depth: number): { readonly value: Value; readonly end: number } {
    if (this.#language === 'php') return this.#record(at, ']', depth);
    const { args, end } = this.#arguments(at, depth);
    return { value: { kind: 'list', items: args }, end };
  }

  #record(at: number, closing: string, depth: number): { readonly value: Value; readonly end: number } {
    const fields = new Map<string, Value>();
    let end = at + 1;
    while (end < this.tokens.length && !this.is(end, closing)) {
      const from = end;
      const key = this.tokens[end];
      const separated = this.is(end + 1, ':') || this.is(end + 1, '=>');
      if (key !== undefined && key.kind !== 'punctuation' && separated) {
        const { value, end: behind } = this.valueAt(end + 2, depth + 1);
        fields.set(key.text, value);
        end = behind;
      } else {
        end = this.valueAt(end, depth + 1).end;
      }
      if (this.is(end, ',') || end === from) end++;
    }
    return { value: { kind: 'record', fields }, end: end + 1 };
  }

  /** Whether an expression is complete before this token. Line ends are no tokens: a name may follow. */
  #atEnd(at: number): boolean {
    const token = this.tokens[at];
    return token?.kind !== 'punctuation' || [',', ';', ')', ']', '}', '@', '{', ':'].includes(token.text);
  }

  /** The next `,`, `;` or closing bracket that belongs to what surrounds the token. */
  #skip(from: number): number {
    let depth = 0;
    for (let at = from; at < this.tokens.length; at++) {
      const token = this.tokens[at];
      if (token?.kind !== 'punctuation') continue;
      if (token.text in closers) depth++;
      else if (['}', ']', ')'].includes(token.text) && depth-- === 0) return at;
      else if (depth === 0 && (token.text === ',' || token.text === ';')) return at;
    }
    return this.tokens.length;
  }
}
