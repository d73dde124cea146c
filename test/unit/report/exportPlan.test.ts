import assert from 'node:assert/strict';

import MarkdownIt from 'markdown-it';

import type { Finding } from '../../../src/plan/finding';
import { findFindings } from '../../../src/plan/findings';
import { readPostgresJson } from '../../../src/plan/readers/postgresJson';
import { exportFormats, exportPlan } from '../../../src/report/plan/exportPlan';
import type { PlanReport } from '../../../src/report/plan/planReport';
import { xmlText } from '../../../src/report/plan/xmlText';
import { corpus, corpusPlan } from '../plan/corpus';

const hostile = '<img src=x onerror="alert(1)"></svg></script>`|**]]>\u0000\ufffe\ud800&{{';

function reportOf(name: string): PlanReport {
  const { plan, sql } = corpusPlan(name);
  return { plan, findings: findFindings(plan), statement: sql, facts: [['Database', 'shop @ localhost']] };
}

function hostileReport(): PlanReport {
  const { value: plan } = readPostgresJson([
    {
      Plan: {
        'Node Type': hostile,
        'Relation Name': hostile,
        'Index Name': hostile,
        'Subplan Name': hostile,
        Filter: hostile,
        'Actual Total Time': 9,
        'Actual Loops': 1,
        Plans: [{ 'Node Type': 'Seq Scan', Filter: hostile, 'Actual Total Time': 8, 'Actual Loops': 1 }],
      },
      Triggers: [{ 'Trigger Name': hostile, Time: 4 }],
      'Execution Time': 20,
    },
  ]);
  assert.ok(plan);
  const finding: Finding = {
    rule: hostile,
    severity: 'warning',
    message: hostile,
    evidence: { [hostile]: hostile },
    remedy: hostile,
    docs: `javascript:${hostile}`,
  };
  return { plan, findings: [finding], statement: hostile, facts: [[hostile, hostile]] };
}

describe('the export of a plan', () => {
  it('tells every plan in every format, masked and whole', () => {
    for (const { name, plan, sql } of corpus) {
      const report = { plan, findings: findFindings(plan), statement: sql, facts: [] };
      for (const format of exportFormats) {
        for (const mask of [false, true]) {
          assert.ok(exportPlan(report, format, { mask }).length > 100, `${name} ${format}`);
        }
      }
    }
  });

  it('leaves no literal where it is masked, and keeps the rest', () => {
    const { value: plan } = readPostgresJson([
      {
        Plan: {
          'Node Type': 'Seq Scan',
          'Relation Name': 'customers',
          Alias: 'customers',
          Filter: "((email = 'ann@example.com'::text) AND (age > 41987))",
          Output: ["concat('secret-word', name)"],
          'Total Cost': 10,
        },
        'Query Text': "SELECT 'secret-word'",
      },
    ]);
    assert.ok(plan);
    const statement =
      "SELECT concat('secret-word', name) FROM customers WHERE email = 'ann@example.com' AND age > 41987";
    const [finding] = reportOf('seq-scan').findings;
    assert.ok(finding);
    const findings = [
      { ...finding, message: "Reads all for 'ann@example.com'", evidence: { filter: "email = 'ann@example.com'" } },
    ];
    for (const format of exportFormats) {
      const whole = exportPlan({ plan, findings, statement, facts: [] }, format, { mask: false });
      const masked = exportPlan({ plan, findings, statement, facts: [] }, format, { mask: true });
      assert.ok(masked.includes('customers'), format);
      for (const secret of ['ann@example', '41987', 'secret-word'])
        assert.ok(!masked.includes(secret), `${format} ${secret}`);
      if (format !== 'svg' && format !== 'svg-flame') assert.ok(whole.includes('41987'), format);
    }
  });

  it('leaves out what ends within a literal', () => {
    const masked = exportPlan({ ...reportOf('seq-scan'), statement: "SELECT 'open secret" }, 'markdown', {
      mask: true,
    });
    assert.ok(!masked.includes('secret'));
  });

  it('is Markdown that reads as a table and holds no markup of the plan', () => {
    const html = new MarkdownIt({ html: true }).render(exportPlan(hostileReport(), 'markdown', { mask: false }));
    assert.ok(!html.includes('<img'), html);
    assert.ok(!html.includes('href="javascript:'), html);
    assert.equal(html.match(/<tr>/g)?.length, 3);
    const typical = exportPlan(reportOf('unread-per-customer'), 'markdown', { mask: false });
    assert.match(typical, /^# 423 ms\n\n76 % of it reads all/);
    assert.match(typical, /Read all of reviews r, keep what matches/);
    assert.match(typical, /```sql\nSELECT/);
  });

  it('is JSON with the derived numbers and the findings', () => {
    const { version, plans } = JSON.parse(exportPlan(reportOf('seq-scan'), 'json', { mask: false })) as {
      version: number;
      plans: { plan: { root: { ownMs: number } }; findings: unknown[]; statement: string }[];
    };
    assert.equal(version, 1);
    assert.ok((plans[0]?.plan.root.ownMs ?? 0) > 0);
    assert.equal(plans[0]?.findings.length, 1);
  });

  it('has no character that XML has no place for, nor markup of the plan, in drawings and pages', () => {
    for (const format of ['svg', 'svg-flame', 'html'] as const) {
      const text = exportPlan(hostileReport(), format, { mask: false });
      // eslint-disable-next-line no-control-regex -- they are what must not be there
      assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|<img|javascript:/, format);
      assert.equal(Buffer.from(text).toString(), text, format);
    }
    assert.equal(xmlText('a\u0000<\ud800\ufffe"\u{1f600}'), 'a\ufffd&lt;\ufffd\ufffd&quot;\u{1f600}');
  });

  it('runs and loads nothing', () => {
    const html = exportPlan(reportOf('cte-twice'), 'html', { mask: false });
    assert.match(html, /default-src 'none'; style-src 'unsafe-inline'/);
    assert.doesNotMatch(html, /<script|src=|@import|url\(/);
  });

  it('takes a plan of 10,000 steps', function () {
    this.timeout(60_000);
    const leaf = { 'Node Type': 'Seq Scan', 'Actual Total Time': 1, 'Actual Loops': 1, 'Parent Relationship': 'Outer' };
    const { value: plan } = readPostgresJson({
      ...leaf,
      'Node Type': 'Append',
      'Actual Total Time': 10_000,
      Plans: new Array(9999).fill(leaf),
    });
    assert.ok(plan);
    for (const format of exportFormats) {
      assert.ok(exportPlan({ plan, findings: [], facts: [] }, format, { mask: true }).length > 100);
    }
  });
});
