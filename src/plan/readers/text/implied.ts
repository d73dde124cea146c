import { type Fields, isFields } from '../postgresNodes';
import { putMissing } from './fieldsOf';

export interface PlanFields {
  readonly nodes: readonly Fields[];
  readonly top: Fields;
  /** Rows are printed with two decimals, as of PostgreSQL 18. */
  readonly hasDecimalRows: boolean;
}

const bufferKeys = [
  ...['Shared', 'Local'].flatMap(kind => ['Hit', 'Read', 'Dirtied', 'Written'].map(what => `${kind} ${what} Blocks`)),
  'Temp Read Blocks',
  'Temp Written Blocks',
];
const timingKeys = ['Shared', 'Local'].flatMap(kind => [`${kind} I/O Read Time`, `${kind} I/O Write Time`]);
const tempTimingKeys = ['Temp I/O Read Time', 'Temp I/O Write Time'];
const olderTimingKeys = ['I/O Read Time', 'I/O Write Time'];
const walKeys = ['WAL Records', 'WAL FPI', 'WAL Bytes'];
const joins = new Set(['Nested Loop', 'Hash Join', 'Merge Join']);

/**
 * Text leaves out counters that are zero and flags that are false, JSON prints them (explain.c). What a line's absence
 * tells is filled in, and that alone: a counter is zero where another line shows that its kind was counted at all.
 */
export function fillImplied({ nodes, top, hasDecimalRows }: PlanFields): void {
  const isVerbose = nodes.some(node => Object.hasOwn(node, 'Output'));
  // Without VERBOSE nothing is counted for each worker.
  const measured = isVerbose ? [...nodes, ...nodes.flatMap(workersOf)] : nodes;
  const counted = [...measured, ...[top['Planning'], top['Serialization']].filter(isFields)];
  const has = (keys: readonly string[], among: readonly Fields[] = counted) =>
    among.some(fields => keys.some(key => Object.hasOwn(fields, key)));
  const zeros: Fields = {};
  if (has(bufferKeys)) putZeros(zeros, bufferKeys);
  // As of 17 there are six; 15 and 16 had four, older ones two.
  if (has(timingKeys)) putZeros(zeros, [...timingKeys, ...tempTimingKeys]);
  if (has(olderTimingKeys)) putZeros(zeros, olderTimingKeys);
  if (has(tempTimingKeys)) putZeros(zeros, tempTimingKeys);
  for (const fields of counted) putMissing(fields, zeros);

  const is18 = hasDecimalRows || has(['Index Searches', 'Disabled', 'WAL Buffers Full']);
  const wal: Fields = {};
  if (has(walKeys)) putZeros(wal, is18 ? [...walKeys, 'WAL Buffers Full'] : walKeys);
  const isMeasured = has(['Actual Loops'], nodes);
  const isTimed = has(['Actual Total Time'], nodes);
  const hasCosts = has(['Total Cost'], nodes);
  for (const fields of measured) putMissing(fields, wal);
  for (const node of nodes) {
    const type = node['Node Type'];
    if (isTimed && node['Actual Loops'] === 0) putMissing(node, { 'Actual Startup Time': 0, 'Actual Total Time': 0 });
    if (isMeasured) putMissing(node, measuredZeros(node));
    if (is18) putMissing(node, { Disabled: false });
    if (isVerbose && typeof type === 'string' && joins.has(type)) putMissing(node, { 'Inner Unique': false });
    // VERBOSE names the schema of a function: a name alone is the alias of what is no single function.
    if (isVerbose && type === 'Function Scan' && !Object.hasOwn(node, 'Schema')) delete node['Function Name'];
    if (type === 'Gather') putMissing(node, { 'Single Copy': false });
    if (type === 'Append' || type === 'Merge Append') putMissing(node, { 'Subplans Removed': 0 });
    if (hasCosts && isHashed(node)) putMissing(node, { 'Planned Partitions': 0 });
    for (const worker of [node, ...workersOf(node)]) {
      if (Object.hasOwn(worker, 'HashAgg Batches')) putMissing(worker, { 'Disk Usage': 0 });
      if (type === 'Bitmap Heap Scan' && (worker !== node || isMeasured) && worksOnHeap(worker, node)) {
        putMissing(worker, { 'Exact Heap Blocks': 0, 'Lossy Heap Blocks': 0 });
      }
    }
  }
}

function measuredZeros(node: Fields): Fields {
  const zeros: Fields = {};
  const type = node['Node Type'];
  if (Object.hasOwn(node, 'Filter')) zeros['Rows Removed by Filter'] = 0;
  if (Object.hasOwn(node, 'Join Filter')) zeros['Rows Removed by Join Filter'] = 0;
  if (Object.hasOwn(node, 'Conflict Filter')) zeros['Rows Removed by Conflict Filter'] = 0;
  const isIndexScan = type === 'Index Scan' || type === 'Index Only Scan';
  if (isIndexScan ? Object.hasOwn(node, 'Index Cond') : Object.hasOwn(node, 'Recheck Cond')) {
    zeros['Rows Removed by Index Recheck'] = 0;
  }
  if (type === 'ModifyTable' && node['Operation'] === 'Merge') {
    putZeros(zeros, ['Tuples Inserted', 'Tuples Updated', 'Tuples Deleted', 'Tuples Skipped']);
  }
  return zeros;
}

function isHashed(node: Fields): boolean {
  return node['Node Type'] === 'Aggregate' && (node['Strategy'] === 'Hashed' || node['Strategy'] === 'Mixed');
}

function worksOnHeap(worker: Fields, node: Fields): boolean {
  return worker === node || Object.hasOwn(worker, 'Exact Heap Blocks') || Object.hasOwn(worker, 'Lossy Heap Blocks');
}

function workersOf(node: Fields): readonly Fields[] {
  const workers = node['Workers'];
  return Array.isArray(workers) ? workers.filter(isFields) : [];
}

function putZeros(fields: Fields, keys: readonly string[]): void {
  for (const key of keys) fields[key] = 0;
}
