import { describeNode } from '../plan/describe';
import type { Finding } from '../plan/finding';
import type { Plan, PlanNode } from '../plan/model';
import { formatCost, formatCount, formatMs } from '../plan/units';
import type { Paint } from './paint';

/** The tree with one line a step, its own time or cost and its rows in front; conditions below the step. */
export function treeLines(plan: Plan, paint: Paint): readonly string[] {
  // A plan that was logged without being measured has a duration, but no times of its steps.
  const measured = plan.root.ownMs !== undefined || (plan.executionMs !== undefined && plan.root.loops !== undefined);
  const heads = measured ? ['own time', 'rows', 'planned'] : ['own cost', 'planned rows', ''];
  const rows = treeRows(plan, measured);
  const widths = heads.map((head, column) =>
    rows.reduce((most, { figures }) => Math.max(most, figures[column]?.length ?? 0), head.length),
  );
  const cells = (figures: readonly string[]) =>
    widths.map((width, column) => (figures[column] ?? '').padStart(width)).join('  ');
  const lines = [paint.dim(cells(heads))];
  for (const row of rows) {
    const figures = cells(row.figures);
    lines.push(
      `${row.hot ? paint.hot(figures) : figures}  ${paint.dim(row.branch)}${row.words}  ${paint.dim(row.term)}`,
    );
    for (const condition of row.conditions) {
      lines.push(`${cells([])}  ${paint.dim(row.below)}${paint.dim(`${condition.label}: ${condition.text}`)}`);
    }
  }
  return lines;
}

/** What is wrong, each with its remedy on the next line. */
export function findingLines(findings: readonly Finding[], paint: Paint): readonly string[] {
  return findings.flatMap(({ severity, message, rule, remedy }) => [
    '',
    `${paint.severity(severity)}  ${message}  ${paint.dim(`[${rule}]`)}`,
    `  ${remedy}`,
  ]);
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

/** Deeper steps stand at this indentation: a line's length stays within reason. */
const mostLevels = 60;

function treeRows(plan: Plan, measured: boolean): readonly Row[] {
  const rows: Row[] = [];
  const total = measured ? (plan.executionMs ?? plan.root.actualMs?.total) : plan.totalCost;
  const stack: { node: PlanNode; branch: string; below: string; depth: number }[] = [
    { node: plan.root, branch: '', below: '', depth: 0 },
  ];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { node, branch, below, depth } = item;
    const { headline, term, conditions } = describeNode(node);
    const own = measured ? node.ownMs : node.ownCost;
    const planned = node.estimatedRows === undefined ? '' : formatCount(node.estimatedRows);
    const actual = node.actualRows === undefined ? '' : formatCount(node.actualRows);
    rows.push({
      figures: [
        own === undefined ? '' : measured ? formatMs(own) : formatCost(own),
        measured ? actual : planned,
        measured ? planned : '',
      ],
      branch,
      below: `${below}${node.children.length > 0 ? '│ ' : '  '}`,
      words: headline,
      term,
      conditions,
      hot: own !== undefined && total !== undefined && total > 0 && own / total >= 0.25,
    });
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i];
      const last = i === node.children.length - 1;
      const prefix = depth < mostLevels ? below : below.slice(0, mostLevels * 2);
      if (child !== undefined) {
        stack.push({
          node: child,
          branch: `${prefix}${last ? '└ ' : '├ '}`,
          below: `${prefix}${last ? '  ' : '│ '}`,
          depth: depth + 1,
        });
      }
    }
  }
  return rows;
}
