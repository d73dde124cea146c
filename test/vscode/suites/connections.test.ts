import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';

import pg from 'pg';
import { type TreeItem, ConfigurationTarget, Uri, commands, env, window, workspace } from 'vscode';

import type { Failure } from '../../../src/base/failure';
import type { ConnectionProfile } from '../../../src/catalog/connection';
import { commandIds } from '../../../src/editor/contributions';
import type { Shell } from '../../../src/editor/shell';
import { databaseUrl, extensionExports, screenshot, until, workspaceFolder } from '../support';

const never = new AbortController().signal;

describe('connections in the editor', () => {
  const { connections, log } = extensionExports() as Shell;
  const { active, actions, store, databases, tree, statusBar } = connections;
  const url = new URL(databaseUrl());
  const profile = (id: string, changes: Partial<ConnectionProfile> = {}): ConnectionProfile => ({
    id,
    name: `Test ${id}`,
    origin: { kind: 'entered' },
    host: url.hostname,
    port: Number(url.port),
    database: url.pathname.slice(1),
    user: decodeURIComponent(url.username),
    ...changes,
  });
  const password = decodeURIComponent(url.password);
  const folder = workspace.workspaceFolders?.[0];
  const items = (): readonly TreeItem[] => tree.getChildren().map(node => tree.getTreeItem(node));
  const item = (id: string) => items().find(each => each.id === `connection:${id}`);
  const add = async (id: string, changes: Partial<ConnectionProfile> = {}, secret = password) => {
    const added = profile(id, changes);
    await actions.save({ profile: added, password: secret });
    return added;
  };

  afterEach(async () => {
    for (const saved of store.profiles) await actions.forget(saved);
  });

  it('shows nothing and opens nothing before the user chose', async () => {
    assert.equal(statusBar.text, '$(database) No connection');
    assert.equal(active.activeProfile(workspaceFolder()), undefined);
    assert.equal(await active.database(workspaceFolder(), { interactive: false }, never), undefined);
    assert.deepEqual(await backends(), []);
  });

  it('opens the folder’s connection and shows its state and version', async () => {
    assert.ok(await actions.use(folder, await add('one')));
    const found = await active.database(workspaceFolder(), { interactive: false }, never);
    assert.ok(found);
    assert.equal(found.production, false);
    assert.match(found.database.server.version, /^18/);
    assert.equal(statusBar.text, '$(database) Test one');
    assert.equal(statusBar.warns, false);
    assert.match(String(item('one')?.description), /^● .+ · PostgreSQL 18/);
    assert.equal(item('one')?.contextValue, 'connection.connected.development.active');
    assert.equal((await backends()).length, 1);
    await screenshot('connections-connected');
  });

  it('marks production with a warning, in the status bar and in the list, and opens nothing there unasked', async () => {
    const one = await add('one');
    await actions.use(folder, one);
    await commands.executeCommand(commandIds.markProduction, { kind: 'connection', profile: one });
    assert.equal(statusBar.text, '$(database) Test one (production)');
    assert.ok(statusBar.warns);
    assert.match(String(item('one')?.description), /production$/);
    assert.equal((await active.database(workspaceFolder(), { interactive: false }, never))?.production, true);
    await screenshot('connections-production');
    await databases.close('one');
    assert.equal(await active.database(workspaceFolder(), { interactive: false }, never), undefined);
    assert.equal(databases.state('one').kind, 'disconnected');
    await commands.executeCommand(commandIds.markDevelopment, { kind: 'connection', profile: one });
    assert.equal(statusBar.warns, false);
  });

  it('keeps passwords in the secret storage alone, and forget removes them', async () => {
    const one = await add('one');
    assert.equal(await store.password('one'), password);
    const shell = extensionExports() as Shell;
    for (const memento of [shell.context.extension.globalState, shell.context.extension.workspaceState]) {
      const kept = JSON.stringify(memento.keys().map(key => memento.get(key)));
      assert.ok(!kept.includes(password), 'the password stands in the editor’s state');
    }
    await actions.use(folder, one);
    await actions.forget(one);
    assert.equal(await store.password('one'), undefined);
    assert.equal(store.profile('one'), undefined);
    assert.equal(active.activeProfile(workspaceFolder()), undefined);
    assert.equal(statusBar.text, '$(database) No connection');
    await until('the backend to end', async () => ((await backends()).length === 0 ? true : undefined));
  });

  it('says what a wrong password is, without writing it anywhere', async () => {
    await add('bad', {}, 'not-the-password');
    await activate('bad');
    await assert.rejects(
      active.database(workspaceFolder(), { interactive: false }, never),
      (error: unknown) => (error as Failure).id === 'wrong-password',
    );
    const state = databases.state('bad');
    assert.ok(state.kind === 'failed');
    assert.match(state.reason, /refused user/);
    assert.equal(statusBar.text, '$(error) Test bad');
    assert.match(String(item('bad')?.description), /failed/);
    assert.ok(!log.recentFailures.join('\n').includes('not-the-password'));
    const again = Date.now();
    await assert.rejects(active.database(workspaceFolder(), { interactive: false }, never));
    assert.ok(Date.now() - again < 50, 'it knocked again at once, unasked');
  });

  it('asks for the password that is missing, once for all who wait, and goes without when declined', async () => {
    await actions.save({ profile: profile('asks') });
    await activate('asks');
    const both = [1, 2].map(() => active.database(workspaceFolder(), { interactive: true }, never));
    const settled = Promise.all(both);
    await until('the question', async () => {
      await commands.executeCommand('workbench.action.closeQuickOpen');
      return await Promise.race([
        settled.then(() => true),
        new Promise<undefined>(done => setTimeout(done, 200, undefined)),
      ]);
    });
    assert.deepEqual(await settled, [undefined, undefined]);
  });

  it('stays closed after Disconnect until the user opens it', async () => {
    const one = await add('one');
    await actions.use(folder, one);
    assert.equal(await commands.executeCommand(commandIds.disconnect, { kind: 'connection', profile: one }), true);
    assert.equal(await active.database(workspaceFolder(), { interactive: false }, never), undefined);
    assert.equal(databases.state('one').kind, 'disconnected');
    assert.equal(await commands.executeCommand(commandIds.connect, { kind: 'connection', profile: one }), true);
    assert.ok(await active.database(workspaceFolder(), { interactive: false }, never));
  });

  it('offers what the project’s configuration names, takes it with its password, and uses nothing unasked', async () => {
    const file = Uri.joinPath(workspaceFolder(), '.env');
    // Another database than the environment of the runner names: what is found twice is offered once.
    const elsewhere = new URL(databaseUrl());
    elsewhere.pathname = '/template1';
    writeFileSync(file.fsPath, `DATABASE_URL=${elsewhere.href}\n`);
    try {
      await commands.executeCommand(commandIds.findConnections);
      const group = tree.getChildren().find(node => node.kind === 'group');
      const offered = tree.getChildren(group);
      const found = offered.find(node => String(tree.getTreeItem(node).description).includes('.env'));
      assert.ok(found?.kind === 'found', 'it was not found');
      assert.equal(found.discovery.found.profile.port, Number(url.port));
      assert.ok(!JSON.stringify(tree.getTreeItem(found).tooltip).includes(password));
      assert.deepEqual(await backends(), []);
      await screenshot('connections-found');

      assert.equal(await commands.executeCommand(commandIds.useConnection, found), true);
      const { id } = found.discovery.found.profile;
      assert.equal(active.activeProfile(workspaceFolder())?.id, id);
      assert.equal(await store.password(id), password);
      assert.ok(!tree.getChildren(group).some(node => node.kind === 'found' && node.discovery.found.profile.id === id));
    } finally {
      rmSync(file.fsPath);
    }
  });

  it('takes the folder’s connection from the settings until the user chose another', async () => {
    const setting = workspace.getConfiguration('backendOptimizer', workspaceFolder());
    await add('named');
    const other = await add('other');
    await setting.update('connection', 'Test named', ConfigurationTarget.Workspace);
    try {
      await until('the setting', () => (active.activeProfile(workspaceFolder())?.id === 'named' ? true : undefined));
      await actions.use(folder, other);
      assert.equal(active.activeProfile(workspaceFolder())?.id, 'other');
      await actions.forget(other);
      await setting.update('connection', 'nobody', ConfigurationTarget.Workspace);
      await until('the setting', () => (active.activeProfile(workspaceFolder()) === undefined ? true : undefined));
      await assert.rejects(active.database(workspaceFolder(), { interactive: true }, never), /names "nobody"/);
    } finally {
      await setting.update('connection', undefined, ConfigurationTarget.Workspace);
    }
  });

  it('opens with the limits of the settings', async () => {
    const setting = workspace.getConfiguration('backendOptimizer');
    await setting.update('statementTimeout', 300, ConfigurationTarget.Workspace);
    try {
      await actions.use(folder, await add('one'));
      const found = await active.database(workspaceFolder(), { interactive: true }, never);
      const sleep = { sql: 'select pg_sleep(10)', parameters: [], analyze: true, allowWrites: false };
      await assert.rejects(found?.database.explain(sleep, never) ?? Promise.resolve(), /300 ms/);
    } finally {
      await setting.update('statementTimeout', undefined, ConfigurationTarget.Workspace);
    }
  });

  it('copies diagnostics without names, and SQL for a role with the schemas that are there', async () => {
    await actions.use(folder, await add('one', { name: 'Secret Project' }));
    await commands.executeCommand(commandIds.copyDiagnostics);
    const diagnostics = await env.clipboard.readText();
    assert.match(diagnostics, /connected, PostgreSQL 18/);
    for (const word of ['Secret Project', password, url.port]) assert.ok(!diagnostics.includes(word), word);
    await commands.executeCommand(commandIds.copyRoleSql);
    const sql = await env.clipboard.readText();
    assert.match(sql, /GRANT SELECT ON ALL TABLES IN SCHEMA "public" TO "backend_optimizer";/);
    assert.ok(!sql.includes(password));
  });

  it('shows the list and the form', async () => {
    await actions.use(folder, await add('one'));
    await commands.executeCommand('backendOptimizer.connections.focus');
    await screenshot('connections-list');
    const done = commands.executeCommand(commandIds.addConnection);
    await until('the form', () => (formIsOpen() ? true : undefined));
    await new Promise(resolve => setTimeout(resolve, 1_500));
    await screenshot('connections-form');
    await commands.executeCommand('workbench.action.closeActiveEditor');
    assert.equal(await done, false);
  });

  async function activate(id: string): Promise<void> {
    const found = store.profile(id);
    assert.ok(found);
    await store.activate(folder?.uri.toString() ?? 'window', id);
  }
});

function formIsOpen(): boolean {
  return window.tabGroups.all.some(group => group.tabs.some(tab => tab.label === 'Add Connection'));
}

/** Our backends, as another client sees them. */
async function backends(): Promise<readonly number[]> {
  const client = new pg.Client(databaseUrl());
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return rows.map(row => row.pid);
  } finally {
    await client.end();
  }
}
