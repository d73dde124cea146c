import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { Client } from 'pg';

import { DisposableStore } from '../../../src/base/disposable';
import type { Database } from '../../../src/catalog/database';
import type { Finding } from '../../../src/plan/finding';
import { findFindings, planRules } from '../../../src/plan/findings';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../src/sql/postgresSql';
import { startPostgres } from '../../support/embeddedPostgres';
import { never, openDatabase, openWitness } from '../explain/testDatabase';
import type { CasePlan, RuleCase } from './ruleCase';

const folder = join(__dirname, 'ruleCases');
const load = createRequire(__filename);

/** Plans do not depend on how many processors the machine has, nor on what it did before. */
const steady = { max_parallel_workers_per_gather: '0', jit: 'off' };

describe('rules on plans of the real server', function () {
  this.timeout(60_000);
  const owned = new DisposableStore();
  let client: Client;
  let database: Database;
  let sql: PostgresSql;

  before(async () => {
    const server = await startPostgres({ settings: { autovacuum: 'off', shared_buffers: '16MB' } });
    owned.add({ dispose: () => server.stop() });
    client = await openWitness(server);
    owned.add({ dispose: () => client.end() });
    // VACUUM marks no page as visible to all while its rows' commits wait to be written.
    await client.query('SET synchronous_commit = on');
    database = owned.add(await openDatabase(server));
    sql = await loadPostgresSql();
  });

  after(() => owned.dispose());

  const findings = async (schema: string, plan: CasePlan): Promise<readonly Finding[]> => {
    const { statement, seenAs, options = 'ANALYZE, VERBOSE, BUFFERS, SETTINGS', settings, before = [] } = plan;
    const catalog = plan.withoutCatalog ? undefined : await database.readCatalog(never);
    await client.query('BEGIN');
    try {
      for (const [name, value] of Object.entries({ search_path: `"${schema}", public`, ...steady, ...settings })) {
        await client.query('SELECT set_config($1, $2, true)', [name, value]);
      }
      for (const step of before) await client.query(step);
      const explain = `EXPLAIN (${options}, FORMAT JSON) ${statement}`;
      const given = plan.recorded ?? (await client.query<{ 'QUERY PLAN': unknown }>(explain)).rows[0]?.['QUERY PLAN'];
      const { value, problems } = readPostgresJson(given);
      assert.ok(value);
      assert.deepEqual(problems, []);
      return findFindings(value, { sql, statement: seenAs ?? statement, ...(catalog !== undefined && { catalog }) });
    } finally {
      await client.query('ROLLBACK');
      await client.query('DEALLOCATE ALL');
    }
  };

  it('have no case without a rule', () => {
    const cases = readdirSync(folder).map(file => file.replace(/\.ts$/, ''));
    assert.deepEqual(
      cases.filter(name => !planRules.some(({ id }) => id === name)),
      [],
    );
  });

  for (const { id } of planRules) {
    it(id, async () => {
      const file = join(folder, `${id}.ts`);
      assert.ok(existsSync(file), `${id} has no case in ruleCases: one plan where it speaks, one where it is silent`);
      const module = load(file) as { readonly default: RuleCase };
      const { rule, setup = [], speaks, silent } = module.default;
      assert.equal(rule, id);
      await client.query(`CREATE SCHEMA "${id}"`);
      await client.query(`SET search_path = "${id}", public`);
      for (const step of setup) await client.query(step);

      const spoken = await findings(id, speaks);
      const own = spoken.filter(finding => finding.rule === id);
      assert.ok(own.length > 0, `silent where it must speak; the others said ${told(spoken)}`);
      assert.ok(
        own.some(({ message, remedy }) => speaks.says.test(`${message}\n${remedy}`)),
        `says something else: ${told(own)}`,
      );
      for (const { message, remedy, evidence, share } of own) {
        assert.ok(message.length <= 300 && remedy.length > 0, `${message}\n${remedy}`);
        assert.ok(Object.keys(evidence).length > 0, 'a finding carries the numbers that it was decided on');
        assert.ok(share === undefined || (share >= 0 && share <= 1), `share ${String(share)}`);
      }

      const kept = (await findings(id, silent)).filter(finding => finding.rule === id);
      assert.deepEqual(kept, [], `speaks where it must be silent: ${told(kept)}`);
      await client.query(`DROP SCHEMA "${id}" CASCADE`);
    });
  }
});

function told(findings: readonly Finding[]): string {
  const lines = findings.map(
    ({ rule, message, remedy, evidence }) => `${rule}: ${message}\n  ${remedy}\n  ${JSON.stringify(evidence)}`,
  );
  return lines.length === 0 ? 'nothing' : `\n${lines.join('\n')}`;
}
