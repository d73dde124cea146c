import type { Fields } from '../postgresNodes';

const number = String.raw`(\d+(?:\.\d+)?)`;
const cost = new RegExp(String.raw`\(cost=${number}\.\.${number} rows=${number} width=(\d+)\)`, 'y');
const partOfCost = new RegExp(String.raw`\(cost=${number}\.\.${number} (?:rows=${number} )?`, 'y');
const actual = new RegExp(String.raw`\(actual (?:time=${number}\.\.${number} )?rows=${number} loops=(\d+)\)`, 'y');
const partOfActual = new RegExp(String.raw`\(actual time=${number}\.\.${number} (?:rows=${number} )?`, 'y');
const actualOfWorker = new RegExp(String.raw`^actual (?:time=${number}\.\.${number} )?rows=${number} loops=(\d+)`);
const never = '(never executed)';

export interface Measured {
  /** The line without its measures. */
  readonly head: string;
  readonly fields: Fields;
  /** Neither estimates nor measured figures begin without coming to their end. */
  readonly isWhole: boolean;
  readonly hasMeasures: boolean;
}

/** Splits `…  (cost=0.00..1.00 rows=1 width=4) (actual time=0.010..0.011 rows=1 loops=1)` (explain.c, `ExplainNode`). */
export function readMeasures(line: string): Measured {
  const fields: Fields = {};
  let headEnd = line.length;
  let isWhole = true;
  const actualAt = line.lastIndexOf('(actual ');
  if (actualAt !== -1) {
    const found = matchAt(actual, line, actualAt);
    if (found !== undefined) putActual(fields, found);
    else putActual(fields, matchAt(partOfActual, line, actualAt) ?? []);
    isWhole &&= found !== undefined;
    headEnd = actualAt;
  } else if (line.endsWith(never)) {
    Object.assign(fields, { 'Actual Rows': 0, 'Actual Loops': 0 });
    headEnd = line.length - never.length;
  }
  const costAt = line.lastIndexOf('(cost=');
  if (costAt !== -1) {
    const found = matchAt(cost, line, costAt);
    const [, startup, total, rows, width] = found ?? matchAt(partOfCost, line, costAt) ?? [];
    put(fields, 'Startup Cost', startup);
    put(fields, 'Total Cost', total);
    put(fields, 'Plan Rows', rows);
    put(fields, 'Plan Width', width);
    isWhole &&= found !== undefined;
    headEnd = Math.min(headEnd, costAt);
  }
  return { head: line.slice(0, headEnd).trimEnd(), fields, isWhole, hasMeasures: headEnd < line.length };
}

/** `actual time=… rows=… loops=…` of one worker. */
export function readWorkerMeasures(line: string): Fields | undefined {
  const found = actualOfWorker.exec(line);
  if (found === null) return undefined;
  const fields: Fields = {};
  putActual(fields, found);
  return fields;
}

function putActual(fields: Fields, [, startup, total, rows, loops]: readonly (string | undefined)[]): void {
  put(fields, 'Actual Startup Time', startup);
  put(fields, 'Actual Total Time', total);
  put(fields, 'Actual Rows', rows);
  put(fields, 'Actual Loops', loops);
}

function put(fields: Fields, key: string, digits: string | undefined): void {
  if (digits !== undefined) fields[key] = Number(digits);
}

function matchAt(pattern: RegExp, text: string, at: number): readonly (string | undefined)[] | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
