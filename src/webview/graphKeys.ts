import type { GraphBox } from '../plan/layout/graphLayout';

/** Where an arrow key leads from a box: to its parent, its first child, or the neighbour in its column. */
export function neighbourOf(key: string, at: number, boxes: readonly GraphBox[]): number | undefined {
  const box = boxes[at];
  if (box === undefined) return undefined;
  switch (key) {
    case 'ArrowLeft':
      return box.parent;
    case 'ArrowRight':
      return found(boxes.findIndex(({ parent }) => parent === at));
    case 'ArrowDown':
      return beside(boxes, box, 1);
    case 'ArrowUp':
      return beside(boxes, box, -1);
    case 'Home':
      return 0;
    default:
      return undefined;
  }
}

function beside(boxes: readonly GraphBox[], from: GraphBox, direction: 1 | -1): number | undefined {
  let best: number | undefined;
  let distance = Infinity;
  boxes.forEach(({ depth, y }, place) => {
    const away = (y - from.y) * direction;
    if (depth === from.depth && away > 0 && away < distance) {
      best = place;
      distance = away;
    }
  });
  return best;
}

function found(place: number): number | undefined {
  return place < 0 ? undefined : place;
}
