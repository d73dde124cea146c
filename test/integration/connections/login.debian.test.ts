import assert from 'node:assert/strict';

import { startDebianPostgres } from '../../support/debianPostgres';
import { connectTo, failureOf, never } from './support';

describe('logging in to an older server', () => {
  it('works the same on PostgreSQL 15', async function () {
    this.timeout(30_000);
    const old = await startDebianPostgres();
    const connection = await connectTo(old);
    assert.equal(connection.server.versionNumber >= 150_000 && connection.server.versionNumber < 160_000, true);
    const stop = AbortSignal.timeout(200);
    const cancelled = connection.rolledBack({ readOnly: true }, session => session.query('select pg_sleep(9)'), stop);
    assert.equal((await failureOf(cancelled)).id, 'cancelled');
    const several = connection.rolledBack({ readOnly: true }, session => session.query('select 1; select 2'), never);
    assert.equal((await failureOf(several)).sqlState, '42601');
    await connection.dispose();
    await old.stop();
  });
});
