import assert from 'node:assert/strict';

import { type ConnectionFields, nameFor, readConnectionUrl } from '../../../../src/editor/connections/connectionUrl';

const check = (url: string, fields: ConnectionFields, password?: string) => {
  const expected = { ok: true, fields, ...(password === undefined ? {} : { password }) };
  assert.deepEqual(readConnectionUrl(url), expected, url);
};
const refused = (url: string, why: RegExp) => {
  const reading = readConnectionUrl(url);
  assert.ok(!reading.ok, `${url} was read`);
  assert.match(reading.why, why);
};

describe('readConnectionUrl', () => {
  it('reads what libpq reads', () => {
    check('postgres://', {});
    check('postgresql://localhost', { host: 'localhost' });
    check(
      'postgres://app:s3cret@db.example.com:6543/shop',
      { host: 'db.example.com', port: 6543, database: 'shop', user: 'app' },
      's3cret',
    );
    check('postgres://app@/shop?host=/run/postgresql', { host: '/run/postgresql', database: 'shop', user: 'app' });
    check('postgres://%2Frun%2Fpostgresql/shop', { host: '/run/postgresql', database: 'shop' });
    check('postgres://[::1]:5433/shop', { host: '::1', port: 5433, database: 'shop' });
    check('postgres:///shop?user=a&password=b&port=1', { port: 1, database: 'shop', user: 'a' }, 'b');
    check('postgres://h/d?sslmode=verify-full&sslrootcert=/ca.pem', {
      host: 'h',
      database: 'd',
      tls: { mode: 'verify-full', rootCertificate: '/ca.pem' },
    });
    check('postgres://?service=shop', { service: 'shop' });
  });

  it('decodes percent escapes and takes passwords that should have been escaped', () => {
    check('postgres://us%40er:p%40ss%2Fword@h/my%20db', { host: 'h', database: 'my db', user: 'us@er' }, 'p@ss/word');
    check('postgres://app:p@ss@h/d', { host: 'h', database: 'd', user: 'app' }, 'p@ss');
  });

  it('takes what people paste around it', () => {
    check('  "postgres://app@h/d" ', { host: 'h', database: 'd', user: 'app' });
    check('jdbc:postgresql://h:5432/d?user=app&password=x', { host: 'h', port: 5432, database: 'd', user: 'app' }, 'x');
    check('postgresql+psycopg2://app@h/d', { host: 'h', database: 'd', user: 'app' });
    check('postgres://app@h/d?schema=public&connection_limit=5', { host: 'h', database: 'd', user: 'app' });
  });

  it('says what is wrong with the rest', () => {
    refused('', /begin with/);
    refused('localhost:5432', /begin with/);
    refused('mysql://h/d', /begin with/);
    refused('postgres://h:port/d', /not host:port/);
    refused('postgres://h:70000/d', /not a port/);
    refused('postgres://a,b/d', /one host/);
    refused('postgres://h/d?sslmode=always', /not an sslmode/);
    refused('postgres://a:%zz@h/d', /hexadecimal/);
  });

  it('names what has no name', () => {
    assert.equal(nameFor({ database: 'shop', host: 'db' }), 'shop@db');
    assert.equal(nameFor({}), 'localhost');
    assert.equal(nameFor({ service: 'shop' }), 'shop');
  });
});
