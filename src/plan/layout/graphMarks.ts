import { describeNode } from '../describe';
import type { PlanNode } from '../model';
import { formatCost, formatCount, formatMs, formatPercent } from '../units';
import type { Graph, GraphBox, GraphEdge } from './graphLayout';
import { fitLines, type Font, textWidth } from './textFit';

/** One line of text in a box; `x` and `y` (the baseline) from the box's corner. */
export interface BoxText {
  readonly x: number;
  readonly y: number;
  readonly kind: 'headline' | 'term' | 'condition' | 'note' | 'figure' | 'fold';
  readonly end: boolean;
  readonly text: string;
}

const padding = 10;
const lineHeight = 16;
const fonts: Readonly<Record<BoxText['kind'], Font>> = {
  headline: { size: 12.5, bold: true },
  term: { size: 11.5 },
  condition: { size: 11, mono: true },
  note: { size: 11.5 },
  figure: { size: 12.5, bold: true },
  fold: { size: 11.5 },
};

/** What stands in a box: the higher it is, the more lines. `figure` is the step's amount of what was chosen. */
export function boxTexts(box: GraphBox, figure: string): readonly BoxText[] {
  const { node, width } = box;
  if (node === undefined) return [line(foldText(box.folded), 'fold', 17)];
  const room = width - 2 * padding;
  const words = describeNode(node);
  const lines = Math.floor((box.height - 14) / lineHeight);
  const headline = fitLines(words.headline, room, lines > 2 ? 2 : 1, fonts.headline);
  const texts = headline.map((text, i) => line(text, 'headline', 19 + i * lineHeight));
  let y = 19 + headline.length * lineHeight;
  for (const { kind, text } of [
    ...words.conditions.map(condition => ({ kind: 'condition' as const, text: condition.text })),
    ...words.notes.map(note => ({ kind: 'note' as const, text: note })),
  ].slice(0, Math.max(0, lines - headline.length - 1))) {
    texts.push(...fitLines(text, room, 1, fonts[kind]).map(fitted => line(fitted, kind, y)));
    y += lineHeight;
  }
  const below = box.height - 12;
  const end: BoxText = { ...line(figure, 'figure', below), x: width - padding, end: true };
  const left = room - textWidth(figure, fonts.figure) - 6;
  const folded = box.folded > 0 ? `${words.term} · ${foldText(box.folded)}` : words.term;
  return [...texts, ...fitLines(folded, left, 1, fonts.term).map(text => line(text, 'term', below)), end];
}

function line(text: string, kind: BoxText['kind'], y: number): BoxText {
  return { x: padding, y, kind, end: false, text };
}

function foldText(steps: number): string {
  return `${formatCount(steps)} ${steps === 1 ? 'step' : 'steps'} folded`;
}

/** The curve from the step that gives the rows to the one that takes them, as an SVG path. */
export function edgePath(graph: Graph, edge: GraphEdge): string {
  const from = graph.boxes[edge.from];
  const to = graph.boxes[edge.to];
  if (from === undefined || to === undefined) return '';
  const [x1, y1] = [from.x, from.y + from.height / 2];
  const [x2, y2] = [to.x + to.width, to.y + to.height / 2];
  // Where a CTE was read further left than it hangs, the curve leaves to the left all the same.
  const bend = Math.max(24, Math.abs(x1 - x2) / 2);
  return `M${round(x1)} ${round(y1)}C${round(x1 - bend)} ${round(y1)} ${round(x2 + bend)} ${round(y2)} ${round(x2)} ${round(y2)}`;
}

/** Where the count of rows stands: above the edge, before the box that it leaves. */
export function edgeLabel(graph: Graph, { from, rows, thickness }: GraphEdge): { x: number; y: number; text: string } {
  const box = graph.boxes[from];
  const text = rows === undefined ? '' : formatCount(Math.round(rows));
  if (box === undefined) return { x: 0, y: 0, text };
  return { x: round(box.x - 6), y: round(box.y + box.height / 2 - thickness / 2 - 4), text };
}

/** The box for a screen reader: `Read all of orders, Seq Scan, 1,194 ms, 93 % of the whole, 37 rows`. */
export function boxLabel(box: GraphBox, figure: string): string {
  const { node } = box;
  if (node === undefined) return `${foldText(box.folded)}, ${formatPercent(box.share)} of the whole`;
  const words = describeNode(node);
  const rows = node.ownRows ?? node.estimatedRows;
  return [
    words.headline,
    words.term,
    figure,
    ...(box.share > 0 ? [`${formatPercent(box.share)} of the whole`] : []),
    ...(rows === undefined ? [] : [`${formatCount(Math.round(rows))} rows`]),
    ...(box.folded > 0 ? [foldText(box.folded)] : []),
  ]
    .filter(part => part !== '')
    .join(', ');
}

/** Own time, or own cost where nothing was measured. */
export function ownFigure(node: PlanNode | undefined): string {
  if (node === undefined || node.neverExecuted === true) return node === undefined ? '' : 'never ran';
  if (node.ownMs !== undefined) return formatMs(node.ownMs);
  return node.ownCost === undefined ? '' : `cost ${formatCost(node.ownCost)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
