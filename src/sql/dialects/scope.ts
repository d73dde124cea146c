/** Names of FROM items, WITH queries and derived tables, traced back to tables. All three dialects compare names without case. */

export interface BaseTable {
  readonly schema?: string;
  readonly table: string;
}

export interface BaseColumn extends BaseTable {
  readonly column: string;
}

export interface Output {
  readonly name: string;
  /** Of one that is nothing but a table's column. */
  readonly source?: BaseColumn | undefined;
}

/** What a query gives out, in order. */
export class Outputs {
  readonly list: readonly Output[];
  readonly #byName = new Map<string, Output>();

  constructor(list: readonly Output[]) {
    this.list = list;
    for (const output of list) {
      const key = output.name.toLowerCase();
      if (!this.#byName.has(key)) this.#byName.set(key, output);
    }
  }

  /** By name in lower case. */
  find(key: string): Output | undefined {
    return this.#byName.get(key);
  }
}

/** One item of FROM. */
export interface Relation {
  readonly name: string;
  readonly table?: BaseTable;
  /** Of a query or function; of one that is not known, empty. */
  readonly outputs?: Outputs;
  /** Only a qualified name means it: `excluded`, `inserted`. */
  readonly hidden?: boolean;
}

export interface Scope {
  readonly relations: readonly Relation[];
  readonly outer: Scope | undefined;
}

export interface ResolvedColumn {
  readonly name: string;
  readonly source?: BaseColumn | undefined;
  /** `undefined` where it cannot be told without the catalogue. */
  readonly relation?: Relation | undefined;
}

export function resolve(qualifier: readonly string[], name: string, scope: Scope | undefined): ResolvedColumn {
  for (let around = scope; around; around = around.outer) {
    const found = qualifier.length > 0 ? qualified(around, qualifier) : bare(around, name);
    if (found) return { name, relation: found, source: columnOf(found, name) };
    // Several tables: only the catalogue knows which has it.
    if (qualifier.length === 0 && around.relations.some(relation => !relation.outputs && relation.hidden !== true))
      return { name };
  }
  return { name };
}

export function base(relation: Relation | undefined, column: string): BaseColumn | undefined {
  return relation?.table && { ...relation.table, column };
}

export function same(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a?.length === b?.length && a?.toLowerCase() === b?.toLowerCase());
}

function qualified({ relations }: Scope, qualifier: readonly string[]): Relation | undefined {
  const [name, schema] = [qualifier.at(-1), qualifier.at(-2)];
  return relations.find(relation => {
    if (schema === undefined || schema === '') return same(relation.name, name);
    return same(relation.table?.table, name) && same(relation.table?.schema ?? schema, schema);
  });
}

/** The item that gives the name out, or the only one that may. */
function bare({ relations }: Scope, name: string): Relation | undefined {
  const shown = relations.filter(relation => relation.hidden !== true);
  if (name === '*') return shown.length === 1 ? shown[0] : undefined;
  const key = name.toLowerCase();
  const giving = shown.filter(({ outputs }) => outputs?.find(key));
  if (giving.length > 0) return giving.length === 1 ? giving[0] : undefined;
  const [only, other] = shown.filter(({ outputs }) => !outputs || outputs.find('*'));
  return other ? undefined : only;
}

export function columnOf(relation: Relation, column: string): BaseColumn | undefined {
  if (relation.table) return base(relation, column);
  const output = relation.outputs?.find(column.toLowerCase());
  if (output) return output.source;
  const all = relation.outputs?.find('*')?.source;
  return all && { ...all, column };
}
