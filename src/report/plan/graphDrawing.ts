import { heatOf } from '../../plan/layout/heat';
import { type Graph, type GraphBox, graphLayout, graphModel } from '../../plan/layout/graphLayout';
import { boxTexts, edgeLabel, edgePath, ownFigure } from '../../plan/layout/graphMarks';
import type { Plan } from '../../plan/model';
import { type Drawing, number } from './drawing';
import { xmlText } from './xmlText';

/** Steps left to right, sized and coloured by their own time or cost; what is cheap is folded. */
export function graphDrawing(plan: Plan): Drawing {
  const graph = graphLayout(graphModel(plan), { turned: new Set(), weightOf: (_, share) => share });
  return {
    content: [...edges(graph), ...graph.boxes.map(boxElement)].join('\n'),
    width: graph.width,
    height: graph.height,
    title: 'Plan as a graph',
  };
}

function edges(graph: Graph): readonly string[] {
  return graph.edges.map(edge => {
    const look = edge.outside ? 'outside' : edge.hot ? 'hot' : '';
    const { x, y, text } = edgeLabel(graph, edge);
    const label =
      text === ''
        ? ''
        : `<text class="rows" x="${number(x)}" y="${number(y)}" text-anchor="end">${xmlText(text)}</text>`;
    return `<path class="edge ${look}" stroke-width="${number(edge.thickness)}" d="${edgePath(graph, edge)}"/>${label}`;
  });
}

function boxElement(box: GraphBox): string {
  const { node, width, height, share } = box;
  const heat = heatOf(node === undefined ? 0 : share);
  const texts = boxTexts(box, ownFigure(node)).map(
    ({ x, y, kind, end, text }) =>
      `<text class="${kind}" x="${number(x)}" y="${number(y)}"${end ? ' text-anchor="end"' : ''}>${xmlText(text)}</text>`,
  );
  const bar =
    node === undefined
      ? ''
      : `<rect class="ground" x="10" y="${number(height - 7)}" width="${number(width - 20)}" height="3" rx="1.5"/>` +
        (share > 0
          ? `<rect class="heat ${heat}" x="10" y="${number(height - 7)}" width="${number(Math.max(1.5, share * (width - 20)))}" height="3" rx="1.5"/>`
          : '');
  const radius = node === undefined ? height / 2 : 4;
  return `<g transform="translate(${number(box.x)} ${number(box.y)})"><rect class="box ${node === undefined ? 'fold' : heat}" width="${number(width)}" height="${number(height)}" rx="${number(radius)}"/>${texts.join('')}${bar}</g>`;
}
