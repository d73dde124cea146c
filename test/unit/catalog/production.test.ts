import assert from 'node:assert/strict';

import type { ConnectionProfile } from '../../../src/catalog/connection';
import { isProduction, productionReason } from '../../../src/catalog/production';

function profile(fields: Partial<ConnectionProfile>): ConnectionProfile {
  return { id: 'x', name: 'x', origin: { kind: 'entered' }, ...fields };
}

function check(expected: 'production' | 'development', fields: Partial<ConnectionProfile>): void {
  const actual = isProduction(profile(fields)) ? 'production' : 'development';
  assert.equal(actual, expected, `${JSON.stringify(fields)}: ${productionReason(profile(fields))}`);
}

describe('production', () => {
  it('takes what is local or private for development', () => {
    for (const host of [
      'localhost',
      'LOCALHOST',
      'localhost.',
      'db.localhost',
      '127.0.0.1',
      '127.8.9.1',
      '0.0.0.0',
      '::1',
      '[::1]',
      '0:0:0:0:0:0:0:1',
      '::ffff:127.0.0.1',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.4',
      '169.254.3.4',
      'fd12:3456::1',
      'fe80::1%eth0',
      'nas.local',
      'host.docker.internal',
      'db',
      'postgres',
      '/var/run/postgresql',
    ]) {
      check('development', { host });
    }
    check('development', {});
  });

  it('judges by the variables that libpq would follow where the profile names no host', () => {
    const bare = profile({});
    assert.equal(isProduction(bare, { PGHOST: 'db.example.com' }), true);
    assert.equal(isProduction(bare, { PGHOSTADDR: '8.8.8.8' }), true);
    assert.equal(isProduction(bare, { PGSERVICE: 'shop' }), true);
    assert.equal(isProduction(bare, { PGDATABASE: 'shop_prod' }), true);
    assert.equal(isProduction(bare, { PGHOST: 'localhost' }), false);
    assert.equal(isProduction(bare, { PGHOST: '' }), false);
    assert.equal(isProduction(profile({ host: 'localhost' }), { PGHOST: 'db.example.com' }), false);
  });

  it('takes everything else for production', () => {
    for (const host of [
      'db.example.com',
      'shop.abc123.eu-west-1.rds.amazonaws.com',
      '8.8.8.8',
      '172.32.0.1',
      '172.15.0.1',
      '11.0.0.1',
      '2001:db8::1',
      '2::1',
      '::ffff:8.8.8.8',
      '134744072',
      '0x8080808',
      'localhost.example.com',
      'db.localdomain',
      '127.0.0.1.example.com',
      '127.1',
      'database.internal',
      '100.64.0.1',
      '1:2:3:4:5:6:7:1',
    ]) {
      check('production', { host });
    }
  });

  it('reads the name', () => {
    check('production', { host: 'localhost', database: 'shop_prod' });
    check('production', { host: 'localhost', database: 'shopProd' });
    check('production', { host: 'prod-db-1' });
    check('production', { host: '10.0.0.1', database: 'PRODUCTION' });
    check('production', { host: 'localhost', database: 'prod1' });
    for (const database of ['products', 'preprod', 'non-prod', 'pre_prod', 'reproduction', 'nonprod']) {
      check('development', { host: 'localhost', database });
    }
  });

  it('does not trust what hides the host', () => {
    check('production', { host: 'localhost', ssh: { host: 'bastion' } });
    check('production', { service: 'reporting' });
    check('production', { host: 'localhost,db.example.com' });
    check('development', { host: 'localhost,127.0.0.1' });
  });

  it('lets the mark win, and the demo be the demo', () => {
    check('development', { host: 'db.example.com', production: false });
    check('production', { host: 'localhost', production: true });
    check('development', { host: 'localhost', database: 'prod', origin: { kind: 'demo' } });
    check('development', { host: 'x', ssh: { host: 'bastion' }, production: false });
  });

  it('says why', () => {
    assert.equal(productionReason(profile({ host: '8.8.8.8' })), '8.8.8.8 is a public address.');
    assert.equal(
      productionReason(profile({ host: 'localhost', database: 'shop_prod' })),
      'The name "shop_prod" says production.',
    );
    assert.equal(
      productionReason(profile({ host: 'h', ssh: { host: 'bastion' } })),
      'It is reached through the jump host bastion.',
    );
  });
});
