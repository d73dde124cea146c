import { type Fields, isFields } from './postgresNodes';

/**
 * Puts a field as JSON.parse would: `__proto__` is a field like any other, and of two fields of one name the later counts.
 * But two lists of workers are one: before version 13 PostgreSQL prints `Workers` of a sort twice, once with how each
 * sorted and once with what each did (explain.c, `show_sort_info` and `ExplainNode`).
 * @returns whether a value was lost
 */
export function putField(fields: Fields, name: string, value: unknown): boolean {
  const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (isWorkers(before) && isWorkers(value)) {
    fields[name] = mergedWorkers(before, value);
    return false;
  }
  if (name === '__proto__') {
    Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
  } else fields[name] = value;
  return before !== undefined;
}

const workerNumber = 'Worker Number';

function isWorkers(value: unknown): value is readonly Fields[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    (value as readonly unknown[]).every(worker => isFields(worker) && worker[workerNumber] !== undefined)
  );
}

function mergedWorkers(one: readonly Fields[], other: readonly Fields[]): readonly Fields[] {
  const byNumber = new Map<unknown, Fields>();
  for (const worker of [...one, ...other]) {
    byNumber.set(worker[workerNumber], { ...byNumber.get(worker[workerNumber]), ...worker });
  }
  return [...byNumber.values()];
}

const numeric = /^-?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,4})?$/;

/**
 * A scalar that stands without quotation marks, as JSON would give it. A whole number that a double cannot hold (the
 * query identifier has 64 bits) stays text, so that no digit is lost.
 */
export function bareScalar(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (!numeric.test(text)) return text;
  const value = Number(text);
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(text) ? text : value;
}
