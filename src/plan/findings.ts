import type { Finding } from './finding';
import type { Plan } from './model';
import { bitmapLossy } from './rules/bitmapLossy';
import { cartesianJoin } from './rules/cartesianJoin';
import { castOnColumn } from './rules/castOnColumn';
import { coldCache } from './rules/coldCache';
import { cteFence } from './rules/cteFence';
import { ExaminedPlan, type PlanSurroundings } from './rules/examinedPlan';
import { foreignKeyDominates } from './rules/foreignKeyDominates';
import { functionOnColumn } from './rules/functionOnColumn';
import { hashAggregateSpilled } from './rules/hashAggregateSpilled';
import { hashJoinSpilled } from './rules/hashJoinSpilled';
import { incrementalSortGroups } from './rules/incrementalSortGroups';
import { indexFilterDiscards } from './rules/indexFilterDiscards';
import { indexOnlyHeapFetches } from './rules/indexOnlyHeapFetches';
import { indexRecheckDiscards } from './rules/indexRecheckDiscards';
import { jitOverhead } from './rules/jitOverhead';
import { largeOffset } from './rules/largeOffset';
import { leadingWildcard } from './rules/leadingWildcard';
import { limitWalksIndex } from './rules/limitWalksIndex';
import { memoizeMisses } from './rules/memoizeMisses';
import { nestedLoopMisestimate } from './rules/nestedLoopMisestimate';
import { notInSubplan } from './rules/notInSubplan';
import { orAcrossColumns } from './rules/orAcrossColumns';
import { parallelOverhead } from './rules/parallelOverhead';
import { planningDominates } from './rules/planningDominates';
import { rowMisestimate } from './rules/rowMisestimate';
import type { Rule } from './rules/rule';
import { seqScanDiscards } from './rules/seqScanDiscards';
import { sortSpilled } from './rules/sortSpilled';
import { subplanPerRow } from './rules/subplanPerRow';
import { temporaryFiles } from './rules/temporaryFiles';
import { topSort } from './rules/topSort';
import { triggerDominates } from './rules/triggerDominates';
import { workersNotLaunched } from './rules/workersNotLaunched';
import { longValueList } from './rules/longValueList';
import { countEverything } from './rules/countEverything';
import { distinctHidesJoin } from './rules/distinctHidesJoin';
import { foreignScanDiscards } from './rules/foreignScanDiscards';
import { functionRowGuess } from './rules/functionRowGuess';
import { serializationDominates } from './rules/serializationDominates';
import { parallelismMissing } from './rules/parallelismMissing';
import { recursionRunsLong } from './rules/recursionRunsLong';

/** Every rule that looks at one plan, in the order of the reference. */
export const planRules: readonly Rule[] = [
  seqScanDiscards,
  indexFilterDiscards,
  limitWalksIndex,
  indexRecheckDiscards,
  bitmapLossy,
  indexOnlyHeapFetches,
  largeOffset,
  topSort,
  incrementalSortGroups,
  memoizeMisses,
  sortSpilled,
  hashJoinSpilled,
  hashAggregateSpilled,
  temporaryFiles,
  rowMisestimate,
  nestedLoopMisestimate,
  subplanPerRow,
  notInSubplan,
  cartesianJoin,
  functionOnColumn,
  castOnColumn,
  leadingWildcard,
  orAcrossColumns,
  cteFence,
  planningDominates,
  jitOverhead,
  workersNotLaunched,
  parallelOverhead,
  triggerDominates,
  foreignKeyDominates,
  coldCache,
  longValueList,
  countEverything,
  distinctHidesJoin,
  foreignScanDiscards,
  functionRowGuess,
  serializationDominates,
  parallelismMissing,
  recursionRunsLong,
];

const reference = 'https://github.com/backend-optimizer/backend-optimizer/blob/main/docs/rules.md';
const ranks: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, info: 2 };

/**
 * What is wrong with the plan, gravest first; within a severity what has most at stake, then in the order of the rules.
 * Rules that look into conditions, the statement or the catalogue need the surroundings and are silent without.
 */
export function findFindings(plan: Plan, surroundings: PlanSurroundings = {}): readonly Finding[] {
  const examined = new ExaminedPlan(plan, surroundings);
  const findings = planRules.flatMap(rule =>
    rule.check(examined).map(({ message, nodeId, share, evidence, remedy }): Finding => ({
      rule: rule.id,
      severity: rule.severity,
      message,
      ...(nodeId === undefined ? {} : { nodeId }),
      ...(share === undefined ? {} : { share }),
      evidence: Object.fromEntries(Object.entries(evidence).filter(([, value]) => value !== undefined)),
      remedy: remedy ?? rule.remedy,
      docs: `${reference}#${rule.id}`,
    })),
  );
  return withoutVaguer(findings).sort(
    (one, other) => ranks[one.severity] - ranks[other.severity] || (other.share ?? 0) - (one.share ?? 0),
  );
}

/** Of several findings of one node the more specific speaks (`insteadOf`). */
function withoutVaguer(findings: readonly Finding[]): Finding[] {
  const left = new Set(
    planRules.flatMap(({ id, insteadOf = [] }) =>
      findings
        .filter(({ rule, nodeId }) => rule === id && nodeId !== undefined)
        .flatMap(({ nodeId }) => insteadOf.map(other => `${other} ${nodeId ?? ''}`)),
    ),
  );
  return findings.filter(({ rule, nodeId }) => nodeId === undefined || !left.has(`${rule} ${nodeId}`));
}
