import { numberField } from '../fields';
import type { PlanNode } from '../model';
import { formatBytes, formatMs, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { ExaminedPlan } from './examinedPlan';
import type { Rule, RuleHit } from './rule';

/** PostgreSQL's block as it is compiled nearly everywhere. */
const blockBytes = 8192;
const leastBlocks = 1_000;
const leastRead = 0.5;
const leastShare = 0.3;

export const coldCache: Rule = {
  id: 'cold-cache',
  severity: 'info',
  title: 'Most blocks were not in the cache',
  why: 'Blocks that shared_buffers does not hold come from the operating system or the disk, which can take a hundred times as long. The times then tell how cold the cache was rather than how good the plan is.',
  remedy:
    'Run it a second time and compare: what is left then is the plan. If it stays slow, the data is larger than the cache (shared_buffers), and reading less of it is the cure.',
  when: 'At least 1,000 blocks (8 MB) and half of all blocks were read from outside shared_buffers; where I/O was timed (track_io_timing), reading also took at least 30 % of the time. Needs BUFFERS.',
  bad: {
    title: '180 MB read',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 29_412, planned: 900_000, rows: 900_000, ms: 1811 },
          {
            'Relation Name': 'orders',
            'Shared Hit Blocks': 120,
            'Shared Read Blocks': 23_000,
            'I/O Read Time': 1402,
          },
        ),
        'Execution Time': 1850,
      },
    ],
  },
  good: {
    title: 'As many blocks, of which the operating system had all: reading took 4 % of the time',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 29_412, planned: 900_000, rows: 900_000, ms: 411 },
          {
            'Relation Name': 'orders',
            'Shared Hit Blocks': 120,
            'Shared Read Blocks': 23_000,
            'I/O Read Time': 18,
          },
        ),
        'Execution Time': 450,
      },
    ],
  },
  check: examined => {
    const hit = judge(examined);
    return hit === undefined ? [] : [hit];
  },
};

function judge(examined: ExaminedPlan): RuleHit | undefined {
  const { plan, visits, totalMs } = examined;
  const hit = numberField(plan.root.details, 'Shared Hit Blocks');
  const read = numberField(plan.root.details, 'Shared Read Blocks');
  if (!examined.measured || hit === undefined || read === undefined) return undefined;
  if (read < leastBlocks || read / (hit + read) < leastRead) return undefined;
  const readMs = readingMs(examined);
  const share =
    readMs === undefined || totalMs === undefined || totalMs <= 0 ? undefined : Math.min(1, readMs / totalMs);
  if (share !== undefined && share < leastShare) return undefined;
  const most = visits.reduce<PlanNode>(
    (top, { node }) => ((node.buffers?.['sharedRead'] ?? 0) > (top.buffers?.['sharedRead'] ?? 0) ? node : top),
    plan.root,
  );
  const took =
    share === undefined || readMs === undefined
      ? 'how long that took is known with track_io_timing only'
      : `that took ${formatMs(readMs)}, ${formatPercent(share)} of the time`;
  return {
    message: `${formatBytes(read * blockBytes)} of ${formatBytes((hit + read) * blockBytes)} came from outside shared_buffers${most.relation === undefined ? '' : `, most of it ${most.relation}`}; ${took}. A second run would tell what the plan itself takes.`,
    nodeId: most.id,
    ...(share !== undefined && { share }),
    evidence: {
      readBlocks: read,
      hitBlocks: hit,
      readMs,
      share,
      ...(readMs === undefined && { needs: 'track_io_timing = on, and a second run' }),
    },
  };
}

/** Times are sums over processes (instrument.c); the part below a Gather is divided by its processes. */
function readingMs({ plan, visits }: ExaminedPlan): number | undefined {
  const { root } = plan;
  const total = numberField(root.details, 'Shared I/O Read Time') ?? numberField(root.details, 'I/O Read Time');
  if (total === undefined) return undefined;
  const processes = visits.reduce((most, { node }) => Math.max(most, node.processes ?? 1), 1);
  return total / processes;
}
