import assert from 'node:assert/strict';

import { judgeTrial, proposeIndexes } from '../../../src/advisor/advise';
import type { TrialOutcome } from '../../../src/catalog/database';
import type { Catalog, Index, Table } from '../../../src/catalog/model';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../src/sql/postgresSql';

const scan = (more: object = {}) => ({
  'Node Type': 'Seq Scan',
  'Relation Name': 'orders',
  Schema: 'shop',
  Alias: 'orders',
  'Startup Cost': 0,
  'Total Cost': 1000,
  'Plan Rows': 5,
  'Plan Width': 8,
  Filter: '(customer_id = 7)',
  ...more,
});

function table(more: Partial<Table> = {}): Table {
  const columns = ['id', 'customer_id', 'status', 'doc'].map(name => ({
    name,
    type: name === 'doc' ? 'json' : 'integer',
    notNull: false,
  }));
  return {
    oid: 1,
    schema: 'shop',
    name: 'orders',
    kind: 'table',
    estimatedRows: 100_000,
    sizeBytes: 10_000_000,
    columns,
    indexes: [],
    foreignKeys: [],
    ...more,
  };
}

function index(more: Partial<Index>): Index {
  return {
    oid: 9,
    schema: 'shop',
    name: 'there',
    method: 'btree',
    columns: ['customer_id'],
    included: [],
    unique: false,
    primary: false,
    constraint: false,
    valid: true,
    definition: '',
    keySignature: '1978/0/0',
    sizeBytes: 8192,
    ...more,
  };
}

describe('index candidates', () => {
  let sql: PostgresSql;

  before(async () => {
    sql = await loadPostgresSql();
  });

  function proposed(text: string, tables: readonly Table[] = [table()], node: object = scan()): readonly string[] {
    const plan = readPostgresJson([{ Plan: node }]).value;
    assert.ok(plan);
    const { predicates } = sql.analyze(text);
    return proposeIndexes({ predicates, catalog: { tables }, plan, sql: text }).map(
      ({ ddl, range }) => `${ddl} @ ${text.slice(range.start, range.end)}`,
    );
  }

  const one = 'select * from orders where customer_id = 7';
  const customer = 'CREATE INDEX orders_customer_id_idx ON shop.orders (customer_id) @ customer_id';

  it('are columns that a filter of a sequential scan compares', () => {
    assert.deepEqual(proposed(one), [customer]);
    assert.deepEqual(proposed('select * from orders where status > 5 and customer_id = 7'), [
      customer,
      'CREATE INDEX orders_status_idx ON shop.orders (status) @ status',
    ]);
  });

  it('mark the column as it is written', () => {
    const aliased = scan({ Alias: 'o' });
    assert.match(
      proposed('select * from orders o where o . "customer_id" = 7', [table()], aliased)[0] ?? '',
      /@ o \. "customer_id"$/,
    );
  });

  it('put equality first, then more distinct values', () => {
    const columns = table().columns.map(column => ({
      ...column,
      distinctValues: column.name === 'customer_id' ? 5000 : 3,
    }));
    assert.match(
      proposed('select * from orders where status = 1 and customer_id = 7', [table({ columns })])[0] ?? '',
      /customer_id/,
    );
  });

  it('stay silent without cause', () => {
    assert.deepEqual(proposed(one, [table()], scan({ Filter: undefined })), [], 'nothing is filtered');
    assert.deepEqual(proposed(one, [table()], scan({ 'Node Type': 'Index Scan' })), [], 'an index is used');
    assert.deepEqual(proposed(one, [table()], scan({ 'Relation Name': 'other', Alias: 'other' })), [], 'another table');
    assert.deepEqual(proposed(one, [table()], scan({ Schema: 'elsewhere' })), [], 'another schema');
    assert.deepEqual(proposed(one, [table({ sizeBytes: 8192 })]), [], 'a small table');
    assert.deepEqual(proposed(one, [table({ estimatedRows: 10 })]), [], 'few rows');
    assert.deepEqual(proposed(one, [table({ kind: 'foreign table' })]), [], 'a foreign table');
    assert.deepEqual(proposed('select * from orders where doc is null or customer_id = 7'), [], 'OR');
  });

  it('look at the indexes that there are', () => {
    assert.deepEqual(proposed(one, [table({ indexes: [index({})] })]), []);
    assert.deepEqual(proposed(one, [table({ indexes: [index({ columns: ['customer_id', 'id'] })] })]), []);
    for (const useless of [
      { predicate: '(id > 5)' },
      { valid: false },
      { columns: ['id', 'customer_id'] },
      { method: 'gin' },
    ]) {
      assert.equal(proposed(one, [table({ indexes: [index(useless)] })]).length, 1, JSON.stringify(useless));
    }
    const taken = table({ indexes: [index({ name: 'orders_customer_id_idx', columns: ['id'] })] });
    assert.match(proposed(one, [taken])[0] ?? '', /orders_customer_id_idx1/);
  });

  describe('in a trial', () => {
    const catalog: Catalog = { tables: [table({ indexes: [index({ name: 'hashed', method: 'hash' })] })] };

    function judged(after: object, more: Partial<TrialOutcome> = {}) {
      const plan = readPostgresJson([{ Plan: scan() }]).value;
      assert.ok(plan);
      const [proposal] = proposeIndexes({ predicates: sql.analyze(one).predicates, catalog, plan, sql: one });
      assert.ok(proposal);
      const outcome = (node: object) => ({
        raw: [{ Plan: node }],
        explainSql: '',
        parameterTypes: [],
        sideEffects: [],
      });
      const trial = { before: outcome(scan()), after: outcome(after), indexBytes: 4096, buildMs: 3, conclusive: true };
      return judgeTrial(proposal, { ...trial, ...more }, catalog);
    }

    const used = (cost: number) =>
      scan({ 'Node Type': 'Index Scan', 'Index Name': 'orders_customer_id_idx', 'Total Cost': cost });

    it('are advised where the planner uses them and a fifth of the cost goes', () => {
      const advice = judged(used(12));
      assert.deepEqual(advice?.card, {
        costBefore: 1000,
        costAfter: 12,
        sizeBytes: 4096,
        buildMs: 3,
        makesRedundant: ['hashed'],
      });
      assert.ok(judged(used(800)));
    });

    it('are not advised otherwise', () => {
      assert.equal(judged(used(801)), undefined, 'too small a gain');
      assert.equal(judged(scan({ 'Total Cost': 12 })), undefined, 'the index is not what made it cheaper');
      assert.equal(judged(used(12), { conclusive: false }), undefined, 'the trial decided nothing');
    });
  });
});
