import type { FlameBar } from '../plan/layout/flameLayout';

/** Where a key leads from a bar: up to what holds it, down to the first inside it, aside on its level. */
export function barBeside(key: string, bar: FlameBar, bars: readonly FlameBar[]): FlameBar | undefined {
  const middle = bar.start + bar.width / 2;
  const onLevel = (level: number) => bars.filter(one => one.level === level);
  switch (key) {
    case 'ArrowUp':
      return onLevel(bar.level - 1).find(one => one.start <= middle && one.start + one.width >= middle);
    case 'ArrowDown':
      return leftmost(
        onLevel(bar.level + 1).filter(
          ({ start, width }) => start + width / 2 >= bar.start && start < bar.start + bar.width,
        ),
      );
    case 'ArrowRight':
      return leftmost(onLevel(bar.level).filter(({ start }) => start > bar.start));
    case 'ArrowLeft':
      return onLevel(bar.level)
        .filter(({ start }) => start < bar.start)
        .reduce<FlameBar | undefined>(
          (last, one) => (last === undefined || one.start > last.start ? one : last),
          undefined,
        );
    case 'Home':
      return bars[0];
    default:
      return undefined;
  }
}

function leftmost(bars: readonly FlameBar[]): FlameBar | undefined {
  return bars.reduce<FlameBar | undefined>(
    (first, one) => (first === undefined || one.start < first.start ? one : first),
    undefined,
  );
}
