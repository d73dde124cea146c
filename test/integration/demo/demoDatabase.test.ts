import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { Client } from 'pg';

import { silentLog } from '../../../src/base/log';
import { createDemoDatabase } from '../../../src/databases/demo/demoDatabase';

const assets = resolve(__dirname, '../../..');

describe('demo database', function () {
  this.timeout(90_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-'));
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it('starts and answers', async () => {
    const demo = createDemoDatabase({ folder, assets, log: silentLog, port: 0 });
    const progress: string[] = [];
    const profile = await demo.start(text => progress.push(text), new AbortController().signal);
    const client = new Client({
      host: profile.host,
      port: profile.port,
      user: profile.user,
      database: profile.database,
    });
    await client.connect();
    assert.deepEqual((await client.query('select count(*)::int as n from orders')).rows, [{ n: 200_000 }]);
    await client.end();
    assert.ok(progress.includes('Loading orders'));
    await demo.dispose();
  });
});
