import { describeNode, type NodeDescription } from '../plan/describe';
import type { PlanNode } from '../plan/model';
import { type RowRatio, rowRatio } from '../plan/rowRatio';
import { formatBytes, formatCost, formatCount, formatMs } from '../plan/units';
import type { Visit } from '../plan/walk';
import { blocksOf, type Measure, type Reading, readMeasure, type Wholes } from './measures';

/** Where a step stands in the tree. */
export interface RowPlace {
  /** 0 for the root. */
  readonly depth: number;
  /** Position in `rows` of the parent; `undefined` for the root. */
  readonly parent: number | undefined;
  /** Count of rows that hang below, at any depth. */
  readonly descendants: number;
  /** From 1, among its siblings. */
  readonly position: number;
  readonly siblings: number;
}

export interface RatioText {
  /** `32× over` */
  readonly text: string;
  readonly title: string;
  readonly grave: boolean;
}

/** One line of the plan's tree. What it says is worked out when first asked for: of a large plan a screenful is. */
export class PlanRow implements RowPlace {
  readonly node: PlanNode;
  readonly depth: number;
  readonly parent: number | undefined;
  readonly descendants: number;
  readonly position: number;
  readonly siblings: number;
  readonly #visit: Visit;
  readonly #wholes: Wholes;
  readonly #base: 'time' | 'cost';
  #words: NodeDescription | undefined;
  #ratio: RatioText | undefined | null = null;
  #haystack: string | undefined;

  constructor(visit: Visit, place: RowPlace, wholes: Wholes, base: 'time' | 'cost') {
    this.node = visit.node;
    this.depth = place.depth;
    this.parent = place.parent;
    this.descendants = place.descendants;
    this.position = place.position;
    this.siblings = place.siblings;
    this.#visit = visit;
    this.#wholes = wholes;
    this.#base = base;
  }

  get words(): NodeDescription {
    return (this.#words ??= describeNode(this.node));
  }

  /** All that is searched, in small letters: words, names, conditions. */
  get haystack(): string {
    if (this.#haystack === undefined) {
      const { headline, term, name = '', notes } = this.words;
      const { schema = '', relation = '', alias = '', index = '', conditions } = this.node;
      const texts = [headline, term, name, schema, relation, alias, index, ...notes];
      this.#haystack = [...texts, ...conditions.map(({ text }) => text)].join('\n').toLowerCase();
    }
    return this.#haystack;
  }

  get neverRan(): boolean {
    return this.node.neverExecuted === true;
  }

  reading(measure: Measure): Reading {
    return readMeasure(this.#visit, measure, this.#wholes);
  }

  /** Own time; own cost in a plan without times; empty where it has none. */
  get own(): string {
    return this.#base === 'cost' ? this.cost : this.neverRan ? '' : textOf(this.node.ownMs, formatMs);
  }

  /** Of the plan's time or cost, 0 to 1. */
  get share(): number {
    return this.reading(this.#base).share;
  }

  /** Time or cost with everything below. */
  get total(): string {
    const { actualMs, estimatedCost } = this.node;
    if (this.#base === 'cost') return textOf(estimatedCost?.total, formatCost);
    return this.neverRan ? '' : textOf(actualMs?.total, formatMs);
  }

  /** Own planner cost. */
  get cost(): string {
    return textOf(this.node.ownCost, formatCost);
  }

  /** `1,184 → 37`, or `1,184` where nothing was measured. */
  get rows(): string {
    const { estimatedRows, actualRows, type } = this.node;
    const planned = textOf(estimatedRows, formatCount);
    if (actualRows === undefined || this.neverRan || bitmaps.has(type)) return planned;
    return planned === '' ? formatCount(actualRows) : `${planned} → ${formatCount(actualRows)}`;
  }

  /** From 10 times on. */
  get ratio(): RatioText | undefined {
    if (this.#ratio === null) {
      const ratio = rowRatio(this.#visit);
      this.#ratio = ratio === undefined || ratio.factor < leastShownRatio ? undefined : ratioText(ratio);
    }
    return this.#ratio;
  }

  /** `1.4×`, however small; empty where the comparison says nothing. */
  get anyRatio(): string {
    const ratio = rowRatio(this.#visit);
    if (ratio === undefined) return '';
    return ratio.factor < 1.05 ? '1×' : ratioText(ratio).text;
  }

  get loops(): string {
    return textOf(this.node.loops, formatCount);
  }

  get width(): string {
    return textOf(this.node.estimatedWidth, formatBytes);
  }

  /** Own blocks touched; empty where EXPLAIN did not count. */
  get buffers(): string {
    const blocks = blocksOf(this.node);
    return blocks === undefined ? '' : blocks === 0 ? '–' : formatCount(blocks);
  }

  get buffersTitle(): string {
    return bufferWords
      .map(([key, text]) => [this.node.buffers?.[key] ?? 0, text] as const)
      .filter(([blocks]) => blocks > 0)
      .map(([blocks, text]) => `${formatCount(blocks)} blocks (${formatBytes(blocks * blockBytes)}) ${text}`)
      .join('\n');
  }
}

/** EXPLAIN prints 0 real rows for them whatever they find. */
const bitmaps = new Set(['BitmapAnd', 'BitmapOr']);
const leastShownRatio = 10;
const graveRatio = 100;
const blockBytes = 8192;

const bufferWords: readonly (readonly [key: string, text: string])[] = [
  ['sharedHit', 'from the cache'],
  ['sharedRead', 'read from disk or the system’s cache'],
  ['sharedDirtied', 'changed'],
  ['sharedWritten', 'written'],
  ['localHit', 'of temporary tables from the cache'],
  ['localRead', 'of temporary tables read'],
  ['tempRead', 'of temporary files read'],
  ['tempWritten', 'of temporary files written'],
];

function ratioText({ factor, direction }: RowRatio): RatioText {
  const times = `${factor < 10 ? factor.toFixed(1) : formatCount(Math.round(factor))}×`;
  return {
    text: `${times} ${direction}`,
    title: `The planner expected ${times} ${direction === 'over' ? 'more' : 'fewer'} rows than came.`,
    grave: factor >= graveRatio,
  };
}

function textOf(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? '' : format(value);
}
