import assert from 'node:assert/strict';

import type { Plan } from '../../../../src/plan/model';
import { readPostgresJson } from '../../../../src/plan/readers/postgresJson';
import { flameLayout, flameModel } from '../../../../src/plan/layout/flameLayout';
import { type Graph, graphLayout, graphModel, type GraphOptions } from '../../../../src/plan/layout/graphLayout';
import { ranTotals, ranTree } from '../../../../src/plan/layout/ranTree';
import { walkPlan } from '../../../../src/plan/walk';
import { corpus, corpusPlan } from '../corpus';

const plain: GraphOptions = { turned: new Set(), weightOf: (_, share) => share };
const step = (type: string, ms: number, plans: readonly unknown[] = [], more: object = {}) => ({
  'Node Type': type,
  'Actual Total Time': ms,
  'Actual Loops': 1,
  'Actual Rows': 10,
  'Parent Relationship': 'Outer',
  Plans: plans,
  ...more,
});

function read(root: unknown): Plan {
  const { value } = readPostgresJson(root);
  assert.ok(value);
  return value;
}

function deep(levels: number): Plan {
  let plan: unknown = step('Seq Scan', 1);
  for (let i = 1; i < levels; i++) plan = step('Materialize', 1 + i, [plan]);
  return read(plan);
}

function wide(children: number): Plan {
  return read(
    step(
      'Append',
      children * 2,
      Array.from({ length: children }, () => step('Seq Scan', 2)),
    ),
  );
}

describe('the tree of who ran whom', () => {
  it('hangs a CTE under the scan that asked for it, with the shares of all', () => {
    const steps = ranTree(corpusPlan('cte-twice').plan.root);
    const cte = steps.find(({ node }) => node.subplanName?.startsWith('CTE ') === true);
    assert.ok(cte?.parent !== undefined && cte.runners !== undefined);
    assert.equal(steps[cte.parent]?.node.type, 'CTE Scan');
    assert.equal(cte.runners.length, 2);
    assert.ok(Math.abs(cte.runners.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
  });

  it('holds every step once and adds up to the whole', () => {
    for (const { name, plan } of corpus) {
      const steps = ranTree(plan.root);
      assert.deepEqual(new Set(steps.map(({ node }) => node)), new Set(walkPlan(plan.root).map(({ node }) => node)));
      const own = steps.reduce((sum, { node }) => sum + (node.ownMs ?? 0), 0);
      const [total] = ranTotals(steps, node => node.ownMs ?? 0);
      assert.ok(Math.abs((total ?? 0) - own) < 1e-6 * (1 + own), name);
      steps.forEach(({ parent, depth }) => {
        assert.equal(depth, parent === undefined ? 0 : (steps[parent]?.depth ?? -9) + 1, name);
      });
    }
  });

  it('stays EXPLAIN’s own where two CTEs would run inside each other', () => {
    const scan = (name: string) => step('CTE Scan', 1, [], { 'CTE Name': name });
    const cte = (name: string, reads: string) =>
      step('Result', 1, [scan(reads)], { 'Subplan Name': `CTE ${name}`, 'Parent Relationship': 'InitPlan' });
    const steps = ranTree(read(step('Result', 9, [cte('a', 'b'), cte('b', 'a')])).root);
    assert.deepEqual(
      steps.map(({ parent }) => parent),
      [undefined, 0, 1, 0, 3],
    );
  });
});

describe('the flame', () => {
  it('holds children inside their parents and never more than the whole', () => {
    for (const { name, plan } of corpus) {
      const flame = flameLayout(flameModel(plan), { least: 0 });
      for (const bar of flame.bars) {
        assert.ok(bar.start >= -1e-9 && bar.start + bar.width <= 1 + 1e-9, `${name} ${bar.key}`);
        if (bar.level === 0 || bar.node === undefined) continue;
        const holder = flame.bars.find(
          ({ level, start, width }) =>
            level === bar.level - 1 && start <= bar.start + 1e-9 && start + width >= bar.start + bar.width - 1e-9,
        );
        assert.ok(holder, `${name} ${bar.key}`);
      }
      assert.equal(new Set(flame.bars.map(({ key }) => key)).size, flame.bars.length, name);
    }
  });

  it('draws a CTE inside each of its scans, by share', () => {
    const { bars } = flameLayout(flameModel(corpusPlan('cte-twice').plan), { least: 0 });
    const parts = bars.filter(({ node }) => node?.subplanName?.startsWith('CTE ') === true);
    assert.equal(parts.length, 2);
    const whole = parts[0]?.node?.actualMs?.total ?? 0;
    const drawn = parts.reduce((sum, { total }) => sum + total, 0);
    assert.ok(Math.abs(drawn - whole) <= 0.01 * whole, `${drawn} of ${whole}`);
  });

  it('gives triggers a bar beside the plan', () => {
    const { bars } = flameLayout(flameModel(corpusPlan('delete-cascade').plan), { least: 0 });
    assert.ok(bars.some(({ label, level }) => level === 0 && label?.startsWith('Trigger ') === true));
  });

  it('zooms: the step fills the view, what holds it stays above', () => {
    const model = flameModel(corpusPlan('unread-per-customer').plan);
    const { bars } = flameLayout(model, { zoom: '0.0.0', least: 0 });
    assert.deepEqual(
      bars.slice(0, 3).map(({ node, width, above, level }) => [node?.id, width, above, level]),
      [
        ['0', 1, true, 0],
        ['0.0', 1, true, 1],
        ['0.0.0', 1, false, 2],
      ],
    );
  });

  it('merges what is narrower than a pixel, whatever the size of the plan', () => {
    const { bars } = flameLayout(flameModel(wide(10_000)), { least: 1 / 1000 });
    assert.equal(bars.length, 2);
    assert.equal(bars[1]?.label, '10000 steps');
    assert.ok(Math.abs(bars[1].width - 1) < 1e-6);
  });

  it('takes cost where nothing was measured', () => {
    const flame = flameLayout(flameModel(corpusPlan('seq-scan-estimated').plan), { least: 0 });
    assert.equal(flame.measure, 'cost');
    assert.equal(flame.bars[0]?.width, 1);
  });
});

describe('the graph', () => {
  const overlapping = ({ boxes }: Graph) => {
    const byColumn = new Map<number, { y: number; height: number }[]>();
    for (const box of boxes) byColumn.set(box.x, [...(byColumn.get(box.x) ?? []), box]);
    return [...byColumn.values()].some(column => {
      const sorted = column.sort((one, other) => one.y - other.y);
      return sorted.some((box, i) => i > 0 && box.y < (sorted[i - 1]?.y ?? 0) + (sorted[i - 1]?.height ?? 0) + 4);
    });
  };

  it('places every step, none over another, children right of their parents', () => {
    for (const { name, plan } of corpus) {
      const graph = graphLayout(graphModel(plan), plain);
      const shown = graph.boxes.reduce((sum, box) => sum + (box.node === undefined ? box.folded : 1), 0);
      assert.equal(shown, walkPlan(plan.root).length, name);
      assert.ok(!overlapping(graph), name);
      for (const { x, y, width, height, parent } of graph.boxes) {
        assert.ok(x >= 0 && y >= -1e-6 && x + width <= graph.width && y + height <= graph.height + 1e-6, name);
        if (parent !== undefined) assert.ok(x > (graph.boxes[parent]?.x ?? 0), name);
      }
    }
  });

  it('leads a dashed edge from a CTE to each step that ran it', () => {
    const { boxes, edges } = graphLayout(graphModel(corpusPlan('cte-twice').plan), plain);
    const shared = edges.filter(edge => edge.outside && boxes[edge.from]?.node?.subplanName === 'CTE big');
    assert.deepEqual(
      shared.map(({ to }) => boxes[to]?.node?.type),
      ['CTE Scan', 'CTE Scan'],
    );
  });

  it('marks the way to the costliest step', () => {
    const { boxes, edges } = graphLayout(graphModel(corpusPlan('unread-per-customer').plan), plain);
    const hot = edges.filter(edge => edge.hot).map(({ from }) => boxes[from]?.node?.relation);
    assert.equal(hot.at(-1), 'reviews');
  });

  const folding = () =>
    read(
      step('Append', 1000, [
        step('Sort', 900, [step('Seq Scan', 800)]),
        ...Array.from({ length: 20 }, () => step('Sort', 1, [step('Seq Scan', 0.5)])),
      ]),
    );

  it('folds what is cheap, opens it when turned, and keeps what is selected in sight', () => {
    const model = graphModel(folding());
    const folded = graphLayout(model, plain).boxes;
    assert.deepEqual(
      folded.map(box => [box.node?.type, box.folded]),
      [
        ['Append', 0],
        ['Sort', 0],
        ['Seq Scan', 0],
        [undefined, 40],
      ],
    );
    assert.equal(graphLayout(model, { ...plain, turned: new Set(['0']) }).boxes.length, 43);
    assert.equal(graphLayout(model, { ...plain, selected: '0.7.0' }).boxes.length, 6);
    const closed = graphLayout(model, { ...plain, turned: new Set(['0.0']) }).boxes;
    assert.deepEqual(
      closed.map(box => box.folded),
      [0, 1, 38 + 2],
    );
  });

  it('takes plans of 10,000 steps, 5,000 levels deep', function () {
    this.timeout(60_000);
    for (const plan of [deep(5000), wide(10_000), deep(10_000)]) {
      const started = performance.now();
      const graph = graphLayout(graphModel(plan), { ...plain, turned: new Set(['0']) });
      assert.ok(graph.boxes.length > 0);
      assert.ok(performance.now() - started < 10_000);
      flameLayout(flameModel(plan), { least: 1 / 1000 });
    }
  });
});
