import assert from 'node:assert/strict';

import { DisposableStore } from '../../../src/base/disposable';
import { readLoggedStatement } from '../../../src/workload/readers/loggedStatement';
import { servers } from '../../support/servers';
import { openDatabase, never, openWitness, request } from './testDatabase';

for (const [version, start] of servers) {
  for (const [name, settings] of Object.entries({
    log_min_duration_statement: { log_min_duration_statement: '0', log_line_prefix: '%m [%p] %q%u@%d ' },
    log_statement: { log_statement: 'all', log_line_prefix: '%t:%r:%u@%d:[%p]:' },
    'no prefix': { log_statement: 'all', log_line_prefix: '' },
  })) {
    it(`what PostgreSQL ${version} logs by ${name} is explained with its parameters`, async function () {
      this.timeout(30_000);
      const owned = new DisposableStore();
      try {
        const server = await start({ settings });
        owned.add({ dispose: () => server.stop() });
        const witness = await openWitness(server);
        owned.add({ dispose: () => witness.end() });
        const sql =
          'select relname\n\tfrom pg_class -- $1\n where relname <> $1\n   and relpages > $2 and $3::text is null';
        const values = ["it's\n\t$2 = 'x', LOG:  statement: no", '7', null];
        await witness.query(sql, values);
        await witness.query('select 1 as after');
        const log = server.log();
        const lines = log.split('\n');
        // Parse and bind are logged before execute, where durations are; the last one has run.
        const line = lines.findLastIndex(text => text.includes('relpages > $2'));
        assert.notEqual(line, -1, log);
        const database = owned.add(await openDatabase(server));
        for (const at of [line - 1, line, line + 1, line + 2]) {
          const found = readLoggedStatement(log, at);
          assert.equal(found?.sql, sql, `line ${at}: ${lines[at] ?? ''}`);
          assert.deepEqual(found.parameters, values);
          await database.explain(request(found.sql, found.parameters, { analyze: true }), never);
        }
      } finally {
        await owned.dispose();
      }
    });
  }
}
