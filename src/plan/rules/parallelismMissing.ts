import type { PlanNode } from '../model';
import { formatMs, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

const leastMs = 1_000;
const leastShare = 0.5;
/** min_parallel_table_scan_size as it comes, in blocks of 8 kB. */
const smallTableBlocks = 1024;
/** max_parallel_workers_per_gather as it comes: the leader and two workers share the work at best. */
const processes = 3;

export const parallelismMissing: Rule = {
  id: 'parallelism-missing',
  severity: 'info',
  title: 'A long scan runs in one process',
  why: 'PostgreSQL can share a large scan among worker processes. It does not where the statement writes or locks rows, calls a function that is not PARALLEL SAFE, runs through a cursor, or where the settings or the size of the table forbid it.',
  remedy:
    'See which of the reasons holds: max_parallel_workers_per_gather, the functions of the statement (pg_proc.proparallel; ALTER FUNCTION … PARALLEL SAFE where that is true), min_parallel_table_scan_size, ALTER TABLE … SET (parallel_workers = n).',
  when: 'The plan has no Gather, and a sequential scan takes by itself at least one second and half of the time.',
  bad: {
    title: '3.1 s in one process',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 204_120, planned: 90, rows: 90, ms: 3094 },
          { 'Relation Name': 'orders', Filter: '(is_odd(id))', 'Rows Removed by Filter': 9_999_910 },
        ),
        Settings: { max_parallel_workers_per_gather: '0' },
        'Execution Time': 3094.6,
      },
    ],
  },
  good: {
    title: 'The same for 0.3 s',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 20_412, planned: 90, rows: 90, ms: 304 },
          { 'Relation Name': 'orders', Filter: '(is_odd(id))', 'Rows Removed by Filter': 999_910 },
        ),
        Settings: { max_parallel_workers_per_gather: '0' },
        'Execution Time': 304.6,
      },
    ],
  },
  check: examined => {
    if (examined.visits.some(({ node }) => node.workers !== undefined)) return [];
    return examined.visits.flatMap(({ node }) => {
      const hit = node.type === 'Seq Scan' ? judge(examined, node) : undefined;
      return hit === undefined ? [] : [hit];
    });
  },
};

function judge(examined: ExaminedPlan, node: PlanNode): RuleHit | undefined {
  const { ownMs } = node;
  const share = examined.shareOfMs(ownMs);
  if (ownMs === undefined || share === undefined || ownMs < leastMs || share < leastShare) return undefined;
  const { reason, needs } = reasonOf(examined, node);
  return {
    message: `One process reads ${node.relation ?? 'a table'} for ${formatMs(ownMs)}, ${formatPercent(share)} of the time. ${reason ?? 'The plan does not tell why no workers share it.'}`,
    nodeId: node.id,
    share: share * (1 - 1 / processes),
    evidence: { ownMs, share, reason, needs, functions: examined.statement?.facts.functions },
  };
}

/** Reasons as max_parallel_hazard (clauses.c) and compute_parallel_worker (allpaths.c) have them, as far as a plan shows them. */
function reasonOf({ plan, visits, statement }: ExaminedPlan, node: PlanNode): { reason?: string; needs?: string } {
  const { settings } = plan;
  if (settings?.['max_parallel_workers_per_gather'] === '0') return { reason: 'max_parallel_workers_per_gather is 0.' };
  if (visits.some(visit => visit.node.type === 'ModifyTable'))
    return { reason: 'A statement that writes is not run in parallel.' };
  if (visits.some(visit => visit.node.type === 'LockRows')) {
    return { reason: 'A statement that locks rows (FOR UPDATE, FOR SHARE) is not run in parallel.' };
  }
  const blocks = (node.buffers?.['sharedHit'] ?? 0) + (node.buffers?.['sharedRead'] ?? 0);
  if (blocks > 0 && blocks < smallTableBlocks && settings?.['min_parallel_table_scan_size'] === undefined) {
    return {
      reason:
        'The table is smaller than min_parallel_table_scan_size (8 MB); ALTER TABLE … SET (parallel_workers = 2) overrules that.',
    };
  }
  const functions = statement?.facts.functions ?? [];
  const asked = functions.length === 0 ? '' : `pg_proc.proparallel of ${functions.slice(0, 5).join(', ')}; `;
  return { needs: `${asked}${settings === undefined ? 'EXPLAIN (SETTINGS); ' : ''}whether it ran through a cursor` };
}
