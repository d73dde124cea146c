/** `npx tsx test/support/generatePlans.ts`: makes test/corpus/plans from the embedded PostgreSQL 18 and the demo shop. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from 'pg';

import { startPostgres } from './embeddedPostgres';
import { planStatements } from './planStatements';

const folder = join(__dirname, '../corpus/plans');
const shop = join(__dirname, '../../examples/shop');

async function generate(): Promise<void> {
  const server = await startPostgres();
  const client = new Client({ connectionString: server.url });
  try {
    await client.connect();
    for (const file of ['schema.sql', 'data.sql']) await client.query(readFileSync(join(shop, file), 'utf8'));
    await client.query('VACUUM ANALYZE');
    mkdirSync(folder, { recursive: true });
    for (const { name, sql, options, setup } of planStatements) {
      await client.query('BEGIN');
      for (const statement of setup ?? []) await client.query(statement);
      const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (${options}, FORMAT JSON) ${sql}`);
      await client.query('ROLLBACK');
      const explain = rows[0]?.['QUERY PLAN'];
      writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ sql, options, explain }, undefined, 1)}\n`);
    }
  } finally {
    await client.end();
    await server.stop();
  }
}

void generate();
