import assert from 'node:assert/strict';

import type { ConnectionProfile } from '../../../../src/catalog/connection';
import { formValues, readForm } from '../../../../src/editor/connections/connectionFormValues';
import type { ConnectionFormValues } from '../../../../src/protocol/connectionForm';

const before = { id: 'id', origin: { kind: 'entered' } } as const;
const typed = (values: Partial<ConnectionFormValues>) => readForm({ ...formValues({}), ...values }, before);
const wrong = (values: Partial<ConnectionFormValues>, ...fields: string[]) => {
  const reading = typed(values);
  assert.ok(!reading.ok, 'it was taken');
  assert.deepEqual(Object.keys(reading.errors), fields);
};

describe('the connection form', () => {
  it('leaves out what was left blank, so that libpq’s defaults count', () => {
    assert.deepEqual(typed({}), { ok: true, profile: { ...before, name: 'localhost' } });
    assert.deepEqual(typed({ host: '  db ', database: 'shop' }), {
      ok: true,
      profile: { ...before, name: 'shop@db', host: 'db', database: 'shop' },
    });
  });

  it('names what has no name', () => {
    const name = (values: Partial<ConnectionFormValues>) => {
      const reading = typed(values);
      return reading.ok ? reading.profile.name : undefined;
    };
    assert.equal(name({ database: 'shop', host: 'db' }), 'shop@db');
    assert.equal(name({ service: 'shop' }), 'shop');
    assert.equal(name({ name: ' Mine ', host: 'db' }), 'Mine');
  });

  it('gives a profile back as it was', () => {
    const profile: ConnectionProfile = {
      ...before,
      name: 'Shop',
      host: 'db',
      port: 6543,
      database: 'shop',
      user: 'app',
      service: 'x',
      options: '-c search_path=shop',
      tls: { mode: 'verify-ca', rootCertificate: '/ca', certificate: '/cert', key: '/key' },
      ssh: { host: 'bastion', port: 2222, user: 'me', identityFile: '/id' },
      passwordCommand: 'aws rds generate-db-auth-token',
      production: false,
    };
    assert.deepEqual(readForm(formValues(profile), profile), { ok: true, profile });
  });

  it('keeps the password apart from the profile, blanks included', () => {
    const reading = typed({ password: ' a b ' });
    assert.ok(reading.ok);
    assert.equal(reading.password, ' a b ');
    assert.ok(!JSON.stringify(reading.profile).includes('a b'));
  });

  it('says which field is wrong', () => {
    wrong({ port: '0' }, 'port');
    wrong({ port: '5432x' }, 'port');
    wrong({ sshHost: 'b', sshPort: '70000' }, 'sshPort');
    wrong({ sshUser: 'me' }, 'sshHost');
    wrong({ host: 'postgres://h/d' }, 'host');
    wrong({ key: '/key' }, 'certificate');
    wrong({ certificate: '/cert' }, 'key');
    wrong({ password: 'a', passwordCommand: 'b' }, 'password');
    wrong({ tlsMode: 'always' }, 'tlsMode');
  });
});
