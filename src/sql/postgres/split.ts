/**
 * Cuts a script into statements as psql does (src/fe_utils/psqlscan.l): at `;` outside of literals, of BEGIN ATOMIC
 * bodies and of a rule's parentheses, at backslash commands, past COPY data. Time is linear, memory is the result's.
 */
import { Lexer, type TokenKind } from './lexer';
import { endOfLine, hasBlankLine, likelyEnd } from './lines';

export interface Cut {
  readonly start: number;
  /** Behind the last token that is not a comment. */
  readonly end: number;
  /** Where the comments begin that stand directly above the statement, else `start`. */
  readonly lead: number;
  /** Behind the `;`, the backslash command's line or the COPY data that ended it, else `end`. */
  readonly behind: number;
}

export interface Splitting {
  readonly cuts: readonly Cut[];
  /** Literals that look as if their closing quote were missing, and whether the last one's is. */
  readonly suspects: readonly Suspect[];
  readonly unterminated: boolean;
}

export interface Suspect {
  readonly start: number;
  /** Where it had better end. */
  readonly cut: number;
}

export function splitScript(script: string, literalEnds?: ReadonlyMap<number, number>): Splitting {
  return new Splitter(script, literalEnds).run();
}

class Splitter {
  readonly #text: string;
  readonly #lexer: Lexer;
  readonly #cuts: Cut[] = [];
  readonly #suspects: Suspect[] = [];
  #unterminated = false;

  #start = -1;
  #end = 0;
  #lead = -1;
  /** First words, folded, until it is known whether the statement has a body. */
  #words: string[] = [];
  #lastWord = '';
  #parens = 0;
  #depth = 0;
  #copyStdin = false;
  /** Behind the last comment above the statement, −1 without one. */
  #commentEnd = -1;
  #lineEnd = -1;
  /** The statement that starts here is cut at every `;`: its body was never closed. */
  #flat = -1;
  #flatCount = 0;

  constructor(text: string, literalEnds?: ReadonlyMap<number, number>) {
    this.#text = text;
    this.#lexer = new Lexer(text, 0, literalEnds);
  }

  run(): Splitting {
    const lexer = this.#lexer;
    for (;;) {
      while (lexer.next()) this.#token(lexer.kind);
      // A body that was never closed must not swallow what follows it.
      if (this.#start < 0 || !this.#inBody()) break;
      this.#flat = this.#start;
      this.#flatCount++;
      lexer.seek(this.#start);
      this.#reset();
    }
    this.#finish(this.#end);
    return { cuts: this.#cuts, suspects: this.#suspects, unterminated: this.#unterminated };
  }

  #token(kind: TokenKind): void {
    const { start, end } = this.#lexer;
    if (this.#lexer.unterminated) this.#unterminated = true;
    if (kind === 'string' || kind === 'quoted-identifier' || kind === 'comment') this.#suspect(kind, start, end);
    if (kind === 'comment') return this.#comment(start, end);
    if (kind === 'other') {
      const c = this.#text[start];
      if (c === ';' && !this.#inBody()) return this.#semicolon(end);
      if (c === '\\') return this.#backslash(start);
      if (c === '(') this.#parens++;
      if (c === ')') this.#parens--;
    }
    if (this.#start < 0) {
      this.#start = start;
      if (this.#lead < 0) this.#lead = start;
    }
    if (kind === 'word') this.#word(start, end);
    else if (this.#words.length < 8) this.#words.push('');
    this.#end = end;
    // What follows a literal that was cut short is another statement.
    if (this.#lexer.unterminated && kind !== 'other') this.#finish(end);
  }

  #comment(start: number, end: number): void {
    if (this.#start >= 0) {
      if (this.#lexer.unterminated) this.#finish(end);
      return;
    }
    // pg_hint_plan reads its hints from a comment in front: it belongs to the statement.
    if (this.#text.startsWith('/*+', start)) {
      this.#start = start;
      this.#end = end;
    }
    if (this.#lead < 0 || hasBlankLine(this.#text, this.#commentEnd, start)) this.#lead = start;
    this.#commentEnd = end;
  }

  #word(start: number, end: number): void {
    const length = end - start;
    const word = length <= 12 ? this.#text.slice(start, end).toLowerCase() : '';
    if (this.#words.length < 8) this.#words.push(word);
    if (this.#words[0] === 'copy') {
      if (this.#lastWord === 'from' && word === 'stdin') this.#copyStdin = true;
    } else if (this.#words[0] === 'create' && this.#parens === 0 && !this.#isFlat()) this.#body(word);
    this.#lastWord = word;
  }

  /** psql counts BEGIN, CASE and END in CREATE FUNCTION and CREATE PROCEDURE; SQLite's triggers have such a body too. */
  #body(word: string): void {
    const second = this.#words[1] ?? '';
    const at = second === 'or' ? 3 : second === 'temp' || second === 'temporary' ? 2 : 1;
    const isTrigger = this.#words[at] === 'trigger';
    if (this.#words[at] !== 'function' && this.#words[at] !== 'procedure' && !isTrigger) return;
    if (isTrigger && word === 'begin' && this.#depth === 0) this.#depth = 1;
    else if (word === 'atomic' && this.#lastWord === 'begin') this.#depth = 1;
    else if (word === 'case' && this.#depth > 0) this.#depth++;
    else if (word === 'end' && this.#depth > 0) this.#depth--;
  }

  #inBody(): boolean {
    if (this.#depth > 0) return true;
    if (this.#parens <= 0 || this.#words[0] !== 'create' || this.#isFlat()) return false;
    return this.#words[1] === 'rule' || (this.#words[1] === 'or' && this.#words[3] === 'rule');
  }

  #isFlat(): boolean {
    return this.#start === this.#flat || this.#flatCount >= 8;
  }

  #semicolon(behind: number): void {
    const copies = this.#copyStdin;
    this.#finish(behind);
    if (copies) this.#skipCopyData(behind);
  }

  /** A backslash command ends the statement before it and takes the rest of its line, up to `\\`. */
  #backslash(start: number): void {
    const text = this.#text;
    if (this.#lineEnd < start) this.#lineEnd = endOfLine(text, start);
    const lineEnd = this.#lineEnd;
    if (text[start + 1] === ';') {
      this.#finish(start + 2);
      return this.#lexer.seek(start + 2);
    }
    const line = text.slice(start, Math.min(lineEnd, start + 4096));
    const separator = line.indexOf('\\\\', 1);
    const end = separator < 0 ? lineEnd : start + separator + 2;
    this.#finish(end);
    this.#lexer.seek(end);
    if (line.startsWith('\\copy') && readsStdin(line)) this.#skipCopyData(end);
  }

  /** Data ends at a line `\.`; where there is none, there is no data either. */
  #skipCopyData(from: number): void {
    const text = this.#text;
    const first = endOfLine(text, from);
    for (let at = text.indexOf('\\.', first); at >= 0; at = text.indexOf('\\.', at + 2)) {
      const before = text[at - 1];
      if ((before === '\n' || before === '\r') && endOfLine(text, at) === at + 2) {
        return this.#lexer.seek(at + 2);
      }
    }
  }

  #finish(behind: number): void {
    if (this.#start >= 0) {
      this.#cuts.push({
        start: this.#start,
        end: this.#end,
        lead: this.#leadOf(),
        behind: Math.max(behind, this.#end),
      });
    }
    this.#reset();
  }

  #leadOf(): number {
    const apart = this.#commentEnd >= 0 && hasBlankLine(this.#text, this.#commentEnd, this.#start);
    return apart ? this.#start : this.#lead;
  }

  #reset(): void {
    this.#start = -1;
    this.#lead = -1;
    this.#commentEnd = -1;
    this.#words = [];
    this.#lastWord = '';
    this.#parens = 0;
    this.#depth = 0;
    this.#copyStdin = false;
  }

  #suspect(kind: TokenKind, start: number, end: number): void {
    if (start <= (this.#suspects.at(-1)?.start ?? -1)) return;
    const cut = likelyEnd(this.#text.slice(start, end), kind, this.#lexer.unterminated);
    if (cut !== undefined) this.#suspects.push({ start, cut: start + cut });
  }
}

/** `\copy … from stdin`, told by its words. */
function readsStdin(line: string): boolean {
  const words = line.toLowerCase().split(/\s+/);
  return words.some((word, i) => word === 'from' && (words[i + 1] === 'stdin' || words[i + 1] === 'pstdin'));
}
