/**
 * Rewrites a query to the core that node-sql-parser's grammars have in common, because each of them refuses much of its own
 * dialect: hints, locks and LIMIT go; functions lose their names; constants become a few; operators that say nothing about an
 * index become `+` or `<>`. Names are kept apart from the text, so that no column is taken for a keyword. What is left tells
 * which tables and columns are there and what they are compared with. One method a clause; longer than most files because
 * the dialects are.
 */
import { anyConstant, constantText, type CoreWord, endsOperand, isConstantWord, prefixPattern } from './coreWords';
import type { OtherDialect } from './dialect';
import { hints } from './tableNames';
import { closing, findOutside, findWord, is, isConstant, isIdentifier, opensQuery } from './tokenList';
import type { Token } from './tokens';
import {
  plain,
  selectModifiers,
  joinWords,
  mostJoinWords,
  setOperators,
  tailWords,
  units,
  longestInterval,
  unitFunctions,
  castFunctions,
  listFunctions,
  valueWords,
  methods,
  wordOperators,
  comparisons,
  arithmetic,
  isIn,
} from './vocabulary';

/** A longer query is cut behind these: the parser takes some 8 µs a word. */
export const mostWords = 4000;

export function coreQuery(tokens: readonly Token[], dialect: OtherDialect): readonly CoreWord[] {
  return new Rewriter(tokens, dialect, windowsOf(tokens), 'query').rewrite();
}

interface Frame {
  /** `join`: brackets around joined tables, which are left out. */
  readonly kind: 'query' | 'function' | 'window' | 'join' | 'in' | 'group';
  /** Of a query: the word of the clause that is being read; empty at its start. */
  clause: string;
  /** ON stands in the brackets around joined tables: the one behind them goes on with AND. */
  joined: boolean;
}

/** `WINDOW w AS (…)`, put in at `OVER w`. */
type Windows = ReadonlyMap<string, readonly Token[]>;

function windowsOf(tokens: readonly Token[]): Windows {
  const windows = new Map<string, readonly Token[]>();
  if (!tokens.some(token => is(token, 'window'))) return windows;
  tokens.forEach((token, i) => {
    if (!is(token, 'window', ',') || !is(tokens[i + 2], 'as') || !is(tokens[i + 3], '(')) return;
    windows.set(tokens[i + 1]?.name.toLowerCase() ?? '', tokens.slice(i + 4, closing(tokens, i + 3)));
  });
  return windows;
}

class Rewriter {
  readonly #tokens: readonly Token[];
  readonly #dialect: OtherDialect;
  readonly #windows: Windows;
  readonly #out: CoreWord[] = [];
  readonly #frames: Frame[];
  /** The next ON goes on with the one in brackets before. */
  #goesOn = false;
  #at = 0;

  constructor(tokens: readonly Token[], dialect: OtherDialect, windows: Windows, kind: Frame['kind'], clause = '') {
    this.#tokens = tokens;
    this.#dialect = dialect;
    this.#windows = windows;
    this.#frames = [{ kind, clause, joined: false }];
  }

  rewrite(): readonly CoreWord[] {
    while (this.#at < this.#tokens.length && this.#out.length <= mostWords) {
      const before = this.#at;
      this.#step();
      // What no step takes ends the reading: half a statement must not hang.
      if (this.#at === before) break;
    }
    return this.#out;
  }

  /** Uses one token or more. */
  #step(): void {
    const token = this.#token();
    if (!token) return;
    if (isConstant(token)) return this.#constant(token);
    if (token.kind === 'symbol') return this.#symbol(token);
    if (token.kind === 'name' || is(this.#token(-1), '.') || is(this.#token(1), '.')) return this.#identifier();
    if (this.#clause(token.text) || this.#fromWord(token.text) || this.#expressionWord(token)) return;
    this.#identifier();
  }

  // Clauses

  #clause(word: string): boolean {
    const frame = this.#frame();
    switch (word) {
      case 'with':
        return this.#with(frame);
      case 'select':
        frame.clause = 'select';
        this.#take('select');
        this.#selectModifiers();
        return true;
      case 'values':
        return frame.kind === 'query' && frame.clause === '' && this.#values();
      case 'table':
        if (frame.clause !== '' || !isIdentifier(this.#token(1))) return false;
        this.#emit('select', '*');
        this.#take('from');
        frame.clause = 'from';
        return true;
      case 'from':
        if (frame.kind === 'function') return this.#take(',');
        frame.clause = 'from';
        return this.#take('from');
      case 'where':
      case 'having':
        if (frame.kind === 'query') frame.clause = word;
        return this.#take(word);
      case 'group':
      case 'order':
        return is(this.#token(1), 'by') && this.#by(word, frame);
      case 'partition':
        if (frame.kind === 'window' && is(this.#token(1), 'by')) return this.#take('partition by', 2);
        return frame.clause === 'from' && is(this.#token(1), '(') && this.#skip(this.#closing(1) + 1);
      case 'into':
        if (frame.kind !== 'query') return false;
        return this.#skip(findWord(this.#tokens, this.#at, 'from', 'where', ')', 'union', 'for', 'option'));
      case 'window':
        if (frame.kind !== 'query' || !is(this.#token(2), 'as')) return false;
        return this.#skip(findWord(this.#tokens, this.#at, 'order', 'limit', ')', 'union', 'for'));
      case 'rows':
      case 'range':
      case 'groups':
        return frame.kind === 'window' && this.#skip(findWord(this.#tokens, this.#at, ')'));
      default:
        if (setOperators.has(word)) return this.#setOperator(frame);
        return tailWords.has(word) && this.#tail(word, frame);
    }
  }

  #with(frame: Frame): boolean {
    if (frame.clause === '' && frame.kind === 'query') {
      frame.clause = 'with';
      this.#take('with');
      if (is(this.#token(), 'recursive') && !is(this.#token(1), 'as', '(')) this.#take('recursive');
      return true;
    }
    // FROM t WITH (NOLOCK); openjson(…) WITH (a int); GROUP BY a WITH ROLLUP
    if (is(this.#token(1), '(')) return this.#skip(this.#closing(1) + 1);
    return is(this.#token(1), 'rollup', 'cube', 'ties') && this.#skip(this.#at + 2);
  }

  #selectModifiers(): void {
    for (;;) {
      const token = this.#token();
      if (is(token, 'distinct', 'distinctrow')) this.#take('distinct');
      else if (token?.kind === 'word' && selectModifiers.has(token.text) && !is(this.#token(1), '.', ',', 'from'))
        this.#at++;
      else if (is(token, 'top') && this.#dialect === 'transactsql') {
        if (!is(this.#token(1), '(') && !isConstant(this.#token(1))) return;
        this.#at = is(this.#token(1), '(') ? this.#closing(1) + 1 : this.#at + 2;
        if (is(this.#token(), 'percent')) this.#at++;
        if (is(this.#token(), 'with') && is(this.#token(1), 'ties')) this.#at += 2;
      } else return;
    }
  }

  /** `VALUES (1, a), (2, b)` → `select 1, a union all select 2, b`. */
  #values(): boolean {
    if (!is(this.#token(1), '(', 'row')) return false;
    this.#at++;
    for (let i = 0; ; i++) {
      if (is(this.#token(), 'row')) this.#at++;
      if (!is(this.#token(), '(')) return true;
      const end = this.#closing(0);
      if (i > 0) this.#emit('union all');
      this.#emit('select', ...this.#rewritten(this.#tokens.slice(this.#at + 1, end)));
      this.#at = end + 1;
      if (!is(this.#token(), ',')) return true;
      this.#at++;
    }
  }

  #by(word: string, frame: Frame): boolean {
    if (frame.kind === 'function') {
      // string_agg(a, ',' order by b)
      frame.clause = 'order';
      return this.#take(',', 2);
    }
    if (frame.kind === 'query') frame.clause = word;
    // SQLite's grammar has no OVER (ORDER BY …) without PARTITION BY.
    if (frame.kind === 'window' && /^\($/.test(this.#out.at(-1)?.text ?? '(')) this.#emit('partition by', '1');
    this.#take(`${word} by`, 2);
    if (is(this.#token(), 'rollup', 'cube', 'grouping')) frame.clause = 'sets';
    return true;
  }

  #setOperator(frame: Frame): boolean {
    if (
      frame.kind !== 'query' ||
      frame.clause === '' ||
      !is(this.#tokens[this.#at + 1], 'select', 'all', 'distinct', '(', 'values', 'table', 'with')
    )
      return false;
    frame.clause = '';
    this.#take('union all');
    if (is(this.#token(), 'all', 'distinct')) this.#at++;
    return true;
  }

  /** What ends a query: it says nothing about columns. */
  #tail(word: string, frame: Frame): boolean {
    if (frame.kind !== 'query' || frame.clause === '' || frame.clause === 'select') return false;
    const next = this.#token(1);
    if (word === 'for') {
      if (is(next, 'system_time')) return this.#systemTime();
      if (!is(next, 'update', 'share', 'json', 'xml', 'browse')) return false;
    } else if (word === 'lock' && !is(next, 'in')) return false;
    else if (word === 'option' && !is(next, '(')) return false;
    else if (!isConstant(next) && !is(next, '(', '-', 'all', 'next', 'first', 'in', 'analyse') && next?.kind !== 'word')
      return false;
    return this.#skip(findWord(this.#tokens, this.#at + 1, 'union', 'for', 'lock', 'option', ')', ';'));
  }

  #systemTime(): boolean {
    this.#at += 2;
    const words = ['as', 'of', 'from', 'to', 'between', 'and', 'contained', 'in', 'all', '(', ')', ','];
    while (
      isConstant(this.#token()) ||
      (is(this.#token(), ...words) && !(is(this.#token(), 'as') && !is(this.#token(1), 'of')))
    )
      this.#at++;
    return true;
  }

  // FROM

  #fromWord(word: string): boolean {
    const frame = this.#frame();
    if (word === 'as') {
      if (is(this.#token(1), 'materialized', 'not')) return this.#take('as', is(this.#token(1), 'not') ? 3 : 2);
      const alias = this.#token(1);
      this.#take('as');
      if (alias?.kind === 'string') {
        this.#out.push({ text: '', names: [alias.text], at: alias.start });
        this.#at++;
      }
      return true;
    }
    if (frame.clause !== 'from') return false;
    if (joinWords.has(word)) return this.#join();
    switch (word) {
      case 'lateral':
      case 'only':
        return this.#inTablePlace() && this.#skip(this.#at + 1);
      case 'on':
        frame.joined = true;
        this.#take(this.#goesOn ? 'and' : 'on');
        this.#goesOn = false;
        return true;
      case 'using':
        return is(this.#token(1), '(') && this.#take('using');
      case 'use':
      case 'force':
      case 'ignore':
        if (!is(this.#token(1), 'index', 'key')) return false;
        this.#at += 2;
        while (is(this.#token(), 'for', 'join', 'order', 'group', 'by')) this.#at++;
        return this.#skip(is(this.#token(), '(') ? this.#closing(0) + 1 : this.#at);
      case 'indexed':
        return is(this.#token(1), 'by') && this.#skip(this.#at + 3);
      case 'not':
        return is(this.#token(1), 'indexed') && this.#skip(this.#at + 2);
      case 'pivot':
      case 'unpivot':
        return is(this.#token(1), '(') && this.#skip(this.#closing(1) + 1);
      case 'tablesample':
        this.#at += is(this.#token(1), '(') ? 1 : 2;
        return this.#skip(is(this.#token(), '(') ? this.#closing(0) + 1 : this.#at);
      default:
        return false;
    }
  }

  /** Every join becomes `join` or `left join`. */
  #join(): boolean {
    let i = this.#at;
    const end = i + mostJoinWords;
    while (i < end && isIn(joinWords, this.#tokens[i])) i++;
    const words = this.#tokens.slice(this.#at, i);
    if (!is(words.at(-1), 'join', 'straight_join', 'apply')) return false;
    return this.#take(
      words.some(token => is(token, 'left', 'right', 'full', 'outer')) ? 'left join' : 'join',
      words.length,
    );
  }

  /** A table may stand here. */
  #inTablePlace(): boolean {
    const frame = this.#frame();
    return (
      frame.clause === 'from' &&
      /^(?:from|,|(?:left )?join|)$/.test(this.#out.at(-1)?.names ? '!' : (this.#out.at(-1)?.text ?? ''))
    );
  }

  // Names and functions

  #identifier(): void {
    const from = this.#token();
    const names: string[] = [];
    let star: Token | undefined;
    for (;;) {
      const token = this.#token();
      if (is(token, '.')) {
        // `db..t`
        if (is(this.#token(-1), '.')) names.push('');
        this.#at++;
      } else if (is(token, '*') && is(this.#token(-1), '.')) {
        star = token;
        this.#at++;
        break;
      } else if (isIdentifier(token) || token?.kind === 'placeholder') {
        if (names.length > 0 && !is(this.#token(-1), '.')) break;
        names.push(token?.name ?? '');
        this.#at++;
        if (!is(this.#token(), '.')) break;
      } else break;
    }
    const at = from?.start ?? 0;
    if (is(this.#token(), '(') && star === undefined) {
      if (!this.#inTablePlace()) {
        if (this.#frame().clause !== 'with' && !this.#isAliasPlace()) return this.#call(from, names, at);
      } else if (!this.#isHint()) return this.#tableFunction(at);
      else this.#at = this.#closing(0) + 1;
    }
    if (this.#inTablePlace()) {
      this.#out.push({ text: '', names, at });
      return;
    }
    if (star) this.#out.push({ text: '', names, at }, { text: '.', at }, { text: '*', at: star.start });
    else this.#out.push(...columnWords(names, at));
  }

  /** `(values (1)) v(a)`, `t x (nolock)`: brackets behind an alias. */
  #isAliasPlace(): boolean {
    const before = this.#out.at(-1);
    return (
      this.#frame().clause === 'from' && (before?.names !== undefined || before?.text === ')' || before?.text === 'as')
    );
  }

  #isHint(): boolean {
    if (this.#dialect !== 'transactsql') return false;
    const inside = this.#tokens.slice(this.#at + 1, this.#closing(0));
    return inside.length > 0 && inside.every(token => is(token, ',', ...hints));
  }

  /** `json_each(a.b) as j` → `(select a.b as zf) as j`. */
  #tableFunction(at: number): void {
    const end = this.#closing(0);
    const columns = findWord(this.#tokens, this.#at + 1, 'columns', ')');
    const inside = this.#rewritten(this.#tokens.slice(this.#at + 1, Math.min(columns, end)));
    this.#emitAt(at, '(', 'select', ...(inside.length > 0 ? inside : ['1']), 'as', 'zf', ')');
    this.#at = end + 1;
  }

  #call(name: Token | undefined, names: readonly string[], at: number): void {
    const word = name?.kind === 'word' ? name.text : '';
    const end = this.#closing(0);
    const open = this.#at;
    if (castFunctions.has(word)) {
      // CAST(e AS type), CONVERT(e USING x), CONVERT(e, type); Transact-SQL: CONVERT(type, e, style)
      const typeFirst = word.endsWith('convert') && this.#dialect === 'transactsql';
      const cut = findWord(this.#tokens, open + 1, 'as', 'using', ',', ')');
      const next = typeFirst ? findWord(this.#tokens, cut + 1, ',', ')') : cut;
      this.#emitAt(at, 'zf(', ...this.#rewritten(this.#tokens.slice(typeFirst ? cut + 1 : open + 1, next)), ')');
      this.#at = end + 1;
      return;
    }
    this.#emitAt(at, 'zf(');
    this.#at = open + 1;
    if (names.length > 1 && methods.has(names.at(-1) ?? ''))
      this.#emitAt(at, ...columnWords(names.slice(0, -1), at), ',');
    if (unitFunctions.has(word) && is(this.#token(1), ',')) this.#at += 2;
    else if (word === 'extract' && is(this.#token(1), 'from')) this.#at += 2;
    while (is(this.#token(), 'both', 'leading', 'trailing', 'distinct', 'all') && !is(this.#token(1), ',', ')'))
      this.#at++;
    if (word === 'trim' && is(this.#token(), 'from')) this.#at++;
    if (is(this.#token(), '*') && is(this.#token(1), ')')) this.#take('1');
    this.#frames.push({ kind: 'function', clause: listFunctions.has(word) ? 'list' : '', joined: false });
  }

  // Brackets and operators

  #symbol(token: Token): void {
    const comparison = comparisons.get(token.text);
    if (comparison !== undefined) return this.#comparison(comparison);
    const infix = endsOperand(this.#out.at(-1));
    switch (token.text) {
      case '(':
        return this.#open();
      case ')':
        return this.#close();
      case ',':
        this.#take(',');
        return;
      case '*':
        this.#take(infix ? '/' : '*');
        return;
      case '.':
        return this.#identifier();
      case '||':
        this.#take(this.#dialect === 'mysql' ? 'or' : '+');
        return;
      case '&&':
        this.#take('and');
        return;
      case '!':
        this.#take('not');
        return;
      case '~':
        this.#at++;
        return;
      default:
        if (!infix && (token.text === '+' || token.text === '-')) this.#take('-');
        else this.#take(arithmetic.has(token.text) ? (token.text === '/' ? '/' : '+') : token.text);
    }
  }

  #comparison(sign: string): void {
    // `SELECT @x = a`
    const before = this.#out.at(-2)?.text ?? '';
    const assigns = this.#token(-1)?.text.startsWith('@') === true && this.#token(-1)?.kind === 'placeholder';
    if (assigns && sign === '=' && this.#frame().clause === 'select' && /^(?:select|distinct|,)$/.test(before)) {
      this.#out.pop();
      this.#at++;
      return;
    }
    const quantified = is(this.#token(1), 'any', 'some', 'all') && is(this.#token(2), '(');
    this.#take(quantified && sign === '=' && !is(this.#token(1), 'all') ? 'in' : sign, quantified ? 2 : 1);
  }

  #open(): void {
    const frame = this.#frame();
    const before = this.#out.at(-1);
    if (opensQuery(this.#tokens, this.#at)) {
      this.#take('(');
      this.#frames.push({ kind: 'query', clause: '', joined: false });
    } else if (this.#inTablePlace()) {
      this.#at++;
      this.#frames.push({ kind: 'join', clause: 'from', joined: false });
    } else if (frame.clause === 'from' && endsOperand(before) && !is(this.#token(-1), 'using', 'on')) {
      this.#at = this.#closing(0) + 1;
    } else if (frame.clause === 'sets' && frame.kind !== 'window') {
      this.#at++;
      this.#frames.push({ kind: 'join', clause: 'sets', joined: false });
    } else {
      this.#take('(');
      const kind = before?.text === 'over' ? 'window' : before?.text === 'in' ? 'in' : 'group';
      this.#frames.push({ kind, clause: '', joined: false });
      if (kind !== 'window') return;
      const next = this.#token();
      // OVER (w ORDER BY a)
      if (isIdentifier(next) && !is(next, 'partition', 'order', 'rows', 'range', 'groups')) this.#at++;
    }
  }

  #close(): void {
    const frame = this.#frame();
    if (frame.kind === 'join' && this.#frames.length > 1) {
      this.#frames.pop();
      this.#goesOn = frame.joined && is(this.#token(1), 'on');
      this.#at++;
      return;
    }
    if (this.#frames.length > 1) this.#frames.pop();
    // IN ()
    if (frame.kind === 'in' && this.#out.at(-1)?.text === '(') this.#emit(anyConstant);
    // (SELECT …) UNION (SELECT …)
    if (frame.kind === 'query' && this.#frame().clause === '') this.#frame().clause = 'united';
    this.#take(')');
  }

  #expressionWord(token: Token): boolean {
    const word = token.text;
    const infix = endsOperand(this.#out.at(-1));
    const next = this.#token(1);
    const operator = wordOperators.get(word);
    if (infix && operator !== undefined) return this.#take(operator);
    if (word === 'over') {
      if (is(next, '(')) return this.#take('over');
      const window = this.#windows.get(next?.name.toLowerCase() ?? '');
      if (!window || this.#out.at(-1)?.text !== ')') return false;
      this.#take('over', 2);
      this.#emit('(', ...new Rewriter(window, this.#dialect, new Map(), 'window').rewrite(), ')');
      return true;
    }
    switch (word) {
      case 'not':
        return this.#not(infix);
      case 'is':
        return this.#is();
      case 'in':
        if (this.#frame().clause === 'list') return this.#take(',');
        this.#take('in');
        // IN ?, IN @ids: the driver writes the list.
        if (isConstant(this.#token())) {
          this.#emit('(', anyConstant, ')');
          this.#at++;
        }
        return true;
      case 'like':
      case 'glob':
      case 'ilike':
        return infix && this.#like(false);
      case 'sounds':
        return is(next, 'like') && this.#take('<>', 2);
      case 'member':
        return is(next, 'of') && this.#take('<>', 2);
      case 'against':
      case 'filter':
      case 'within':
        return this.#behindCall(word);
      case 'isnull':
      case 'notnull':
        return infix && this.#take(word === 'isnull' ? 'is null' : 'is not null');
      case 'collate':
      case 'escape':
        return (word === 'collate' || infix) && this.#skip(this.#at + 2);
      case 'nulls':
        return is(next, 'first', 'last') && this.#skip(this.#at + 2);
      case 'respect':
      case 'ignore':
        return is(next, 'nulls') && this.#skip(this.#at + 2);
      case 'at':
        return infix && is(next, 'time') && this.#skip(this.#at + 4);
      case 'binary':
        return !infix && !is(next, ',', ')', '(') && this.#skip(this.#at + 1);
      case 'default':
        return !is(next, '(') && this.#take(anyConstant);
      case 'unknown':
        return this.#take('null');
      case 'next':
        if (!is(next, 'value') || !is(this.#token(2), 'for')) return false;
        this.#take(anyConstant, 3);
        while (isIdentifier(this.#token()) || is(this.#token(), '.')) this.#at++;
        return true;
      case 'date':
      case 'time':
      case 'timestamp':
      case 'datetime':
        return next?.kind === 'string' && this.#skip(this.#at + 1);
      case 'interval':
        return this.#interval();
      case 'rollup':
      case 'cube':
      case 'grouping':
        return this.#frame().clause === 'sets' && this.#skip(this.#at + (is(next, 'sets') ? 2 : 1));
      case 'using':
        return this.#frame().kind === 'function' && infix && this.#skip(this.#at + 2);
      case 'for':
      case 'placing':
      case 'separator':
        return this.#frame().kind === 'function' && infix && this.#take(',');
      case 'asc':
      case 'desc':
        if (this.#frame().kind === 'function') return this.#skip(this.#at + 1);
        return infix && this.#take(word);
      case 'exists':
        return is(next, '(') && this.#take(word);
      default:
        if (valueWords[this.#dialect].has(word) && !is(next, '(')) return this.#take(anyConstant);
        return plain.has(word) && this.#take(word);
    }
  }

  #not(infix: boolean): boolean {
    const next = this.#token(1);
    if (!infix || is(next, 'in', 'between')) return this.#take('not');
    if (is(next, 'null')) return this.#take('is not null', 2);
    if (is(next, 'like', 'glob', 'ilike')) {
      this.#at++;
      return this.#like(true);
    }
    return is(next, 'regexp', 'rlike', 'match', 'similar') ? this.#take('<>', 2) : this.#take('not');
  }

  #is(): boolean {
    const negated = is(this.#token(1), 'not');
    const at = negated ? 2 : 1;
    if (is(this.#token(at), 'distinct') && is(this.#token(at + 1), 'from'))
      return this.#take(negated ? '=' : '<>', at + 2);
    if (is(this.#token(at), 'null', 'true', 'false', 'unknown')) return this.#take(negated ? 'is not' : 'is', at);
    return this.#take(negated ? '<>' : '=', at);
  }

  /** A constant pattern alone is kept: only it can be the start of what an index holds. */
  #like(negated: boolean): boolean {
    const glob = is(this.#token(), 'glob');
    this.#at++;
    if (is(this.#token(), 'binary')) this.#at++;
    const pattern = this.#token();
    const start = this.#out.length;
    const at = this.#tokens[this.#at - 1]?.start ?? 0;
    this.#out.push({ text: '<>', at });
    if (negated || !isConstant(pattern) || !pattern) return true;
    this.#constant(pattern);
    const next = this.#token();
    const alone = next?.kind !== 'symbol' || (!arithmetic.has(next.text) && next.text !== '||' && next.text !== '*');
    const prefix = glob
      ? pattern.kind === 'string' && /^[^*?[]/.test(pattern.text)
      : this.#out.at(-1)?.text === prefixPattern;
    if (alone && this.#out.length === start + 2) {
      this.#out.splice(start, 2, { text: 'like', at }, { text: prefix ? prefixPattern : "'%'", at: pattern.start });
    }
    return true;
  }

  /** MATCH (…) AGAINST (…), count(*) FILTER (WHERE …), string_agg(…) WITHIN GROUP (ORDER BY …) */
  #behindCall(word: string): boolean {
    if (this.#out.at(-1)?.text !== ')') return false;
    const open = word === 'within' ? 2 : 1;
    if (!is(this.#token(open), '(') || (word === 'within' && !is(this.#token(1), 'group'))) return false;
    const end = this.#closing(open);
    const inside = this.#tokens.slice(this.#at + open + 1, end);
    if (word !== 'against' && !is(this.#tokens[end + 1], 'over')) {
      if (word === 'within')
        this.#emit('over', '(', ...new Rewriter(inside, this.#dialect, this.#windows, 'window').rewrite(), ')');
      else if (is(inside[0], 'where'))
        this.#emit('+', 'case', 'when', ...this.#rewritten(inside.slice(1)), 'then', '1', 'end');
    }
    return this.#skip(end + 1);
  }

  /** `INTERVAL 1 DAY` → `(1)`. */
  #interval(): boolean {
    const next = this.#token(1);
    if (!isConstant(next) && !isIdentifier(next) && !is(next, '(', '-')) return false;
    const words = this.#tokens.slice(this.#at, this.#at + longestInterval);
    const end = this.#at + findOutside(words, 2, i => is(words[i], ',', ')') || isIn(units, words[i]));
    if (!isIn(units, this.#tokens[end])) return false;
    this.#emit('(', ...this.#rewritten(this.#tokens.slice(this.#at + 1, end)), ')');
    return this.#skip(end + 1);
  }

  // Constants

  #constant(token: Token): void {
    const { text, kind } = token;
    if (kind === 'placeholder') {
      const name = is(this.#token(1), '.') || is(this.#token(-1), '.') || text === '??';
      if (name || this.#inTablePlace()) return this.#identifier();
      // `FROM t ${joins} WHERE`: a piece of SQL where no value may stand.
      if (/[%{]|^\$\d/.test(text) && endsOperand(this.#out.at(-1))) {
        this.#at++;
        return;
      }
    }
    // MySQL's charset in front of a string: `_utf8 'x'`
    this.#unsigned();
    const comma = this.#out.at(-1)?.text === ',' && isConstantWord(this.#out.at(-2)) && this.#frame().kind === 'in';
    this.#at++;
    while (kind === 'string' && this.#token()?.kind === 'string') this.#at++;
    this.#folded();
    if (comma && is(this.#token(), ',', ')')) this.#out.pop();
    else this.#out.push({ text: constantText(token, this.#dialect), at: token.start });
  }

  /** A signed constant is a constant. */
  #unsigned(): void {
    if (this.#out.at(-1)?.text === '-' && !endsOperand(this.#out.at(-2))) this.#out.pop();
  }

  /** `'a' + ? + 'b'` is a constant that begins with `'a'`. */
  #folded(): void {
    for (;;) {
      const sign = this.#token();
      if (sign?.kind !== 'symbol' || !isConstant(this.#token(1)) || is(this.#token(2), '.')) return;
      if (!arithmetic.has(sign.text) && sign.text !== '*' && !(sign.text === '||' && this.#dialect !== 'mysql')) return;
      this.#at += 2;
    }
  }

  // Cursor

  #token(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  #frame(): Frame {
    return this.#frames.at(-1) ?? { kind: 'group', clause: '', joined: false };
  }

  #closing(ahead: number): number {
    return closing(this.#tokens, this.#at + ahead);
  }

  #take(text: string, used = 1): true {
    this.#out.push({ text, at: this.#token()?.start ?? 0 });
    this.#at += used;
    return true;
  }

  #skip(to: number): true {
    this.#at = Math.max(to, this.#at + 1);
    return true;
  }

  #emit(...words: readonly (string | CoreWord)[]): void {
    this.#emitAt(this.#token()?.start ?? 0, ...words);
  }

  #emitAt(at: number, ...words: readonly (string | CoreWord)[]): void {
    for (const word of words) this.#out.push(typeof word === 'string' ? { text: word, at } : word);
  }

  #rewritten(tokens: readonly Token[]): readonly CoreWord[] {
    return new Rewriter(tokens, this.#dialect, this.#windows, 'group').rewrite();
  }
}

function columnWords(names: readonly string[], at: number): readonly CoreWord[] {
  const column: CoreWord = { text: '', names: [names.at(-1) ?? ''], at };
  return names.length < 2 ? [column] : [{ text: '', names: names.slice(0, -1), at }, { text: '.', at }, column];
}
