import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describeNode } from '../../../src/plan/describe';
import { findFindings } from '../../../src/plan/findings';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { judgePlan } from '../../../src/plan/verdict';
import { planRows } from '../../../src/protocol/planRows';
import { type CorpusPlan, corpus } from './corpus';

const golden = join(__dirname, '../../corpus/plans.txt');

/** All that is said of a plan, as text. `UPDATE_GOLDENS=1` accepts new words. */
function tell({ name, plan }: CorpusPlan): string {
  const { figure, sentence } = judgePlan(plan);
  const rows = planRows(plan).rows.map(row => {
    const { headline, term, name: subplan, index, conditions, notes } = row.words;
    const parts = [
      `${'  '.repeat(row.depth + 1)}${headline} [${[term, subplan, index].filter(Boolean).join(', ')}]`,
      `own ${row.own || '-'}, total ${row.total || '-'}, rows ${row.rows || '-'}${row.ratio === undefined ? '' : ` (${row.ratio.text})`}`,
      ...conditions.map(({ label, text }) => `${label}: ${text}`),
      ...notes,
    ];
    return parts.join(' | ');
  });
  const findings = findFindings(plan).map(({ rule, severity, message }) => `  ! ${rule} ${severity}: ${message}`);
  return [`${name}: ${figure}. ${sentence}`, ...rows, ...findings].join('\n');
}

describe('words for plans', () => {
  const text = `${corpus.map(tell).join('\n\n')}\n`;

  it('are those accepted', () => {
    if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, 'utf8'));
  });

  it('name every node kind of the corpus in words of ours', () => {
    for (const { name, plan } of corpus) {
      for (const { node, words } of planRows(plan).rows)
        assert.notEqual(words.headline, node.type, `${name}: ${node.type}`);
    }
  });

  it('leave an unknown kind its own name', () => {
    const { value } = readPostgresJson({ 'Node Type': 'Quantum Scan', 'Relation Name': 't' });
    assert.ok(value);
    const { headline, term } = describeNode(value.root);
    assert.deepEqual([headline, term], ['Quantum Scan', 'Quantum Scan']);
  });

  for (const kind of ['constructor', '__proto__', 'toString']) {
    it(`are not fooled by a node called ${kind}`, () => {
      const { value } = readPostgresJson({ 'Node Type': kind });
      assert.ok(value);
      assert.equal(describeNode(value.root).headline, kind);
    });
  }

  it('say of a plan whose time is in triggers that it is', () => {
    const plan = corpus.find(({ name }) => name === 'delete-cascade')?.plan;
    assert.ok(plan);
    assert.match(judgePlan(plan).sentence, /of it goes to trigger \w+_fkey/);
  });
});
