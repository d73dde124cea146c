/** Walks a parse tree with PostgreSQL's scoping: which tables, functions and predicates a statement holds. */
import type { CommonTableExpr, JoinExpr, Node, RangeVar, SelectStmt, WithClause } from 'libpg-query';

import type { ColumnPredicate, TableReference } from '../statement';
import { columnConditions, nameOf } from './conditions';
import type { TextOffsets } from './textOffsets';

/** Names of the WITH queries that can be seen. */
type Ctes = ReadonlySet<string>;

/** One item of FROM; without a table it is a subquery, a function or a WITH query. */
export interface Relation {
  readonly name: string;
  readonly table?: TableReference;
}

/** Items of FROM of a query and of those around it. */
interface Scope {
  readonly relations: readonly Relation[];
  readonly outer: Scope | undefined;
}

export class TreeReader {
  readonly functions = new Set<string>();
  readonly tables: TableReference[] = [];
  readonly predicates: ColumnPredicate[] = [];
  /** A statement in the tree writes to a table; SELECT INTO too. */
  writes = false;
  locksRows = false;

  readonly #offsets: TextOffsets;

  constructor(offsets: TextOffsets) {
    this.#offsets = offsets;
  }

  /** Any node or part of one: statements open a scope, everything else is searched through. */
  read(value: unknown, ctes: Ctes = new Set(), outer?: Scope): void {
    if (Array.isArray(value)) {
      for (const item of value) this.read(item, ctes, outer);
    } else if (typeof value === 'object' && value !== null) {
      if (this.#query(value as Node, ctes, outer)) return;
      for (const [key, part] of Object.entries(value)) {
        if (key === 'FuncCall' || key === 'funccall') this.#function((part as { funcname?: Node[] }).funcname);
        if ((key === 'RangeVar' || key === 'relation' || key === 'rel') && isRangeVar(part)) this.#table(part, ctes);
        this.read(part, ctes, outer);
      }
    }
  }

  #query(node: Node, ctes: Ctes, outer: Scope | undefined): boolean {
    if ('SelectStmt' in node) this.#select(node.SelectStmt, ctes, outer);
    else if ('InsertStmt' in node) {
      const { relation, withClause, ...rest } = node.InsertStmt;
      this.writes = true;
      const inner = this.#with(withClause, ctes, outer);
      this.#table(relation, new Set());
      this.read(Object.values(rest), inner, outer);
    } else if ('UpdateStmt' in node) {
      const { relation, withClause, fromClause, whereClause, ...rest } = node.UpdateStmt;
      this.#change(relation, withClause, fromClause, whereClause, Object.values(rest), ctes, outer);
    } else if ('DeleteStmt' in node) {
      const { relation, withClause, usingClause, whereClause, ...rest } = node.DeleteStmt;
      this.#change(relation, withClause, usingClause, whereClause, Object.values(rest), ctes, outer);
    } else if ('MergeStmt' in node) {
      const { relation, withClause, sourceRelation, joinCondition, ...rest } = node.MergeStmt;
      const source = sourceRelation ? [sourceRelation] : [];
      this.#change(relation, withClause, source, joinCondition, Object.values(rest), ctes, outer);
    } else return false;
    return true;
  }

  #select(select: SelectStmt, ctes: Ctes, outer: Scope | undefined): void {
    const { withClause, fromClause, whereClause, larg, rarg, intoClause, lockingClause, ...rest } = select;
    const inner = this.#with(withClause, ctes, outer);
    if (intoClause) this.writes = true;
    if (lockingClause?.length) this.locksRows = true;
    if (larg) this.#select(larg, inner, outer);
    if (rarg) this.#select(rarg, inner, outer);
    const joins: JoinExpr[] = [];
    const relations = this.#from(fromClause, inner, outer, joins);
    const scope: Scope = { relations, outer };
    for (const join of joins) this.#conditions(join.quals, inner, scope, filteredSide(join, relations));
    this.#conditions(whereClause, inner, scope, relations);
    this.read(Object.values(rest), inner, scope);
  }

  #change(
    target: RangeVar | undefined,
    withClause: WithClause | undefined,
    from: Node[] | undefined,
    where: Node | undefined,
    rest: readonly unknown[],
    ctes: Ctes,
    outer: Scope | undefined,
  ): void {
    this.writes = true;
    const inner = this.#with(withClause, ctes, outer);
    const table = this.#table(target, new Set());
    const joins: JoinExpr[] = [];
    const sources = this.#from(from, inner, outer, joins);
    const relations = table ? [{ name: table.alias ?? table.name, table }, ...sources] : sources;
    const scope: Scope = { relations, outer };
    for (const join of joins) this.#conditions(join.quals, inner, scope, filteredSide(join, relations));
    this.#conditions(where, inner, scope, relations);
    this.read(rest, inner, scope);
  }

  /** A WITH query sees those before it, and itself and all others when RECURSIVE stands there. */
  #with(clause: WithClause | undefined, ctes: Ctes, outer: Scope | undefined): Ctes {
    if (!clause?.ctes) return ctes;
    const queries = clause.ctes.flatMap(node => ('CommonTableExpr' in node ? [node.CommonTableExpr] : []));
    const seen = new Set(ctes);
    if (clause.recursive) for (const query of queries) addName(seen, query);
    for (const query of queries) {
      this.read(query.ctequery, new Set(seen), outer);
      addName(seen, query);
    }
    return seen;
  }

  #from(items: readonly Node[] | undefined, ctes: Ctes, outer: Scope | undefined, joins: JoinExpr[]): Relation[] {
    const relations: Relation[] = [];
    for (const item of items ?? []) relations.push(...this.#fromItem(item, ctes, { relations, outer }, joins));
    return relations;
  }

  #fromItem(item: Node, ctes: Ctes, scope: Scope, joins: JoinExpr[]): readonly Relation[] {
    if ('RangeVar' in item) {
      const table = this.#table(item.RangeVar, ctes);
      const name = item.RangeVar.alias?.aliasname ?? item.RangeVar.relname ?? '';
      return [{ name, ...(table ? { table } : {}) }];
    }
    if ('RangeTableSample' in item) {
      const { relation, ...rest } = item.RangeTableSample;
      this.read(rest, ctes, scope);
      return relation ? this.#fromItem(relation, ctes, scope, joins) : [];
    }
    if ('JoinExpr' in item) {
      const join = item.JoinExpr;
      const sides = [join.larg, join.rarg].flatMap(side => (side ? this.#fromItem(side, ctes, scope, joins) : []));
      joins.push(join);
      // An alias over a join hides the names in it.
      return join.alias ? [{ name: join.alias.aliasname ?? '' }] : sides;
    }
    this.read(item, ctes, scope);
    const { alias } = (Object.values(item)[0] ?? {}) as { alias?: { aliasname?: string } };
    return [{ name: alias?.aliasname ?? '' }];
  }

  /** Notes the predicates of an ANDed condition on `relations`, and reads whatever else is in it. */
  #conditions(condition: Node | undefined, ctes: Ctes, scope: Scope, relations: readonly Relation[]): void {
    if (!condition) return;
    for (const { column, role } of columnConditions(condition)) {
      const names = (column.fields ?? []).map(nameOf);
      const name = names.at(-1);
      const table = tableOf(names.slice(0, -1), scope, relations);
      if (name && table) {
        this.predicates.push({ table, column: name, role, offset: this.#offsets.fromByte(column.location ?? 0) });
      }
    }
    this.read(condition, ctes, scope);
  }

  #function(names: readonly Node[] | undefined): void {
    const name = (names ?? []).map(nameOf).join('.');
    if (name) this.functions.add(name);
  }

  #table(range: RangeVar | undefined, ctes: Ctes): TableReference | undefined {
    if (!range?.relname) return undefined;
    if (range.schemaname === undefined && ctes.has(range.relname)) return undefined;
    const table: TableReference = {
      name: range.relname,
      offset: this.#offsets.fromByte(range.location ?? 0),
      ...(range.schemaname === undefined ? {} : { schema: range.schemaname }),
      ...(range.alias?.aliasname === undefined ? {} : { alias: range.alias.aliasname }),
    };
    this.tables.push(table);
    return table;
  }
}

function addName(names: Set<string>, query: CommonTableExpr): void {
  if (query.ctename !== undefined) names.add(query.ctename);
}

function isRangeVar(part: unknown): part is RangeVar {
  return typeof part === 'object' && part !== null && 'relname' in part;
}

/** The relations whose rows a join's condition filters: of an outer join only the side that may be missing. */
function filteredSide(join: JoinExpr, relations: readonly Relation[]): readonly Relation[] {
  switch (join.jointype) {
    case 'JOIN_INNER':
      return relations;
    case 'JOIN_LEFT':
      return sideOf(join.rarg, relations);
    case 'JOIN_RIGHT':
      return sideOf(join.larg, relations);
    default:
      return [];
  }
}

function sideOf(side: Node | undefined, relations: readonly Relation[]): readonly Relation[] {
  const names = new Set<string>();
  const collect = (node: Node | undefined): void => {
    if (!node) return;
    if ('JoinExpr' in node && !node.JoinExpr.alias) {
      collect(node.JoinExpr.larg);
      collect(node.JoinExpr.rarg);
    } else if ('RangeVar' in node) names.add(node.RangeVar.alias?.aliasname ?? node.RangeVar.relname ?? '');
  };
  collect(side);
  return relations.filter(relation => names.has(relation.name));
}

/** The table that a qualifier means; without one the only table of the query. */
function tableOf(
  qualifier: readonly string[],
  scope: Scope,
  filtered: readonly Relation[],
): TableReference | undefined {
  const [first, second] = qualifier;
  if (first === undefined) {
    const only = scope.relations.length === 1 ? scope.relations[0] : undefined;
    return only && filtered.includes(only) ? only.table : undefined;
  }
  if (second !== undefined)
    return filtered.find(({ table }) => table?.schema === first && table.name === second)?.table;
  return filtered.find(relation => relation.name === first)?.table;
}
