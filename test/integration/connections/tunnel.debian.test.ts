import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { startPostgres } from '../../support/embeddedPostgres';
import { type TestServer, tlsFiles } from '../../support/postgresProcess';
import { connectTo, failureOf, valueOf } from './support';

/** Of Debian's `openssh-server`, which `npm run test:debian` installs. */
const sshd = '/usr/sbin/sshd';

describe('an SSH tunnel', () => {
  let server: TestServer;
  let daemon: ChildProcess;
  let folder: string;
  let port: number;
  let complaint = '';

  before(async function () {
    this.timeout(60_000);
    server = await startPostgres({ ssl: true });
    folder = await mkdtemp(join(tmpdir(), 'bo-ssh-'));
    const keygen = (name: string) =>
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
    keygen('host');
    keygen('user');
    await copyFile(join(folder, 'user.pub'), join(folder, 'authorized'));
    port = await freePort();
    if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
    await writeFile(
      join(folder, 'sshd_config'),
      [
        `ListenAddress 127.0.0.1:${String(port)}`,
        `HostKey ${join(folder, 'host')}`,
        `AuthorizedKeysFile ${join(folder, 'authorized')}`,
        'PidFile none',
        'StrictModes no',
        'UsePAM no',
        'PasswordAuthentication no',
        'PermitRootLogin yes',
        '',
      ].join('\n'),
    );
    daemon = spawn(sshd, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    daemon.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    for (let tries = 0; !complaint.includes('Server listening') && tries < 200; tries++) {
      await new Promise(resolve => setTimeout(resolve, 25));
    }
    assert.match(complaint, /Server listening/);
    // The client has no option of ours for known hosts: a wrapper on PATH adds it, as ~/.ssh/config would.
    await writeFile(
      join(folder, 'ssh'),
      `#!/bin/sh\nexec /usr/bin/ssh -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null "$@"\n`,
      { mode: 0o755 },
    );
  });
  after(async () => {
    daemon.kill();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const through = (ssh: { host?: string; port?: number; identityFile?: string } = {}) => ({
    ssh: { host: '127.0.0.1', port, user: userInfo().username, identityFile: join(folder, 'user'), ...ssh },
  });
  const environment = () => ({ PATH: `${folder}:${String(process.env['PATH'])}` });
  /** The clients that lead to our daemon. */
  const clients = () =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter(line => line.includes('-W ') && line.includes(join(folder, 'user')));

  for (const tls of [
    { mode: 'disable' },
    { mode: 'verify-full', rootCertificate: tlsFiles.rootCertificate },
  ] as const) {
    it(`carries a session with TLS ${tls.mode}, cancels through it, and ends`, async () => {
      const profile = { ...through(), tls, host: 'localhost' };
      const connection = await connectTo(server, { profile, environment: environment() });
      assert.equal(
        await valueOf(connection, 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'),
        tls.mode !== 'disable',
      );
      assert.equal(await valueOf(connection, "select length(repeat('x', 3000000))"), 3_000_000);
      assert.equal(String(await valueOf(connection, "select repeat('x', 3000000)")).length, 3_000_000);
      const stop = AbortSignal.timeout(300);
      const started = performance.now();
      const sleeping = connection.rolledBack({ readOnly: true }, session => session.query('select pg_sleep(9)'), stop);
      assert.equal((await failureOf(sleeping)).id, 'cancelled');
      assert.ok(performance.now() - started < 4_000);
      assert.equal(clients().length, 1);
      await connection.dispose();
      assert.deepEqual(clients(), []);
    });
  }

  it('opens again after the tunnel was lost', async () => {
    const connection = await connectTo(server, {
      profile: { ...through(), host: 'localhost' },
      environment: environment(),
    });
    const pid = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
      .split('\n')
      .find(line => line.includes(`-W localhost:${String(server.port)}`) && line.includes(join(folder, 'user')))
      ?.trim()
      .split(' ')[0];
    process.kill(Number(pid));
    assert.equal(await valueOf(connection, 'select 5'), 5);
    await connection.dispose();
    assert.deepEqual(clients(), []);
  });

  it('tells what ssh said', async () => {
    await writeFile(join(folder, 'stranger'), 'no key', { mode: 0o600 });
    const refused = await failureOf(
      connectTo(server, { profile: through({ identityFile: join(folder, 'stranger') }), environment: environment() }),
    );
    assert.equal(refused.id, 'tunnel-failed');
    assert.match(refused.message, /Permission denied/);
    const closed = await failureOf(
      connectTo(server, { profile: { ...through(), port: 1 }, environment: environment() }),
    );
    assert.equal(closed.id, 'tunnel-failed');
    assert.match(closed.message, /Connection refused/);
    const option = await failureOf(
      connectTo(server, { profile: through({ host: '-oProxyCommand=touch /tmp/owned' }), environment: environment() }),
    );
    assert.equal(option.id, 'tunnel-failed');
    assert.equal(existsSync('/tmp/owned'), false);
    const absent = await failureOf(connectTo(server, { profile: through(), environment: { PATH: '/nonexistent' } }));
    assert.equal(absent.id, 'tunnel-failed');
    assert.match(absent.message, /ENOENT/);
    assert.deepEqual(clients(), []);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  return port;
}
