/** Walks a parse tree and tells what each column is there for, and which column each parameter is compared with. */
import type { A_Expr, CommonTableExpr, JoinExpr, Node, RangeVar, SelectStmt, SortBy, WithClause } from 'libpg-query';

import type { ColumnRole, ColumnUse, ParameterUse } from '../statement';
import { nameOf } from './conditions';
import {
  type BaseColumn,
  type Outputs,
  resolveColumn,
  type ResolvedColumn,
  type Scope,
  type ScopeRelation,
} from './scope';

type Ctes = ReadonlyMap<string, Outputs | undefined>;

/** What a part of the tree is read with. */
interface Place {
  readonly ctes: Ctes;
  readonly scope: Scope | undefined;
}

export class ColumnReader {
  readonly #uses = new Map<string, ColumnUse>();
  readonly #parameters = new Map<number, ParameterUse>();
  readonly #types = new Map<number, string>();
  readonly wholeRows = new Set<string>();
  /** There is a LIMIT, OFFSET or FETCH at the top. */
  limited = false;

  get columns(): readonly ColumnUse[] {
    return [...this.#uses.values()];
  }

  get parameters(): readonly ParameterUse[] {
    return [...this.#parameters.values()].sort((a, b) => a.number - b.number);
  }

  /** Types that the statement casts its parameters to. */
  get parameterTypes(): ReadonlyMap<number, string> {
    return this.#types;
  }

  statement(node: Node): void {
    const place: Place = { ctes: new Map(), scope: undefined };
    if ('SelectStmt' in node)
      this.limited = node.SelectStmt.limitCount !== undefined || node.SelectStmt.limitOffset !== undefined;
    this.#query(node, place);
  }

  /** `undefined`: the node is no query. */
  #query(node: Node, place: Place): Outputs | undefined {
    if ('SelectStmt' in node) return this.#select(node.SelectStmt, place);
    if ('InsertStmt' in node) {
      const insert = node.InsertStmt;
      const inner = { ...place, ctes: this.#with(insert.withClause, place) };
      const target = relationOf(insert.relation);
      const names = (insert.cols ?? []).map(column => ('ResTarget' in column ? (column.ResTarget.name ?? '') : ''));
      for (const name of names) if (target) this.#note({ name, source: base(target, name) }, 'other');
      const select = insert.selectStmt && 'SelectStmt' in insert.selectStmt ? insert.selectStmt.SelectStmt : undefined;
      for (const row of select?.valuesLists ?? []) this.#row(row, names, target);
      if (insert.selectStmt) this.#query(insert.selectStmt, inner);
      const scope: Scope = {
        relations: target ? [target, { ...target, name: 'excluded', outputs: [] }] : [],
        outer: place.scope,
      };
      this.#search(insert.onConflictClause, { ...inner, scope }, 'other');
      return this.#targets(insert.returningClause?.exprs, { ...inner, scope });
    }
    if ('UpdateStmt' in node) {
      const update = node.UpdateStmt;
      const scoped = this.#change(update.relation, update.withClause, update.fromClause, update.whereClause, place);
      for (const target of update.targetList ?? []) {
        if (!('ResTarget' in target)) continue;
        const { name = '', val } = target.ResTarget;
        const column = { name, source: scoped.target && base(scoped.target, name) };
        this.#note(column, 'other');
        if (val && parameterIn(val) !== undefined) this.#compare(val, column, 'other');
        this.#search(val, scoped.place, 'other');
      }
      return this.#targets(update.returningClause?.exprs, scoped.place);
    }
    if ('DeleteStmt' in node) {
      const { relation, withClause, usingClause, whereClause, returningClause } = node.DeleteStmt;
      const scoped = this.#change(relation, withClause, usingClause, whereClause, place);
      return this.#targets(returningClause?.exprs, scoped.place);
    }
    if ('MergeStmt' in node) {
      const { relation, withClause, sourceRelation, joinCondition, mergeWhenClauses } = node.MergeStmt;
      const source = sourceRelation ? [sourceRelation] : [];
      const scoped = this.#change(relation, withClause, source, joinCondition, place);
      this.#search(mergeWhenClauses, scoped.place, 'other');
      return [];
    }
    return undefined;
  }

  #change(
    relation: RangeVar | undefined,
    withClause: WithClause | undefined,
    from: Node[] | undefined,
    where: Node | undefined,
    outer: Place,
  ): { readonly place: Place; readonly target: ScopeRelation | undefined } {
    const ctes = this.#with(withClause, outer);
    const target = relationOf(relation);
    const joins: JoinExpr[] = [];
    const relations = [...(target ? [target] : []), ...this.#from(from, { ctes, scope: outer.scope }, joins)];
    const place: Place = { ctes, scope: { relations, outer: outer.scope } };
    for (const join of joins) this.#join(join, place);
    this.#condition(where, place);
    return { place, target };
  }

  #select(select: SelectStmt, outer: Place): Outputs {
    const ctes = this.#with(select.withClause, outer);
    if (select.larg) {
      const left = this.#select(select.larg, { ...outer, ctes });
      if (select.rarg) this.#select(select.rarg, { ...outer, ctes });
      this.#sort(select.sortClause, { ctes, scope: undefined }, left);
      this.#limits(select, { ctes, scope: undefined });
      return left;
    }
    const joins: JoinExpr[] = [];
    const relations = this.#from(select.fromClause, { ctes, scope: outer.scope }, joins);
    const place: Place = { ctes, scope: { relations, outer: outer.scope } };
    for (const join of joins) this.#join(join, place);
    this.#condition(select.whereClause, place);
    const outputs = this.#targets(select.targetList, place);
    for (const row of select.valuesLists ?? []) this.#search(row, place, 'output');
    for (const item of select.groupClause ?? []) this.#ordinal(item, place, outputs, 'group');
    this.#search(select.havingClause, place, 'other');
    this.#search(select.windowClause, place, 'other');
    for (const item of select.distinctClause ?? [])
      if (Object.keys(item).length > 0) this.#ordinal(item, place, outputs, 'group');
    this.#sort(select.sortClause, place, outputs);
    this.#limits(select, place);
    return outputs;
  }

  #limits(select: SelectStmt, place: Place): void {
    this.#search([select.limitCount, select.limitOffset], place, 'other');
  }

  #sort(clause: readonly Node[] | undefined, place: Place, outputs: Outputs): void {
    for (const item of clause ?? []) {
      if (!('SortBy' in item)) continue;
      const sort: SortBy = item.SortBy;
      const direction = sort.sortby_dir === 'SORTBY_DESC' ? 'descending' : 'ascending';
      if (sort.node) this.#ordinal(sort.node, place, outputs, 'order', direction);
    }
  }

  /** An item of ORDER BY or GROUP BY: a column, the number or name of an output, or any expression. */
  #ordinal(item: Node, place: Place, outputs: Outputs, role: ColumnRole, direction?: ColumnUse['direction']): void {
    if ('A_Const' in item && item.A_Const.ival) {
      const output = outputs[(item.A_Const.ival.ival ?? 0) - 1];
      if (output?.source) this.#note({ name: output.source.column, source: output.source }, role, direction);
      return;
    }
    if ('ColumnRef' in item) {
      const column = resolveColumn(item.ColumnRef, place.scope);
      const bare = item.ColumnRef.fields?.length === 1;
      const output = bare ? outputs.find(candidate => candidate.name === column.name) : undefined;
      // ORDER BY means an output before a column; GROUP BY the other way round, where there is such a column.
      const named = output && (role === 'order' || output.source?.column !== column.name) ? output : undefined;
      if (named && !named.source) return;
      this.#note(named?.source ? { name: named.source.column, source: named.source } : column, role, direction);
      return;
    }
    if ('GroupingSet' in item) {
      for (const part of item.GroupingSet.content ?? []) this.#ordinal(part, place, outputs, role);
      return;
    }
    this.#search(item, place, 'other');
  }

  #targets(list: readonly Node[] | undefined, place: Place): Outputs {
    const outputs: { name: string; source?: BaseColumn | undefined }[] = [];
    for (const item of list ?? []) {
      if (!('ResTarget' in item)) continue;
      const { name, val } = item.ResTarget;
      if (val && 'ColumnRef' in val) {
        const column = resolveColumn(val.ColumnRef, place.scope);
        this.#note(column, 'output');
        if (column.name === '*') outputs.push(...starOutputs(column, place.scope));
        else outputs.push({ name: name ?? column.name, source: column.source });
        continue;
      }
      this.#search(val, place, 'output');
      outputs.push({ name: name ?? functionName(val) });
    }
    return outputs;
  }

  #with(clause: WithClause | undefined, { ctes, scope }: Place): Ctes {
    if (!clause?.ctes) return ctes;
    const seen = new Map(ctes);
    for (const node of clause.ctes) {
      if (!('CommonTableExpr' in node)) continue;
      const cte = node.CommonTableExpr;
      const name = cte.ctename ?? '';
      const query = cte.ctequery;
      // In itself a recursive query gives what its first part gives.
      const first = query && 'SelectStmt' in query ? query.SelectStmt.larg : undefined;
      if (clause.recursive === true && first) {
        const seed = new ColumnReader();
        seen.set(name, renamed(seed.#select(first, { ctes: new Map(seen), scope }), cte));
      }
      const outputs = query ? this.#query(query, { ctes: new Map(seen), scope }) : undefined;
      seen.set(name, outputs && renamed(outputs, cte));
    }
    return seen;
  }

  #from(items: readonly Node[] | undefined, place: Place, joins: JoinExpr[]): ScopeRelation[] {
    const relations: ScopeRelation[] = [];
    for (const item of items ?? []) {
      relations.push(...this.#fromItem(item, { ...place, scope: { relations, outer: place.scope } }, joins));
    }
    return relations;
  }

  #fromItem(item: Node, place: Place, joins: JoinExpr[]): readonly ScopeRelation[] {
    if ('RangeVar' in item) {
      const { relname = '', schemaname, alias } = item.RangeVar;
      if (schemaname === undefined && place.ctes.has(relname)) {
        const outputs = place.ctes.get(relname);
        return [{ name: alias?.aliasname ?? relname, ...(outputs ? { outputs } : {}) }];
      }
      const relation = relationOf(item.RangeVar);
      return relation ? [relation] : [];
    }
    if ('RangeTableSample' in item) {
      const { relation } = item.RangeTableSample;
      return relation ? this.#fromItem(relation, place, joins) : [];
    }
    if ('JoinExpr' in item) {
      const { larg, rarg, alias } = item.JoinExpr;
      const left = larg ? this.#fromItem(larg, place, joins) : [];
      // A lateral item on the right sees the left side.
      const scope: Scope = { relations: [...(place.scope?.relations ?? []), ...left], outer: place.scope?.outer };
      const right = rarg ? this.#fromItem(rarg, { ...place, scope }, joins) : [];
      joins.push(item.JoinExpr);
      return alias?.aliasname === undefined ? [...left, ...right] : [{ name: alias.aliasname }];
    }
    if ('RangeSubselect' in item) {
      const { subquery, alias } = item.RangeSubselect;
      const outputs = subquery && this.#query(subquery, place);
      const names = (alias?.colnames ?? []).map(nameOf);
      const renamedOutputs = outputs?.map((output, i) => ({ ...output, name: names[i] ?? output.name }));
      return [{ name: alias?.aliasname ?? '', ...(renamedOutputs ? { outputs: renamedOutputs } : {}) }];
    }
    this.#search(item, place, 'other');
    const { alias } = (Object.values(item)[0] ?? {}) as { alias?: { aliasname?: string; colnames?: Node[] } };
    const outputs = alias?.colnames?.map(column => ({ name: nameOf(column) }));
    return [{ name: alias?.aliasname ?? '', outputs: outputs ?? [] }];
  }

  #join(join: JoinExpr, place: Place): void {
    for (const column of join.usingClause ?? []) {
      const name = nameOf(column);
      for (const side of place.scope?.relations ?? []) {
        if (side.table) this.#note({ name, source: base(side, name) }, 'join');
      }
    }
    this.#condition(join.quals, place);
  }

  #condition(node: Node | undefined, place: Place): void {
    if (!node) return;
    if ('BoolExpr' in node) {
      for (const argument of node.BoolExpr.args ?? []) this.#condition(argument, place);
      return;
    }
    if ('A_Expr' in node) {
      this.#comparison(node.A_Expr, place);
      return;
    }
    if ('SubLink' in node && node.SubLink.subLinkType === 'ANY_SUBLINK') {
      const { testexpr, subselect } = node.SubLink;
      this.#operand(testexpr, place, 'in');
      if (subselect) this.#query(subselect, place);
      return;
    }
    this.#search(node, place, 'other');
  }

  #comparison(expression: A_Expr, place: Place): void {
    const { lexpr: left, rexpr: right, kind = 'AEXPR_OP' } = expression;
    const operator = (expression.name ?? []).map(nameOf).at(-1) ?? '';
    const leftColumn = columnIn(left, place);
    const rightColumn = columnIn(right, place);
    if (leftColumn && rightColumn) {
      const role = operator === '=' && leftColumn.relation !== rightColumn.relation ? 'join' : 'other';
      this.#note(leftColumn, role);
      this.#note(rightColumn, role);
      return;
    }
    const role = roleOf(kind, operator, right);
    const column = leftColumn ?? rightColumn;
    const other = leftColumn ? right : left;
    if (column) {
      this.#note(column, role);
      if (other) this.#compare(other, column, role);
      this.#search(other, place, 'other');
      return;
    }
    this.#search([left, right], place, 'other');
  }

  #operand(node: Node | undefined, place: Place, role: ColumnRole): void {
    const column = columnIn(node, place);
    if (column) this.#note(column, role);
    else this.#search(node, place, 'other');
  }

  /** Parameters in the other side of a comparison: itself, in a list, in a cast. */
  #compare(node: Node, column: ResolvedColumn, role: ColumnRole): void {
    if ('List' in node) {
      for (const item of node.List.items ?? []) this.#compare(item, column, role);
      return;
    }
    if ('A_ArrayExpr' in node) {
      for (const item of node.A_ArrayExpr.elements ?? []) this.#compare(item, column, role);
      return;
    }
    const number = parameterIn(node);
    this.#cast(node);
    if (number === undefined || this.#parameters.has(number)) return;
    const { source, name } = column;
    this.#parameters.set(number, { number, role, column: name, ...tableOf(source) });
  }

  #cast(node: Node): void {
    if (!('TypeCast' in node)) return;
    const { arg, typeName } = node.TypeCast;
    const name = typeName?.names?.map(nameOf).at(-1);
    if (!arg || !('ParamRef' in arg) || name === undefined) return;
    const number = arg.ParamRef.number ?? 0;
    if (!this.#types.has(number))
      this.#types.set(number, (typeName?.arrayBounds?.length ?? 0) > 0 ? `${name}[]` : name);
  }

  #row(row: Node, names: readonly string[], target: ScopeRelation | undefined): void {
    if (!('List' in row)) return;
    (row.List.items ?? []).forEach((item, i) => {
      const name = names[i];
      if (name !== undefined && target) this.#compare(item, { name, source: base(target, name) }, 'other');
    });
  }

  /** Any part of a tree: columns in it have the role, queries in it open a scope of their own. */
  #search(value: unknown, place: Place, role: ColumnRole): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#search(item, place, role);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if (this.#query(node, place)) return;
    if ('ColumnRef' in node) {
      this.#note(resolveColumn(node.ColumnRef, place.scope), role);
      return;
    }
    if ('TypeCast' in node) this.#cast(node);
    if ('WindowDef' in node || 'partitionClause' in node || 'orderClause' in node) {
      const window = ('WindowDef' in node ? node.WindowDef : node) as {
        partitionClause?: Node[];
        orderClause?: Node[];
      };
      for (const item of window.partitionClause ?? []) this.#ordinal(item, place, [], 'group');
      this.#sort(window.orderClause, place, []);
      return;
    }
    if ('A_Expr' in node && role === 'other') {
      this.#comparison(node.A_Expr, place);
      return;
    }
    for (const part of Object.values(node)) this.#search(part, place, role);
  }

  #note(column: ResolvedColumn, role: ColumnRole, direction?: ColumnUse['direction']): void {
    const { source, name, wholeRow, relation } = column;
    if (wholeRow === true) {
      this.wholeRows.add(name);
      return;
    }
    if (name === '' || (!source && relation?.outputs)) return;
    const use: ColumnUse = {
      column: source?.column ?? name,
      role,
      ...tableOf(source),
      ...(direction === undefined ? {} : { direction }),
    };
    const key = JSON.stringify([use.schema, use.table, use.column, use.role]);
    if (!this.#uses.has(key)) this.#uses.set(key, use);
  }
}

function tableOf(source: BaseColumn | undefined): { readonly schema?: string; readonly table?: string } {
  if (!source) return {};
  return { table: source.table, ...(source.schema === undefined ? {} : { schema: source.schema }) };
}

function relationOf(range: RangeVar | undefined): ScopeRelation | undefined {
  if (range?.relname === undefined) return undefined;
  const table = { name: range.relname, ...(range.schemaname === undefined ? {} : { schema: range.schemaname }) };
  return { name: range.alias?.aliasname ?? range.relname, table };
}

function base(relation: ScopeRelation, column: string): BaseColumn | undefined {
  const { table } = relation;
  return table && { table: table.name, column, ...(table.schema === undefined ? {} : { schema: table.schema }) };
}

function renamed(outputs: Outputs, cte: CommonTableExpr): Outputs {
  const names = (cte.aliascolnames ?? []).map(nameOf);
  return outputs.map((output, i) => ({ ...output, name: names[i] ?? output.name }));
}

function starOutputs(column: ResolvedColumn, scope: Scope | undefined): Outputs {
  const relations = column.relation ? [column.relation] : (scope?.relations ?? []);
  return relations.flatMap(relation => {
    if (relation.outputs) return relation.outputs;
    const source = base(relation, '*');
    return [{ name: '*', ...(source ? { source } : {}) }];
  });
}

function functionName(node: Node | undefined): string {
  if (node && 'FuncCall' in node) return nameOf(node.FuncCall.funcname?.at(-1) ?? ({} as Node));
  return '?column?';
}

function columnIn(node: Node | undefined, place: Place): ResolvedColumn | undefined {
  if (!node || !('ColumnRef' in node)) return undefined;
  return resolveColumn(node.ColumnRef, place.scope);
}

function parameterIn(node: Node): number | undefined {
  if ('ParamRef' in node) return node.ParamRef.number;
  if ('TypeCast' in node) return node.TypeCast.arg && parameterIn(node.TypeCast.arg);
  return undefined;
}

function roleOf(kind: NonNullable<A_Expr['kind']>, operator: string, right: Node | undefined): ColumnRole {
  switch (kind) {
    case 'AEXPR_OP':
      if (operator === '=') return 'equality';
      return ['<', '>', '<=', '>='].includes(operator) ? 'range' : 'other';
    case 'AEXPR_IN':
    case 'AEXPR_OP_ANY':
      return operator === '=' ? 'in' : 'other';
    case 'AEXPR_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
      return 'range';
    case 'AEXPR_LIKE':
      return operator === '~~' && isPrefix(right) ? 'prefix' : 'other';
    case 'AEXPR_NOT_DISTINCT':
      return 'equality';
    default:
      return 'other';
  }
}

/** A pattern that begins with what it looks for. */
function isPrefix(pattern: Node | undefined): boolean {
  if (!pattern || !('A_Const' in pattern)) return false;
  const text = pattern.A_Const.sval?.sval ?? '';
  return text !== '' && !/^[%_]/.test(text);
}
