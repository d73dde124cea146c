import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Client } from 'pg';

import { DisposableStore } from '../../../src/base/disposable';
import { Failure } from '../../../src/base/failure';
import type { Database } from '../../../src/catalog/database';
import { servers } from '../../support/servers';
import type { TestServer } from '../../support/postgresProcess';
import { never, openDatabase, openWitness, request } from '../explain/testDatabase';
import { type Fingerprint, fingerprint } from './fingerprint';
import { safetyCases } from './statements';

for (const [version, start] of servers) {
  describe(`Explain and Analyze on PostgreSQL ${version} leaves nothing behind unsaid`, function () {
    this.timeout(60_000);
    const owned = new DisposableStore();
    let server: TestServer;
    let witness: Client;
    let database: Database;
    let state: Fingerprint;

    before(async () => {
      server = await start({ settings: { autovacuum: 'off' } });
      owned.add({ dispose: () => server.stop() });
      witness = await openWitness(server);
      owned.add({ dispose: () => witness.end() });
      await witness.query(readFileSync(join(__dirname, 'schema.sql'), 'utf8'));
      database = owned.add(await openDatabase(server));
      state = await fingerprint(witness);
    });

    after(() => owned.dispose());

    for (const expected of safetyCases.filter(one => (one.since ?? 0) <= version)) {
      const consent =
        (expected.withoutConsent === true ? ' (no consent)' : '') +
        (expected.effectsAccepted === true ? ' (effects accepted)' : '');
      it(`${expected.outcome}${consent}: ${expected.sql.replaceAll('\0', '␀').slice(0, 90)}`, async () => {
        const before = state;
        const asked = request(expected.sql, expected.values ?? [], {
          analyze: true,
          allowWrites: expected.withoutConsent !== true,
          effectsAccepted: expected.effectsAccepted === true,
        });
        const announced = await database.announce(asked, never).catch(failureId);
        const outcome = await database.explain(asked, never).then(
          result => ({ id: 'ran', sideEffects: result.sideEffects }),
          (error: unknown) => ({ id: failureId(error), sideEffects: undefined }),
        );
        assert.equal(outcome.id, expected.outcome);

        const after = (state = await fingerprint(witness));
        assert.deepEqual(after.tables, before.tables);
        assert.deepEqual(after.catalogue, before.catalogue);
        assert.equal(after.advisoryLocks, 0, 'advisory locks are left');
        const moved = Object.keys(after.sequences).filter(name => after.sequences[name] !== before.sequences[name]);
        assert.deepEqual(moved.sort(), [...(expected.sequences ?? [])].sort());

        const sentences = (outcome.sideEffects ?? (Array.isArray(announced) ? announced : [])).join('\n');
        if (expected.announced !== undefined) assert.match(sentences, expected.announced);
        if (moved.length > 0) assert.match(sentences, /sequence/);
        if (outcome.sideEffects !== undefined) assert.deepEqual(announced, outcome.sideEffects);
      });
    }

    it('says nothing of side effects where there are none', async () => {
      for (const sql of ['select * from shop.orders where amount > 5', 'select random(), clock_timestamp()']) {
        const { sideEffects } = await database.explain(request(sql, [], { analyze: true }), never);
        assert.deepEqual(sideEffects, [], sql);
      }
    });

    it('leaves no prepared statement in the session, also after errors', async () => {
      for (const sql of [
        'select * from shop.orders where customer_id = $1',
        'select 1 / (id - $1) from shop.customer',
        'select nothing from shop.orders where customer_id = $1',
      ]) {
        await database.explain(request(sql, ['1'], { analyze: true }), never).catch(failureId);
        await database.explain(request(sql, 'generic'), never).catch(failureId);
      }
      const left = await database.explain(
        request('select * from pg_prepared_statements', [], { analyze: true }),
        never,
      );
      assert.match(JSON.stringify(left.raw), /"Actual Rows":\s?0/);
    });
  });
}

function failureId(error: unknown): string {
  if (error instanceof Failure) return error.id;
  throw error;
}
