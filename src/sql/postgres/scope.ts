/** PostgreSQL's scoping of names: FROM items, WITH queries, subqueries, traced back to the tables that columns stem from. */
import type { ColumnRef } from 'libpg-query';

import { nameOf } from './conditions';

/** A column of a table, traced through WITH queries and subqueries. Names as the parser folds them. */
export interface BaseColumn {
  readonly schema?: string;
  readonly table: string;
  readonly column: string;
}

/** What a query gives out: names, and the table columns behind those that are nothing but such a column. */
export type Outputs = readonly { readonly name: string; readonly source?: BaseColumn | undefined }[];

/** One item of FROM. */
export interface ScopeRelation {
  readonly name: string;
  readonly table?: { readonly schema?: string; readonly name: string };
  /** Of a subquery or WITH query; absent where its columns are not known. */
  readonly outputs?: Outputs;
}

export interface Scope {
  readonly relations: readonly ScopeRelation[];
  readonly outer: Scope | undefined;
}

export interface ResolvedColumn {
  readonly name: string;
  readonly source?: BaseColumn | undefined;
  /** The item of FROM that it belongs to; `undefined` where that cannot be told without the catalogue. */
  readonly relation?: ScopeRelation | undefined;
  /** The name is a FROM item's: all of its row. */
  readonly wholeRow?: boolean;
}

export function resolveColumn(reference: ColumnRef, scope: Scope | undefined): ResolvedColumn {
  const fields = reference.fields ?? [];
  const names = fields.map(field => ('A_Star' in field ? '*' : nameOf(field)));
  const name = names.at(-1) ?? '';
  const qualifier = names.slice(0, -1);
  for (let around = scope; around; around = around.outer) {
    const found = qualifier.length > 0 ? qualified(around, qualifier) : bare(around, name);
    if (found) return { name, relation: found, source: columnOf(found, name) };
    if (qualifier.length === 0) {
      const row = around.relations.find(relation => relation.name === name);
      if (row) return { name, relation: row, wholeRow: true };
      // Several tables: only the catalogue knows which has it.
      if (around.relations.length > 0) return { name };
    }
  }
  return { name };
}

function qualified(scope: Scope, qualifier: readonly string[]): ScopeRelation | undefined {
  const [first = '', second] = qualifier.slice(-2);
  if (second === undefined) return scope.relations.find(relation => relation.name === first);
  return scope.relations.find(({ table }) => table?.schema === first && table.name === second);
}

/** The item that an unqualified name belongs to: the one that gives it out, or the only one that may. */
function bare(scope: Scope, name: string): ScopeRelation | undefined {
  if (name === '*') return scope.relations.length === 1 ? scope.relations[0] : undefined;
  const giving = scope.relations.filter(relation => relation.outputs?.some(output => output.name === name));
  if (giving.length === 1) return giving[0];
  const [only, other] = scope.relations.filter(
    relation => !relation.outputs || relation.outputs.some(output => output.name === '*'),
  );
  if (!only || other || giving.length > 0) return undefined;
  return only.name === name ? undefined : only;
}

function columnOf(relation: ScopeRelation, column: string): BaseColumn | undefined {
  const { table, outputs } = relation;
  if (table) return { ...(table.schema === undefined ? {} : { schema: table.schema }), table: table.name, column };
  const output = outputs?.find(candidate => candidate.name === column);
  if (output) return output.source;
  const all = outputs?.find(candidate => candidate.name === '*')?.source;
  return all && { ...all, column };
}
