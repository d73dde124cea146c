import { describeNode } from '../plan/describe';
import type { Plan, PlanNode } from '../plan/model';
import { formatBytes, formatCost, formatCount, formatMs } from '../plan/units';
import { judgePlan } from '../plan/verdict';
import type { ExplainReport } from './explain';
import { paintFor } from './paint';
import type { Terminal } from './terminal';
import { valueText, variantLines } from './variantsText';

/** The plan for a reader at a terminal: the verdict, the tree with one line a step, then what is wrong. */
export function explainText(report: ExplainReport, terminal: Pick<Terminal, 'colour'>): string {
  const { plan, findings } = report;
  const paint = paintFor(terminal);
  const verdict = judgePlan(plan);
  const rows = treeRows(plan.root, '', '', plan);
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => row.figures[column]?.length ?? 0)));
  const measured = plan.executionMs !== undefined;
  const heads = measured ? ['own time', 'rows', 'planned'] : ['own cost', 'planned rows', ''];
  const pads = widths.map((width, column) => Math.max(width, heads[column]?.length ?? 0));
  const cells = (figures: readonly string[]) =>
    pads.map((width, column) => (figures[column] ?? '').padStart(width)).join('  ');
  const lines = [`${paint.bold(verdict.figure)}  ${verdict.sentence}`];
  if (report.plans === undefined) {
    const typical = report.parameters.filter(({ from }) => from !== undefined);
    if (typical.length > 0) lines.push(paint.dim(`with ${typical.map(valueText).join(', ')}`));
  } else {
    lines.unshift(paint.bold(report.flipText ?? ''), '', ...variantLines(report.plans, paint), '', 'The generic plan:');
  }
  lines.push('', paint.dim(cells(heads)));
  for (const row of rows) {
    const figures = cells(row.figures);
    lines.push(
      `${row.hot ? paint.hot(figures) : figures}  ${paint.dim(row.branch)}${row.words}  ${paint.dim(row.term)}`,
    );
    for (const condition of row.conditions) {
      lines.push(`${cells([])}  ${paint.dim(row.below)}${paint.dim(`${condition.label}: ${condition.text}`)}`);
    }
  }
  for (const finding of findings) {
    lines.push('', `${paint.severity(finding.severity)}  ${finding.message}  ${paint.dim(`[${finding.rule}]`)}`);
    lines.push(`  ${finding.remedy}`);
  }
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

interface Row {
  readonly figures: readonly string[];
  readonly branch: string;
  readonly below: string;
  readonly words: string;
  readonly term: string;
  readonly conditions: readonly { readonly label: string; readonly text: string }[];
  readonly hot: boolean;
}

function treeRows(node: PlanNode, branch: string, below: string, plan: Plan): readonly Row[] {
  const description = describeNode(node);
  const total = plan.executionMs ?? plan.totalCost;
  const own = plan.executionMs === undefined ? node.ownCost : node.ownMs;
  const children = node.children.flatMap((child, index) => {
    const last = index === node.children.length - 1;
    return treeRows(child, `${below}${last ? '└ ' : '├ '}`, `${below}${last ? '  ' : '│ '}`, plan);
  });
  const planned = node.estimatedRows === undefined ? '' : formatCount(node.estimatedRows);
  const measured = plan.executionMs !== undefined;
  return [
    {
      figures: [
        own === undefined ? '' : measured ? formatMs(own) : formatCost(own),
        measured ? (node.actualRows === undefined ? '' : formatCount(node.actualRows)) : planned,
        measured ? planned : '',
      ],
      branch,
      below: `${below}${node.children.length > 0 ? '│ ' : '  '}`,
      words: description.headline,
      term: description.term,
      conditions: description.conditions,
      hot: own !== undefined && total !== undefined && total > 0 && own / total >= 0.25,
    },
    ...children,
  ];
}
