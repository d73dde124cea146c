import { technicalTerm } from '../../plan/describe';
import { changeGroups, type DiffLine, diffLines, type PlacedNode } from '../../plan/diff/changeGroups';
import type { NodeFigures, PlanDiff, PlanFigures, PlanSides } from '../../plan/diff/planDiff';
import { formatCost, formatCount, formatMs } from '../../plan/units';

/** The difference of two plans in the parts that every format shows, in the order that they are read in. */
export interface DiffReport {
  readonly headline: string;
  /** Lists of sentences under their headings; empty ones are left out. */
  readonly lists: readonly { readonly heading: string; readonly lines: readonly string[] }[];
  /** Before and after, a figure a line; absent is unknown. */
  readonly figures: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  readonly caveats: readonly string[];
  /** Steps, those that nothing happened to folded. */
  readonly steps: readonly DiffStep[];
  /** `own time` or `own cost`. */
  readonly measure: string;
}

export interface DiffStep {
  /** `~` changed, `-` gone, `+` new, `>` moved, a space: the same with another figure; `…`: folded steps. */
  readonly mark: string;
  readonly before: string;
  readonly after: string;
  readonly depth: number;
  readonly text: string;
}

export function diffReport(diff: PlanDiff, sides: PlanSides): DiffReport {
  const { inKind, expected } = changeGroups(diff);
  const timed = sides.before.root.ownMs !== undefined && sides.after.root.ownMs !== undefined;
  const lines = diffLines(diff, sides.before, sides.after);
  return {
    headline: diff.headline,
    lists: [
      {
        heading: 'What changed',
        lines: inKind.length === 0 ? ['Nothing: the steps are the same.'] : inKind.map(({ text }) => text),
      },
      { heading: 'What the planner expects', lines: expected.map(({ text }) => text) },
    ].filter(list => list.lines.length > 0),
    figures: figureRows(diff.before, diff.after),
    caveats: diff.caveats,
    steps: steps(lines, timed),
    measure: timed ? 'own time' : 'own cost',
  };
}

const figureNames: readonly (readonly [keyof PlanFigures, string, (value: number) => string])[] = [
  ['timeMs', 'time', formatMs],
  ['planningMs', 'planning', formatMs],
  ['cost', 'cost', formatCost],
  ['rows', 'rows', formatCount],
  ['buffers', 'blocks', formatCount],
];

function figureRows(before: PlanFigures, after: PlanFigures): DiffReport['figures'] {
  return figureNames.flatMap(([key, name, format]) => {
    const [one, other] = [before[key], after[key]];
    if (one === undefined && other === undefined) return [];
    return [
      {
        name,
        before: one === undefined ? 'unknown' : format(one),
        after: other === undefined ? 'unknown' : format(other),
      },
    ];
  });
}

const marks = { same: ' ', changed: '~', moved: '>', removed: '-', added: '+' } as const;

function steps(lines: readonly DiffLine[], timed: boolean): readonly DiffStep[] {
  const result: DiffStep[] = [];
  let folded = 0;
  const fold = () => {
    if (folded > 0) {
      const text = `${formatCount(folded)} ${folded === 1 ? 'step' : 'steps'} as before`;
      result.push({ mark: '…', before: '', after: '', depth: 0, text });
    }
    folded = 0;
  };
  for (const line of lines) {
    if (line.state === 'same' && !line.figureDiffers) {
      folded++;
      continue;
    }
    fold();
    const figure = (figures: NodeFigures | undefined) => {
      const own = timed ? figures?.ownMs : figures?.ownCost;
      return own === undefined ? '' : timed ? formatMs(own) : formatCost(own);
    };
    result.push({
      mark: marks[line.state],
      before: figure(line.pair.figures?.before),
      after: figure(line.pair.figures?.after),
      depth: (line.after ?? line.before)?.depth ?? 0,
      text: stepsText(line),
    });
  }
  fold();
  return result;
}

function stepsText({ before, after }: DiffLine): string {
  const [one, other] = [before && placedText(before), after && placedText(after)];
  if (one === undefined || other === undefined) return one ?? other ?? '';
  return one === other ? other : `${one} → ${other}`;
}

export function placedText({ node }: PlacedNode): string {
  const { alias, relation } = node;
  const index = node.index === undefined ? '' : ` using ${node.index}`;
  const name =
    relation === undefined ? alias : alias === undefined || alias === relation ? relation : `${relation} ${alias}`;
  return `${technicalTerm(node)}${index}${name === undefined ? '' : ` on ${name}`}`;
}
