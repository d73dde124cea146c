/**
 * `npm run generate:plans` makes test/corpus/plans/<major version>: a plan of every kind (statements.ts) from the embedded
 * PostgreSQL 18 and, where it is installed, Debian's 15. Estimates come in all four formats; a run comes as JSON and as
 * text, which are two runs, since no server prints one run twice.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from 'pg';

import { startDebianPostgres } from '../debianPostgres';
import { startPostgres } from '../embeddedPostgres';
import type { TestServer } from '../postgresProcess';

import { kindsPage } from './page';
import type { KindStatement } from './statement';
import { kindStatements } from './statements';
import { traitsOf } from './traits';

const folder = join(__dirname, '../../corpus/plans');
/** Statistics of all rows: 300 are sampled for each step of the target. */
const settings = { track_io_timing: 'on', autovacuum: 'off', default_statistics_target: '200' };

/** Traits of each statement's plans, by name. */
type Produced = ReadonlyMap<string, ReadonlySet<string>>;

async function generate(): Promise<void> {
  const produced = new Map<number, Produced>();
  const newest = await generateFor(18, await startPostgres({ settings }));
  produced.set(18, newest);
  if (existsSync('/usr/lib/postgresql/15/bin')) {
    produced.set(15, await generateFor(15, await startDebianPostgres({ settings }), newest));
  }
  writeFileSync(join(folder, 'README.md'), kindsPage(produced));
}

async function generateFor(version: number, server: TestServer, newer?: Produced): Promise<Produced> {
  const client = new Client({ connectionString: server.url });
  const traits = new Map<string, ReadonlySet<string>>();
  const target = join(folder, String(version));
  try {
    await client.connect();
    await createSchema(client, server);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const statement of kindStatements) {
      if (version < (statement.since ?? 0) || (statement.only ?? version) !== version) continue;
      traits.set(statement.name, await write(client, version, statement, target, newer?.get(statement.name)));
    }
  } finally {
    await client.end();
    await server.stop();
  }
  return traits;
}

/** The town itself, and itself once more as foreign tables through a loop back to the same server. */
async function createSchema(client: Client, { host, port, user, password }: TestServer): Promise<void> {
  await client.query(readFileSync(join(__dirname, 'schema.sql'), 'utf8'));
  await client.query(`
    CREATE SERVER loop FOREIGN DATA WRAPPER postgres_fdw
      OPTIONS (host '${host}', port '${port}', dbname 'postgres', async_capable 'true', batch_size '10');
    CREATE USER MAPPING FOR ${user} SERVER loop OPTIONS (user '${user}', password '${password}');
    CREATE SCHEMA far;
    IMPORT FOREIGN SCHEMA public LIMIT TO (town, person, visit, shop, audit) FROM SERVER loop INTO far;
    CREATE TABLE far_reading (day date, sensor int, value int) PARTITION BY RANGE (day);
    CREATE FOREIGN TABLE far_reading_1 PARTITION OF far_reading FOR VALUES FROM ('2026-01-01') TO ('2026-04-01')
      SERVER loop OPTIONS (table_name 'reading_1');
    CREATE FOREIGN TABLE far_reading_2 PARTITION OF far_reading FOR VALUES FROM ('2026-04-01') TO ('2026-07-01')
      SERVER loop OPTIONS (table_name 'reading_2');`);
  await client.query('VACUUM ANALYZE');
}

async function write(
  client: Client,
  version: number,
  statement: KindStatement,
  target: string,
  newer: ReadonlySet<string> | undefined,
): Promise<ReadonlySet<string>> {
  const { name } = statement;
  const more = statement.options === undefined ? '' : `, ${statement.options}`;
  const everything = `BUFFERS, WAL${version < 17 ? '' : ', MEMORY, SERIALIZE'}`;
  const all = `ANALYZE, VERBOSE, SETTINGS, ${statement.full === true ? everything : 'BUFFERS OFF'}${more}`;
  const seen = new Set<string>();
  try {
    for (const format of ['json', 'text', 'yaml', 'xml'] as const) {
      const output = await explain(client, statement, `SETTINGS${more}, FORMAT ${format}`);
      if (format === 'json') for (const trait of traitsOf(JSON.parse(output))) seen.add(trait);
      // An older server prints most plans as the newer does.
      if (newer !== undefined && [...seen].every(trait => newer.has(trait))) break;
      writeFileSync(join(target, `${name}.${format === 'text' ? 'txt' : format}`), `${output}\n`);
    }
    if (statement.estimatesOnly !== true) {
      const json = JSON.parse(await explain(client, statement, `${all}, FORMAT json`)) as unknown;
      for (const trait of traitsOf(json)) seen.add(trait);
      writeFileSync(join(target, `${name}.analyze.json`), `${JSON.stringify(json)}\n`);
      writeFileSync(
        join(target, `${name}.analyze.txt`),
        `${await explain(client, statement, `${all}, FORMAT text`)}\n`,
      );
    }
  } catch (error) {
    console.error(`${version} ${name}: ${String(error)}`);
    process.exitCode = 1;
  }
  const missing = statement.shows.filter(trait => !seen.has(trait));
  if (missing.length > 0) {
    console.error(`${version} ${name} does not show ${missing.join(', ')}`);
    process.exitCode = 1;
  }
  return seen;
}

/** What EXPLAIN prints, without the rows that it came in. */
async function explain(client: Client, statement: KindStatement, options: string): Promise<string> {
  await client.query('BEGIN');
  try {
    for (const sql of statement.setup ?? []) await client.query(sql);
    const sql = `EXPLAIN (${options}) ${statement.sql}`;
    if (statement.inTrigger === true) return await explainInTrigger(client, sql);
    const { rows } = await client.query<string[]>({
      text: sql,
      rowMode: 'array',
      types: { getTypeParser: () => String },
    });
    return rows.map(([line]) => line).join('\n');
  } finally {
    await client.query('ROLLBACK');
    await client.query('DEALLOCATE ALL');
  }
}

async function explainInTrigger(client: Client, sql: string): Promise<string> {
  await client.query(`
    CREATE TEMPORARY TABLE explained (line int GENERATED ALWAYS AS IDENTITY, text text);
    CREATE FUNCTION explain_here() RETURNS trigger LANGUAGE plpgsql AS $body$
      DECLARE line text;
      BEGIN
        FOR line IN EXECUTE $sql$${sql}$sql$ LOOP INSERT INTO explained (text) VALUES (line); END LOOP;
        RETURN NULL;
      END $body$;
    CREATE TRIGGER explain_here AFTER INSERT ON shop REFERENCING NEW TABLE AS new_shops
      FOR EACH STATEMENT EXECUTE FUNCTION explain_here();
    INSERT INTO shop (id, name) SELECT n, 'new' FROM generate_series(100, 120) n`);
  const { rows } = await client.query<{ text: string }>('SELECT text FROM explained ORDER BY line');
  return rows.map(({ text }) => text).join('\n');
}

void generate();
