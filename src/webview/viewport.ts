/** What part of a drawing is in sight: a point of it stands at `x + k × point` pixels from the view's corner. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Area extends Size {
  readonly x: number;
  readonly y: number;
}

const margin = 24;
const leastScale = 0.02;
const mostScale = 2;

/** The whole drawing, never enlarged. */
export function fitted(drawing: Size, view: Size): Viewport {
  const scale = Math.min(
    1,
    (view.width - 2 * margin) / Math.max(1, drawing.width),
    (view.height - 2 * margin) / Math.max(1, drawing.height),
  );
  return bounded({ x: margin, y: 0, k: Math.max(leastScale, scale) }, drawing, view);
}

/** With this area in the middle, as far as the drawing's bounds let it. */
export function centred(area: Area, k: number, drawing: Size, view: Size): Viewport {
  const x = view.width / 2 - k * (area.x + area.width / 2);
  const y = view.height / 2 - k * (area.y + area.height / 2);
  return bounded({ x, y, k }, drawing, view);
}

/** Moved by as little as brings the area into sight. */
export function showing(area: Area, viewport: Viewport, drawing: Size, view: Size): Viewport {
  const { k } = viewport;
  const moved = (at: number, length: number, offset: number, room: number): number => {
    const start = offset + k * at;
    const end = start + k * length;
    if (start < margin) return offset + margin - start;
    return end > room - margin ? offset - Math.min(end - (room - margin), start - margin) : offset;
  };
  return bounded(
    { x: moved(area.x, area.width, viewport.x, view.width), y: moved(area.y, area.height, viewport.y, view.height), k },
    drawing,
    view,
  );
}

/** Enlarged by `factor` around a point of the view. */
export function zoomed(
  viewport: Viewport,
  factor: number,
  at: { x: number; y: number },
  drawing: Size,
  view: Size,
): Viewport {
  const k = Math.min(mostScale, Math.max(leastScale, viewport.k * factor));
  const ratio = k / viewport.k;
  return bounded({ x: at.x - ratio * (at.x - viewport.x), y: at.y - ratio * (at.y - viewport.y), k }, drawing, view);
}

/** A drawing that is smaller than the view stands in its middle (at its left); a larger one cannot be lost from sight. */
export function bounded({ x, y, k }: Viewport, drawing: Size, view: Size): Viewport {
  const room = (offset: number, length: number, available: number, middle: boolean): number => {
    const free = available - k * length;
    if (free >= 2 * margin) return middle ? free / 2 : margin;
    return Math.min(margin, Math.max(free - margin, offset));
  };
  return { x: room(x, drawing.width, view.width, false), y: room(y, drawing.height, view.height, true), k };
}
