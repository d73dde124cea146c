import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import type { PlanNode } from '../../src/plan/model';
import { readPlans } from '../../src/plan/readers/readPlans';
import { walkPlan } from '../../src/plan/walk';

/** `npm run test:corpus`: plans that nobody here wrote, where they lie beside the project. */
const corpus = join(__dirname, '..', '..', '..', 'shared', 'corpus', 'plans');
const present = existsSync(corpus);

describe('plans of the shared corpus', function () {
  this.timeout(60_000);
  if (!present) {
    it('does not lie beside the project: nothing was read', () => {
      assert.ok(!present);
    });
    return;
  }
  const files = readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
  const plans = files.filter(file => relative(corpus, file).startsWith('pg') && !file.endsWith('.expect'));

  it('has plans', () => assert.ok(plans.length > 100));

  for (const file of plans) {
    it(`reads ${relative(corpus, file)}`, () => {
      const { plans: read, problems } = readPlans(readFileSync(file, 'utf8'));
      assert.deepEqual(problems, []);
      assert.ok(read.length > 0);
      for (const { plan } of read) {
        for (const { node } of walkPlan(plan.root)) {
          assert.notEqual(node.type, 'Unknown');
          assert.ok((node.ownMs ?? 0) >= 0);
        }
        const { executionMs, accounts } = plan;
        if (executionMs === undefined || accounts === undefined) continue;
        const booked = accounts.reduce((sum, { ms }) => sum + ms, 0);
        assert.ok(Math.abs(booked - executionMs) <= Math.max(0.01, executionMs * 0.01), `${booked} of ${executionMs}`);
      }
    });
  }

  for (const file of files.filter(name => name.endsWith('.expect') && name.includes('Pg--Explain'))) {
    const source = plans.find(
      name =>
        name.startsWith(file.slice(0, -'expect'.length)) || name.startsWith(`${file.slice(0, -'.expect'.length)}.`),
    );
    it(`agrees with ${relative(corpus, file)}`, () => {
      assert.ok(source);
      const [read] = readPlans(readFileSync(source, 'utf8')).plans;
      assert.ok(read);
      const expected = readFileSync(file, 'utf8');
      // The order of nodes differs (there a CTE's plan stands beside the tree): the steps are compared as a set.
      const theirs = figures(expected);
      const ours = walkPlan(read.plan.root).map(({ node }) => figuresOf(node));
      assert.deepEqual(ours.sort(), theirs.sort());
    });
  }

  for (const file of files.filter(name => relative(corpus, name).startsWith('mysql'))) {
    it(`says that ${relative(corpus, file)} is of MySQL`, () => {
      const { plans: read, problems } = readPlans(readFileSync(file, 'utf8'));
      assert.deepEqual(read, []);
      assert.match(problems[0]?.message ?? '', /MySQL/);
    });
  }
});

function figuresOf({ type, estimatedRows, estimatedCost, actualRows, loops, actualMs }: PlanNode): string {
  const perLoop = loops === 1 ? actualMs?.total : undefined;
  return [type, estimatedRows, estimatedCost?.total, actualRows, loops, perLoop].join(' ');
}

/** Nodes of a Perl structure: each has one `type`, its figures stand beside it at the same indentation. */
function figures(text: string): string[] {
  const found: string[] = [];
  const stack: Map<string, string>[] = [];
  for (const line of text.split('\n')) {
    const field = /'(\w+)'\s*=>\s*(?:'([^']*)'|(\d[\d.]*))/.exec(line);
    if (field !== null) stack.at(-1)?.set(field[1] ?? '', field[2] ?? field[3] ?? '');
    const opens = (line.replace(/'[^']*'/g, '').match(/[{[]/g) ?? []).length;
    const closes = (line.replace(/'[^']*'/g, '').match(/[}\]]/g) ?? []).length;
    for (let i = closes; i < opens; i++) stack.push(new Map());
    for (let i = opens; i < closes; i++) {
      const node = stack.pop();
      const type = node?.get('type');
      if (node === undefined || type === undefined) continue;
      const number = (name: string) => (node.has(name) ? Number(node.get(name)) : undefined);
      const time = number('actual_loops') === 1 ? number('actual_time_last') : undefined;
      found.push(
        [
          type,
          number('estimated_rows'),
          number('estimated_total_cost'),
          number('actual_rows'),
          number('actual_loops'),
          time,
        ].join(' '),
      );
    }
  }
  return found;
}
