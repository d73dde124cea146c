import type { Client } from 'pg';

/** Everything that a statement could have changed, as text that compares. Sequences stand apart: they do not roll back. */
export interface Fingerprint {
  /** Rows of every table and materialized view, by name. */
  readonly tables: Readonly<Record<string, string>>;
  /** The catalogue: what there is and how it is defined. */
  readonly catalogue: Readonly<Record<string, string>>;
  readonly sequences: Readonly<Record<string, string>>;
  /** Session-level traces that others would run into. */
  readonly advisoryLocks: number;
}

/**
 * Catalogues with what of them may move without a change of the schema left out: sizes and statistics of pg_class
 * (ANALYZE and autovacuum keep them), freeze marks. Transaction ids stand in system columns, which are not selected.
 */
const catalogues: Readonly<Record<string, string>> = {
  pg_class:
    "select to_jsonb(c) - array['relpages','reltuples','relallvisible','relallfrozen','relfrozenxid','relminmxid','relhasindex'] as x from pg_class c where oid >= 16384",
  pg_attribute: 'select to_jsonb(a) as x from pg_attribute a where attrelid >= 16384',
  pg_attrdef: 'select to_jsonb(a) as x from pg_attrdef a',
  pg_index: 'select to_jsonb(i) as x from pg_index i where indexrelid >= 16384',
  pg_constraint: 'select to_jsonb(c) as x from pg_constraint c where oid >= 16384',
  pg_proc: 'select to_jsonb(p) as x from pg_proc p where oid >= 16384',
  pg_type: 'select to_jsonb(t) as x from pg_type t where oid >= 16384',
  pg_trigger: 'select to_jsonb(t) as x from pg_trigger t',
  pg_rewrite: 'select to_jsonb(r) as x from pg_rewrite r where oid >= 16384',
  pg_namespace: "select to_jsonb(n) as x from pg_namespace n where nspname !~ '^pg_(toast_)?temp'",
  pg_depend: 'select to_jsonb(d) as x from pg_depend d where objid >= 16384',
  pg_authid: 'select to_jsonb(a) as x from pg_roles a',
  pg_db_role_setting: 'select to_jsonb(s) as x from pg_db_role_setting s',
  pg_policy: 'select to_jsonb(p) as x from pg_policy p',
  pg_extension: 'select to_jsonb(e) as x from pg_extension e',
  pg_statistic_ext: 'select to_jsonb(s) as x from pg_statistic_ext s',
  pg_largeobject_metadata: 'select to_jsonb(l) as x from pg_largeobject_metadata l',
  pg_listening: 'select to_jsonb(c) as x from pg_listening_channels() c',
  settings: 'select to_jsonb(s) as x from pg_file_settings s',
};

export async function fingerprint(witness: Client): Promise<Fingerprint> {
  const digest = (query: string) =>
    `select coalesce(md5(string_agg(x::text, ',' order by x::text)), 'empty') as d from (${query}) as rows`;
  const named = async (query: string) => (await witness.query<{ name: string }>(query)).rows.map(row => row.name);
  const tables: Record<string, string> = {};
  for (const name of await named(
    "select oid::regclass::text as name from pg_class where relkind in ('r','m') and relnamespace::regnamespace::text not in ('pg_catalog','information_schema') and relnamespace::regnamespace::text !~ '^pg_'",
  )) {
    tables[name] = await one(witness, digest(`select t::text as x from ${name} t`));
  }
  const sequences: Record<string, string> = {};
  for (const name of await named("select oid::regclass::text as name from pg_class where relkind = 'S'")) {
    sequences[name] = await one(witness, `select last_value || ' ' || is_called as d from ${name}`);
  }
  const catalogue: Record<string, string> = {};
  for (const [name, query] of Object.entries(catalogues)) catalogue[name] = await one(witness, digest(query));
  const locks = await one(witness, "select count(*)::text as d from pg_locks where locktype = 'advisory'");
  return { tables, catalogue, sequences, advisoryLocks: Number(locks) };
}

async function one(witness: Client, query: string): Promise<string> {
  return (await witness.query<{ d: string }>(query)).rows[0]?.d ?? '';
}
