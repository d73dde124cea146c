import type { Measure } from './measures';
import type { PlanRow, PlanRows } from './planRows';

export const columnIds = ['own', 'rows', 'ratio', 'loops', 'total', 'buffers', 'cost', 'width'] as const;
export type ColumnId = (typeof columnIds)[number];

/** A column of numbers; the steps themselves take what is left. */
export interface TreeColumn {
  readonly id: ColumnId;
  readonly label: string;
  readonly title: string;
  /** CSS pixels of the numbers, without a bar. */
  readonly pixels: number;
  /** The measure that its bar shows. */
  readonly measure: Measure | undefined;
}

/** What stands there until the reader chooses. */
export const usualColumns: readonly ColumnId[] = ['own', 'rows', 'loops', 'total', 'buffers'];

/** The columns that the plan has numbers for, from left to right. */
export function columnsOf({ measure, hasBuffers, hasLoops, measures }: PlanRows): readonly TreeColumn[] {
  const timed = measure === 'time';
  const measured = measures.includes('ratio');
  const all: readonly (TreeColumn | false)[] = [
    {
      id: 'own',
      label: `own ${measure}`,
      title: timed ? 'Time that the step itself took' : 'Planner’s cost of the step itself',
      pixels: 78,
      measure,
    },
    {
      id: 'rows',
      label: measured ? 'rows, planned → real' : 'rows planned',
      title: 'Rows of one run',
      pixels: measured ? 140 : 96,
      measure: 'rows',
    },
    measured && {
      id: 'ratio',
      label: 'estimate',
      title: 'How far planned and real rows lie apart',
      pixels: 96,
      measure: 'ratio',
    },
    hasLoops && { id: 'loops', label: 'loops', title: 'How often the step ran', pixels: 66, measure: undefined },
    { id: 'total', label: `total ${measure}`, title: 'With everything below', pixels: 86, measure: undefined },
    hasBuffers && {
      id: 'buffers',
      label: 'buffers',
      title: 'Blocks of 8 kB that the step itself touched',
      pixels: 78,
      measure: 'buffers',
    },
    timed &&
      measures.includes('cost') && {
        id: 'cost',
        label: 'own cost',
        title: 'Planner’s cost of the step itself',
        pixels: 86,
        measure: 'cost',
      },
    { id: 'width', label: 'row width', title: 'Planned bytes of one row', pixels: 70, measure: undefined },
  ];
  return all.filter(column => column !== false);
}

export interface FittedColumns {
  readonly columns: readonly TreeColumn[];
  /** CSS pixels of the bar in the measure's column. */
  readonly bar: number;
  /** `grid-template-columns` of a row. */
  readonly template: string;
}

/** The first to go when there is no room stands last; the coloured column never goes. */
const importance: readonly ColumnId[] = ['own', 'rows', 'ratio', 'total', 'buffers', 'loops', 'cost', 'width'];

/** As many of the chosen columns as leave the steps readable. */
export function fitColumns(
  available: number,
  all: readonly TreeColumn[],
  chosen: readonly ColumnId[],
  measure: Measure,
): FittedColumns {
  const bar = available >= 1100 ? 120 : available >= 700 ? 68 : available >= 460 ? 48 : 32;
  const least = available >= 1100 ? 420 : available >= 700 ? 330 : available >= 460 ? 250 : 200;
  const coloured = all.find(column => column.measure === measure);
  const kept = all.filter(column => column === coloured || chosen.includes(column.id));
  const pixels = () => kept.reduce((sum, column) => sum + column.pixels, 0) + bar + least;
  for (let i = importance.length - 1; i >= 0 && pixels() > available; i--) {
    const at = kept.findIndex(column => column.id === importance[i] && column !== coloured);
    if (at >= 0) kept.splice(at, 1);
  }
  const widths = kept.map(column => `${column.pixels + (column === coloured ? bar : 0)}px`);
  return { columns: kept, bar, template: ['minmax(0, 1fr)', ...widths].join(' ') };
}

export function columnText(row: PlanRow, id: ColumnId): string {
  switch (id) {
    case 'own':
      return row.own;
    case 'rows':
      return row.rows;
    case 'ratio':
      return row.anyRatio;
    case 'loops':
      return row.loops;
    case 'total':
      return row.total;
    case 'buffers':
      return row.buffers;
    case 'cost':
      return row.cost;
    case 'width':
      return row.width;
  }
}
