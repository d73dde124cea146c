/** Walks node-sql-parser's tree of a query in the common core and tells what each column is there for. */
import type { ColumnRole, ColumnUse } from '../statement';
import type { CoreText } from './coreWords';
import type { Target } from './queryMaker';
import {
  base,
  type BaseTable,
  columnOf,
  type Output,
  Outputs,
  type Relation,
  resolve,
  type ResolvedColumn,
  same,
  type Scope,
} from './scope';
import type { ItemRole } from './selectItems';
import { isNode, listIn, nodeIn, textIn, type TreeNode } from './syntaxTree';

type Ctes = ReadonlyMap<string, Outputs>;

interface Place {
  readonly ctes: Ctes;
  readonly scope: Scope | undefined;
}

/** What a query made of another statement has besides. */
interface Made {
  readonly roles: readonly ItemRole[];
  readonly target: Target | undefined;
}

/** `*` of WITH queries that give each other's `*` twice grows without bound. */
const mostOutputs = 400;

const none = new Outputs([]);

type Direction = NonNullable<ColumnUse['direction']>;

export class QueryReader {
  readonly #uses = new Map<string, ColumnUse>();
  readonly #text: CoreText;
  /** Transact-SQL's `SELECT name = expression`. */
  readonly #assignsNames: boolean;

  constructor(text: CoreText, assignsNames: boolean) {
    this.#text = text;
    this.#assignsNames = assignsNames;
  }

  get columns(): readonly ColumnUse[] {
    return [...this.#uses.values()];
  }

  /** `roles`: of the SELECT list of a query made of another statement. */
  read(tree: TreeNode, roles: readonly ItemRole[] | undefined, target: Target | undefined): void {
    this.#query(tree, { ctes: new Map(), scope: undefined }, roles && { roles, target });
  }

  /** `self`: the WITH query that this is, which in itself gives what its first part gives. */
  #query(tree: TreeNode, outer: Place, made?: Made, self?: (outputs: Outputs) => Ctes): Outputs {
    const ctes = this.#with(listIn(tree, 'with'), outer);
    const outputs = this.#select(tree, { ...outer, ctes }, made);
    const later = new Map([...ctes, ...(self?.(outputs) ?? [])]);
    // ORDER BY behind the last part belongs to the whole; the parts hang on each other.
    let last = tree;
    for (let next = nodeIn(tree, '_next'); next; next = nodeIn(next, '_next')) {
      this.#select(next, { ...outer, ctes: later }, undefined, outputs);
      last = next;
    }
    for (const part of last === tree ? [tree] : [tree, last]) {
      this.#sort(listIn(part, '_orderby'), { ctes, scope: undefined }, outputs);
    }
    return outputs;
  }

  /** `united`: outputs of the first part, by which the ORDER BY of a later one sorts. */
  #select(tree: TreeNode, outer: Place, made?: Made, united?: Outputs): Outputs {
    const relations: Relation[] = [];
    const place: Place = { ctes: outer.ctes, scope: { relations, outer: outer.scope } };
    const from = listIn(tree, 'from');
    for (const item of from) relations.push(...this.#fromItem(item, place));
    const target = made?.target && this.#addTarget(made.target, relations);
    const items = listIn(tree, 'columns');
    const roles = made?.roles.length === items.length ? made.roles : undefined;
    const outputs = this.#items(items, place, roles, target, made !== undefined);
    for (const item of from) this.#join(item, place);
    this.#condition(tree['where'], place);
    // Names of outputs, too, are known from here on.
    const named = {
      name: '',
      outputs: new Outputs(outputs.list.filter(({ name, source }) => name !== '*' && !source)),
    };
    const later: Place = { ...place, scope: { relations: [...relations, named], outer: outer.scope } };
    const groups = tree['groupby'];
    for (const item of Array.isArray(groups) ? groups : listIn(groups, 'columns'))
      this.#ordinal(item, later, outputs, 'group');
    this.#search(tree['having'], later, 'other');
    const order = listIn(tree, 'orderby');
    if (united) this.#sort(order, { ctes: outer.ctes, scope: undefined }, united);
    else this.#sort(order, later, outputs);
    return outputs;
  }

  /** What is written may be one of FROM by its name or alias. */
  #addTarget(target: Target, relations: Relation[]): Relation {
    const table = tableOf(target.names);
    const name = target.alias ?? table.table;
    let relation = relations.find(candidate => same(candidate.name, name));
    if (!relation) {
      relation = { name, table };
      relations.unshift(relation);
    }
    const { outputs } = relation;
    const rows = relation.table ?? table;
    for (const row of target.rows)
      relations.push({ name: row, hidden: true, ...(outputs ? { outputs } : { table: rows }) });
    return relation;
  }

  #items(
    items: readonly unknown[],
    place: Place,
    roles: readonly ItemRole[] | undefined,
    target: Relation | undefined,
    made: boolean,
  ): Outputs {
    const outputs: Output[] = [];
    items.forEach((item, i) => {
      if (!isNode(item)) return;
      const role = roles?.[i] ?? (made ? 'other' : 'output');
      let expression = nodeIn(item, 'expr');
      let name = this.#name(textIn(item, 'as'));
      if (!made && this.#assignsNames && expression?.['type'] === 'binary_expr' && expression['operator'] === '=') {
        const left = this.#column(expression['left'], undefined);
        if (left) {
          name = left.name;
          expression = nodeIn(expression, 'right');
        }
      }
      const column = this.#column(expression, place.scope, role === 'target' ? target : undefined);
      if (!column) {
        this.#search(expression, place, role === 'output' ? 'output' : 'other');
        outputs.push({ name: name ?? '' });
        return;
      }
      this.#note(column, role === 'target' ? 'other' : role);
      if (column.name === '*')
        outputs.push(...starOutputs(column, place.scope).slice(0, Math.max(0, mostOutputs - outputs.length)));
      else outputs.push({ name: name ?? column.name, source: column.source });
    });
    return new Outputs(outputs);
  }

  #with(clause: readonly unknown[], { ctes, scope }: Place): Ctes {
    if (clause.length === 0) return ctes;
    const seen = new Map(ctes);
    for (const cte of clause) {
      const name = this.#name(textIn(cte, 'name'))?.toLowerCase();
      const statement = nodeIn(cte, 'stmt');
      const query = nodeIn(statement, 'ast') ?? statement;
      if (name === undefined || !query) continue;
      const names = listIn(cte, 'columns').map(
        column => this.#column(column, undefined)?.name ?? this.#name(textIn({ column }, 'column')),
      );
      const renamed = ({ list }: Outputs) =>
        new Outputs(list.map((output, i) => ({ ...output, name: names[i] ?? output.name })));
      const place: Place = { ctes: new Map(seen), scope };
      seen.set(name, renamed(this.#query(query, place, undefined, first => new Map([[name, renamed(first)]]))));
    }
    return seen;
  }

  #fromItem(item: unknown, place: Place): readonly Relation[] {
    const alias = this.#name(textIn(item, 'as'));
    const written = textIn(item, 'table');
    if (written !== undefined) {
      const names = this.#text.names(written);
      const table = tableOf(names);
      const name = alias ?? table.table;
      const outputs = names.length === 1 ? place.ctes.get(table.table.toLowerCase()) : undefined;
      if (outputs) return [{ name, outputs }];
      // A placeholder stands for the table; a temporary one is not in the catalogue.
      if (table.table.startsWith('#')) return [{ name, outputs: none }];
      return [table.table === '' ? { name } : { name, table }];
    }
    const expression = nodeIn(item, 'expr');
    const query = nodeIn(expression, 'ast') ?? (expression?.['type'] === 'select' ? expression : undefined);
    if (!query) {
      this.#search(expression, place, 'other');
      return [];
    }
    const items = listIn(query, 'columns');
    if (isFunction(items)) {
      for (const argument of items) this.#search(nodeIn(argument, 'expr'), place, 'other');
      return [{ name: alias ?? '', outputs: none }];
    }
    return [{ name: alias ?? '', outputs: this.#query(query, place) }];
  }

  #join(item: unknown, place: Place): void {
    for (const column of listIn(item, 'using')) {
      const name = this.#column(column, undefined)?.name ?? this.#name(textIn({ column }, 'column'));
      if (name === undefined) continue;
      for (const relation of place.scope?.relations ?? []) {
        if (relation.table && relation.hidden !== true) this.#note({ name, source: base(relation, name) }, 'join');
      }
    }
    if (isNode(item)) this.#condition(item['on'], place);
  }

  #condition(value: unknown, place: Place): void {
    if (!isNode(value)) return;
    const operator = operatorOf(value);
    if (value['type'] === 'binary_expr' && (operator === 'AND' || operator === 'OR')) {
      this.#condition(value['left'], place);
      this.#condition(value['right'], place);
    } else if (value['type'] === 'binary_expr') this.#comparison(value, operator, place);
    else this.#search(value, place, 'other');
  }

  #comparison(value: TreeNode, operator: string, place: Place): void {
    const { left, right } = value;
    const leftColumn = this.#column(left, place.scope);
    const rightColumn = this.#column(right, place.scope);
    if (leftColumn && rightColumn) {
      const role =
        operator === '=' && (leftColumn.relation ?? leftColumn) !== (rightColumn.relation ?? rightColumn)
          ? 'join'
          : 'other';
      this.#note(leftColumn, role);
      this.#note(rightColumn, role);
      return;
    }
    const column = leftColumn ?? (['=', '<', '>', '<=', '>='].includes(operator) ? rightColumn : undefined);
    if (column) this.#note(column, roleOf(operator, right));
    if (column !== leftColumn || !leftColumn) this.#search(left, place, 'other');
    if (column !== rightColumn || !rightColumn) this.#search(right, place, 'other');
  }

  #sort(clause: readonly unknown[], place: Place, outputs: Outputs): void {
    for (const item of clause) {
      const direction = textIn(item, 'type')?.toUpperCase() === 'DESC' ? 'descending' : 'ascending';
      this.#ordinal(nodeIn(item, 'expr'), place, outputs, 'order', direction);
    }
  }

  /** An item of ORDER BY or GROUP BY: a column, the number or name of an output, or any expression. */
  #ordinal(item: unknown, place: Place, outputs: Outputs, role: ColumnRole, direction?: Direction): void {
    if (!isNode(item)) return;
    if (item['type'] === 'number') {
      const number = Number(item['value']);
      const before = outputs.list.slice(0, number);
      const output = before[number - 1];
      // Behind `*` nobody can count.
      if (output?.source && before.every(({ name }) => name !== '*'))
        this.#note({ name: output.source.column, source: output.source }, role, direction);
      return;
    }
    const column = this.#column(item, place.scope);
    if (!column) return this.#search(item, place, 'other');
    const output = isQualified(item) ? undefined : outputs.find(column.name.toLowerCase());
    this.#note(output?.source ? { name: output.source.column, source: output.source } : column, role, direction);
  }

  /** Any part of the tree: columns in it have the role, queries in it open a scope of their own. */
  #search(value: unknown, place: Place, role: ColumnRole): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#search(item, place, role);
      return;
    }
    if (!isNode(value)) return;
    const query = nodeIn(value, 'ast') ?? (value['type'] === 'select' ? value : undefined);
    if (query) {
      this.#query(query, place);
      return;
    }
    const column = this.#column(value, place.scope);
    if (column) return this.#note(column, role);
    if ('partitionby' in value) {
      for (const item of listIn(value, 'partitionby'))
        this.#ordinal(nodeIn(item, 'expr') ?? item, place, none, 'group');
      return this.#sort(listIn(value, 'orderby'), place, none);
    }
    if (value['type'] === 'binary_expr' && role === 'other') return this.#condition(value, place);
    for (const part of Object.values(value)) this.#search(part, place, role);
  }

  /** `bound`: the relation that an unqualified name is a column of. */
  #column(value: unknown, scope: Scope | undefined, bound?: Relation): ResolvedColumn | undefined {
    if (!isNode(value) || value['type'] !== 'column_ref') return undefined;
    const written = textIn(value, 'column') ?? textIn(nodeIn(value, 'column'), 'expr');
    if (written === undefined) return undefined;
    const name = written === '*' ? '*' : (this.#name(written) ?? written);
    const qualifier = this.#text.names(textIn(value, 'table') ?? '');
    if (bound && qualifier.length === 0) return { name, relation: bound, source: columnOf(bound, name) };
    return resolve(qualifier, name, scope);
  }

  /** The name that stands behind a surrogate. */
  #name(surrogate: string | undefined): string | undefined {
    return surrogate === undefined ? undefined : this.#text.names(surrogate).at(-1);
  }

  #note({ source, name, relation }: ResolvedColumn, role: ColumnRole, direction?: Direction): void {
    if (name === '' || (!source && relation?.outputs)) return;
    const { schema, table, column } = source ?? { schema: undefined, table: undefined, column: name };
    const key = JSON.stringify([schema, table, column, role]).toLowerCase();
    if (this.#uses.has(key)) return;
    this.#uses.set(key, {
      ...(schema === undefined ? {} : { schema }),
      ...(table === undefined ? {} : { table }),
      column,
      role,
      ...(direction === undefined ? {} : { direction }),
    });
  }
}

function tableOf(names: readonly string[]): BaseTable {
  const [table = '', schema = ''] = [names.at(-1), names.at(-2)];
  return schema === '' ? { table } : { table, schema };
}

function starOutputs(column: ResolvedColumn, scope: Scope | undefined): readonly Output[] {
  const relations = column.relation
    ? [column.relation]
    : (scope?.relations ?? []).filter(({ hidden }) => hidden !== true);
  return relations.flatMap(relation => relation.outputs?.list ?? [{ name: '*', source: base(relation, '*') }]);
}

function operatorOf(value: TreeNode): string {
  return textIn(value, 'operator')?.toUpperCase() ?? '';
}

function isQualified(column: TreeNode): boolean {
  return textIn(column, 'table') !== undefined;
}

/** The arguments of a function in FROM, whose outputs are not known: the last of them has the name `zf`. */
function isFunction(items: readonly unknown[]): boolean {
  return textIn(items.at(-1), 'as') === 'zf';
}

function roleOf(operator: string, right: unknown): ColumnRole {
  switch (operator) {
    case '=':
      return 'equality';
    case '<':
    case '>':
    case '<=':
    case '>=':
    case 'BETWEEN':
      return 'range';
    case 'IN':
      return 'in';
    case 'LIKE':
      return textIn(right, 'value') === 'x' ? 'prefix' : 'other';
    default:
      return 'other';
  }
}
