import type { Finding } from './finding';
import type { Plan } from './model';
import type { Rule } from './rules/rule';
import { rowMisestimate } from './rules/rowMisestimate';
import { seqScanDiscards } from './rules/seqScanDiscards';
import { sortSpilled } from './rules/sortSpilled';

/** Every rule that looks at one plan, in the order of the reference. */
export const planRules: readonly Rule[] = [seqScanDiscards, sortSpilled, rowMisestimate];

const reference = 'https://github.com/backend-optimizer/backend-optimizer/blob/main/docs/rules.md';
const ranks: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** What is wrong with the plan, gravest first; within a severity in the order of the rules, then of the plan. */
export function findFindings(plan: Plan): readonly Finding[] {
  const findings = planRules.flatMap(rule =>
    rule.check(plan).map(({ message, nodeId, evidence, remedy }): Finding => ({
      rule: rule.id,
      severity: rule.severity,
      message,
      nodeId,
      evidence: Object.fromEntries(Object.entries(evidence).filter(([, value]) => value !== undefined)),
      remedy: remedy ?? rule.remedy,
      docs: `${reference}#${rule.id}`,
    })),
  );
  return findings.sort((one, other) => ranks[one.severity] - ranks[other.severity]);
}
