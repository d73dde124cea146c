import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { PlanReport } from '../../../src/cli/plan';
import { runCli } from '../../../src/cli/runCli';

const root = join(__dirname, '..', '..', '..');

const log = `2026-01-01 10:00:00 UTC [77] app@shop LOG:  duration: 12.5 ms  plan:
	Query Text: select * from t -- Seq Scan on x  (cost=1..2 rows=3 width=4)
	 where a = 1
	Seq Scan on t  (cost=0.00..24.50 rows=5 width=8)
	  Filter: (a = 1)
2026-01-01 10:00:01 UTC [77] app@shop LOG:  statement: select 2
`;

describe('backend-optimizer plan', function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'backend-optimizer-plan-'));
    const file = (name: string, text: string): void => {
      writeFileSync(join(folder, name), text);
    };
    file('p.txt', 'explain select 1;\n   QUERY PLAN\n------\n Result  (cost=0.00..0.01 rows=1 width=4)\n(1 row)\n');
    file('none.txt', '\n\nselect 1;\n');
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
    let out = '';
    let err = '';
    const code = await runCli(
      words,
      {
        environment: {},
        folder,
        out: text => (out += text),
        err: text => (err += text),
        readInput: async () => log,
        colour: false,
        signal: new AbortController().signal,
      },
      { assets: root, demo: join(folder, 'demo') },
    );
    return { code, out, err };
  }

  it('prints the model, the findings and where the plan stands as JSON', async () => {
    const { code, out, err } = await run('plan', 'p.txt', '--format', 'json');
    assert.equal(code, 0, err);
    const { version, plans } = JSON.parse(out) as PlanReport;
    assert.equal(version, 1);
    assert.equal(plans.length, 1);
    assert.equal(plans[0]?.plan.root.type, 'Result');
    assert.deepEqual(plans[0].findings, []);
    assert.deepEqual(plans[0].problems, []);
    assert.deepEqual([plans[0].format, plans[0].line, plans[0].statement], ['text', 3, 'select 1']);
  });

  it('reads a log from standard input: the statement and how long it took', async () => {
    const { code, out } = await run('plan', '-', '--format', 'json');
    assert.equal(code, 0);
    const [read] = (JSON.parse(out) as PlanReport).plans;
    assert.equal(read?.statement, 'select * from t -- Seq Scan on x  (cost=1..2 rows=3 width=4)\n where a = 1');
    assert.equal(read.plan.executionMs, 12.5);
    assert.equal(read.plan.details?.['Logged Duration'], 12.5);
    assert.equal(read.line, 0);
  });

  it('prints a tree for a terminal, and Markdown that a name cannot break', async () => {
    const text = await run('plan', 'p.txt');
    assert.equal(text.code, 0);
    assert.match(text.out, /^cost 0\.01 /);
    assert.match(text.out, /own cost\s+planned rows/);
    const name = '"a```b<script>"';
    writeFileSync(join(folder, 'm.txt'), `Seq Scan on ${name}  (cost=0.00..9.00 rows=1 width=4)\n`);
    const markdown = await run('plan', 'm.txt', '--format', 'markdown');
    assert.equal(markdown.code, 0);
    assert.match(markdown.out, /^# cost 9\n/);
    assert.doesNotMatch(markdown.out, /(?<![\\`])<script/);
  });

  it('draws one plan of several, and takes the one that is asked for', async () => {
    const one = 'Result  (cost=0.00..0.01 rows=1 width=4)';
    writeFileSync(join(folder, 'two.txt'), `${one}\n\nSeq Scan on t  (cost=0.00..9.00 rows=1 width=4)\n`);
    const first = await run('plan', 'two.txt', '--format', 'svg');
    assert.match(first.out, /^<(?:\?xml|svg)/);
    assert.match(first.err, /holds 2 plans; the first is drawn/);
    const second = await run('plan', 'two.txt', '--plan', '2', '--format', 'json');
    assert.deepEqual(
      (JSON.parse(second.out) as PlanReport).plans.map(({ plan }) => plan.root.type),
      ['Seq Scan'],
    );
    assert.equal((await run('plan', 'two.txt', '--plan', '3')).code, 2);
    assert.equal((await run('plan', 'two.txt', '--plan', 'x')).code, 2);
  });

  it('leaves options behind its subcommand to that', async () => {
    const { code, out } = await run('plan', 'diff', 'p.txt', 'two.txt', '--plan', '1', '--format', 'json');
    assert.equal(code, 0);
    assert.equal((JSON.parse(out) as { version: number }).version, 1);
  });

  it('ends with 3 and says where when there is nothing to read', async () => {
    const { code, out, err } = await run('plan', 'none.txt');
    assert.equal(code, 3);
    assert.equal(out, '');
    assert.match(err, /^none\.txt: line 0, column 0: No plan could be read from none\.txt: There is no plan/);
    assert.equal((await run('plan', 'absent.txt')).code, 3);
    assert.equal((await run('plan')).code, 2);
    assert.equal((await run('plan', 'p.txt', '--format', 'pdf')).code, 2);
  });
});
