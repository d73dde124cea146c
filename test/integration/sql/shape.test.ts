import assert from 'node:assert/strict';

import type { Client } from 'pg';

import { DisposableStore } from '../../../src/base/disposable';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../src/sql/postgresSql';
import { startPostgres } from '../../support/embeddedPostgres';
import { openWitness } from '../explain/testDatabase';
import { schema, statements } from './shapeStatements';
import { plain, randomFrom, variant, withLists, withPlaceholders } from './variants';

const variantsOfEach = 12;

describe('shapes beside the query identifiers of PostgreSQL 18', function () {
  this.timeout(120_000);
  const owned = new DisposableStore();
  let witness: Client;
  let sql: PostgresSql;

  before(async () => {
    sql = await loadPostgresSql();
    const server = await startPostgres({
      settings: { shared_preload_libraries: 'pg_stat_statements', compute_query_id: 'on' },
    });
    owned.add({ dispose: () => server.stop() });
    witness = await openWitness(server);
    owned.add({ dispose: () => witness.end() });
    await witness.query(`CREATE EXTENSION pg_stat_statements; ${schema}`);
  });

  after(() => owned.dispose());

  /** As text: it has 64 bits. */
  async function queryId(statement: string): Promise<string> {
    try {
      const { rows } = await witness.query<{ 'QUERY PLAN': string }>(`EXPLAIN (VERBOSE) ${statement}`);
      const line = rows.findLast(row => row['QUERY PLAN'].startsWith('Query Identifier: '));
      return line?.['QUERY PLAN'].slice('Query Identifier: '.length) ?? '';
    } catch (error) {
      throw new Error(statement, { cause: error });
    }
  }

  it('group variants alike', async () => {
    const random = randomFrom(18);
    const byId = new Map<string, { shape: string; text: string; normal: string }>();
    const byShape = new Map<string, { id: string; text: string }>();
    let count = 0;
    for (const template of statements) {
      const texts = new Set([plain(template)]);
      while (texts.size < variantsOfEach) texts.add(variant(template, random));
      for (const text of texts) {
        const id = await queryId(text);
        const shape = sql.shape(text);
        const normal = sql.normalise(text);
        const ofId = byId.get(id) ?? { shape, text, normal };
        const ofShape = byShape.get(shape) ?? { id, text };
        assert.equal(shape, ofId.shape, `one identifier, two shapes:\n${ofId.text}\n\n${text}`);
        assert.equal(id, ofShape.id, `one shape, two identifiers:\n${ofShape.text}\n\n${text}`);
        assert.equal(normal, ofId.normal, text);
        byId.set(id, ofId);
        byShape.set(shape, ofShape);
        count++;
      }
    }
    assert.equal(byShape.size, statements.length);
    assert.equal(new Set([...byId.values()].map(({ normal }) => normal)).size, statements.length);
    assert.ok(count >= 2000, String(count));
  });

  it('are those of the texts in pg_stat_statements', async () => {
    const shapes = new Map<string, string>();
    await witness.query('SELECT pg_stat_statements_reset()');
    for (const template of statements) {
      const text = plain(template);
      shapes.set(await queryId(text), sql.shape(text));
      await witness.query('BEGIN');
      await witness.query(text);
      await witness.query('ROLLBACK');
    }
    const { rows } = await witness.query<{ id: string; query: string }>(
      'SELECT queryid::text AS id, query FROM pg_stat_statements',
    );
    const recorded = rows.filter(row => shapes.has(row.id));
    assert.equal(recorded.length, statements.length);
    for (const { id, query } of recorded) assert.equal(sql.shape(query), shapes.get(id), query);
  });

  it('take placeholders of any style for literals, and lists of any length for one value', () => {
    const styles: readonly ((number: number) => string)[] = [
      ...[(n: number) => `$${n}`, () => '?', (n: number) => `:name${n}`],
      ...[() => '%s', (n: number) => `%(name${n})s`, (n: number) => `@name${n}`],
    ];
    for (const template of statements) {
      const expected = sql.shape(plain(template));
      for (const write of styles) {
        // Drivers that read `%s` want the operator doubled.
        const percent = write(1).startsWith('%') && template.includes('{');
        const text = withPlaceholders(percent ? template.replaceAll('%', '%%') : template, write);
        assert.equal(sql.shape(text), expected, text);
      }
      for (const length of [1, 3, 40]) assert.equal(sql.shape(withLists(template, length)), expected, template);
    }
  });

  it('differ from them on purpose', async () => {
    const finer: readonly (readonly [string, string])[] = [
      ['SELECT count(*) FROM orders GROUP BY ROLLUP (qty)', 'SELECT count(*) FROM orders GROUP BY CUBE (qty)'],
      ['SELECT id AS a FROM users', 'SELECT id AS b FROM users'],
      ['SELECT id FROM users WHERE id IN (1, 2)', 'SELECT id FROM users WHERE id = ANY (ARRAY[1, 2])'],
      ['SELECT id FROM users WHERE (age = 1)', 'SELECT id FROM users WHERE age = 1'],
      ["SELECT DATE '2020-01-01'", "SELECT '2020-01-01'::date"],
      ["SELECT INTERVAL '1' DAY", "SELECT INTERVAL '1' HOUR"],
    ];
    for (const [one, other] of finer) {
      assert.equal(await queryId(one), await queryId(other), one);
      assert.notEqual(sql.shape(one), sql.shape(other), one);
    }
    const coarser: readonly (readonly [string, string])[] = [
      // Placeholders have no type.
      ['SELECT id FROM users WHERE age = 1', 'SELECT id FROM users WHERE age = 1.5'],
      ['INSERT INTO users (points) VALUES (1)', 'INSERT INTO users (points) VALUES (NULL)'],
      ['SELECT id FROM users WHERE age IN (1)', 'SELECT id FROM users WHERE age IN (1, 2)'],
      ['INSERT INTO users (id) VALUES (1)', 'INSERT INTO users (id) VALUES (1), (2)'],
      // PostgreSQL finds the second among the columns.
      ['SELECT age + 1 FROM users ORDER BY age + 2', 'SELECT age + 1 FROM users ORDER BY age + 1'],
    ];
    for (const [one, other] of coarser) {
      assert.notEqual(await queryId(one), await queryId(other), one);
      assert.equal(sql.shape(one), sql.shape(other), one);
    }
  });
});
