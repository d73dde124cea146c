import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import {
  closeEditors,
  answering,
  connect,
  explainAtCursor,
  explainError,
  explainPlan,
  openAtCursor,
  query,
  shell,
} from '../explainSupport';
import { until } from '../support';

const sleeping = 'select |pg_sleep(60);';

/** Backends of the test database that run our sleeper. */
async function sleepers(): Promise<readonly number[]> {
  const rows = await query(
    "select pid from pg_stat_activity where state = 'active' and query like '%pg_sleep(60)%' and pid <> pg_backend_pid()",
  );
  return rows.map(row => Number(row['pid']));
}

describe('Explain, when things go wrong', () => {
  before(async () => {
    await connect('faults database');
    answering(undefined, true);
  });
  afterEach(closeEditors);

  it('cancels on the server: the backend is idle afterwards', async () => {
    await openAtCursor('sql', sleeping);
    const run = explainAtCursor(true);
    await until('the statement to run', async () => ((await sleepers()).length > 0 ? true : undefined));
    shell().explain.explainer.cancel();
    await run;
    await until('the backend to be idle', async () => ((await sleepers()).length === 0 ? true : undefined), 5_000);
    assert.notEqual(shell().explain.panel.state.kind, 'loading');
  });

  it('a second run replaces the first', async () => {
    await openAtCursor('sql', sleeping);
    const first = explainAtCursor(true);
    await until('the statement to run', async () => ((await sleepers()).length > 0 ? true : undefined));
    await openAtCursor('sql', 'select |2 as two;');
    const state = await explainPlan();
    assert.equal(state.statement, 'select 2 as two');
    await first;
    await until('the first to end', async () => ((await sleepers()).length === 0 ? true : undefined), 5_000);
    const { state: after } = shell().explain.panel;
    assert.equal(after.kind === 'plan' && after.statement, 'select 2 as two');
  });

  it('says that the connection was lost in mid-query, and explains again', async () => {
    await openAtCursor('sql', sleeping);
    const run = explainAtCursor(true);
    const [pid] = await until('the statement to run', async () => {
      const found = await sleepers();
      return found.length > 0 ? found : undefined;
    });
    await query(`select pg_terminate_backend(${String(pid)})`);
    const state = await run;
    assert.equal(state.kind, 'error');
    await openAtCursor('sql', 'select |3 as three;');
    assert.equal((await explainPlan()).statement, 'select 3 as three');
  });

  it('names the missing permission', async () => {
    await query("drop role if exists reader; create role reader login password 'reader'");
    await connect('reader', { user: 'reader', password: 'reader' });
    await openAtCursor('sql', 'select |* from orders;');
    const state = await explainError();
    assert.match(state.title, /permission denied/i);
    assert.notEqual(state.remedy, '');
  });

  it('offers another connection where the server is not there', async () => {
    await connect('nobody', { port: 1 }).catch(() => undefined);
    await openAtCursor('sql', 'select |1;');
    const state = await explainError();
    assert.ok(state.actions?.includes('selectConnection'), JSON.stringify(state));
    await connect('faults database');
    await delay(0);
  });
});
