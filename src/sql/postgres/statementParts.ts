import type { JoinExpr, Node, RangeVar, SelectStmt, WithClause } from 'libpg-query';

import type { StatementPart, StatementParts } from '../statementParts';
import { nameOf } from './conditions';
import { type Extent, Extents } from './extents';
import type { Parser } from './parser';
import { expressionOf } from './planExpression';

/** Where the tables, conditions, keys and clauses of a statement stand; `undefined` where it does not parse. */
export function readStatementParts(sql: string, parser: Parser): StatementParts | undefined {
  const parsing = parser.parse(sql);
  const statement = parsing.tree?.stmts?.[0]?.stmt;
  if (!parsing.tree || !statement) return undefined;
  const reader = new PartReader(new Extents(sql, parsing.offsets));
  try {
    reader.search(statement, undefined);
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
  return { parts: reader.parts, queries: reader.queries };
}

/** pg_aggregate's common members; others are told by `*`, DISTINCT, ORDER BY or FILTER in the call. */
const aggregates = new Set(
  'count sum avg min max array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and bool_or every bit_and bit_or stddev variance corr mode percentile_cont percentile_disc any_value range_agg xmlagg'.split(
    ' ',
  ),
);

type PartDetails = Omit<StatementPart, 'kind' | 'start' | 'end' | 'query'>;

class PartReader {
  readonly parts: StatementPart[] = [];
  readonly queries: { readonly parent?: number; readonly aliases: Set<string> }[] = [];
  readonly #extents: Extents;

  constructor(extents: Extents) {
    this.#extents = extents;
  }

  /** Any part of the tree: queries in it open a level, everything else is searched through. */
  search(value: unknown, query: number | undefined): void {
    if (Array.isArray(value)) {
      for (const item of value as readonly unknown[]) this.search(item, query);
    } else if (typeof value === 'object' && value !== null) {
      if (this.#query(value as Node, query)) return;
      if ('SubLink' in value && query !== undefined) {
        // The next query that opens is the one in it, but for those in its left operand, which are rare.
        this.#add('subquery', this.#extents.of(value), query, { inner: this.queries.length });
      }
      if ('FuncCall' in value) this.#call(value as Extract<Node, { FuncCall: unknown }>, query);
      for (const part of Object.values(value)) this.search(part, query);
    }
  }

  #open(parent: number | undefined): number {
    this.queries.push({ aliases: new Set(), ...(parent === undefined ? {} : { parent }) });
    return this.queries.length - 1;
  }

  #add(kind: StatementPart['kind'], extent: Extent | undefined, query: number, details: PartDetails = {}): void {
    if (extent !== undefined) this.parts.push({ kind, ...extent, query, ...details });
  }

  #query(node: Node, parent: number | undefined): boolean {
    if ('SelectStmt' in node) {
      this.#select(node.SelectStmt, parent);
      return true;
    }
    if ('InsertStmt' in node) {
      const { relation, withClause, ...rest } = node.InsertStmt;
      this.#change(relation, withClause, 'INTO', parent, query => {
        this.search(rest, query);
      });
      return true;
    }
    if ('UpdateStmt' in node) {
      const { relation, withClause, fromClause, whereClause, ...rest } = node.UpdateStmt;
      this.#change(relation, withClause, 'UPDATE', parent, query => {
        this.#from(fromClause, query);
        this.#predicates(whereClause, query);
        this.search(rest, query);
      });
      return true;
    }
    if ('DeleteStmt' in node) {
      const { relation, withClause, usingClause, whereClause, ...rest } = node.DeleteStmt;
      this.#change(relation, withClause, 'FROM', parent, query => {
        this.#from(usingClause, query);
        this.#predicates(whereClause, query);
        this.search(rest, query);
      });
      return true;
    }
    if ('MergeStmt' in node) {
      const { relation, withClause, sourceRelation, joinCondition, ...rest } = node.MergeStmt;
      this.#change(relation, withClause, 'INTO', parent, query => {
        this.#from(sourceRelation ? [sourceRelation] : [], query);
        this.#predicates(joinCondition, query);
        this.search(rest, query);
      });
      return true;
    }
    return false;
  }

  #change(
    relation: RangeVar | undefined,
    withClause: WithClause | undefined,
    before: string,
    parent: number | undefined,
    read: (query: number) => void,
  ): void {
    const query = this.#open(parent);
    this.#with(withClause, query);
    if (relation) {
      const at = this.#extents.at(this.#extents.fromByte(relation.location ?? 0));
      const extent = this.#table(relation, query);
      // `INSERT INTO t`, `UPDATE ONLY t`, `DELETE FROM t`: the word before, and the verb before that.
      let first = at;
      while (first > 0 && at - first < 4 && this.#extents.word(first) !== before) first--;
      if (this.#extents.word(first) !== before) first = at;
      else if (before !== 'UPDATE' && first > 0) first--;
      this.#add(
        'write',
        { start: this.#extents.extent(first, at).start, end: extent.end },
        query,
        nameFields(relation),
      );
    }
    read(query);
  }

  #select(select: SelectStmt, parent: number | undefined): void {
    const query = this.#open(parent);
    this.#with(select.withClause, query);
    if (select.larg && select.rarg) {
      this.#setWord(select, query);
      this.#select(select.larg, query);
      this.#select(select.rarg, query);
    }
    this.#from(select.fromClause, query);
    this.#predicates(select.whereClause, query);
    this.#predicates(select.havingClause, query);
    this.#distinct(select, query);
    this.#keys('group', select.groupClause, query, select.targetList);
    this.#keys('order', select.sortClause, query, select.targetList);
    this.#windows(select, query);
    this.#limit(select, query);
    this.#locking(select, query);
    for (const row of select.valuesLists ?? []) this.#add('values', this.#extents.of(row), query);
    this.search(select.targetList, query);
    this.search(select.valuesLists, query);
  }

  #with(clause: WithClause | undefined, query: number): void {
    for (const node of clause?.ctes ?? []) {
      if (!('CommonTableExpr' in node)) continue;
      const { ctename = '', ctequery, location } = node.CommonTableExpr;
      const at = this.#extents.at(this.#extents.fromByte(location ?? 0));
      this.#add('cte', this.#extents.extent(at, at), query, { name: ctename, inner: this.queries.length });
      this.search(ctequery, query);
    }
  }

  #from(items: readonly Node[] | undefined, query: number): void {
    for (const item of items ?? []) this.#fromItem(item, query);
  }

  #fromItem(item: Node, query: number): void {
    if ('RangeVar' in item) this.#table(item.RangeVar, query);
    else if ('JoinExpr' in item) this.#join(item.JoinExpr, query);
    else if ('RangeTableSample' in item) {
      if (item.RangeTableSample.relation) this.#fromItem(item.RangeTableSample.relation, query);
    } else {
      const { alias } = (Object.values(item)[0] ?? {}) as { alias?: { aliasname?: string } };
      if (alias?.aliasname !== undefined) this.queries[query]?.aliases.add(alias.aliasname);
      const kind = 'RangeSubselect' in item ? 'subquery' : 'function';
      this.#add(kind, this.#extents.of(item), query, {
        ...(alias?.aliasname === undefined ? {} : { alias: alias.aliasname }),
        ...(kind === 'subquery' ? { inner: this.queries.length } : {}),
      });
      this.search(item, query);
    }
  }

  #join(join: JoinExpr, query: number): void {
    if (join.larg) this.#fromItem(join.larg, query);
    if (join.rarg) this.#fromItem(join.rarg, query);
    this.#predicates(join.quals, query);
    for (const column of join.usingClause ?? []) this.#usingColumn(nameOf(column), join, query);
  }

  /** The columns of USING have no location: they are the first words of that name behind the join's right side. */
  #usingColumn(name: string, join: JoinExpr, query: number): void {
    const right = this.#extents.of(join.rarg);
    if (right === undefined) return;
    for (let i = this.#extents.at(right.end); i < this.#extents.tokens.length; i++) {
      if (this.#extents.word(i) !== name.toUpperCase()) continue;
      const column = { kind: 'column', name } as const;
      this.#add('predicate', this.#extents.extent(i, i), query, {
        expression: { kind: 'operator', name: '=', operands: [column, column] },
      });
      return;
    }
  }

  /** With its alias, which the tree does not locate. */
  #table(relation: RangeVar, query: number): Extent {
    const first = this.#extents.at(this.#extents.fromByte(relation.location ?? 0));
    let last = first;
    while (this.#extents.word(last + 1) === '.') last += 2;
    if (this.#extents.word(last + 1) === '*') last++;
    const alias = relation.alias?.aliasname;
    if (alias !== undefined) {
      const behind = this.#extents.word(last + 1) === 'AS' ? last + 2 : last + 1;
      if (unquoted(this.#extents.word(behind)) === alias.toUpperCase()) last = behind;
    }
    this.queries[query]?.aliases.add(alias ?? relation.relname ?? '');
    const extent = this.#extents.extent(first, last);
    this.#add('table', extent, query, nameFields(relation));
    return extent;
  }

  /** Each part that must hold is one predicate; what stands in it is searched for queries. */
  #predicates(condition: Node | undefined, query: number): void {
    if (condition === undefined) return;
    if ('BoolExpr' in condition && condition.BoolExpr.boolop === 'AND_EXPR') {
      for (const part of condition.BoolExpr.args ?? []) this.#predicates(part, query);
      return;
    }
    this.#add('predicate', this.#extents.of(condition), query, { expression: expressionOf(condition) });
    this.search(condition, query);
  }

  #keys(
    kind: 'group' | 'order',
    items: readonly Node[] | undefined,
    query: number,
    outputs: readonly Node[] = [],
  ): void {
    for (const item of items ?? []) {
      const key = 'SortBy' in item ? item.SortBy.node : item;
      const extent = key && this.#extents.of(key);
      if (key === undefined || extent === undefined) continue;
      let last = this.#extents.at(extent.end - 1);
      while (kind === 'order' && directions.has(this.#extents.word(last + 1))) last++;
      let first = this.#extents.at(extent.start);
      // The clause's own words go with its first item.
      if (this.#extents.word(first - 1) === 'BY') first -= 2;
      this.#add(kind, this.#extents.extent(first, last), query, { expression: expressionOf(meant(key, outputs)) });
      this.search(key, query);
    }
  }

  #distinct(select: SelectStmt, query: number): void {
    if (!select.distinctClause) return;
    const target = this.#extents.of(select.targetList?.[0]);
    if (target === undefined) return;
    for (let i = this.#extents.at(target.start) - 1; i >= 0 && this.#extents.word(i) !== 'SELECT'; i--) {
      if (this.#extents.word(i) === 'DISTINCT') this.#add('distinct', this.#extents.extent(i, i), query);
    }
  }

  #windows(select: SelectStmt, query: number): void {
    for (const window of select.windowClause ?? []) {
      if ('WindowDef' in window) this.#add('window', this.#extents.of(window), query);
    }
  }

  #limit(select: SelectStmt, query: number): void {
    for (const clause of [select.limitCount, select.limitOffset]) {
      const extent = clause && this.#extents.of(clause);
      if (extent === undefined) continue;
      let first = this.#extents.at(extent.start) - 1;
      if (this.#extents.word(first) === 'FIRST' || this.#extents.word(first) === 'NEXT') first--;
      this.#add('limit', { start: this.#extents.extent(first, first).start, end: extent.end }, query);
    }
  }

  /** `FOR UPDATE` stands nowhere in the tree: behind the last table of the query, outside brackets. */
  #locking(select: SelectStmt, query: number): void {
    if (!select.lockingClause) return;
    const { fromClause, whereClause, sortClause, limitCount } = select;
    const extent = this.#extents.of(fromClause, whereClause, sortClause, limitCount);
    for (let i = extent ? this.#extents.at(extent.end) : 0; i < this.#extents.tokens.length; i++) {
      if (this.#extents.word(i) !== 'FOR') continue;
      let last = i + 1;
      while (this.#extents.word(last) === 'NO' || this.#extents.word(last) === 'KEY') last++;
      this.#add('lock', this.#extents.extent(i, last), query);
      return;
    }
  }

  #setWord(select: SelectStmt, query: number): void {
    const right = this.#extents.of(select.rarg?.targetList, select.rarg?.valuesLists, select.rarg?.larg);
    if (right === undefined) return;
    for (let i = this.#extents.at(right.start) - 1; i >= 0; i--) {
      const word = this.#extents.word(i);
      if (!setWords.has(word)) continue;
      const last = ['ALL', 'DISTINCT'].includes(this.#extents.word(i + 1)) ? i + 1 : i;
      this.#add('set', this.#extents.extent(i, last), query, { name: word });
      return;
    }
  }

  #call({ FuncCall: call }: Extract<Node, { FuncCall: unknown }>, query: number | undefined): void {
    if (query === undefined) return;
    const name = (call.funcname ?? []).map(nameOf).at(-1) ?? '';
    const extent = this.#extents.of({ call });
    if (call.over) this.#add('window', extent, query, { name });
    else if (aggregates.has(name) || call.agg_star || call.agg_distinct || call.agg_filter || call.agg_order) {
      this.#add('aggregate', extent, query, { name });
    }
  }
}

const directions = new Set(['ASC', 'DESC', 'NULLS', 'FIRST', 'LAST']);
const setWords = new Set(['UNION', 'INTERSECT', 'EXCEPT']);

function nameFields({ relname = '', alias }: RangeVar): PartDetails {
  return { name: relname, alias: alias?.aliasname ?? relname };
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word;
}

/** What an item of ORDER BY or GROUP BY stands for: an output by its number or name, else itself. */
function meant(key: Node, outputs: readonly Node[]): Node {
  const targets = outputs.flatMap(output => ('ResTarget' in output ? [output.ResTarget] : []));
  if ('A_Const' in key && key.A_Const.ival) return targets[(key.A_Const.ival.ival ?? 0) - 1]?.val ?? key;
  if ('ColumnRef' in key && key.ColumnRef.fields?.length === 1) {
    const name = key.ColumnRef.fields.map(nameOf)[0];
    return targets.find(target => target.name === name)?.val ?? key;
  }
  return key;
}
