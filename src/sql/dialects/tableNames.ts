/**
 * Names of the tables of a statement, by its words: it serves statements of every kind, and those that no grammar takes.
 * A table is a name behind FROM, JOIN, INTO, UPDATE, TABLE and their kin that is no WITH query, no alias of another item,
 * no function.
 */
import type { OtherDialect } from './dialect';
import { closing, is, isIdentifier, opensQuery } from './tokenList';
import type { Token } from './tokens';

export function tableNames(tokens: readonly Token[], dialect: OtherDialect): readonly string[] {
  return new TableScanner(tokens, dialect).names();
}

interface Depth {
  /** In a list of tables: a comma is followed by another. */
  list: boolean;
  /** The list is of what UPDATE or DELETE changes: names or aliases of other items. */
  targets: boolean;
  /** FROM is a function's: `extract(year from a)`. */
  readonly ofFunction: boolean;
}

const endsList = new Set(
  'where group order having limit set select union except intersect values window for returning output when option duplicate do'.split(
    ' ',
  ),
);
/** Behind a table these are no alias. */
const noAlias = new Set(
  [...endsList].concat(
    'as using join inner left right full outer cross natural straight_join apply with on use force ignore partition indexed not tablesample from and or then begin if add drop alter modify change rename like default into end lateral pivot unpivot loop hash merge fetch offset lock'.split(
      ' ',
    ),
  ),
);
const modifiers = new Set(
  'ignore low_priority delayed quick high_priority only lateral local tables if not exists'.split(' '),
);
const fromFunctions = new Set(['extract', 'substring', 'substr', 'trim', 'position', 'overlay', 'mid']);
const tableWords =
  'create temporary temp alter drop truncate lock unlock analyze optimize check repair checksum rename virtual describe desc into'.split(
    ' ',
  );

class TableScanner {
  readonly #tokens: readonly Token[];
  readonly #dialect: OtherDialect;
  readonly #ctes = new Set<string>();
  readonly #aliases = new Set<string>();
  /** By name in lower case. */
  readonly #found = new Map<string, { readonly name: string; alias: boolean }>();
  readonly #depths: Depth[] = [{ list: false, targets: false, ofFunction: false }];

  constructor(tokens: readonly Token[], dialect: OtherDialect) {
    this.#tokens = tokens;
    this.#dialect = dialect;
  }

  names(): readonly string[] {
    for (let i = 0; i < this.#tokens.length;) i = this.#step(i);
    return [...this.#found]
      .filter(([key, { alias }]) => !(alias && this.#aliases.has(key)))
      .map(([, { name }]) => name);
  }

  #step(i: number): number {
    const token = this.#tokens[i];
    const depth = this.#depths.at(-1);
    if (!token || !depth || (token.kind !== 'word' && token.kind !== 'symbol')) return i + 1;
    const before = this.#tokens[i - 1];
    if (is(before, '.')) return i + 1;
    if (token.text === '(') {
      const ofFunction = before?.kind === 'word' && fromFunctions.has(before.text);
      this.#depths.push({ list: false, targets: false, ofFunction });
      return i + 1;
    }
    if (token.text === ')') {
      if (this.#depths.length > 1) this.#depths.pop();
      return i + 1;
    }
    if (token.text === ',') return depth.list ? this.#table(i + 1, depth.targets) : i + 1;
    if (token.kind === 'symbol') return i + 1;
    if (token.text === 'with') this.#withQueries(i + 1);
    if (this.#opensTables(i, depth)) {
      const single = ['into', 'insert', 'references', 'on'].includes(token.text) || is(before, 'create', 'alter');
      depth.list = !single;
      depth.targets =
        ['update', 'delete', 'merge', 'insert'].includes(token.text) || (token.text === 'from' && is(before, 'delete'));
      return this.#table(i + 1, depth.targets);
    }
    if (endsList.has(token.text)) depth.list = false;
    return i + 1;
  }

  #opensTables(i: number, depth: Depth): boolean {
    const before = this.#tokens[i - 1];
    const next = this.#tokens[i + 1];
    const first = this.#tokens[0];
    switch (this.#tokens[i]?.text) {
      case 'from':
        if (is(first, 'show')) return is(before, 'columns', 'fields', 'index', 'indexes', 'keys') && !depth.list;
        return !depth.ofFunction && !is(before, 'distinct') && !is(first, 'fetch');
      case 'straight_join':
        return !is(before, 'select');
      case 'join':
        return depth.list || is(before, 'inner', 'left', 'right', 'outer', 'cross', 'natural', 'full');
      case 'apply':
        return is(before, 'cross', 'outer');
      case 'into':
        return isIdentifier(next) && !is(next, 'outfile', 'dumpfile', 'table') && !is(first, 'fetch');
      case 'update':
        return !is(before, 'for', 'key', 'on', 'do', 'then', 'after', 'before', 'or', 'of', ',');
      case 'delete':
        return !is(next, 'from') && !is(before, 'on', 'then', 'after', 'before', 'or', 'of', ',');
      case 'insert':
        return !is(before, 'then', 'on', 'after', 'before', 'or', 'of', ',') && !is(next, '(', 'or', 'into');
      case 'merge':
        return !is(next, 'into', 'join') && !is(before, 'inner', 'left', 'right', 'full');
      case 'using':
        return isIdentifier(next) && is(first, 'merge', 'delete', 'with');
      case 'table':
      case 'tables':
        return i === 0 || is(before, ...tableWords, '(');
      case 'truncate':
      case 'describe':
      case 'desc':
        return i === 0 && isIdentifier(next) && !is(next, 'table', 'select', 'insert', 'update', 'delete', 'analyze');
      case 'references':
        return is(first, 'create', 'alter');
      case 'on':
        return (
          this.#found.size === 0 &&
          is(first, 'create', 'drop') &&
          this.#tokens.slice(1, 5).some(token => is(token, 'index', 'trigger'))
        );
      default:
        return false;
    }
  }

  /** Reads the table that may stand at `i`; gives where to go on. */
  #table(from: number, target: boolean): number {
    const tokens = this.#tokens;
    let i = from;
    if (is(tokens[i], 'top')) i = is(tokens[i + 1], '(') ? closing(tokens, i + 1) + 1 : i + 2;
    if (is(tokens[i], 'or')) i += 2;
    while (is(tokens[i], 'percent') || (tokens[i]?.kind === 'word' && modifiers.has(tokens[i]?.text ?? ''))) i++;
    if (is(tokens[i], 'into', 'from') && target) return i;
    if (is(tokens[i], '(')) {
      const list = !opensQuery(tokens, i);
      this.#depths.push({ list, targets: target, ofFunction: false });
      return list ? this.#table(i + 1, target) : i + 1;
    }
    if (!isIdentifier(tokens[i]) || (tokens[i]?.kind === 'word' && endsList.has(tokens[i]?.text ?? ''))) return i;
    let last = i;
    while (is(tokens[last + 1], '.')) last += isIdentifier(tokens[last + 2]) ? 2 : 1;
    const end = last + 1;
    if (is(tokens[end], '(') && this.#isCall(from, end)) return end;
    const alias = this.#alias(end);
    const name = tokens[last]?.name ?? '';
    const key = name.toLowerCase();
    if (alias !== undefined && alias.toLowerCase() !== key) this.#aliases.add(alias.toLowerCase());
    const mayBeAlias = target && last === i;
    if (name === '' || name.startsWith('#') || (last === i && this.#ctes.has(key))) return end;
    if (key === 'dual' && this.#dialect === 'mysql') return end;
    const found = this.#found.get(key);
    if (!found) this.#found.set(key, { name, alias: mayBeAlias });
    else if (!mayBeAlias) found.alias = false;
    return end;
  }

  /** Of the table whose name ends before `end`. */
  #alias(end: number): string | undefined {
    const tokens = this.#tokens;
    let i = end;
    // FROM t (NOLOCK) AS a
    if (is(tokens[i], 'with') && is(tokens[i + 1], '(')) i++;
    if (is(tokens[i], '(')) i = closing(tokens, i) + 1;
    if (is(tokens[i], 'as')) i++;
    const token = tokens[i];
    return token?.kind === 'name' || (token?.kind === 'word' && !noAlias.has(token.text)) ? token.name : undefined;
  }

  /** `FROM f(1)`; not `INTO t (a, b)`, `FROM t (NOLOCK)`. */
  #isCall(from: number, open: number): boolean {
    if (!is(this.#tokens[from - 1], 'from', 'join', 'apply', ',', '(', 'lateral')) return false;
    if (this.#dialect !== 'transactsql') return true;
    const inside = this.#tokens.slice(open + 1, closing(this.#tokens, open));
    return inside.length === 0 || !inside.every(token => is(token, ',', ...hints));
  }

  #withQueries(from: number): void {
    const tokens = this.#tokens;
    let i = is(tokens[from], 'recursive') && !is(tokens[from + 1], 'as') ? from + 1 : from;
    while (isIdentifier(tokens[i])) {
      const name = tokens[i]?.name.toLowerCase() ?? '';
      i++;
      if (is(tokens[i], '(')) i = closing(tokens, i) + 1;
      if (!is(tokens[i], 'as')) return;
      while (is(tokens[i], 'as', 'not', 'materialized')) i++;
      if (!is(tokens[i], '(')) return;
      this.#ctes.add(name);
      i = closing(tokens, i) + 1;
      if (!is(tokens[i], ',')) return;
      i++;
    }
  }
}

export const hints: readonly string[] =
  'nolock readuncommitted readcommitted readcommittedlock readpast repeatableread serializable holdlock updlock xlock tablock tablockx paglock rowlock nowait noexpand snapshot forceseek forcescan nolock index keepidentity'.split(
    ' ',
  );
