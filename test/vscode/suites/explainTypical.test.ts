import assert from 'node:assert/strict';

import { commands } from 'vscode';

import {
  type PlanState,
  answering,
  closeEditors,
  connect,
  explainPlan,
  openAtCursor,
  query,
  shell,
} from '../explainSupport';
import { screenshot } from '../support';

/** Runs Explain with Typical Values at the cursor and gives the plan that the panel shows then. */
async function explainTypical(): Promise<PlanState> {
  await commands.executeCommand('backendOptimizer.explainTypical');
  return shown();
}

function shown(): PlanState {
  const { state } = shell().explain.panel;
  if (state.kind !== 'plan') throw new Error(`no plan: ${JSON.stringify(state).slice(0, 500)}`);
  return state;
}

const kinds = (state: PlanState) => state.variants?.cards.map(({ kind }) => kind);

describe('Explain with Typical Values', () => {
  before(async () => {
    await query(`
      create table typical_orders (id int primary key, status text not null, note text);
      insert into typical_orders
      select n, case when n % 100 = 0 then 'open' when n % 25 = 1 then 'held' else 'shipped' end, repeat('x', 60)
      from generate_series(1, 20000) as n;
      create index typical_orders_status on typical_orders (status);
      create role typical_reader login password 'r';
      grant select on typical_orders to typical_reader;
      analyze typical_orders`);
    await connect('test database');
    await shell().explain.values.forget();
  });
  beforeEach(() => {
    answering(undefined, false);
  });
  after(async () => {
    await shell().explain.values.forget();
    await closeEditors();
    await connect('test database');
    await query('drop table typical_orders; drop role typical_reader');
  });

  it('shows the generic plan beside three others, and says by which value it flips', async () => {
    await openAtCursor('typescript', 'const q = db.query(`SELECT * FROM typical_orders WHERE |status = ${status}`);\n');
    const state = await explainTypical();
    assert.deepEqual(kinds(state), ['generic', 'common', 'rare', 'median']);
    assert.equal(state.variants?.selected, 'generic');
    assert.equal(state.variants.flips, true);
    assert.match(state.variants.summary, /^The plan flips for .*\(\$\{status\} = (shipped|open)\)/);
    const common = state.variants.cards[1];
    assert.equal(common?.values[0]?.value, 'shipped');
    assert.equal(common.values[0].note, '95 %');
    assert.match(common.figure, /^cost /);
    await screenshot('typical-values');
  });

  it('shows the plan of the set that is chosen, whose values the panel works with', async () => {
    const { explainer } = shell().explain;
    explainer.showVariant('rare');
    const rare = shown();
    assert.equal(rare.variants?.selected, 'rare');
    assert.match(JSON.stringify(rare.plan), /typical_orders_status/);
    assert.match(rare.rawJson, /'open'::text/);
    assert.equal(rare.parameters[0]?.value, 'open');
    assert.deepEqual(explainer.current?.values, ['open']);
    explainer.showVariant('common');
    assert.equal(shown().plan.root.type, 'Seq Scan');
    explainer.showVariant('given');
    assert.equal(shown().variants?.selected, 'common');
  });

  it("has the user's own values beside them", async () => {
    const { explainer, values } = shell().explain;
    const shape = explainer.current?.statement.shape ?? '';
    await values.set(shape, ['held']);
    const state = await explainTypical();
    assert.deepEqual(kinds(state), ['generic', 'common', 'rare', 'median', 'given']);
    assert.equal(state.variants?.cards.at(-1)?.values[0]?.value, 'held');
    explainer.showVariant('given');
    assert.equal(shown().parameters[0]?.value, 'held');
    answering(['open'], true);
    await explainer.setValues();
    assert.equal(shown().variants?.cards.at(-1)?.values[0]?.value, 'open');
  });

  it('measures each when asked to, and asks before what writes', async () => {
    const { explainer } = shell().explain;
    const { asked } = answering(undefined, true);
    const { last } = explainer;
    assert.ok(last);
    await explainer.explain(last.target, 'measureTypical');
    const state = shown();
    assert.equal(state.variants?.measured, true);
    assert.deepEqual(
      state.variants.cards.map(({ figure }) => figure.endsWith(' ms')),
      [false, true, true, true, true],
    );
    assert.equal(asked.length, 0);
    await openAtCursor('sql', 'delete from |typical_orders where status = :status;');
    await explainTypical();
    assert.equal(asked.length, 0);
    assert.ok(explainer.last);
    await explainer.explain(explainer.last.target, 'measureTypical');
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /typical_orders/);
    const [row] = await query('select count(*)::int as n from typical_orders');
    assert.equal(row?.['n'], 20_000);
  });

  it('has no sets for a statement without parameters', async () => {
    await openAtCursor('sql', 'select count(*) |from typical_orders;');
    const state = await explainTypical();
    assert.equal(state.variants, undefined);
    assert.ok(state.notes.some(note => note.includes('no parameters')));
  });

  it('gives way to a plain explain', async () => {
    await openAtCursor('sql', 'select * from typical_orders |where id = $1;');
    assert.equal((await explainTypical()).variants?.flips, false);
    assert.equal((await explainPlan()).variants, undefined);
    shell().explain.explainer.showVariant('rare');
    assert.equal(shown().variants, undefined);
  });

  it('plans on production and runs nothing there', async () => {
    await connect('production database', { production: true });
    await openAtCursor('sql', 'select * from typical_orders |where status = $1;');
    const state = await explainTypical();
    assert.equal(state.variants?.flips, true);
    assert.ok(state.notes.some(note => note.includes('production')));
    const { explainer } = shell().explain;
    assert.ok(explainer.last);
    await assert.rejects(explainer.explain(explainer.last.target, 'measureTypical'), /counts as a production database/);
  });

  it('shows the generic plan alone to a role that may not see the statistics, and says why', async () => {
    await query('revoke select on pg_catalog.pg_stats from public');
    try {
      await connect('reader', { user: 'typical_reader', password: 'r' });
      assert.deepEqual(kinds(await explainTypical()), ['generic', 'given']);
      await shell().explain.values.forget();
      const state = await explainTypical();
      assert.equal(state.variants, undefined);
      assert.ok(state.notes.some(note => note.includes('only the generic plan')));
      assert.ok(state.notes.some(note => note.includes('pg_stats')));
    } finally {
      await query('grant select on pg_catalog.pg_stats to public');
    }
  });
});
