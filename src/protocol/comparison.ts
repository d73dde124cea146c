import { describeNode } from '../plan/describe';
import { changeGroups, type ChangeGroups, type DiffLine, diffLines, type PlacedNode } from '../plan/diff/changeGroups';
import { diffPlans } from '../plan/diff/diffPlans';
import type { PlanDiff } from '../plan/diff/planDiff';
import type { Plan } from '../plan/model';
import { formatCost, formatCount, formatMs } from '../plan/units';
import type { PlanView } from './messages';

/** Two plans side by side, ready to be shown. */
export interface ShownComparison extends ChangeGroups {
  readonly diff: PlanDiff;
  readonly titles: { readonly before: string; readonly after: string };
  readonly notes: readonly string[];
  /** The user chose the other plan, and may take it away. */
  readonly chosen: boolean;
  readonly table: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  /** Lines from top to bottom; where nothing happened they are folded. */
  readonly parts: readonly ComparisonPart[];
  readonly measure: 'own time' | 'own cost';
}

export interface ComparisonPart {
  readonly folded: boolean;
  readonly lines: readonly ComparedLine[];
}

export interface ComparedLine {
  readonly state: DiffLine['state'];
  readonly figureDiffers: boolean;
  readonly before?: ComparedStep;
  readonly after?: ComparedStep;
}

export interface ComparedStep {
  readonly id: string;
  readonly depth: number;
  readonly headline: string;
  readonly term: string;
  readonly figure: string;
}

/** What the view stands beside: the plan that the user chose, else the one without the index that was measured. */
export function shownComparison(view: PlanView): ShownComparison | undefined {
  const { comparison, measurement } = view;
  if (comparison !== undefined) {
    const titles = { before: comparison.title, after: view.origin ?? 'now' };
    return compared(comparison.plan, view.plan, titles, comparison.notes, true);
  }
  if (measurement === undefined) return undefined;
  const titles = { before: 'without the index', after: 'with the index' };
  return compared(measurement.before.plan, measurement.after.plan, titles, [], false);
}

function compared(
  before: Plan,
  after: Plan,
  titles: ShownComparison['titles'],
  notes: readonly string[],
  chosen: boolean,
): ShownComparison {
  const diff = diffPlans(before, after);
  const timed = before.root.ownMs !== undefined && after.root.ownMs !== undefined;
  const lines = diffLines(diff, before, after).map(line => comparedLine(line, timed));
  return {
    ...changeGroups(diff),
    diff,
    titles,
    notes: [...notes, ...diff.caveats],
    chosen,
    table: figureTable(diff),
    parts: foldedParts(lines),
    measure: timed ? 'own time' : 'own cost',
  };
}

function comparedLine(line: DiffLine, timed: boolean): ComparedLine {
  const { before, after, state, figureDiffers } = line;
  const step = ({ node, depth }: PlacedNode): ComparedStep => {
    const { headline, term, index } = describeNode(node);
    const own = timed ? node.ownMs : node.ownCost;
    return {
      id: node.id,
      depth,
      headline,
      term: index === undefined ? term : `${term} using ${index}`,
      figure: own === undefined ? '' : timed ? formatMs(own) : formatCost(own),
    };
  };
  return {
    state,
    figureDiffers,
    ...(before === undefined ? {} : { before: step(before) }),
    ...(after === undefined ? {} : { after: step(after) }),
  };
}

function figureTable({ before, after }: PlanDiff): ShownComparison['table'] {
  const rows = [
    ['time', before.timeMs, after.timeMs, formatMs],
    ['planning', before.planningMs, after.planningMs, formatMs],
    ['cost', before.cost, after.cost, formatCost],
    ['rows', before.rows, after.rows, formatCount],
    ['blocks', before.buffers, after.buffers, formatCount],
  ] as const;
  return rows.flatMap(([name, one, other, format]) =>
    one === undefined && other === undefined
      ? []
      : [{ name, before: one === undefined ? '–' : format(one), after: other === undefined ? '–' : format(other) }],
  );
}

/** Fewer lines than this take no more room than the words that would stand for them. */
const leastFolded = 3;

function foldedParts(lines: readonly ComparedLine[]): readonly ComparisonPart[] {
  const parts: { readonly folded: boolean; readonly lines: ComparedLine[] }[] = [];
  for (const line of lines) {
    const folded = line.state === 'same' && !line.figureDiffers;
    const last = parts.at(-1);
    if (last?.folded === folded) last.lines.push(line);
    else parts.push({ folded, lines: [line] });
  }
  return parts.map(part => (part.lines.length < leastFolded ? { ...part, folded: false } : part));
}
