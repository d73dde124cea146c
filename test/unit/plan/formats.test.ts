import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Plan, PlanNode } from '../../../src/plan/model';
import { readPlans } from '../../../src/plan/readers/readPlans';
import { walkPlan } from '../../../src/plan/walk';

const folder = join(__dirname, '../../corpus/plans');

function readGolden(version: string, file: string): Plan {
  const { plans, problems } = readPlans(readFileSync(join(folder, version, file), 'utf8'));
  assert.deepEqual(problems, []);
  const [first, ...more] = plans;
  assert.ok(first);
  assert.equal(more.length, 0);
  assert.deepEqual(first.problems, []);
  return first.plan;
}

/**
 * What EXPLAIN's text says too. It leaves out: the schema (but with VERBOSE), which side of a join a child is
 * (`parentRelationship` of the rest), what a client's reader has under `details`, and the trigger's own name.
 */
function said(node: PlanNode): object {
  const { id, type, relation, alias, index, joinType, strategy, scanDirection, subplanName } = node;
  const { estimatedRows, estimatedWidth, estimatedCost, ownCost, neverExecuted } = node;
  const conditions = node.conditions.map(({ label, text }) => `${label}: ${text}`).sort();
  return {
    ...{ id, type, relation, alias, index, joinType, strategy, scanDirection, subplanName, conditions },
    ...{ estimatedRows, estimatedWidth, estimatedCost, ownCost, neverExecuted, planned: node.workers?.planned },
  };
}

describe('one plan in four formats', () => {
  for (const version of ['18', '15']) {
    const names = readdirSync(join(folder, version))
      .filter(file => file.endsWith('.yaml'))
      .map(file => file.slice(0, -'.yaml'.length));
    for (const name of names) {
      it(`${version}/${name} is one model`, () => {
        const json = readGolden(version, `${name}.json`);
        for (const format of ['yaml', 'xml']) assert.deepEqual(readGolden(version, `${name}.${format}`), json, format);
        const text = readGolden(version, `${name}.txt`);
        assert.deepEqual(
          walkPlan(text.root).map(({ node }) => said(node)),
          walkPlan(json.root).map(({ node }) => said(node)),
        );
        assert.deepEqual(text.settings ?? {}, json.settings ?? {});
      });
    }
    for (const file of readdirSync(join(folder, version)).filter(name => name.endsWith('.analyze.txt'))) {
      it(`${version}/${file} has the steps of its JSON`, () => {
        const json = file.replace('.txt', '.json');
        assert.ok(existsSync(join(folder, version, json)));
        const steps = (plan: Plan) => walkPlan(plan.root).map(({ node }) => [node.id, node.type, node.subplanName]);
        assert.deepEqual(steps(readGolden(version, file)), steps(readGolden(version, json)));
      });
    }
  }
});
