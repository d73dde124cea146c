import type { PlanNode } from './model';
import { formatBytes, formatCount, formatTimes } from './units';

/** Facts about one run of a node that the columns do not hold, each a short line. */
export function describeNotes(node: PlanNode): readonly string[] {
  if (node.neverExecuted === true) return ['never ran'];
  const { details } = node;
  const loops = node.loops ?? 1;
  const notes: string[] = [];
  const count = (name: string, say: (value: number) => string | undefined) => {
    const value = details[name];
    const note = typeof value === 'number' ? say(value) : undefined;
    if (note !== undefined) notes.push(note);
  };

  const times = Math.round(loops / (node.processes ?? 1));
  if (times > 1) notes.push(formatTimes(times));
  if (node.processes !== undefined) notes.push(`in ${node.processes} processes`);
  if (node.rowsRemoved !== undefined && node.rowsRemoved > 0) {
    notes.push(`${formatCount(Math.round(node.rowsRemoved * loops))} rows read and thrown away`);
  }
  count('Rows Removed by Index Recheck', rows =>
    rows > 0 ? `${formatCount(Math.round(rows * loops))} rows thrown away after checking again` : undefined,
  );
  const sort = sortNote(details);
  if (sort !== undefined) notes.push(sort);
  count('Hash Batches', batches =>
    batches > 1 ? `hash table in ${formatCount(batches)} batches, on disk` : undefined,
  );
  count('Peak Memory Usage', kilobytes => `${formatBytes(kilobytes * 1024)} of memory`);
  count('Disk Usage', kilobytes => (kilobytes > 0 ? `${formatBytes(kilobytes * 1024)} on disk` : undefined));
  count('HashAgg Batches', batches => (batches > 1 ? `in ${formatCount(batches)} batches` : undefined));
  count('Heap Fetches', fetches => (fetches > 0 ? `${formatCount(fetches)} rows fetched from the table` : undefined));
  count('Index Searches', searches => (searches > loops ? `${formatCount(searches)} index searches` : undefined));
  const exact = details['Exact Heap Blocks'];
  count('Lossy Heap Blocks', lossy =>
    lossy > 0
      ? `${formatCount(lossy)} of ${formatCount(lossy + (typeof exact === 'number' ? exact : 0))} blocks without row addresses`
      : undefined,
  );
  const hits = details['Cache Hits'];
  count('Cache Misses', misses =>
    typeof hits === 'number' && hits + misses > 0
      ? `${formatCount(hits)} of ${formatCount(hits + misses)} keys remembered`
      : undefined,
  );
  count('Subplans Removed', removed => (removed > 0 ? `${formatCount(removed)} parts ruled out` : undefined));
  count('Tuples Inserted', rows => `${formatCount(rows)} rows inserted`);
  count('Conflicting Tuples', rows => (rows > 0 ? `${formatCount(rows)} were there already` : undefined));
  const { planned, launched } = node.workers ?? {};
  if (planned !== undefined && launched !== undefined && launched < planned) {
    notes.push(`only ${launched} of ${planned} planned workers started`);
  }
  return notes;
}

function sortNote(details: Readonly<Record<string, unknown>>): string | undefined {
  const method = details['Sort Method'];
  const space = details['Sort Space Used'];
  if (typeof method !== 'string') return undefined;
  if (typeof space !== 'number') return method;
  return `${method}, ${formatBytes(space * 1024)}${details['Sort Space Type'] === 'Disk' ? ' on disk' : ''}`;
}
