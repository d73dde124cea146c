import type { Plan } from '../model';

/**
 * `work_mem` as the plan knows it (EXPLAIN SETTINGS lists what differs from the default), in bytes. Absent where the
 * plan was made without SETTINGS or without naming it: the default of 4 MB may or may not hold.
 */
export function workMemBytes(plan: Plan): number | undefined {
  const text = plan.settings?.['work_mem'];
  return text === undefined ? undefined : bytesOf(text);
}

/**
 * How many times `work_mem` a hash table may take (`hash_mem_multiplier`): 2 since PostgreSQL 15, 1 before; a plan that
 * does not say its version is taken for a newer one.
 */
export function hashMemoryMultiplier(plan: Plan): number {
  const set = Number(plan.settings?.['hash_mem_multiplier']);
  if (Number.isFinite(set) && set >= 1) return set;
  const major = majorVersion(plan);
  return major !== undefined && major < 15 ? 1 : 2;
}

export function majorVersion(plan: Plan): number | undefined {
  const major = Number.parseInt(plan.serverVersion ?? '', 10);
  return Number.isNaN(major) ? undefined : major;
}

/** Above it, memory for each sort and each session is no remedy. */
const mostWorkMemBytes = 1024 ** 3;
const megabyte = 1024 ** 2;

/** `SET LOCAL work_mem = '46MB'`: what holds so many bytes, a tenth more, rounded up to what somebody would set. */
export function raiseWorkMem(neededBytes: number): string {
  const megabytes = Math.max(1, Math.ceil((neededBytes * 1.1) / megabyte));
  const step = megabytes > 200 ? 50 : megabytes > 50 ? 10 : 1;
  const value = Math.ceil(megabytes / step) * step;
  const set = `SET LOCAL work_mem = '${value}MB'`;
  return neededBytes > mostWorkMemBytes
    ? `Memory is no remedy here: it would take about ${set}. Let fewer or narrower rows come this far`
    : `For this statement, ${set} would hold it`;
}

const units: Readonly<Record<string, number>> = { B: 1, kB: 1024, MB: megabyte, GB: 1024 ** 3, TB: 1024 ** 4 };

/** As GUC_UNIT_KB prints it: `4MB`, `64kB`, or a bare number of kB. */
function bytesOf(text: string): number | undefined {
  const match = /^(\d+) ?(B|kB|MB|GB|TB)?$/.exec(text.trim());
  return match === null ? undefined : Number(match[1]) * (units[match[2] ?? 'kB'] ?? 1024);
}
