import type { Fields } from '../postgresNodes';
import { splitList } from './balance';
import { putField } from './fieldsOf';
import { readWorkerMeasures } from './measures';
import { readBuffers, readPairs, readTimings, readWal } from './usage';

/** How the text of a property becomes fields of JSON: under its own name, or under others. */
type Reading = (text: string, fields: Fields, node: Fields, label: string) => void;

const asText =
  (label: string): Reading =>
  (text, fields) =>
    putField(fields, label, text);
const asList =
  (label: string): Reading =>
  (text, fields) =>
    putField(fields, label, splitList(text));
const asValue =
  (label: string): Reading =>
  (text, fields) =>
    putField(fields, label, plainValue(text));
const merged =
  (read: (text: string) => Fields): Reading =>
  (text, fields) =>
    void Object.assign(fields, read(text));

const texts = [
  'Filter',
  'Index Cond',
  'Recheck Cond',
  'TID Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'One-Time Filter',
  'Order By',
  'Run Condition',
  'Window',
  'Cache Key',
  'Cache Mode',
  'Function Call',
  'Table Function Call',
  'Conflict Resolution',
  'Conflict Filter',
  'Remote SQL',
  'Relations',
  'Sort Method',
];
const lists = ['Output', 'Sort Key', 'Presorted Key', 'Group Key', 'Conflict Arbiter Indexes', 'Params Evaluated'];
const values = [
  'Rows Removed by Filter',
  'Rows Removed by Join Filter',
  'Rows Removed by Index Recheck',
  'Rows Removed by Conflict Filter',
  'Heap Fetches',
  'Index Searches',
  'Workers Planned',
  'Workers Launched',
  'Single Copy',
  'Inner Unique',
  'Subplans Removed',
  'Tuples Inserted',
  'Conflicting Tuples',
  'Disabled',
  'Disabled Nodes',
  'Batch Size',
];

/** Every property of a node that PostgreSQL prints (explain.c, `ExplainNode` and its `show_…`; contrib's). */
const readings: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ...texts.map(label => [label, asText(label)] as const),
  ...lists.map(label => [label, asList(label)] as const),
  ...values.map(label => [label, asValue(label)] as const),
  ['Hash Key', asList('Hash Key')],
  ['Buffers', merged(readBuffers)],
  ['I/O Timings', merged(readTimings)],
  ['WAL', merged(readWal)],
  ['Heap Blocks', merged(text => readPairs(text, name => `${name} Heap Blocks`))],
  ['Tuples', merged(text => readPairs(text, name => `Tuples ${name}`))],
  ['Memory', merged(readMemory)],
  ['Sampling', merged(readSampling)],
  ['Sort Method', merged(readSort)],
  ['Full-sort Groups', merged(text => ({ 'Full-sort Groups': readSortGroups(text) }))],
  ['Pre-sorted Groups', merged(text => ({ 'Pre-sorted Groups': readSortGroups(text) }))],
  ['Presorted Groups', merged(text => ({ 'Pre-sorted Groups': readSortGroups(text) }))],
  ['Buckets', readCounters],
  ['Batches', readCounters],
  ['Planned Partitions', readCounters],
  ['Hits', readCounters],
  ['Storage', readCounters],
]);

/** Labels of properties whose value is an expression: quotes and brackets in it are in pairs. */
const expressions: ReadonlySet<string> = new Set([
  ...texts.filter(label => !['Remote SQL', 'Relations', 'Sort Method', 'Cache Mode'].includes(label)),
  ...lists,
  'Hash Key',
]);

export function isNodeProperty(label: string): boolean {
  return readings.has(label);
}

export function isExpression(label: string): boolean {
  return expressions.has(label);
}

/** Reads one property into `fields`: a node's own, or those of its worker or of its target table. */
export function readProperty(label: string, text: string, fields: Fields, node: Fields): void {
  const reading = readings.get(label);
  if (reading === undefined) putField(fields, label, plainValue(text));
  else reading(text, fields, node, label);
}

/** What follows `Worker 0:`, whose first line may be its measures or any property. */
export function readWorkerLine(text: string, worker: Fields, node: Fields): void {
  const measures = readWorkerMeasures(text);
  if (measures !== undefined) Object.assign(worker, measures);
  else {
    const { label, value } = splitLabel(text) ?? {};
    if (label !== undefined) readProperty(label, value ?? '', worker, node);
  }
}

const labelled = /^([A-Za-z][\w/ -]{0,60}):(?:\s+|$)/;

/** The label of `Label: value`; labels have at most a few words. */
export function splitLabel(line: string): { readonly label: string; readonly value: string } | undefined {
  const [whole, label] = labelled.exec(line.slice(0, 80)) ?? [];
  return whole === undefined || label === undefined ? undefined : { label, value: line.slice(whole.length) };
}

const plainNumber = /^(-?\d+(?:\.\d+)?) ?(?:kB|ms|b)?$/;

/** A number or a truth value where the text is nothing else, else the text. */
export function plainValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  const [, digits] = text.length > 40 ? [] : (plainNumber.exec(text) ?? []);
  return digits === undefined ? text : Number(digits);
}

const counter = /([A-Z][A-Za-z ]*?): (\w+)(?: \(originally (\d+)\))?/g;
const counterNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Hash: { Buckets: 'Hash Buckets', Batches: 'Hash Batches', 'Memory Usage': 'Peak Memory Usage' },
  Aggregate: { Batches: 'HashAgg Batches', 'Memory Usage': 'Peak Memory Usage' },
  Memoize: {
    Hits: 'Cache Hits',
    Misses: 'Cache Misses',
    Evictions: 'Cache Evictions',
    Overflows: 'Cache Overflows',
    'Memory Usage': 'Peak Memory Usage',
  },
};

/** `Buckets: 1024 (originally 512)  Batches: 1  Memory Usage: 9kB`: named in JSON after the kind of node. */
function readCounters(text: string, fields: Fields, node: Fields, first: string): void {
  const type = node['Node Type'] === 'Result Cache' ? 'Memoize' : node['Node Type'];
  const names = typeof type === 'string' && Object.hasOwn(counterNames, type) ? counterNames[type] : undefined;
  for (const [, label = '', value = '', original] of `${first}: ${text.slice(0, 400)}`.matchAll(counter)) {
    const name = names?.[label] ?? label;
    putField(fields, name, plainValue(value));
    if (type === 'Hash' && (label === 'Buckets' || label === 'Batches')) {
      putField(fields, `Original ${name}`, Number(original ?? value));
    }
  }
}

/** `quicksort  Memory: 25kB` (`show_sort_info`). */
function readSort(text: string): Fields {
  const [whole, type, space] = /\s+([A-Z][a-z]+): (\d+)kB$/.exec(text.slice(-60)) ?? [];
  if (whole === undefined) return { 'Sort Method': text };
  const method = text.slice(0, text.length - whole.length);
  return { 'Sort Method': method, 'Sort Space Used': Number(space), 'Sort Space Type': type };
}

/** `3  Sort Methods: top-N heapsort, quicksort  Average Memory: 27kB  Peak Memory: 28kB` (`show_incremental_sort_group_info`). */
function readSortGroups(text: string): Fields {
  const [whole, count, list] =
    /^(\d+)\s+Sort Methods?: ([a-zA-Z\d ,-]*?)(?=\s+Average |$)/.exec(text.slice(0, 400)) ?? [];
  const fields: Fields = {
    'Group Count': Number(count ?? Number.parseInt(text, 10)),
    'Sort Methods Used': list === undefined || list === '' ? [] : list.split(/,\s*/),
  };
  const rest = text.slice(whole?.length ?? 0, 400);
  for (const [, type = '', average, peak] of rest.matchAll(/Average (\w+): (\d+)kB\s+Peak \w+: (\d+)kB/g)) {
    fields[`Sort Space ${type}`] = { 'Average Sort Space Used': Number(average), 'Peak Sort Space Used': Number(peak) };
  }
  return fields;
}

/** `bernoulli ('50'::real) REPEATABLE ('1'::double precision)` (`show_tablesample`). */
function readSampling(text: string): Fields {
  const open = text.indexOf('(');
  if (open === -1) return { 'Sampling Method': text };
  const repeatable = text.lastIndexOf(') REPEATABLE (');
  const end = repeatable === -1 ? text.length : repeatable + 1;
  const closes = text.charAt(end - 1) === ')' ? end - 1 : end;
  const seed = repeatable === -1 ? undefined : text.slice(repeatable + ') REPEATABLE ('.length).replace(/\)$/, '');
  return {
    'Sampling Method': text.slice(0, open).trimEnd(),
    'Sampling Parameters': splitList(text.slice(open + 1, closes)),
    ...(seed !== undefined && { 'Repeatable Seed': seed }),
  };
}

/** `used=8kB  allocated=16kB` (`show_memory_counters`). */
function readMemory(text: string): Fields {
  return readPairs(text.replace(/kB/g, ''), name => `Memory ${name}`);
}
