import assert from 'node:assert/strict';

import { type Diagnostic, DiagnosticSeverity, Selection, commands, languages, window } from 'vscode';

import {
  answering,
  closeEditors,
  connect,
  explainAtCursor,
  explainError,
  explainPlan,
  openAtCursor,
  shell,
} from '../explainSupport';
import { openFile, until } from '../support';

/** What stands under the squiggles of the active document. */
function squiggles(): readonly { readonly text: string; readonly message: string }[] {
  const document = window.activeTextEditor?.document;
  assert.ok(document);
  return languages
    .getDiagnostics(document.uri)
    .filter(
      (diagnostic: Diagnostic) =>
        diagnostic.source === 'Backend Optimizer' && diagnostic.severity === DiagnosticSeverity.Error,
    )
    .map(({ range, message }) => ({ text: document.getText(range), message }));
}

describe('Explain Query', () => {
  before(async () => {
    await connect('test database');
  });
  beforeEach(() => {
    answering(undefined, false);
  });
  after(closeEditors);

  it('explains the statement at the cursor of a script', async () => {
    const { editor, document } = await openFile('orders.sql');
    const at = document.positionAt(document.getText().indexOf('customer_id = 42'));
    editor.selection = new Selection(at, at);
    const state = await explainPlan();
    assert.equal(state.statement, 'SELECT id, total FROM orders WHERE customer_id = 42');
    assert.equal(state.plan.root.type, 'Seq Scan');
    assert.equal(state.source, 'estimated');
    assert.equal(state.origin, 'orders.sql:2');
    assert.equal(state.connection?.name, 'test database');
    assert.match(state.plan.serverVersion ?? '', /^18/);
  });

  it('explains an untitled document, past a semicolon in a literal', async () => {
    await openAtCursor('sql', "select 1; select id from orders where status = 'a;b' and |total > 5; select 2;");
    const state = await explainPlan();
    assert.equal(state.statement, "select id from orders where status = 'a;b' and total > 5");
  });

  it('explains a TypeScript template with an interpolation as a generic plan', async () => {
    await openAtCursor(
      'typescript',
      'async function f(db: any, id: number) {\n  return db.query(`SELECT total FROM orders WHERE |customer_id = ${id}`);\n}\n',
    );
    const state = await explainPlan();
    assert.match(state.statement ?? '', /customer_id = \$1/);
    assert.deepEqual(
      state.parameters.map(({ name, type, value }) => [name, type, value]),
      [['${id}', 'integer', undefined]],
    );
    assert.ok(
      state.notes.some(note => note.includes('generic plan')),
      state.notes.join(),
    );
  });

  it('explains a Python string with named placeholders', async () => {
    await openAtCursor(
      'python',
      'def f(cur, customer):\n    cur.execute("SELECT total FROM orders WHERE |customer_id = %(customer)s", {"customer": customer})\n',
    );
    const state = await explainPlan();
    assert.deepEqual(
      state.parameters.map(({ name, type }) => [name, type]),
      [['%(customer)s', 'integer']],
    );
  });

  it('explains the selection, and names several statements', async () => {
    await openAtCursor('sql', 'select id from orders where id = 1 «select 7 as seven» union all');
    assert.equal((await explainPlan()).statement, 'select 7 as seven');
    const before = shell().explain.panel.state;
    await openAtCursor('sql', '«select 1; select 2;»');
    assert.equal(await explainAtCursor(), before, 'the panel keeps what it shows');
  });

  it('explains the statement behind the user’s own EXPLAIN', async () => {
    await openAtCursor('sql', 'EXPLAIN (ANALYZE) select |id from orders;');
    assert.equal((await explainPlan()).statement, 'select id from orders');
  });

  it('explains a line of a TypeORM log with its parameters', async () => {
    await openAtCursor(
      'log',
      'server up\nquery: SELECT "id" FROM "orders" WHERE "customer_id" = $1 -- |PARAMETERS: [42]\n',
    );
    const state = await explainPlan();
    assert.deepEqual(
      state.parameters.map(({ value }) => value),
      ['42'],
    );
    assert.equal(state.source, 'estimated');
  });

  it('explains a line of a PostgreSQL log with its parameters', async () => {
    await openAtCursor(
      'log',
      '2026-01-01 10:00:00 UTC [7] LOG:  duration: 12.3 ms  execute <unnamed>: SELECT |id FROM orders WHERE customer_id = $1\n' +
        "2026-01-01 10:00:00 UTC [7] DETAIL:  Parameters: $1 = '42'\n",
    );
    const state = await explainPlan();
    assert.deepEqual(
      state.parameters.map(({ value }) => value),
      ['42'],
    );
  });

  it('marks a syntax error in a script', async () => {
    await openAtCursor('sql', "-- ein Kommentar mit ü\nselect 'ä' as a form |orders;");
    const state = await explainError();
    assert.match(state.title, /syntax error/);
    assert.deepEqual(
      squiggles().map(({ text }) => text),
      ['form'],
    );
  });

  it('marks a missing column behind escapes and an interpolation', async () => {
    const editor = await openAtCursor(
      'typescript',
      "db.query(`SELECT 'it\\`s', '\\u00e4', ${1 + 1}::int, |totl FROM orders`);\n",
    );
    const state = await explainError();
    assert.equal(state.detail, 'SQLSTATE 42703');
    assert.deepEqual(
      squiggles().map(({ text }) => text),
      ['totl'],
    );
    await editor.edit(edit => {
      edit.insert(editor.document.positionAt(editor.document.getText().indexOf('totl') + 3), 'a');
    });
    await until('the squiggle to go', () => (squiggles().length === 0 ? true : undefined));
  });

  it('marks a missing table in Python', async () => {
    await openAtCursor('python', 'cur.execute("SELECT \\"id\\" FROM |no_such_table")\n');
    const state = await explainError();
    assert.equal(state.detail, 'SQLSTATE 42P01');
    assert.deepEqual(
      squiggles().map(({ text }) => text),
      ['no_such_table'],
    );
  });

  it('refuses a utility statement and runs nothing', async () => {
    const before = shell().explain.panel.state;
    await openAtCursor('sql', 'VACUUM |orders;');
    assert.equal(await explainAtCursor(), before);
    await openAtCursor('sql', 'DO $$ BEGIN |DELETE FROM orders; END $$;');
    assert.equal(await explainAtCursor(true), before);
  });

  it('keeps the panel when there is no statement at the cursor', async () => {
    const before = shell().explain.panel.state;
    await openAtCursor('typescript', 'const n| = 1;\n');
    assert.equal(await explainAtCursor(), before);
  });
});

describe('Explain and Analyze Query', () => {
  before(async () => {
    await connect('test database');
  });

  it('measures a statement that reads without a question', async () => {
    const { asked } = answering(undefined, false);
    await openAtCursor('sql', 'select count(*) |from orders;');
    const state = await explainPlan(true);
    assert.equal(state.source, 'measured');
    assert.ok((state.plan.executionMs ?? 0) > 0);
    assert.deepEqual(asked, []);
  });

  it('asks before a statement that writes, names the table, and rolls back', async () => {
    const { asked } = answering(undefined, true);
    await openAtCursor('sql', "update |orders set status = 'gone';");
    const state = await explainPlan(true);
    assert.equal(state.source, 'measured');
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /orders/);
    await openAtCursor('sql', "select count(*) from orders |where status = 'gone';");
    const check = await explainPlan(true);
    assert.equal(check.plan.root.children[0]?.actualRows, 0);
  });

  it('runs nothing when the user declines', async () => {
    const before = shell().explain.explainer.current;
    answering(undefined, false);
    await openAtCursor('sql', 'delete from |orders;');
    const state = await explainAtCursor(true);
    assert.equal(state.kind, 'plan');
    assert.equal(shell().explain.explainer.current?.range, before?.range);
  });

  it('asks for values, remembers them for the shape, and explains with them next time', async () => {
    await shell().explain.values.forget();
    const { asked } = answering(['42'], true);
    await openAtCursor('sql', 'select * from orders where customer_id |= :customer;');
    const state = await explainPlan(true);
    assert.deepEqual(asked.length, 1);
    assert.match(asked[0] ?? '', /^:customer integer in /);
    assert.equal(state.parameters[0]?.value, '42');
    await openAtCursor('sql', 'SELECT  * FROM orders WHERE customer_id |= $1;');
    const again = await explainPlan();
    assert.equal(again.parameters[0]?.value, '42');
    assert.equal(again.source, 'estimated');
    await commands.executeCommand('backendOptimizer.forgetValues');
    assert.equal((await explainPlan()).parameters[0]?.value, undefined);
  });

  it('marks the statement whose value the type does not take, and offers other values', async () => {
    answering(['abc'], true);
    await openAtCursor('sql', 'select * from orders where id |= $1;');
    const state = await explainError(true);
    assert.match(state.detail ?? '', /22P02/);
    assert.ok(state.actions?.includes('setValues'));
    await shell().explain.values.forget();
  });

  it('does not run on a production database', async () => {
    await connect('production database', { production: true });
    const before = shell().explain.panel.state;
    await openAtCursor('sql', 'select count(*) |from orders;');
    assert.deepEqual(await explainAtCursor(true), before);
    const state = await explainPlan();
    assert.equal(state.connection?.production, true);
    assert.ok(state.notes.some(note => note.includes('production')));
    await connect('test database');
  });
});
