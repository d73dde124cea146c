import { formatBytes, formatCost, formatMs } from '../plan/units';
import { judgePlan } from '../plan/verdict';
import type { ExplainReport } from './explain';
import { paintFor } from './paint';
import { findingLines, treeLines } from './planTreeText';
import type { Terminal } from './terminal';
import { valueText, variantLines } from './variantsText';

/** The plan for a reader at a terminal: the verdict, the tree with one line a step, then what is wrong. */
export function explainText(report: ExplainReport, terminal: Pick<Terminal, 'colour'>): string {
  const { plan, findings } = report;
  const paint = paintFor(terminal);
  const verdict = judgePlan(plan);
  const lines = [`${paint.bold(verdict.figure)}  ${verdict.sentence}`];
  if (report.plans === undefined) {
    const typical = report.parameters.filter(({ from }) => from !== undefined);
    if (typical.length > 0) lines.push(paint.dim(`with ${typical.map(valueText).join(', ')}`));
  } else {
    lines.unshift(paint.bold(report.flipText ?? ''), '', ...variantLines(report.plans, paint), '', 'The generic plan:');
  }
  lines.push('', ...treeLines(plan, paint), ...findingLines(findings, paint));
  if (report.advice !== undefined) {
    const { ddlOnline, card } = report.advice;
    lines.push(
      '',
      `${paint.bold('index')}  cost ${formatCost(card.costBefore)} → ${formatCost(card.costAfter)}, ${formatBytes(card.sizeBytes)}, built in ${formatMs(card.buildMs)} (tried and rolled back)`,
      `  ${ddlOnline};`,
    );
  }
  return `${lines.join('\n')}\n`;
}
