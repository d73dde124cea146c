import { describeNode, type NodeDescription } from '../../plan/describe';
import { type Heat, heatOf } from '../../plan/layout/heat';
import { ownFigure } from '../../plan/layout/graphMarks';
import type { Plan, PlanNode } from '../../plan/model';
import { rowRatio } from '../../plan/rowRatio';
import { formatCount } from '../../plan/units';
import { walkPlan } from '../../plan/walk';

/** One step with its figures as text; empty where the plan does not say. */
export interface StepLine {
  readonly node: PlanNode;
  readonly depth: number;
  readonly words: NodeDescription;
  readonly own: string;
  /** Of the plan's time or cost, 0 to 1. */
  readonly share: number;
  readonly heat: Heat;
  /** `1,184 → 37` */
  readonly rows: string;
  /** `32× over`, from 10 times on. */
  readonly ratio: string;
  /** Own blocks. */
  readonly buffers: string;
}

const leastRatio = 10;

/** In the order of the plan. */
export function stepLines(plan: Plan): readonly StepLine[] {
  const measured = plan.root.ownMs !== undefined;
  const whole = measured ? Math.max(plan.executionMs ?? 0, plan.root.actualMs?.total ?? 0) : (plan.totalCost ?? 0);
  return walkPlan(plan.root).map(visit => {
    const { node, depth } = visit;
    const own = (measured ? node.ownMs : node.ownCost) ?? 0;
    const share = whole > 0 ? Math.min(1, own / whole) : 0;
    const ratio = rowRatio(visit);
    return {
      node,
      depth,
      words: describeNode(node),
      own: ownFigure(node),
      share,
      heat: heatOf(share),
      rows: rowsText(node),
      ratio:
        ratio === undefined || ratio.factor < leastRatio
          ? ''
          : `${formatCount(Math.round(ratio.factor))}× ${ratio.direction}`,
      buffers: buffersText(node),
    };
  });
}

function rowsText({ estimatedRows, actualRows, neverExecuted }: PlanNode): string {
  const planned = estimatedRows === undefined ? '' : formatCount(estimatedRows);
  if (actualRows === undefined || neverExecuted === true) return planned;
  return planned === '' ? formatCount(actualRows) : `${planned} → ${formatCount(actualRows)}`;
}

function buffersText({ buffers }: PlanNode): string {
  if (buffers === undefined) return '';
  const { sharedHit = 0, sharedRead = 0, localHit = 0, localRead = 0, tempRead = 0, tempWritten = 0 } = buffers;
  return formatCount(sharedHit + sharedRead + localHit + localRead + tempRead + tempWritten);
}
