import { groupField, numberField } from '../fields';
import { formatBytes, formatMs, formatPercent } from '../units';
import { exampleNode } from './exampleNode';
import type { Rule } from './rule';

const leastMs = 10;
const leastShare = 0.3;

export const serializationDominates: Rule = {
  id: 'serialization-dominates',
  severity: 'info',
  title: 'Turning the answer into text takes most of the time',
  why: 'Every value is fetched from where it is stored out of line (TOAST), decompressed and written in the form that the client wants. No index changes that: the answer itself is large.',
  remedy:
    'Ask for fewer columns and rows: name the columns instead of *, leave large text, JSON and bytea out until one row is wanted, page the answer.',
  when: 'EXPLAIN (ANALYZE, SERIALIZE), from PostgreSQL 17 on, says that serialization took at least 10 ms and 30 % of the time.',
  bad: {
    title: '84 MB in 610 of 800 ms',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 900, planned: 20_000, rows: 20_000, ms: 14 },
          { 'Relation Name': 'documents' },
        ),
        Serialization: { Time: 610, 'Output Volume': 86_016, Format: 'text' },
        'Execution Time': 800,
      },
    ],
  },
  good: {
    title: 'The same answer after a scan of 3 s',
    explain: [
      {
        Plan: exampleNode(
          'Seq Scan',
          { cost: 900, planned: 20_000, rows: 20_000, ms: 3014 },
          { 'Relation Name': 'documents' },
        ),
        Serialization: { Time: 610, 'Output Volume': 86_016, Format: 'text' },
        'Execution Time': 3800,
      },
    ],
  },
  check: ({ plan, totalMs }) => {
    const serialization = groupField(plan.details, 'Serialization');
    const ms = numberField(serialization, 'Time');
    // explain.c (`ExplainPrintSerialize`) gives the volume in kB.
    const kilobytes = numberField(serialization, 'Output Volume');
    if (ms === undefined || totalMs === undefined || totalMs <= 0) return [];
    const share = Math.min(1, ms / totalMs);
    if (ms < leastMs || share < leastShare) return [];
    const volume = kilobytes === undefined ? 'The answer' : `The answer of ${formatBytes(kilobytes * 1024)}`;
    return [
      {
        message: `${volume} took ${formatMs(ms)} to be written out, ${formatPercent(share)} of the time.`,
        share,
        evidence: {
          serializationMs: ms,
          executionMs: totalMs,
          outputBytes: kilobytes === undefined ? undefined : kilobytes * 1024,
          share,
        },
      },
    ];
  },
};
