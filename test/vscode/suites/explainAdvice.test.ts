import assert from 'node:assert/strict';

import { DiagnosticSeverity, type Uri, commands, languages, window } from 'vscode';

import {
  answering,
  closeEditors,
  connect,
  explainPlan,
  lensTitles,
  openAtCursor,
  query,
  shell,
} from '../explainSupport';
import { screenshot, until } from '../support';

const statement = 'SELECT id, total FROM orders WHERE |customer_id = 42;';

/** Warnings of the advice on a document, with the text that they stand under. */
function warnings(uri: Uri): readonly { readonly text: string; readonly code: unknown }[] {
  const document = window.visibleTextEditors.find(
    editor => editor.document.uri.toString() === uri.toString(),
  )?.document;
  assert.ok(document);
  return languages
    .getDiagnostics(uri)
    .filter(({ source, severity }) => source === 'Backend Optimizer' && severity === DiagnosticSeverity.Warning)
    .map(({ range, code }) => ({
      text: document.getText(range),
      code: typeof code === 'object' ? code.value : code,
    }));
}

async function suggested(uri: Uri): Promise<string> {
  return until('a suggestion', () => shell().explain.advice.book.all(uri)[0]?.id);
}

describe('Index advice', () => {
  before(async () => {
    await connect('advice database');
    answering(undefined, true);
  });
  afterEach(closeEditors);

  it('offers a trial on a development database, and tries nothing by itself', async () => {
    const statistics = () =>
      query("select relpages, reltuples, relallvisible, relhasindex, xmin from pg_class where relname = 'orders'");
    const before = await statistics();
    const editor = await openAtCursor('sql', statement);
    await explainPlan();
    await suggested(editor.document.uri);
    assert.deepEqual(await lensTitles(editor.document.uri), ['Explain', 'Try an index on orders(customer_id)']);
    assert.deepEqual(warnings(editor.document.uri), []);
    const { state } = shell().explain.panel;
    assert.equal(state.kind === 'plan' && state.candidate?.title, 'Try an index on orders(customer_id)');
    assert.deepEqual(await statistics(), before);
  });

  it('verifies the index when asked, and says so in a lens, a warning and the panel', async () => {
    const editor = await openAtCursor('sql', statement);
    const { uri } = editor.document;
    await explainPlan();
    await commands.executeCommand('backendOptimizer.tryIndex', await suggested(uri));
    const titles = await lensTitles(uri);
    assert.match(titles[1] ?? '', /^Index on orders\(customer_id\): cost [\d,.]+ → [\d,.]+$/);
    assert.deepEqual(titles.slice(2), ['Create…', 'Measure']);
    assert.deepEqual(warnings(uri), [{ text: 'customer_id', code: 'missing-index' }]);
    const { state } = shell().explain.panel;
    assert.ok(state.kind === 'plan' && state.advice !== undefined);
    assert.ok(state.advice.card.costAfter < state.advice.card.costBefore / 5);
    assert.deepEqual(await query("select indexname from pg_indexes where indexname like 'orders_customer%'"), []);
    await screenshot('explain-advice');
  });

  it('stays with its statement while the user types above, and goes when the statement changes', async () => {
    const editor = await openAtCursor('sql', statement);
    const { uri } = editor.document;
    await explainPlan();
    await commands.executeCommand('backendOptimizer.tryIndex', await suggested(uri));
    assert.equal((await lensTitles(uri)).length, 4);
    await editor.edit(edit => {
      edit.insert(editor.document.positionAt(0), '-- a note\n\n');
    });
    assert.equal((await lensTitles(uri)).length, 4, 'lenses stay while typing');
    assert.deepEqual(
      warnings(uri).map(({ text }) => text),
      ['customer_id'],
    );
    await editor.edit(edit => {
      edit.insert(editor.document.positionAt(editor.document.getText().indexOf('42')), '1');
    });
    assert.equal((await lensTitles(uri)).length, 4, 'lenses stay while typing');
    await until('the lens to go', async () => ((await lensTitles(uri)).length === 1 ? true : undefined));
    assert.deepEqual(warnings(uri), []);
  });

  it('measures before and after', async () => {
    const editor = await openAtCursor('sql', statement);
    await explainPlan();
    await commands.executeCommand('backendOptimizer.measureIndex', await suggested(editor.document.uri));
    const { state } = shell().explain.panel;
    assert.ok(state.kind === 'plan' && state.measurement !== undefined);
    const { before, after, sameResult } = state.measurement;
    assert.equal(sameResult, true);
    assert.ok(before.runsMs.length >= 5 && after.runsMs.length === before.runsMs.length);
    assert.ok(after.medianMs < before.medianMs, `${String(after.medianMs)} < ${String(before.medianMs)}`);
    assert.match(JSON.stringify(after.plan.root), /Index/);
    await screenshot('explain-measured');
  });

  it('creates the index on confirmation and undoes it', async () => {
    const editor = await openAtCursor('sql', statement);
    const { uri } = editor.document;
    await explainPlan();
    const { asked } = answering(undefined, true);
    await commands.executeCommand('backendOptimizer.createIndex', await suggested(uri));
    assert.match(asked[0] ?? '', /CREATE INDEX CONCURRENTLY/);
    assert.match(asked[0] ?? '', /advice database/);
    const indexes = () =>
      query("select indexname from pg_indexes where tablename = 'orders' and indexname not like '%pkey'");
    assert.equal((await indexes()).length, 1);
    const { state } = shell().explain.panel;
    assert.equal(state.kind === 'plan' && state.applied, true);
    assert.deepEqual(warnings(uri), []);
    await commands.executeCommand('backendOptimizer.undoIndex');
    assert.deepEqual(await indexes(), []);
  });

  it('creates nothing when the user declines, and nothing on production', async () => {
    const editor = await openAtCursor('sql', statement);
    await explainPlan();
    const id = await suggested(editor.document.uri);
    answering(undefined, false);
    await commands.executeCommand('backendOptimizer.createIndex', id);
    assert.deepEqual(await query("select indexname from pg_indexes where indexname like 'orders_customer%'"), []);
    answering(undefined, true);
    await connect('advice production', { production: true });
    await explainPlan();
    assert.deepEqual(await lensTitles(editor.document.uri), ['Explain']);
    await connect('advice database');
  });

  it('is not offered again once it was dismissed', async () => {
    const editor = await openAtCursor('sql', 'SELECT id FROM orders WHERE |total = 5;');
    const { uri } = editor.document;
    await explainPlan();
    await commands.executeCommand('backendOptimizer.dismissAdvice', await suggested(uri));
    await explainPlan();
    await shell().explain.advice.settled();
    assert.deepEqual(shell().explain.advice.book.all(uri), []);
  });

  it('hints at a query of a program that was opened, by plain EXPLAIN', async () => {
    const editor = await openAtCursor(
      'typescript',
      'export const byStatus = (db: any, s: string) =>\n  db.query(`SELECT id FROM orders WHERE status = ${s}`);|\n',
    );
    const { uri } = editor.document;
    await suggested(uri);
    assert.deepEqual(await lensTitles(uri), ['Try an index on orders(status)']);
  });

  it('audits indexes into the Problems view', async () => {
    await query('create index orders_twice on orders (placed_at); create index orders_again on orders (placed_at)');
    try {
      await commands.executeCommand('backendOptimizer.auditIndexes');
      const found = languages.getDiagnostics().filter(([uri]) => uri.scheme === 'backend-optimizer');
      const codes = found.flatMap(([, diagnostics]) =>
        diagnostics.map(({ code }) => (typeof code === 'object' ? code.value : code)),
      );
      assert.ok(codes.includes('foreign-key-without-index'), codes.join());
      assert.ok(codes.includes('duplicate-index'), codes.join());
      assert.match(window.activeTextEditor?.document.getText() ?? '', /-- DROP INDEX CONCURRENTLY/);
      await screenshot('audit-indexes');
    } finally {
      await query('drop index orders_twice; drop index orders_again');
    }
  });
});
