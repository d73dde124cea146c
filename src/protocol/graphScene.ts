import { type Graph, type GraphBox, graphLayout, type GraphModel, graphModel } from '../plan/layout/graphLayout';
import { boxLabel, type BoxText, boxTexts, edgeLabel, edgePath } from '../plan/layout/graphMarks';
import type { PlanNode } from '../plan/model';
import { formatCount, formatPercent } from '../plan/units';
import type { Heat, Measure } from './measures';
import type { PlanRow } from './planRow';
import type { ShownPlan } from './shownPlan';

export interface DrawnEdge {
  readonly path: string;
  readonly thickness: number;
  readonly look: 'plain' | 'hot' | 'outside';
  readonly label: { readonly x: number; readonly y: number; readonly text: string };
  /** What it spans, to leave out what is not in sight. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A layout with its edges, ready to be drawn. */
export interface DrawnGraph extends Graph {
  readonly drawn: readonly DrawnEdge[];
  /** Position in `boxes` of each step in sight. */
  readonly places: ReadonlyMap<string, number>;
}

/** The graph of one plan. What does not change with folds and colours is worked out once. */
export class GraphScene {
  readonly #shown: ShownPlan;
  readonly #model: GraphModel;

  constructor(shown: ShownPlan) {
    this.#shown = shown;
    this.#model = graphModel(shown.plan);
  }

  layout(turned: ReadonlySet<string>, measure: Measure, selected?: string): DrawnGraph {
    const weightOf = (node: PlanNode) => this.#row(node)?.reading(measure).share ?? 0;
    const graph = graphLayout(this.#model, { turned, selected, weightOf });
    const places = new Map<string, number>();
    graph.boxes.forEach(({ node }, place) => {
      if (node !== undefined) places.set(node.id, place);
    });
    return { ...graph, places, drawn: drawEdges(graph) };
  }

  heat({ node }: GraphBox, measure: Measure): Heat {
    return (node === undefined ? undefined : this.#row(node)?.reading(measure).heat) ?? 'none';
  }

  share({ node }: GraphBox, measure: Measure): number {
    return (node === undefined ? undefined : this.#row(node)?.reading(measure).share) ?? 0;
  }

  texts(box: GraphBox, measure: Measure): readonly BoxText[] {
    return boxTexts(box, this.figure(box, measure));
  }

  label(box: GraphBox, measure: Measure): string {
    return boxLabel(box, this.figure(box, measure));
  }

  /** The step's amount of the measure, with its unit. */
  figure(box: GraphBox, measure: Measure): string {
    const row = box.node === undefined ? undefined : this.#row(box.node);
    if (row === undefined) return box.share > 0 ? formatPercent(box.share) : '';
    return row.neverRan ? 'never ran' : figureOf(row, measure);
  }

  #row(node: PlanNode): PlanRow | undefined {
    return this.#shown.rows[this.#shown.places.get(node.id) ?? -1];
  }
}

function figureOf(row: PlanRow, measure: Measure): string {
  switch (measure) {
    case 'time':
      return row.own;
    case 'rows': {
      const rows = row.node.ownRows ?? row.node.estimatedRows;
      return rows === undefined ? '' : `${formatCount(Math.round(rows))} rows`;
    }
    case 'ratio':
      return row.anyRatio;
    case 'buffers':
      return row.buffers === '' || row.buffers === '–' ? row.buffers : `${row.buffers} blocks`;
    case 'cost':
      return row.cost === '' ? '' : `cost ${row.cost}`;
  }
}

function drawEdges(graph: Graph): readonly DrawnEdge[] {
  return graph.edges.map(edge => {
    const from = graph.boxes[edge.from];
    const to = graph.boxes[edge.to];
    const ends = [from, to].flatMap(box => (box === undefined ? [] : [box]));
    return {
      path: edgePath(graph, edge),
      thickness: edge.thickness,
      look: edge.outside ? 'outside' : edge.hot ? 'hot' : 'plain',
      label: edgeLabel(graph, edge),
      left: Math.min(...ends.map(({ x }) => x)),
      right: Math.max(...ends.map(({ x, width }) => x + width)),
      top: Math.min(...ends.map(({ y }) => y)),
      bottom: Math.max(...ends.map(({ y, height }) => y + height)),
    };
  });
}
