/**
 * Names that a program puts together when it runs stand as quoted placeholders in a prepared statement: `FROM "$2"`.
 * For the planner they must be real: a table that has the columns which the statement reads from it, the largest such
 * one, and of it a column that serves.
 */
import type { Catalog, Table } from '../catalog/model';
import type { PreparedParameter } from '../sql/preparedText';
import { tokenize } from '../sql/postgres/lexer';
import { Rewrite } from '../sql/postgres/rewrite';
import type { StatementFacts, TableReference } from '../sql/statement';

export interface AssumedStatement {
  readonly sql: string;
  /** One sentence for each name and each piece of SQL that was assumed. */
  readonly assumptions: readonly string[];
  toOriginal(offset: number): number;
}

/** Whether the statement holds a name that only the catalogue can fill. */
export function needsNames(parameters: readonly PreparedParameter[]): boolean {
  return parameters.some(({ assumed }) => assumed === 'a name');
}

export function assumeNames(
  sql: string,
  parameters: readonly PreparedParameter[],
  facts: StatementFacts | undefined,
  catalog: Catalog | undefined,
): AssumedStatement {
  const rewrite = new Rewrite(sql);
  const assumptions = parameters.flatMap(parameter => pieceSentence(parameter));
  const tables = new Map<string, Table>();
  if (catalog && facts && needsNames(parameters)) {
    for (const reference of facts.tables) {
      const table = tableFor(reference, facts, catalog);
      if (table) tables.set(nameKey(reference), table);
    }
    for (const token of tokenize(sql)) {
      const written = sql.slice(token.start, token.end);
      if (token.kind !== 'quoted-identifier' || !/\$\d/.test(written)) continue;
      const name = written.slice(1, -1).replaceAll('""', '"');
      const assumed = assumedName(name, token.start, facts, tables);
      if (!assumed) continue;
      rewrite.replace(token.start, token.end, quoted(assumed.name));
      const parameter = parameters.find(({ number }) => name.includes(`$${number}`));
      assumptions.push(`${labelOf(parameter, name)} was taken for the ${assumed.what} ${assumed.name}.`);
    }
  }
  const { text, toOriginal } = rewrite.finish();
  return { sql: text, assumptions: [...new Set(assumptions)], toOriginal };
}

function pieceSentence(parameter: PreparedParameter): readonly string[] {
  if (parameter.sent || parameter.assumed === undefined || parameter.assumed === 'a name') return [];
  const label = labelOf(parameter, `$${parameter.number}`);
  return [parameter.assumed === 'nothing' ? `${label} was left out.` : `${label} was taken for ${parameter.assumed}.`];
}

function labelOf(parameter: PreparedParameter | undefined, name: string): string {
  const source = parameter?.name?.replace(/\s+/g, ' ') ?? name;
  return source.length > 50 ? `${source.slice(0, 49)}…` : source;
}

function assumedName(
  name: string,
  offset: number,
  facts: StatementFacts,
  tables: ReadonlyMap<string, Table>,
): { readonly name: string; readonly what: 'table' | 'column' | 'schema' } | undefined {
  const asTable = facts.tables.find(
    table => table.name === name && Math.abs(table.offset - offset) <= name.length * 2 + 4,
  );
  if (asTable) {
    const table = tables.get(nameKey(asTable));
    return table && { name: table.name, what: 'table' };
  }
  const inSchema = facts.tables.find(table => table.schema === name);
  if (inSchema) {
    const table = tables.get(nameKey(inSchema));
    return table && { name: table.schema, what: 'schema' };
  }
  const use = facts.columns.find(({ column }) => column === name);
  const owner = use?.table === undefined ? [...tables.values()][0] : tables.get(`${use.schema ?? ''}.${use.table}`);
  const column = owner && columnOf(owner, facts, use?.table);
  return column === undefined ? undefined : { name: column, what: 'column' };
}

/** A primary key's first column that the statement does not name otherwise, else any such column. */
function columnOf(table: Table, facts: StatementFacts, written: string | undefined): string | undefined {
  const named = new Set(facts.columns.filter(use => use.table === written).map(({ column }) => column));
  const [key] = table.indexes.find(({ primary }) => primary)?.columns ?? [];
  const names = table.columns.map(({ name }) => name);
  const free = names.filter(name => !named.has(name));
  if (facts.kind === 'update') return free.find(name => name !== key) ?? free[0] ?? names[0];
  return key !== undefined && free.includes(key) ? key : (free[0] ?? key ?? names[0]);
}

/** The largest table that fits the written name and has the columns which are read from it. */
function tableFor(reference: TableReference, facts: StatementFacts, catalog: Catalog): Table | undefined {
  const known = /\$\d/.test(reference.name) ? undefined : reference.name;
  const schema = reference.schema === undefined || /\$\d/.test(reference.schema) ? undefined : reference.schema;
  const pattern = partsOf(reference.name);
  const needed = new Set(
    facts.columns
      .filter(use => use.table === reference.name && use.column !== '*' && !/\$\d/.test(use.column))
      .map(({ column }) => column),
  );
  const fitting = catalog.tables.filter(table => {
    if (schema !== undefined && table.schema !== schema) return false;
    if (known !== undefined ? table.name !== known : !fits(table.name, pattern)) return false;
    const columns = new Set(table.columns.map(({ name }) => name));
    return [...needed].every(column => columns.has(column));
  });
  return fitting.sort((a, b) => (b.estimatedRows ?? 0) - (a.estimatedRows ?? 0))[0];
}

/** What stands before and behind the placeholders of a name. */
function partsOf(name: string): { readonly before: string; readonly after: string } {
  const match = /^([^$]*)\$\d+(?:[^]*\$\d+)?([^$]*)$/.exec(name);
  return { before: match?.[1] ?? '', after: match?.[2] ?? '' };
}

function fits(name: string, { before, after }: { readonly before: string; readonly after: string }): boolean {
  return name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
}

function nameKey({ schema, name }: TableReference): string {
  return `${schema ?? ''}.${name}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
