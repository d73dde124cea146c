import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from 'pg';

import { walkPlan } from '../../../src/plan/walk';
import { readPlans } from '../../../src/plan/readers/readPlans';
import { startPostgres } from '../../support/embeddedPostgres';
import type { TestServer } from '../../support/postgresProcess';

/** What else stands in a log lies in wait in the statements: other plans, marks of every format, blank lines. */
const statements: readonly { readonly sql: string; readonly values: readonly string[]; readonly types: string }[] = [
  {
    sql: 'select count(*) from t join u using (a)',
    values: [],
    types: 'Aggregate, Hash Join, Seq Scan, Hash, Seq Scan',
  },
  {
    sql: `select *\n\tfrom t -- say "x", 'y', <b> & {"c": [1]}\n\n where b = $1`,
    values: ['it\'s "7"\nor less'],
    types: 'Seq Scan',
  },
  {
    sql: 'select 1 /*\nSeq Scan on fake  (cost=0.00..1.00 rows=1 width=1)\n  Filter: no\n*/ from u order by a limit 1',
    values: [],
    types: 'Limit, Sort, Seq Scan',
  },
  {
    sql: "select '\n- Plan:\n    Node Type: \"Result\"\n', '<explain><Query><Plan></Plan></Query></explain>', '[{\"Plan\": {}}]' from u",
    values: [],
    types: 'Seq Scan',
  },
];
const formats = ['text', 'json', 'yaml', 'xml'] as const;
/** Names of the files that the collector writes. */
const destinations = { stderr: 'server.log', csvlog: 'server.csv', jsonlog: 'server.json' } as const;

describe('logs of auto_explain as PostgreSQL 18 writes them', function () {
  this.timeout(120_000);
  let server: TestServer;

  before(async () => {
    server = await startPostgres({
      settings: {
        shared_preload_libraries: 'auto_explain',
        'auto_explain.log_min_duration': '-1',
        'auto_explain.log_analyze': 'on',
        'auto_explain.log_buffers': 'on',
        'auto_explain.log_settings': 'on',
        compute_query_id: 'on',
        logging_collector: 'on',
        log_destination: Object.keys(destinations).join(','),
        log_filename: 'server.log',
        log_line_prefix: '%m [%p] %q%u@%d/%a ',
      },
    });
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query(`
      create table t as select i a, i::text b from generate_series(1, 1000) i;
      create table u as select i a from generate_series(1, 10) i;
      analyze t, u`);
    for (const format of formats) {
      await client.query(`set auto_explain.log_format = ${format}; set auto_explain.log_min_duration = 0`);
      for (const { sql, values } of statements) await client.query(sql, [...values]);
      await client.query('set auto_explain.log_min_duration = -1');
      await client.query('select nothing').catch(() => undefined);
    }
    await client.end();
  });

  after(() => server.stop());

  for (const [destination, file] of Object.entries(destinations)) {
    it(`reads ${destination}`, () => {
      const { plans, problems } = readPlans(readFileSync(join(server.dataDir, 'log', file), 'utf8'));
      assert.deepEqual(problems, []);
      assert.deepEqual(
        plans.map(({ format, statement, plan, problems: own }) => ({
          format,
          statement,
          types: walkPlan(plan.root)
            .map(({ node }) => node.type)
            .join(', '),
          own,
        })),
        formats.flatMap(format =>
          statements.map(({ sql, types }) => ({ format, statement: sql.trim(), types, own: [] })),
        ),
      );
      for (const { plan, statement } of plans) {
        const logged = plan.details?.['Logged Duration'];
        assert.ok(typeof logged === 'number' && logged > 0, statement);
        assert.equal(plan.executionMs, logged);
        assert.ok((plan.root.actualMs?.total ?? Number.NaN) <= logged, statement);
      }
    });
  }
});
