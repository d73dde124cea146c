import assert from 'node:assert/strict';

import pg from 'pg';
import { Selection, type TextEditor, Uri, commands, env, window, workspace } from 'vscode';

import { commandIds } from '../../../src/editor/contributions';
import { writeKept } from '../../../src/editor/plans/keptPlan';
import { choosePlan } from '../../../src/editor/plans/openedPlan';
import { type PlanDialogs, editorPlanDialogs } from '../../../src/editor/plans/planChoice';
import { PlanHistory } from '../../../src/editor/plans/planHistory';
import { type PlanSource, sourceOfClipboard, sourceOfEditor, sourceOfFile } from '../../../src/editor/plans/planSource';
import { type PlanState, closeEditors, connect, explainPlan, openAtCursor, query, shell } from '../explainSupport';
import { databaseUrl, openText, screenshot, workspaceFolder } from '../support';

const sql = 'SELECT id, total FROM orders WHERE customer_id = 42';

interface Question {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Chooses the line whose label, description or detail holds the text; gives up where none does. */
function choosing(...texts: readonly string[]): { readonly asked: Question[] } {
  const asked: Question[] = [];
  const left = [...texts];
  const choose: PlanDialogs['choose'] = (title, groups) => {
    const choices = groups.flatMap(group => group.choices);
    const lines = choices.map(({ label, description, detail }) => [label, description, detail].join(' | '));
    asked.push({ title, lines });
    const wanted = left.shift();
    return Promise.resolve(wanted === undefined ? undefined : choices[lines.findIndex(line => line.includes(wanted))]);
  };
  shell().explain.plans.answer({ choose, confirm: () => Promise.resolve(true) });
  return { asked };
}

function shownPlan(): PlanState {
  const { state } = shell().explain.panel;
  if (state.kind !== 'plan') throw new Error(`no plan: ${JSON.stringify(state).slice(0, 500)}`);
  return state;
}

async function explained(options: string, statement = sql): Promise<string> {
  const rows = await query(`EXPLAIN (${options}) ${statement}`);
  const lines = rows.map(row => row['QUERY PLAN']);
  return lines.every(line => typeof line === 'string') ? lines.join('\n') : JSON.stringify(lines[0], undefined, 2);
}

async function written(name: string, text: string | Uint8Array): Promise<Uri> {
  const uri = Uri.joinPath(workspaceFolder(), name);
  await workspace.fs.writeFile(uri, typeof text === 'string' ? new TextEncoder().encode(text) : text);
  return uri;
}

/** What the commands refused since, by id; the newest last. */
function refusals(): readonly string[] {
  return shell().log.recentFailures.map(line => line.split(' ')[1] ?? '');
}

/** The entry that auto_explain writes, under the prefix of a server's log. */
async function logEntry(statement: string, second: string): Promise<string> {
  const client = new pg.Client(databaseUrl());
  await client.connect();
  try {
    await client.query(
      "LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on; SET client_min_messages = log",
    );
    let message = '';
    client.on('notice', notice => (message ||= notice.message ?? ''));
    await client.query(statement);
    assert.match(message, /^duration: /);
    return `2026-11-24 16:00:${second}.000 UTC [4711] LOG:  ${message.replaceAll('\n', '\n\t')}\n`;
  } finally {
    await client.end();
  }
}

function backends(): Promise<readonly Record<string, unknown>[]> {
  return query('SELECT pid FROM pg_stat_activity WHERE client_port IS NOT NULL AND pid <> pg_backend_pid()');
}

describe('Open Plan', () => {
  before(async () => {
    const { store, actions } = shell().connections;
    for (const profile of store.profiles) await actions.forget(profile);
  });
  beforeEach(() => {
    choosing();
  });
  afterEach(async () => {
    assert.deepEqual(await backends(), [], 'a plan was opened over a connection');
    await closeEditors();
  });

  for (const [name, options] of [
    ['slow.json', 'ANALYZE, FORMAT JSON'],
    ['slow.txt', 'ANALYZE'],
    ['slow.plan', 'ANALYZE, BUFFERS'],
    ['slow.yaml', 'ANALYZE, FORMAT YAML'],
    ['slow.xml', 'ANALYZE, FORMAT XML'],
  ] as const) {
    it(`reads ${name} without a connection`, async () => {
      await commands.executeCommand(commandIds.openPlan, await written(name, await explained(options)));
      const { plan, origin, source, connection, explainSql, parameters, originGone } = shownPlan();
      assert.equal(plan.root.type, 'Seq Scan');
      assert.equal(plan.root.actualRows, 20);
      assert.deepEqual([origin, source, parameters], [name, 'measured', []]);
      assert.deepEqual([connection, explainSql, originGone], [undefined, undefined, undefined]);
    });
  }

  it('reads what PowerShell wrote, and a file whose editor is not saved yet', async () => {
    const text = await explained('ANALYZE');
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
    const uri = await written('utf16.txt', utf16);
    await commands.executeCommand(commandIds.openPlan, uri);
    assert.equal(shownPlan().plan.root.type, 'Seq Scan');
    const draft = await written('draft.txt', 'nothing yet');
    const editor = await window.showTextDocument(await workspace.openTextDocument(draft));
    await editor.edit(edit => {
      edit.insert(editor.document.positionAt(0), 'Result  (cost=0.00..0.01 rows=1 width=4)\n\n');
    });
    await commands.executeCommand(commandIds.openPlan, draft);
    assert.equal(shownPlan().plan.root.type, 'Result');
  });

  it('reads the clipboard', async () => {
    await env.clipboard.writeText(await explained('FORMAT JSON'));
    await commands.executeCommand(commandIds.openPlanFromClipboard);
    const { plan, origin, originGone, source } = shownPlan();
    assert.deepEqual([plan.root.type, origin, originGone, source], ['Seq Scan', 'clipboard', true, 'estimated']);
  });

  it('reads the untitled document, or its selection, and shows where that stands', async () => {
    const result = 'Result  (cost=0.00..0.01 rows=1 width=4)';
    const editor = await openAtCursor('plaintext', `dear diary\n\n«${result}»\n\nyours`);
    await commands.executeCommand(commandIds.openPlanFromEditor);
    assert.equal(shownPlan().plan.root.type, 'Result');
    assert.match(shownPlan().origin ?? '', /^Untitled-\d+$/);
    assert.equal(await shell().explain.plans.actions.revealOpened(), true);
    assert.equal(window.activeTextEditor?.document, editor.document);
    await openText('plaintext', await explained('ANALYZE'));
    await commands.executeCommand(commandIds.openPlanFromEditor);
    assert.equal(shownPlan().plan.root.type, 'Seq Scan');
  });

  it('reads the entry of auto_explain under the cursor, in a file and in a pasted log', async () => {
    const log = `${await logEntry(sql, '01')}${await logEntry('SELECT count(*) FROM customers', '02')}${await logEntry('SELECT 1 AS one', '03')}`;
    const { asked } = choosing();
    const at = async (editor: TextEditor, text: string) => {
      const place = editor.document.positionAt(log.indexOf(text));
      editor.selection = new Selection(place, place);
      await commands.executeCommand(commandIds.openPlanFromEditor);
      return shownPlan();
    };
    const uri = await written('postgresql.log', log);
    const file = await window.showTextDocument(await workspace.openTextDocument(uri));
    const second = await at(file, 'on customers');
    assert.deepEqual([second.statement, second.plan.root.type], ['SELECT count(*) FROM customers', 'Aggregate']);
    assert.equal((await at(file, 'FROM orders')).statement, sql);
    const pasted = await openText('plaintext', log);
    assert.equal((await at(pasted, 'AS one')).statement, 'SELECT 1 AS one');
    assert.deepEqual(asked, []);
  });

  it('asks which of several plans is meant, and keeps the panel where the user gives up', async () => {
    const several = `${await explained('ANALYZE, FORMAT JSON')}\n\n${await explained('FORMAT JSON', 'SELECT 1')}\n`;
    const uri = await written('several.json', several);
    const { asked } = choosing();
    const before = shell().explain.panel.state;
    await commands.executeCommand(commandIds.openPlan, uri);
    assert.equal(shell().explain.panel.state, before);
    assert.deepEqual([asked.length, asked[0]?.title], [1, 'several.json holds 2 plans']);
    assert.match(asked[0]?.lines[0] ?? '', /^1: .+ ms \| .+ \| line 1$/);
    choosing('2: ');
    await commands.executeCommand(commandIds.openPlan, uri);
    assert.equal(shownPlan().plan.root.type, 'Result');
  });

  it('says where a text cannot be read, and leaves the panel alone', async () => {
    const before = shell().explain.panel.state;
    const refused = async (command: string, id: string, uri?: Uri) => {
      await commands.executeCommand(command, uri);
      assert.equal(refusals().at(-1), id);
      assert.equal(shell().explain.panel.state, before);
    };
    const none = await written('none.txt', 'dear diary\n');
    const gone = Uri.joinPath(workspaceFolder(), 'gone.json');
    await refused(commandIds.openPlan, 'unreadable-plan', none);
    await refused(commandIds.openPlan, 'unreadable-file', gone);
    const words = async (source: PlanSource) =>
      choosePlan(source, editorPlanDialogs).then(
        () => 'it was read',
        (error: unknown) => String(error),
      );
    assert.match(await words(await sourceOfFile(none)), /none\.txt, line 1: There is no plan/);
    await assert.rejects(sourceOfFile(gone), /gone\.json cannot be read\./);
    await openAtCursor('plaintext', 'one\ntwo\n«three»');
    await refused(commandIds.openPlanFromEditor, 'unreadable-plan');
    assert.match(await words(sourceOfEditor()), /Untitled-\d+, line 3: There is no plan/);
    await env.clipboard.writeText('');
    await refused(commandIds.openPlanFromClipboard, 'unreadable-plan');
    assert.match(await words(await sourceOfClipboard()), /clipboard, line 1: The input is empty\./);
  });
});

describe('the plan history', () => {
  const storage = () => {
    const { storageUri } = shell().context.extension;
    assert.ok(storageUri);
    return Uri.joinPath(storageUri, 'plans');
  };
  const shapeOf = async () => (await (await shell().context.app()).sql()).shape(sql);
  const explainSql = async (analyze = false) => {
    await openAtCursor('sql', sql.replace('WHERE', '|WHERE'));
    return explainPlan(analyze);
  };

  before(async () => {
    await connect('history database');
    await shell().explain.plans.history.clear();
  });
  afterEach(async () => {
    await query('DROP INDEX IF EXISTS by_customer');
    await closeEditors();
  });

  it('compares with the plan of before an index', async () => {
    const { history } = shell().explain.plans;
    await explainSql(true);
    await query('CREATE INDEX by_customer ON orders (customer_id)');
    const { plan: fast } = await explainSql(true);
    assert.equal(fast.root.type, 'Bitmap Heap Scan');
    assert.equal((await history.of(await shapeOf())).length, 2);
    const { asked } = choosing('Seq Scan → Bitmap Heap Scan');
    await commands.executeCommand(commandIds.comparePlan);
    assert.equal(asked[0]?.title, 'Compare with');
    const earlier = asked[0].lines.filter(line => line.includes('history database'));
    assert.equal(earlier.length, 1, `the plan itself is not offered: ${asked[0].lines.join('\n')}`);
    const { comparison } = shownPlan();
    assert.equal(comparison?.plan.root.type, 'Seq Scan');
    assert.deepEqual(comparison.notes, []);
    assert.equal(shownPlan().plan.root.type, 'Bitmap Heap Scan');
    await screenshot('plans-compared');
    shell().explain.plans.actions.closeComparison();
    assert.equal(shownPlan().comparison, undefined);
  });

  it('compares an opened plan with the clipboard, and says that it is of another query', async () => {
    const log = await logEntry(sql, '01');
    await commands.executeCommand(commandIds.openPlan, await written('one.log', log));
    await env.clipboard.writeText(await logEntry('SELECT count(*) FROM customers', '02'));
    choosing('Clipboard');
    await commands.executeCommand(commandIds.comparePlan);
    const { comparison } = shownPlan();
    assert.deepEqual([comparison?.title, comparison?.plan.root.type], ['clipboard', 'Aggregate']);
    assert.deepEqual(comparison?.notes, ['The other plan is of another query.']);
    // The history has plans of the opened plan's query: they are offered first.
    const { asked } = choosing();
    await commands.executeCommand(commandIds.comparePlan);
    assert.equal(asked[0]?.lines.filter(line => line.includes('history database')).length, 2);
    assert.equal(shownPlan().comparison, comparison, 'giving up changes nothing');
  });

  it('keeps the plans of production as well, and names the values and the connection that differ', async () => {
    await connect('production history', { production: true });
    await explainSql();
    const [kept] = await shell().explain.plans.history.of(await shapeOf());
    assert.deepEqual([kept?.production, kept?.connection], [true, 'production history']);
    choosing('measured');
    await commands.executeCommand(commandIds.comparePlan);
    assert.deepEqual(shownPlan().comparison?.notes, ['The earlier plan is from history database.']);
    await connect('history database');
  });

  it('has room for 20 plans of a shape, and a broken file does no harm', async () => {
    const { history } = shell().explain.plans;
    const shape = await shapeOf();
    const [kept] = await history.of(shape);
    assert.ok(kept);
    for (let i = 0; i < 25; i++) history.add(shape, { ...kept, id: String(i), serverVersion: `18.${String(i)}` });
    const plans = await history.of(shape);
    assert.deepEqual([plans.length, plans[0]?.id], [20, '24']);
    const name = (await workspace.fs.readDirectory(storage())).map(([file]) => file).find(file => file.includes(shape));
    assert.ok(name !== undefined);
    await workspace.fs.writeFile(Uri.joinPath(storage(), name), new TextEncoder().encode('{"plans": [{"id"'));
    await workspace.fs.writeFile(Uri.joinPath(storage(), 'other.json'), new Uint8Array([0, 255, 254, 7]));
    assert.deepEqual(await history.of(shape), []);
    assert.deepEqual(await history.others(shape), []);
    await explainSql();
    choosing();
    await commands.executeCommand(commandIds.comparePlan);
    assert.equal((await history.of(shape)).length, 1);
  });

  it('drops the oldest shapes, and the oldest plans of a large one', async () => {
    const { history } = shell().explain.plans;
    const [kept] = await history.of(await shapeOf());
    assert.ok(kept);
    const folder = Uri.joinPath(storage(), 'small');
    const bytes = writeKept([kept, kept, kept]).length + 10;
    const small = new PlanHistory(folder, shell().context.log, { plansOfShape: 20, shapes: 2, bytes });
    for (const id of ['1', '2', '3', '4']) small.add('a', { ...kept, id, serverVersion: id });
    assert.deepEqual(
      (await small.of('a')).map(({ id }) => id),
      ['4', '3', '2'],
    );
    small.add('b', kept);
    assert.equal((await small.of('a')).length, 0, 'both together are too large');
    small.add('c', kept);
    assert.deepEqual([(await small.of('b')).length, (await small.of('c')).length], [1, 1]);
    small.add('d', kept);
    assert.deepEqual([(await small.of('b')).length, (await small.of('d')).length], [0, 1]);
  });

  it('is emptied by Clear Plan History', async () => {
    choosing();
    await commands.executeCommand(commandIds.clearPlanHistory);
    assert.deepEqual(await shell().explain.plans.history.of(await shapeOf()), []);
    await assert.rejects(async () => workspace.fs.stat(storage()));
  });
});
