import assert from 'node:assert/strict';

import { Failure } from '../../../../src/base/failure';
import type { ConnectionProfile } from '../../../../src/catalog/connection';
import { profileFromUrl } from '../../../../src/databases/postgres/connectionUrl';

const identity = { id: 'i', name: 'n', origin: { kind: 'entered' } } as const;

function check(url: string, expected: Partial<ConnectionProfile> & { password?: string }): void {
  const { profile, password } = profileFromUrl(url, identity);
  const { password: wanted, ...fields } = expected;
  assert.deepEqual(profile, { ...identity, ...fields }, url);
  assert.equal(password, wanted, url);
}

function refuse(url: string): void {
  assert.throws(
    () => profileFromUrl(url, identity),
    (error: unknown) => error instanceof Failure && error.id === 'bad-url' && !error.message.includes('s3cret'),
    url,
  );
}

describe('a connection URL', () => {
  it('reads the common forms', () => {
    check('postgres://', {});
    check('postgresql://localhost', { host: 'localhost' });
    check('postgres://u:p@h:5433/d', { user: 'u', password: 'p', host: 'h', port: 5433, database: 'd' });
    check(' postgres://u@h/d ', { user: 'u', host: 'h', database: 'd' });
    check('postgres://u:@h/d', { user: 'u', host: 'h', database: 'd' });
    check('postgres:///d?host=/var/run/postgresql', { host: '/var/run/postgresql', database: 'd' });
    check('postgres://%2Fvar%2Frun/d', { host: '/var/run', database: 'd' });
    check('postgres://[::1]:5433/d', { host: '::1', port: 5433, database: 'd' });
    check('postgres://[fe80::1]/d', { host: 'fe80::1', database: 'd' });
  });

  it('decodes, and takes the last @ for the end of the password', () => {
    check('postgres://u%40x:p%3A%2F%40@h/d%20e', { user: 'u@x', password: 'p:/@', host: 'h', database: 'd e' });
    check('postgres://u:p@ss@h/d', { user: 'u', password: 'p@ss', host: 'h', database: 'd' });
    check('postgres://u:a:b#c@h/d', { user: 'u', password: 'a:b#c', host: 'h', database: 'd' });
  });

  it('reads several hosts', () => {
    check('postgres://u@a,b/d', { user: 'u', host: 'a,b', database: 'd' });
    check('postgres://a:5433,b:5433/d', { host: 'a,b', port: 5433, database: 'd' });
    check('postgres://a:1,b:2/d', { host: 'a', port: 1, database: 'd' });
  });

  it('reads parameters', () => {
    check('postgres://h/d?sslmode=verify-full&sslrootcert=/ca.pem', {
      host: 'h',
      database: 'd',
      tls: { mode: 'verify-full', rootCertificate: '/ca.pem' },
    });
    check('postgres://h?ssl=true', { host: 'h', tls: { mode: 'require' } });
    check('postgres://h?sslmode=no-verify', { host: 'h', tls: { mode: 'require' } });
    check('postgres://h?sslrootcert=system', { host: 'h', tls: { mode: 'verify-full', rootCertificate: 'system' } });
    check('postgres://?service=shop', { service: 'shop' });
    check('postgres://h?user=u&password=p%26q&dbname=d&port=6', {
      host: 'h',
      user: 'u',
      password: 'p&q',
      database: 'd',
      port: 6,
    });
    check('postgres://h/d?options=project%3Dx', { host: 'h', database: 'd', options: 'project=x' });
    check('postgres://h/d?options=-c%20a%3Db&schema=My%20S', {
      host: 'h',
      database: 'd',
      options: '-c a=b -c search_path="My\\ S"',
    });
    check('postgres://h/d?schema=public&connection_limit=5&pgbouncer=true', { host: 'h', database: 'd' });
  });

  it('reads what drivers make of it', () => {
    check('postgresql+asyncpg://u:p@h/d', { user: 'u', password: 'p', host: 'h', database: 'd' });
    check('postgresql+psycopg2://h/d', { host: 'h', database: 'd' });
    check('jdbc:postgresql://h:5433/d?user=u&password=p&ssl=true', {
      host: 'h',
      port: 5433,
      database: 'd',
      user: 'u',
      password: 'p',
      tls: { mode: 'require' },
    });
    check('jdbc:postgresql:d', { database: 'd' });
    check('postgis://h/d', { host: 'h', database: 'd' });
  });

  it('refuses the rest without quoting it', () => {
    for (const url of [
      '',
      'mysql://u:s3cret@h/d',
      'prisma+postgres://x',
      'https://h',
      'postgres://u:s3cret/x@h/d',
      'postgres://u:s3cret%zz@h/d',
      'postgres://USER:s3cret@HOST:PORT/DB',
      'postgres://h?sslmode=always',
      'postgres://h:-1/d',
    ]) {
      refuse(url);
    }
  });
});
