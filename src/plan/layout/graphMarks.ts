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
  if (node === undefined) return [line(cheapText(box), 'fold', 17)];
  const room = width - 2 * padding;
  const words = describeNode(node);
  const lines = Math.floor((box.height - 14) / lineHeight);
  const headline = fitLines(words.headline, room, 2, fonts.headline);
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

function cheapText({ folded, share }: GraphBox): string {
  const cheap = `${formatCount(folded)} cheap ${folded === 1 ? 'step' : 'steps'}`;
  return share >= 0.01 ? `${cheap} · ${formatPercent(share)}` : cheap;
}

function foldText(steps: number): string {
  return `${formatCount(steps)} ${steps === 1 ? 'step' : 'steps'} folded`;
}

/** The curve from the step that gives the rows to the one that takes them, as an SVG path. */
export function edgePath(graph: Graph, edge: GraphEdge): string {
  const from = graph.boxes[edge.from];
  const to = graph.boxes[edge.to];
  if (from === undefined || to === undefined) return '';
  if (to.x + to.width > from.x) return uprightPath(from, to);
  const [x1, y1] = [round(from.x), round(from.y + from.height / 2)];
  const [x2, y2] = [round(to.x + to.width), round(to.y + to.height / 2)];
  const middle = round((x1 + x2) / 2);
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

/** To a step that does not stand left of the CTE that it reads, too: from edge to edge, up or down. */
function uprightPath(from: GraphBox, to: GraphBox): string {
  const down = to.y > from.y;
  const [x1, y1] = [round(from.x + from.width / 2), round(down ? from.y + from.height : from.y)];
  const [x2, y2] = [round(to.x + to.width / 2), round(down ? to.y : to.y + to.height)];
  const bend = (down ? 1 : -1) * Math.max(20, Math.abs(y1 - y2) / 2);
  return `M${x1} ${y1}C${x1} ${round(y1 + bend)} ${x2} ${round(y2 - bend)} ${x2} ${y2}`;
}

/** Where the count of rows stands: above the edge, before the box that it leaves. */
export function edgeLabel(graph: Graph, { from, rows, thickness }: GraphEdge): { x: number; y: number; text: string } {
  const box = graph.boxes[from];
  const text = rows === undefined ? '' : shortCount(rows);
  if (box === undefined) return { x: 0, y: 0, text };
  return { x: round(box.x - 5), y: round(box.y + box.height / 2 - thickness / 2 - 3), text };
}

/** Fits between two columns: `1,184`, `200,000`, `1.2M`. */
function shortCount(rows: number): string {
  if (rows < 999_999.5) return formatCount(Math.round(rows));
  const [amount, unit] = rows < 1e9 ? [rows / 1e6, 'M'] : [rows / 1e9, 'G'];
  return `${amount < 10 ? formatCount(Math.round(amount * 10) / 10) : formatCount(Math.round(amount))}${unit}`;
}

/** The box for a screen reader: `Read all of orders, Seq Scan, 1,194 ms, 93 % of the whole, 37 rows`. */
export function boxLabel(box: GraphBox, figure: string): string {
  const { node } = box;
  if (node === undefined) return `${cheapText(box)}, folded`;
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
