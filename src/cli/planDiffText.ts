import type { DiffReport } from '../report/plan/diffReport';
import { paintFor } from './paint';
import type { Terminal } from './terminal';

const deepest = 40;

/** For a reader at a terminal: the headline, what changed, the figures, then the steps that something happened to. */
export function planDiffText(
  report: DiffReport,
  titles: { readonly before: string; readonly after: string },
  terminal: Pick<Terminal, 'colour'>,
): string {
  const paint = paintFor(terminal);
  const lines = [paint.bold(report.headline), paint.dim(`${titles.before} → ${titles.after}`)];
  for (const { heading, lines: texts } of report.lists) {
    lines.push('', paint.bold(heading), ...texts.map(text => `  ${text}`));
  }
  const figures = [{ name: '', before: 'before', after: 'after' }, ...report.figures];
  lines.push('', ...aligned(figures.map(({ name, before, after }) => [before, after, name])).map(line => `  ${line}`));
  for (const caveat of report.caveats) lines.push('', paint.dim(caveat));
  if (report.steps.length === 0) return `${lines.join('\n')}\n`;
  lines.push('', paint.bold(`Step by step, ${report.measure}`));
  const rows = report.steps.map(({ before, after, mark, depth, text }) => [
    before,
    after,
    `${mark} ${'  '.repeat(Math.min(depth, deepest))}${text}`,
  ]);
  lines.push(...aligned([['before', 'after', ''], ...rows]).map(line => `  ${line}`));
  return `${lines.join('\n')}\n`;
}

/** All columns but the last to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1].map(column => rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0));
  return rows.map(row =>
    row
      .map((cell, i) => cell.padStart(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
