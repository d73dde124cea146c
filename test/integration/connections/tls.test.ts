import assert from 'node:assert/strict';
import { mkdir, writeFile, copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { TlsSettings } from '../../../src/catalog/connection';
import { startPostgres } from '../../support/embeddedPostgres';
import { type TestServer, tlsFiles } from '../../support/postgresProcess';
import { connectTo, failureOf, inFolder, never, openSockets, valueOf } from './support';

const root = tlsFiles.rootCertificate;
const otherRoot = tlsFiles.otherRootCertificate;

describe('TLS as libpq means it', () => {
  let secure: TestServer;
  let plain: TestServer;

  before(async function () {
    this.timeout(60_000);
    [secure, plain] = await Promise.all([
      startPostgres({
        ssl: true,
        hba: [
          'hostssl all tlsonly 127.0.0.1/32 scram-sha-256',
          'hostnossl all plainonly 127.0.0.1/32 scram-sha-256',
          'hostssl all certified 127.0.0.1/32 scram-sha-256 clientcert=verify-ca',
          'host all postgres 127.0.0.1/32 scram-sha-256',
        ],
      }),
      startPostgres(),
    ]);
    const connection = await connectTo(secure);
    for (const role of ['tlsonly', 'plainonly', 'certified']) {
      await connection.autocommit({}, session => session.query(`create role ${role} login password 'test'`), never);
    }
    await connection.dispose();
  });
  after(() => Promise.all([secure.stop(), plain.stop()]));

  interface Case {
    readonly server?: 'plain';
    readonly tls?: TlsSettings;
    readonly host?: string;
    readonly user?: string;
    readonly home?: string;
  }

  /** @param expected whether the session is encrypted, or the id of the failure. */
  async function check(expected: boolean | string, { server, tls, host, user, home }: Case): Promise<void> {
    const before = openSockets();
    const target = server === 'plain' ? plain : secure;
    const opening = connectTo(target, {
      profile: {
        ...(tls === undefined ? {} : { tls }),
        ...(host === undefined ? {} : { host }),
        ...(user === undefined ? {} : { user }),
      },
      ...(home === undefined ? {} : { environment: { HOME: home } }),
    });
    if (typeof expected === 'string') {
      const failure = await failureOf(opening);
      assert.equal(failure.id, expected, failure.message);
    } else {
      const connection = await opening;
      assert.equal(await valueOf(connection, 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'), expected);
      await connection.dispose();
    }
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal(openSockets(), before, 'a socket stayed open');
  }

  it('disable', async () => {
    await check(false, { tls: { mode: 'disable' } });
    await check('tls-refused', { tls: { mode: 'disable' }, user: 'tlsonly' });
  });

  it('allow: plain first, TLS when the server wants it', async () => {
    await check(false, { tls: { mode: 'allow' } });
    await check(true, { tls: { mode: 'allow' }, user: 'tlsonly' });
    await check(false, { tls: { mode: 'allow' }, server: 'plain' });
  });

  it('prefer, the default: TLS first, plain when the server wants it', async () => {
    await check(true, {});
    await check(false, { server: 'plain' });
    await check(false, { user: 'plainonly' });
    await check(true, { user: 'tlsonly' });
  });

  it('require: no verification without a root certificate', async () => {
    await check(true, { tls: { mode: 'require' } });
    await check('tls-refused', { tls: { mode: 'require' }, server: 'plain' });
    await check('wrong-password', { tls: { mode: 'require' }, user: 'plainonly' });
  });

  it('require: verifies the chain, not the name, when there is a root certificate', async () => {
    await check(true, { tls: { mode: 'require', rootCertificate: root } });
    await check('tls-untrusted', { tls: { mode: 'require', rootCertificate: otherRoot } });
    await inFolder(async home => {
      await mkdir(join(home, '.postgresql'));
      await copyFile(otherRoot, join(home, '.postgresql', 'root.crt'));
      await check('tls-untrusted', { tls: { mode: 'require' }, home });
      await check(false, { tls: { mode: 'prefer' }, home });
      await copyFile(root, join(home, '.postgresql', 'root.crt'));
      await check(true, { tls: { mode: 'require' }, home });
      await check(true, { tls: { mode: 'verify-full' }, host: 'localhost', home });
    });
  });

  it('verify-ca: the chain without the name', async () => {
    await check(true, { tls: { mode: 'verify-ca', rootCertificate: root } });
    await check(true, { tls: { mode: 'verify-ca', rootCertificate: root }, host: 'localhost' });
    await check('tls-untrusted', { tls: { mode: 'verify-ca', rootCertificate: otherRoot } });
    await check('bad-setting', { tls: { mode: 'verify-ca' } });
    await check('tls-refused', { tls: { mode: 'verify-ca', rootCertificate: root }, server: 'plain' });
  });

  it('verify-full: the chain and the name', async () => {
    await check(true, { tls: { mode: 'verify-full', rootCertificate: root }, host: 'localhost' });
    await check('tls-untrusted', { tls: { mode: 'verify-full', rootCertificate: root } });
    await check('tls-untrusted', { tls: { mode: 'verify-full', rootCertificate: otherRoot }, host: 'localhost' });
    await check('tls-untrusted', { tls: { mode: 'verify-full', rootCertificate: 'system' }, host: 'localhost' });
    await check('bad-setting', { tls: { mode: 'require', rootCertificate: 'system' } });
  });

  it('shows a client certificate', async () => {
    const certificate = { certificate: tlsFiles.clientCertificate, key: tlsFiles.clientKey };
    await check(true, { tls: { mode: 'require', ...certificate }, user: 'certified' });
    await check('wrong-password', { tls: { mode: 'require' }, user: 'certified' });
    await check('bad-setting', { tls: { mode: 'require', certificate: '/nonexistent' }, user: 'certified' });
    await inFolder(async folder => {
      const broken = join(folder, 'broken.key');
      await writeFile(broken, 'no key');
      const tls = { mode: 'require' as const, certificate: tlsFiles.clientCertificate, key: broken };
      await check('tls-refused', { tls, user: 'certified' });
    });
  });

  it('cancels over TLS', async () => {
    const connection = await connectTo(secure, { profile: { tls: { mode: 'require' } } });
    const stop = AbortSignal.timeout(200);
    const started = performance.now();
    const sleeping = connection.rolledBack({ readOnly: true }, session => session.query('select pg_sleep(9)'), stop);
    assert.equal((await failureOf(sleeping)).id, 'cancelled');
    assert.ok(performance.now() - started < 2_000);
    assert.equal(await valueOf(connection, "select count(*)::int from pg_stat_activity where state = 'active'"), 1);
    await connection.dispose();
  });
});
