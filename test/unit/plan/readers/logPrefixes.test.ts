import assert from 'node:assert/strict';

import { readPlans } from '../../../../src/plan/readers/readPlans';

/** Two entries as PostgreSQL 18 wrote them to standard error. */
const entries = [
  `2026-11-24 16:45:34.911 UTC [4559] postgres@postgres/[unknown] LOG:  duration: 0.343 ms  plan:
\tQuery Text: select *
\t\tfrom t -- say "x", 'y', <b> & {"c": [1]}
\t
\t where b = $1
\tQuery Parameters: $1 = 'it''s "7"
\tor less'
\tSeq Scan on t  (cost=0.00..20.50 rows=1 width=7) (actual time=0.341..0.342 rows=0.00 loops=1)
\t  Filter: (b = 'it''s "7"
\tor less'::text)
\t  Rows Removed by Filter: 1000
\t  Buffers: shared hit=8`,
  `2026-11-24 16:45:34.920 UTC [4559] postgres@postgres/[unknown] LOG:  duration: 0.035 ms  plan:
\tQuery Text: select 1 /*
\tSeq Scan on fake  (cost=0.00..1.00 rows=1 width=1)
\t  Filter: no
\t*/ from u order by a limit 1
\tLimit  (cost=1.15..1.15 rows=1 width=8) (actual time=0.028..0.029 rows=1.00 loops=1)
\t  Buffers: shared hit=1
\t  ->  Sort  (cost=1.15..1.18 rows=10 width=8) (actual time=0.026..0.026 rows=1.00 loops=1)
\t        Sort Key: a
\t        Sort Method: top-N heapsort  Memory: 25kB
\t        Buffers: shared hit=1
\t        ->  Seq Scan on u  (cost=0.00..1.10 rows=10 width=8) (actual time=0.013..0.014 rows=10.00 loops=1)
\t              Buffers: shared hit=1`,
];
const prefix = /^\d{4}-\S+ \S+ UTC \[\d+\] \S+ (?=LOG: )/;

/** Every line of an entry with its number, as `syslog_sequence_numbers` has them. */
function numbered(lead: string, tab: string): string {
  return entries
    .flatMap((entry, i) =>
      entry
        .split('\n')
        .map((line, j) => `${lead}[${i + 7}-${j + 1}] ${line.replace(prefix, '').replaceAll('\t', tab)}`),
    )
    .join('\n');
}

const lines = entries.join('\n').split('\n');
const forms: Readonly<Record<string, string>> = {
  'standard error': lines.join('\n'),
  'syslog (RFC 3164) with escaped tabs': numbered('Nov 24 14:45:01 host postgres[123]: ', '#011'),
  'syslog (RFC 3164) with tabs': numbered('Nov 24 14:45:01 host postgres[123]: ', '\t'),
  'syslog (RFC 5424)': numbered('<134>1 2026-11-24T14:45:01.123Z host postgres 123 - - ', '#011'),
  'syslog (RFC 5424) with the process in the name': numbered(
    '<134>1 2026-11-24T14:45:01Z host postgres[123] 123 - - ',
    '#011',
  ),
  Heroku: numbered('2026-11-24T14:45:01+00:00 app[postgres.123]: [DATABASE] ', '\t'),
  'docker compose': lines.map(line => `db-1  | ${line}`).join('\n'),
  'Amazon RDS': lines
    .map(line => line.replace(prefix, '2024-01-01 00:00:00 UTC:10.0.0.1(5432):user@db:[123]:'))
    .join('\n'),
  CloudNativePG: entries
    .map(entry => {
      const message = entry.replace(prefix, '').replace('LOG:  ', '').replaceAll('\n\t', '\n');
      return JSON.stringify({ level: 'info', logger: 'postgres', msg: 'record', record: { message } });
    })
    .join('\n'),
};

describe('entries of auto_explain in logs', () => {
  for (const [name, text] of Object.entries(forms)) {
    it(`are read from ${name}`, () => {
      const { plans, problems } = readPlans(text);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        plans.map(({ plan, statement, problems: own }) => [plan.root.type, plan.executionMs, statement, own]),
        [
          ['Seq Scan', 0.343, `select *\n\tfrom t -- say "x", 'y', <b> & {"c": [1]}\n\n where b = $1`, []],
          [
            'Limit',
            0.035,
            'select 1 /*\nSeq Scan on fake  (cost=0.00..1.00 rows=1 width=1)\n  Filter: no\n*/ from u order by a limit 1',
            [],
          ],
        ],
      );
    });
  }
});
