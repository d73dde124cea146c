import assert from 'node:assert/strict';

import { Client, types } from 'pg';

import { readTextPlans } from '../../../src/plan/readers/textPlan';
import { servers } from '../../support/servers';
import type { TestServer } from '../../support/postgresProcess';
import { type PrintOptions, printTextPlan } from '../../support/textPlanPrinter';
import { toldByText } from '../../support/toldByText';
import { type TextStatement, schema, textStatements } from './textStatements';

type Fields = Record<string, unknown>;

for (const [version, start] of servers) {
  describe(`text plans of PostgreSQL ${version}`, function () {
    this.timeout(120_000);
    let server: TestServer;
    let client: Client;
    const optionSets = [
      'COSTS ON',
      'COSTS OFF',
      'VERBOSE, SETTINGS',
      'ANALYZE, BUFFERS OFF',
      'ANALYZE, VERBOSE, BUFFERS, WAL, SETTINGS',
      'ANALYZE, BUFFERS, TIMING OFF',
      'ANALYZE, COSTS OFF, SUMMARY OFF, BUFFERS OFF',
      ...(version >= 17 ? ['ANALYZE, VERBOSE, MEMORY, SERIALIZE', 'MEMORY, BUFFERS, SUMMARY'] : []),
    ];

    before(async () => {
      server = await start({ settings: { compute_query_id: 'on', max_parallel_workers: '8', autovacuum: 'off' } });
      client = new Client({ connectionString: server.url });
      client.setTypeParser(types.builtins.JSON, text => text);
      await client.connect();
      for (const statement of schema.split(/;\s*\n/)) await client.query(statement);
    });

    after(async () => {
      await client.end();
      await server.stop();
    });

    for (const options of optionSets) {
      it(`gives what JSON gives: ${options}`, async () => {
        const failures: string[] = [];
        for (const statement of textStatements) {
          await compare(statement, options).catch((error: unknown) =>
            failures.push(`${statement.name}: ${String(error)}`),
          );
        }
        assert.equal(failures.length, 0, failures.join('\n\n'));
      });
    }

    async function compare(statement: TextStatement, options: string): Promise<void> {
      const isVerbose = options.includes('VERBOSE');
      const print: PrintOptions = { verbose: isVerbose, decimals: version >= 18 };
      const name = `${statement.name} (${options})`;
      const text = await explain(statement, options);
      const read = only(text.split('\n'), name);

      // The server's own text comes out of what was read from it, letter by letter.
      assert.equal(comparable(printTextPlan(read, print)), comparable(text), `${name}: text, read and printed`);
      // Counters of a MERGE into several tables stand among these in JSON, which is none then (explain.c, show_modifytable_info).
      if (statement.name === 'merge of partitions' && options.includes('ANALYZE')) return;
      const [json] = JSON.parse(await explain(statement, `${options}, FORMAT JSON`)) as [Fields];
      const told = toldByText(json, { isVerbose });
      // Both of one execution: the plan of JSON goes through text.
      const printed = printTextPlan(json, print);
      assert.deepEqual(
        toldByText(only(printed.split('\n'), name), { isVerbose }),
        told,
        `${name}: JSON, printed and read`,
      );
      // Two explanations of one plan; figures of two executions differ.
      if (!options.includes('ANALYZE')) {
        const withoutTimes = (fields: Fields) => {
          const { 'Planning Time': _time, Planning: _planning, ...rest } = fields;
          return rest;
        };
        assert.deepEqual(
          withoutTimes(toldByText(read, { isVerbose })),
          withoutTimes(told),
          `${name}: text and JSON of the same plan`,
        );
      }
    }

    async function explain({ sql, setup }: TextStatement, options: string): Promise<string> {
      await client.query('BEGIN');
      try {
        for (const statement of setup) await client.query(statement);
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (${options}) ${sql}`);
        return rows.map(row => row['QUERY PLAN']).join('\n');
      } finally {
        await client.query('ROLLBACK');
      }
    }
  });
}

/**
 * Identifiers have more digits than a JavaScript number; JSON.parse rounds them as the reader of text does. A count
 * below one half is printed as 0, where 0 is not printed.
 */
function comparable(text: string): string {
  return text
    .replace(/^Query Identifier: -?\d+$/m, 'Query Identifier: …')
    .replace(/^ +Rows Removed by [\w ]+: 0\n/gm, '');
}

function only(lines: readonly string[], name: string): Fields {
  const plans = readTextPlans(lines);
  assert.equal(plans.length, 1, `${name}: one plan`);
  const [plan] = plans;
  assert.deepEqual(plan?.problems, [], name);
  assert.deepEqual([plan.firstLine, plan.lastLine], [0, lines.length - 1], `${name}: lines`);
  return plan.fields as Fields;
}
