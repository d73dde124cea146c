import { accessPaths } from '../plan/accessPaths';
import type { Plan } from '../plan/model';
import { variantNames, shortValue, valueNote } from '../plan/variants/variantWords';
import { formatCost, formatCount, formatMs } from '../plan/units';
import type { Paint } from './paint';
import type { ReportedParameter, ReportedPlan } from './typicalReport';

/** The plans of `--values all` side by side, a line each; those that leave the way of the generic plan are marked. */
export function variantLines(plans: readonly ReportedPlan[], paint: Paint): readonly string[] {
  const heads = ['values', 'cost or time', 'rows', 'reads'];
  const rows = plans.map(({ values, plan, flip }) => ({
    cells: [
      `${flip === undefined ? ' ' : '*'} ${variantNames[values.kind]}`,
      figureOf(plan),
      rowsOf(plan),
      accessPaths(plan)
        .map(({ text }) => text)
        .join(', '),
    ],
    with: values.parameters.map(valueText).join(', '),
    flipped: flip !== undefined,
  }));
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map(row => row.cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === 1 || i === 2 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ');
  const lines = [paint.dim(`${line(heads)}  with`)];
  for (const row of rows) {
    const text = line(row.cells);
    lines.push(`${row.flipped ? paint.bold(text) : text}  ${row.with === '' ? paint.dim('unknown values') : row.with}`);
  }
  if (rows.some(row => row.flipped)) lines.push(paint.dim('* other steps than the generic plan'));
  return lines;
}

/** `status = open (1 % of the rows)` */
export function valueText(parameter: Pick<ReportedParameter, 'name' | 'value' | 'from' | 'share'>): string {
  const { name, value = null, from = 'given', share } = parameter;
  const note = valueNote({ number: 0, value, from, ...(share === undefined ? {} : { share }) });
  return `${name} = ${shortValue(value)}${note === undefined ? '' : ` (${note})`}`;
}

function figureOf({ executionMs, totalCost }: Plan): string {
  if (executionMs !== undefined) return formatMs(executionMs);
  return totalCost === undefined ? '' : `cost ${formatCost(totalCost)}`;
}

function rowsOf({ root }: Plan): string {
  const rows = root.actualRows ?? root.estimatedRows;
  return rows === undefined ? '' : formatCount(rows);
}
