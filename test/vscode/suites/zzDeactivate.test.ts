import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';

import pg from 'pg';
import { commands, workspace } from 'vscode';

import { profileFromUrl } from '../../../src/databases/postgres/connectionUrl';
import { commandIds } from '../../../src/editor/contributions';
import { demoProfile } from '../../../src/editor/connections/demoProfile';
import type { Shell } from '../../../src/editor/shell';
import { databaseUrl, extensionExports, until } from '../support';

/** Runs last: the extension is gone afterwards. What VS Code awaits at `deactivate` is the shell's `dispose`. */
describe('deactivation', () => {
  it('leaves no connection, no listener, no process and no command behind', async function () {
    this.timeout(120_000);
    const others = childProcesses();
    const shell = extensionExports() as Shell;
    const { connections, context } = shell;
    const { profile, password } = profileFromUrl(databaseUrl(), {
      id: 'last',
      name: 'last',
      origin: { kind: 'entered' },
    });
    await connections.actions.save({ profile, ...(password === undefined ? {} : { password }) });
    assert.ok(await connections.actions.use(workspace.workspaceFolders?.[0], profile));
    assert.ok(await connections.actions.connect(demoProfile));
    const { demo } = await context.app();
    const { port } = await demo.start(() => undefined, new AbortController().signal);
    assert.ok(port !== undefined && (await answers(port)), 'the demo database does not listen');
    assert.ok((await backends()) > 0);
    const running = connections.databases
      .opened('last')
      ?.explain(
        { sql: 'select pg_sleep(60)', parameters: [], analyze: true, allowWrites: false },
        new AbortController().signal,
      );
    assert.ok(running);
    const refused = assert.rejects(running);

    const start = performance.now();
    await shell.dispose();
    const tookMs = performance.now() - start;
    await refused;

    assert.ok(tookMs < 5_000, `it took ${tookMs.toFixed(0)} ms, and VS Code waits 5 s`);
    console.log(`      gone in ${tookMs.toFixed(0)} ms`);
    await until('the backends to end', async () => ((await backends()) === 0 ? true : undefined));
    assert.equal(await answers(port), false, 'the demo database still listens');
    assert.deepEqual(childProcesses(), others);
    const left = (await commands.getCommands(true)).filter(id => Object.values<string>(commandIds).includes(id));
    assert.deepEqual(left, []);
  });
});

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/** Ids of this process's children; the editor has some of its own. Linux alone can tell. */
function childProcesses(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/task')
    .flatMap(task => readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean))
    .sort();
}

async function backends(): Promise<number> {
  const client = new pg.Client(databaseUrl());
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return rows[0]?.n ?? -1;
  } finally {
    await client.end();
  }
}
