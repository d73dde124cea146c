/**
 * A statement as a list of words in which nothing is left of what a shape does not see: comments, case and spacing are
 * gone, every constant and every placeholder is one `?`. What counts as a constant follows PostgreSQL's query jumbling
 * (src/backend/nodes/queryjumblefuncs.c), as far as tokens tell: a minus belongs to its number, TRUE and NULL are
 * constants where they are operands, an integer in ORDER BY or GROUP BY is a position and stays.
 */
import { type Keywords, type Piece, readPieces } from './placeholders';

export interface Word {
  /** Folded; `?` for a constant; `"?"` for the operator of that name. */
  readonly text: string;
  /** `more` stands for what was folded out of a list: it is shown, and is no part of the shape. */
  readonly kind: 'word' | 'quoted' | 'value' | 'number' | 'operator' | 'punctuation' | 'more';
  /** A sign before its only operand. */
  readonly prefix?: boolean;
}

export function canonicalWords(sql: string, keywords: Keywords): Word[] {
  return new WordReader(sql, keywords).read();
}

/** Keywords that name types, so that an operand ends with them: `a::int - 1`. */
export const typeKeywords = new Set([
  ...['bigint', 'bit', 'boolean', 'char', 'character', 'dec', 'decimal', 'float', 'int', 'integer', 'interval', 'json'],
  ...['national', 'nchar', 'numeric', 'precision', 'real', 'smallint', 'time', 'timestamp', 'varchar'],
]);

export const valueWord: Word = { text: '?', kind: 'value' };

/** Words whose argument is a precision that stays: PostgreSQL jumbles it as part of the function. */
const clocks = new Set(['current_time', 'current_timestamp', 'localtime', 'localtimestamp']);
const queryWords = new Set(['select', 'values', 'table', 'union', 'intersect', 'except']);
/** What ends ORDER BY and GROUP BY. */
const clauseWords = new Set([
  ...[
    'select',
    'values',
    'union',
    'intersect',
    'except',
    'having',
    'window',
    'order',
    'limit',
    'offset',
    'fetch',
    'for',
  ],
  ...['returning'],
]);
/** Words behind a number that make it part of an expression. */
const infixWords = new Set([
  ...['and', 'at', 'between', 'collate', 'ilike', 'in', 'is', 'isnull', 'like', 'not', 'notnull', 'or', 'similar'],
]);
const itemOpeners = new Set(['by', ',', '(', 'all', 'distinct']);
const groupOpeners = new Set([...itemOpeners, 'rollup', 'cube', 'sets']);

/** What stands between two parentheses, or around all of them. */
interface Frame {
  /** The word before the parenthesis. */
  readonly opener: string;
  readonly start: number;
  /** It is a query, whose ORDER BY knows positions: those of aggregates and windows do not. */
  query: boolean;
  /** Bare integers are positions here. */
  positions: boolean;
}

class WordReader {
  readonly #sql: string;
  readonly #keywords: Keywords;
  readonly #pieces: readonly Piece[];
  readonly #words: Word[] = [];
  readonly #outer: Frame[] = [];
  #frame: Frame = { opener: '', start: 0, query: false, positions: false };
  #last: Piece | undefined;
  #afterOperand = false;

  constructor(sql: string, keywords: Keywords) {
    this.#sql = sql;
    this.#keywords = keywords;
    this.#pieces = readPieces(sql, keywords).pieces.filter(piece => piece.kind !== 'comment');
  }

  read(): Word[] {
    for (const [i, piece] of this.#pieces.entries()) {
      this.#piece(piece, i);
      this.#last = piece;
    }
    while (this.#text(1) === ';') this.#words.pop();
    return this.#words;
  }

  #piece(piece: Piece, i: number): void {
    const text = piece.replacement ?? this.#source(piece);
    switch (piece.kind) {
      case 'string':
        return this.#string();
      case 'number':
      case 'placeholder':
        return this.#number(piece, i);
      case 'word':
        return this.#word(piece, fold(text), i);
      case 'quoted-identifier':
        return this.#push(this.#identifier(text), true);
      case 'operator':
        return this.#operator(piece, text);
      default:
        return this.#punctuation(piece, text);
    }
  }

  #string(): void {
    // PostgreSQL joins literals that only white space and comments part.
    if (this.#last?.kind === 'string') return;
    // `U&'…' UESCAPE '!'` is one literal.
    if (this.#text(1) === 'uescape' && this.#words.at(-2)?.kind === 'value') this.#words.pop();
    else this.#value();
  }

  #number(piece: Piece, i: number): void {
    if (piece.kind === 'number' && (this.#isPosition(i) || (this.#text(1) === '(' && clocks.has(this.#text(2))))) {
      return this.#push({ text: fold(this.#source(piece)), kind: 'number' }, true);
    }
    // A minus is part of the number (gram.y, doNegate), unless a cast takes the number away from it.
    if (this.#next(i) !== '::') {
      for (let sign = this.#words.at(-1); sign?.prefix === true && sign.text === '-'; sign = this.#words.at(-1)) {
        this.#words.pop();
      }
    }
    this.#value();
  }

  #value(): void {
    // `IN %s` and `IN :ids`: the driver writes the parentheses.
    const list = this.#text(1) === 'in' && this.#frame.opener !== 'position';
    if (list) this.#words.push({ text: '(', kind: 'punctuation' });
    this.#push(valueWord, true);
    if (list) this.#words.push({ text: ')', kind: 'punctuation' });
  }

  #word(piece: Piece, text: string, i: number): void {
    if (this.#isConstant(text, i)) return this.#value();
    const frame = this.#frame;
    const first = frame.start === this.#words.length;
    if (queryWords.has(text) || (text === 'with' && first)) frame.query = true;
    if (clauseWords.has(text)) frame.positions = false;
    if (text === 'by') frame.positions = this.#text(1) === 'group' || (this.#text(1) === 'order' && frame.query);
    this.#push({ text, kind: 'word' }, this.#wordEndsOperand(piece, text));
  }

  #isConstant(text: string, i: number): boolean {
    const before = this.#text(1);
    // PostgreSQL makes constants of these.
    if (text === 'all') return before === 'limit';
    if (before === '(' && this.#text(2) === 'extract') return this.#next(i) === 'from';
    if (text === 'null' && this.#next(i) === 'on') return ['empty', 'error'].includes(this.#next(i + 1));
    return (text === 'true' || text === 'false' || text === 'null') && this.#isOperand(text, before);
  }

  /** Not `IS TRUE`, `IS NOT NULL`, `SET NULL`, `x int NULL`, `t.true` or `AS true`. */
  #isOperand(text: string, before: string): boolean {
    if (this.#afterOperand || before === '.' || before === 'as' || before === 'is') return false;
    if (text !== 'null') return !(before === 'not' && this.#text(2) === 'is');
    if (before === 'from') return this.#text(2) !== 'distinct';
    return before !== 'not' && before !== 'set' && before !== 'on';
  }

  #wordEndsOperand(piece: Piece, text: string): boolean {
    if (this.#text(1) === '.' || typeKeywords.has(text)) return true;
    if (text === 'default') return false;
    if (text === 'zone') return this.#text(2) === 'with' || this.#text(2) === 'without';
    return piece.endsOperand;
  }

  #operator(piece: Piece, text: string): void {
    // The second half of `%%`, which stands for one `%` of an operator.
    if (text === '') return;
    const last = this.#last;
    const word = this.#words.at(-1);
    if (last?.replacement === '' && last.end === piece.start && word?.kind === 'operator') {
      this.#words[this.#words.length - 1] = { text: word.text + text, kind: 'operator' };
      return;
    }
    const own = withoutSigns(text);
    if (own === '?') this.#push({ text: '"?"', kind: 'operator' }, false);
    else if (own !== '') this.#push({ text: own === '!=' ? '<>' : own, kind: 'operator' }, piece.endsOperand);
    for (const sign of text.slice(own.length)) {
      const prefix = !this.#afterOperand;
      this.#push({ text: sign, kind: 'operator', ...(prefix ? { prefix } : {}) }, false);
    }
  }

  #punctuation(piece: Piece, text: string): void {
    const frame = this.#frame;
    if (text === '(') {
      const opener = this.#text(1);
      const distinctOn = opener === 'on' && this.#text(2) === 'distinct';
      const positions = distinctOn || (frame.positions && groupOpeners.has(opener));
      this.#push({ text, kind: 'punctuation' }, false);
      this.#outer.push(frame);
      this.#frame = { opener, start: this.#words.length, query: false, positions };
      return;
    }
    const outer = text === ')' ? this.#outer.pop() : undefined;
    if (outer) {
      // `(SELECT …) ORDER BY 1`
      if (frame.query && outer.start === frame.start - 1) outer.query = true;
      this.#frame = outer;
    }
    // `a OPERATOR(pg_catalog.-) - 1`
    this.#push({ text, kind: 'punctuation' }, piece.endsOperand && !(outer && frame.opener === 'operator'));
  }

  /** An integer that is the whole item of ORDER BY, GROUP BY or DISTINCT ON. */
  #isPosition(i: number): boolean {
    if (!this.#frame.positions || !itemOpeners.has(this.#text(1))) return false;
    const next = this.#pieces[i + 1];
    if (next === undefined) return true;
    const text = this.#next(i);
    return next.kind === 'word' ? !infixWords.has(text) : text === ',' || text === ')' || text === ';';
  }

  /** `"foo"` is foo; `"Foo"`, `"a b"` and `"select"` keep their quotes. */
  #identifier(text: string): Word {
    const inner = text.slice(1, -1);
    if (/^[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*$/.test(inner)) {
      const kind = this.#keywords(inner);
      if (kind === 'none' || kind === 'unreserved') return { text: inner, kind: 'word' };
    }
    return { text: text.replace(/^u/, 'U'), kind: 'quoted' };
  }

  #push(word: Word, endsOperand: boolean): void {
    this.#words.push(word);
    this.#afterOperand = endsOperand;
  }

  /** Of the word that many places back. */
  #text(back: number): string {
    return this.#words.at(-back)?.text ?? '';
  }

  /** Of the piece behind the `i`th. */
  #next(i: number): string {
    const piece = this.#pieces[i + 1];
    return piece === undefined ? '' : fold(this.#source(piece));
  }

  #source(piece: Piece): string {
    return this.#sql.slice(piece.start, piece.end);
  }
}

/** PostgreSQL folds ASCII letters alone (src/backend/parser/scansup.c, multi-byte encodings). */
function fold(word: string): string {
  return word.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

/** `=-?` is read as `=-` and a placeholder: without it the lexer would have parted the sign (scan.l, `operator`). */
function withoutSigns(operator: string): string {
  return /[~!@#^&|`?%]/.test(operator) ? operator : operator.replace(/[+-]+$/, '');
}
