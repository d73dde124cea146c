import assert from 'node:assert/strict';

import { findFindings, planRules } from '../../../src/plan/findings';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import type { RuleExample } from '../../../src/plan/rules/rule';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../src/sql/postgresSql';
import { corpusPlan } from './corpus';

let sql: PostgresSql;

function rulesThatSpeak({ explain, statement }: RuleExample): readonly string[] {
  const { value, problems } = readPostgresJson(explain);
  assert.ok(value);
  assert.deepEqual(problems, []);
  return findFindings(value, { sql, ...(statement !== undefined && { statement }) }).map(({ rule }) => rule);
}

const found = (name: string) => findFindings(corpusPlan(name).plan).map(({ rule }) => rule);

describe('rules', () => {
  before(async () => {
    sql = await loadPostgresSql();
  });

  for (const rule of planRules) {
    it(`${rule.id} speaks of its bad example: ${rule.bad.title}`, () => {
      assert.ok(rulesThatSpeak(rule.bad).includes(rule.id));
    });

    it(`${rule.id} is silent on its good example: ${rule.good.title}`, () => {
      assert.ok(!rulesThatSpeak(rule.good).includes(rule.id));
    });
  }

  it('have ids of their own, and findings that lead to them', () => {
    assert.equal(new Set(planRules.map(({ id }) => id)).size, planRules.length);
    const finding = findFindings(corpusPlan('seq-scan').plan)[0];
    assert.ok(finding);
    assert.equal(finding.docs.endsWith('/docs/rules.md#seq-scan-discards'), true);
    assert.deepEqual([finding.nodeId, finding.evidence['rowsRead'], finding.evidence['rowsKept']], ['0', 200_000, 0]);
  });

  it('speak of a scan on the estimates alone', () => {
    assert.deepEqual(found('seq-scan-estimated'), ['seq-scan-discards']);
  });

  it('speak of a sort on disk', () => {
    assert.deepEqual(found('sort-on-disk'), ['sort-spilled']);
  });

  it('do not call LIMIT a wrong estimate', () => {
    assert.deepEqual(found('index-backward'), []);
    assert.deepEqual(found('gather-merge'), []);
  });

  it('do not call the zero of a bitmap a wrong estimate', () => {
    assert.deepEqual(found('bitmap'), []);
  });

  it('do not judge what never ran', () => {
    assert.deepEqual(found('never-executed'), []);
  });

  it('name the lowest wrong estimate, not those that follow from it', () => {
    const messages = findFindings(corpusPlan('partitions').plan).map(({ nodeId }) => nodeId);
    assert.deepEqual(messages, ['0.0.0', '0.0.1']);
  });
});
