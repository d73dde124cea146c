import { type Flame, type FlameBar, flameLayout, type FlameModel, flameModel } from '../plan/layout/flameLayout';
import { fitLines, textWidth } from '../plan/layout/textFit';
import { formatCost, formatMs, formatPercent } from '../plan/units';
import type { Heat, Measure } from './measures';
import type { PlanRow } from './planRow';
import type { ShownPlan } from './shownPlan';

export interface BarText {
  readonly name: string;
  /** At the bar's right end, where there is room. */
  readonly figure: string;
}

const nameFont = { size: 12.5 };
const padding = 6;

/** The flame of one plan. What does not change with zoom and width is worked out once. */
export class FlameScene {
  readonly #shown: ShownPlan;
  readonly #model: FlameModel;

  constructor(shown: ShownPlan) {
    this.#shown = shown;
    this.#model = flameModel(shown.plan);
  }

  layout(zoom: string | undefined, pixels: number): Flame {
    return flameLayout(this.#model, { zoom, least: 1 / Math.max(1, pixels) });
  }

  heat({ node, own }: FlameBar, measure: Measure): Heat {
    if (node !== undefined) return this.#row(node.id)?.reading(measure).heat ?? 'none';
    return own / this.#model.whole >= 0.2 ? 'warm' : 'cool';
  }

  /** Name and figure, as much of them as `pixels` have room for. */
  text(bar: FlameBar, pixels: number): BarText {
    if (pixels < 26) return { name: '', figure: '' };
    const figure = this.figure(bar);
    const figureRoom = textWidth(figure, nameFont) + 14;
    const fits = pixels > figureRoom + 90;
    const room = pixels - 2 * padding - (fits ? figureRoom : 0);
    return { name: fitLines(this.#name(bar), room, 1, nameFont)[0] ?? '', figure: fits ? figure : '' };
  }

  /** With all that ran inside. */
  figure({ total }: FlameBar): string {
    return this.amount(total);
  }

  amount(value: number): string {
    return this.#model.measure === 'time' ? formatMs(value) : `cost ${formatCost(value)}`;
  }

  /** For a screen reader and a tooltip. */
  label(bar: FlameBar): string {
    const share = this.#model.whole > 0 ? bar.total / this.#model.whole : 0;
    const own = bar.node === undefined ? '' : `, own ${this.amount(bar.own)}`;
    const term = bar.node === undefined ? '' : ` (${this.#row(bar.node.id)?.words.term ?? bar.node.type})`;
    return `${this.#name(bar)}${term}: ${this.figure(bar)}, ${formatPercent(share)}${own}`;
  }

  #name({ node, label }: FlameBar): string {
    if (node === undefined) return label ?? '';
    return this.#row(node.id)?.words.headline ?? node.type;
  }

  #row(id: string): PlanRow | undefined {
    return this.#shown.rows[this.#shown.places.get(id) ?? -1];
  }
}
