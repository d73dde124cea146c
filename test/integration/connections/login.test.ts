import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { silentLog } from '../../../src/base/log';
import { connectPostgres } from '../../../src/databases/postgres/connect';
import { startPostgres } from '../../support/embeddedPostgres';
import type { TestServer } from '../../support/postgresProcess';
import { type ConnectionUnderTest, connectTo, failureOf, inFolder, never, openSockets, valueOf } from './support';

describe('logging in', () => {
  let server: TestServer;

  before(async function () {
    this.timeout(60_000);
    server = await startPostgres({
      hba: ['local all all trust', 'host all nobody 127.0.0.1/32 reject', 'host all all 127.0.0.1/32 scram-sha-256'],
    });
    const connection = await connectTo(server);
    await connection.autocommit(
      {},
      session => session.query("create role few login password 'p:a\\ss' connection limit 0"),
      never,
    );
    await connection.autocommit({}, session => session.query("create role colon login password 'p:a\\ss'"), never);
    await connection.dispose();
  });
  after(() => server.stop());

  async function refused(options: ConnectionUnderTest): Promise<{ id: string; message: string }> {
    const before = openSockets();
    const failure = await failureOf(connectTo(server, options));
    assert.equal(failure.kind, 'connection', failure.message);
    assert.doesNotMatch(failure.message + failure.remedy, /hunter22/);
    // libuv lets go of a closed handle one turn later.
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal(openSockets(), before, 'a socket stayed open');
    return failure;
  }

  async function accepted(options: ConnectionUnderTest): Promise<void> {
    const connection = await connectTo(server, options);
    assert.equal(await valueOf(connection, 'select 1'), 1);
    await connection.dispose();
  }

  it('tells a wrong password', async () => {
    const { id, message } = await refused({ password: 'hunter22' });
    assert.equal(id, 'wrong-password');
    assert.match(message, /password authentication failed/);
  });

  it('tells that a password is missing', async () => {
    assert.equal((await refused({ password: null })).id, 'no-password');
    assert.equal((await refused({ password: '' })).id, 'no-password');
  });

  it('tells what pg_hba.conf refuses', async () => {
    assert.equal((await refused({ profile: { user: 'nobody' } })).id, 'wrong-password');
  });

  it('tells a wrong host', async () => {
    const { id, message } = await refused({ profile: { host: 'no-such-host.invalid' } });
    assert.equal(id, 'host-not-found');
    assert.match(message, /no-such-host\.invalid/);
  });

  it('tells a closed port', async () => {
    assert.equal((await refused({ profile: { port: 1 } })).id, 'connection-refused');
    assert.equal((await refused({ profile: { host: '/nonexistent' } })).id, 'connection-refused');
  });

  it('tells a host that never answers', async () => {
    const silent = createServer(socket => socket.resume()).listen(0, '127.0.0.1');
    await new Promise(resolve => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const failure = await failureOf(connectTo(server, { profile: { port }, limits: { connectTimeoutMs: 200 } }));
    assert.equal(failure.id, 'connect-timeout');
    await new Promise(resolve => silent.close(resolve));
  });

  it('can be cancelled while it waits', async () => {
    const silent = createServer(socket => socket.resume()).listen(0, '127.0.0.1');
    await new Promise(resolve => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const signal = AbortSignal.timeout(100);
    assert.equal((await failureOf(connectTo(server, { profile: { port }, signal }))).id, 'cancelled');
    await new Promise(resolve => silent.close(resolve));
  });

  it('tells something that is not PostgreSQL', async () => {
    const other = createServer(socket => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
      0,
      '127.0.0.1',
    );
    await new Promise(resolve => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    assert.match(
      (await refused({ profile: { port, tls: { mode: 'require' } } })).id,
      /^(?:tls-refused|connection-lost)$/,
    );
    assert.match((await refused({ profile: { port, tls: { mode: 'disable' } } })).id, /^(?:connection-lost)$/);
    await new Promise(resolve => other.close(resolve));
  });

  it('tells a missing database and a full server', async () => {
    assert.equal((await refused({ profile: { database: 'nowhere' } })).id, 'database-missing');
    assert.equal((await refused({ profile: { user: 'few' }, password: 'p:a\\ss' })).id, 'too-many-connections');
  });

  it('reaches a Unix socket', async () => {
    await accepted({ profile: { host: server.socketDir }, password: null });
  });

  it('tries several hosts in order', async () => {
    await accepted({ profile: { host: `/nonexistent,no-such-host.invalid,${server.host}` } });
    // A server that answered and refused ends the search.
    assert.equal(
      (await refused({ profile: { host: `${server.host},/nonexistent` }, password: 'hunter22' })).id,
      'wrong-password',
    );
  });

  it('takes the environment of libpq', async () => {
    const environment = {
      PGHOST: server.host,
      PGPORT: String(server.port),
      PGUSER: server.user,
      PGDATABASE: 'template1',
      PGPASSWORD: server.password,
      PGOPTIONS: '-c search_path=elsewhere',
    };
    const connection = await connectPostgres(
      {
        profile: { id: 'e', name: 'e', origin: { kind: 'entered' } },
        limits: { connectTimeoutMs: 5_000, statementTimeoutMs: 5_000, lockTimeoutMs: 1_000 },
        environment: { HOME: '/nonexistent', ...environment },
        log: silentLog,
      },
      never,
    );
    assert.equal(connection.server.database, 'template1');
    assert.equal(await valueOf(connection, "select current_setting('search_path')"), 'elsewhere');
    await connection.dispose();
  });

  it('reads ~/.pgpass and PGPASSFILE, escapes and wildcards included', async () => {
    await inFolder(async folder => {
      const line = (host: string, user: string, password: string) =>
        `${host}:${String(server.port)}:*:${user}:${password}\n`;
      const file = join(folder, '.pgpass');
      await writeFile(
        file,
        `# comment\n${line('other', '*', 'no')}${line(server.host, 'colon', 'p\\:a\\\\ss')}${line('*', server.user, server.password)}`,
        { mode: 0o600 },
      );
      await accepted({ password: null, environment: { HOME: folder } });
      await accepted({ password: null, environment: { PGPASSFILE: file } });
      await accepted({ profile: { user: 'colon' }, password: null, environment: { HOME: folder } });
      await chmod(file, 0o640);
      const log: string[] = [];
      assert.equal((await refused({ password: null, environment: { HOME: folder }, log })).id, 'no-password');
      assert.match(log.join('\n'), /0600/);
    });
  });

  it('reads the service file', async () => {
    await inFolder(async folder => {
      const text = `[other]\nhost=nowhere\n\n[shop]\n# ours\nhost=${server.host}\nport=${String(server.port)}\nuser = ${server.user}\npassword=${server.password}\ndbname=template1\n`;
      await writeFile(join(folder, '.pg_service.conf'), text);
      await mkdir(join(folder, 'etc'));
      await writeFile(join(folder, 'etc', 'pg_service.conf'), '[system]\nhost=nowhere\n');
      const open = (service: string, environment: Record<string, string>) =>
        connectPostgres(
          {
            profile: { id: 's', name: 's', origin: { kind: 'entered' }, ...(service === '' ? {} : { service }) },
            limits: { connectTimeoutMs: 5_000, statementTimeoutMs: 5_000, lockTimeoutMs: 1_000 },
            environment,
            log: silentLog,
          },
          never,
        );
      for (const [service, environment] of [
        ['shop', { HOME: folder }],
        ['shop', { HOME: '/nonexistent', PGSERVICEFILE: join(folder, '.pg_service.conf') }],
        ['', { HOME: folder, PGSERVICE: 'shop' }],
      ] as const) {
        const connection = await open(service, environment);
        assert.equal(connection.server.database, 'template1');
        await connection.dispose();
      }
      const failure = await failureOf(open('missing', { HOME: folder, PGSYSCONFDIR: join(folder, 'etc') }));
      assert.equal(failure.id, 'bad-setting');
      assert.match(failure.message, /"missing"/);
    });
  });

  it('asks a command for the password, at each connect', async () => {
    await inFolder(async folder => {
      const asked = join(folder, 'asked');
      await accepted({
        profile: { passwordCommand: `echo x >> ${asked}; echo ${server.password}; echo noise` },
        password: null,
      });
      assert.equal(await readFile(asked, 'utf8'), 'x\n');
    });
    const failed = await refused({
      profile: { passwordCommand: 'echo hunter22; echo token expired >&2; exit 3' },
      password: null,
    });
    assert.equal(failed.id, 'password-command');
    assert.match(failed.message, /token expired \(exit code 3\)/);
    assert.equal((await refused({ profile: { passwordCommand: 'true' }, password: null })).id, 'password-command');
  });

  it('ends a password command with everything it started', async () => {
    const signal = AbortSignal.timeout(150);
    const started = performance.now();
    const options = { profile: { passwordCommand: 'sleep 47.11 & sleep 47.11' }, password: null, signal };
    assert.equal((await failureOf(connectTo(server, options))).id, 'cancelled');
    assert.ok(performance.now() - started < 2_000);
    assert.doesNotMatch(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }), /sleep 47\.11/);
  });

  it('tells bad settings', async () => {
    for (const profile of [{ port: 70_000 }, { port: 0.5 }]) {
      assert.equal((await failureOf(connectTo(server, { profile }))).id, 'bad-setting');
    }
    assert.equal((await failureOf(connectTo(server, { environment: { PGSSLMODE: 'always' } }))).id, 'bad-setting');
  });

  describe('a server that goes', () => {
    it('loses the statement, says so, and comes back by itself', async function () {
      this.timeout(30_000);
      const mortal = await startPostgres();
      const connection = await connectTo(mortal);
      const outcome = failureOf(
        connection.rolledBack({ readOnly: true }, session => session.query('select pg_sleep(30)'), never),
      );
      await new Promise(resolve => setTimeout(resolve, 200));
      await mortal.kill();
      const failure = await outcome;
      assert.equal(failure.id, 'connection-lost');
      assert.equal((await failureOf(valueOf(connection, 'select 1'))).id, 'connection-refused');
      await restartAfterCrash(mortal);
      assert.equal(await valueOf(connection, 'select 2'), 2);
      // Restarted while the connection was idle: the next call does not notice.
      await mortal.restart();
      assert.equal(await valueOf(connection, 'select 3'), 3);
      await connection.dispose();
      await mortal.stop();
    });

    it('tells a backend that was terminated', async () => {
      const connection = await connectTo(server);
      const outcome = failureOf(
        connection.rolledBack({ readOnly: true }, session => session.query('select pg_sleep(29)'), never),
      );
      await new Promise(resolve => setTimeout(resolve, 200));
      const other = await connectTo(server);
      await valueOf(
        other,
        "select pg_terminate_backend(pid) from pg_stat_activity where query like '%(29)%' and pid <> pg_backend_pid()",
      );
      const failure = await outcome;
      assert.equal(failure.id, 'connection-lost');
      assert.equal(failure.sqlState, '57P01');
      assert.equal(await valueOf(connection, 'select 1'), 1);
      await connection.dispose();
      await other.dispose();
    });
  });
});

/** The killed backends may hold the shared memory a moment longer; the new postmaster refuses until they let go. */
async function restartAfterCrash(server: TestServer): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await server.restart();
      return;
    } catch (error) {
      if (attempt === 10 || !String(error).includes('pre-existing shared memory block')) throw error;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }
}
