import { type Expression, partsOf } from '../../sql/expression';

/** What an expression speaks of, so that the same condition is known again after the planner rewrote it. */
export interface Speech {
  readonly columns: ReadonlySet<string>;
  readonly qualifiers: ReadonlySet<string>;
  readonly constants: ReadonlySet<string>;
  readonly operators: ReadonlySet<string>;
  readonly subplans: ReadonlySet<string>;
}

export function speechOf(expression: Expression): Speech {
  const columns = new Set<string>();
  const qualifiers = new Set<string>();
  const constants = new Set<string>();
  const operators = new Set<string>();
  const subplans = new Set<string>();
  for (const part of partsOf(expression)) {
    if (part.kind === 'column') {
      columns.add(part.name);
      if (part.qualifier !== undefined) qualifiers.add(part.qualifier);
    } else if (part.kind === 'constant' && part.value !== undefined) constants.add(part.value);
    else if (part.kind === 'subplan') subplans.add(part.name);
    else if (part.kind === 'operator' || part.kind === 'any' || part.kind === 'in' || part.kind === 'call') {
      operators.add(part.kind === 'in' ? '=' : part.name);
    }
  }
  return { columns, qualifiers, constants, operators, subplans };
}

/**
 * How well a condition of a plan fits a part of the statement; 0: not at all. The columns decide, since casts, the
 * order of operands, IN, BETWEEN and the values of parameters come back in another form; the rest tells equals apart.
 */
export function likeness(planned: Speech, written: Speech): number {
  // `count(*)` speaks of no column.
  if (planned.columns.size === 0) {
    return written.columns.size === 0 && meet(planned.operators, written.operators) ? 5 : 0;
  }
  let shared = 0;
  for (const column of planned.columns) if (written.columns.has(column)) shared++;
  const fits = shared === planned.columns.size || (written.columns.size > 0 && shared === written.columns.size);
  if (!fits || shared === 0) return 0;
  const all = planned.columns.size + written.columns.size - shared;
  return (
    (10 * shared) / all +
    (meet(planned.operators, written.operators) ? 3 : 0) +
    (meet(planned.constants, written.constants) ? 3 : 0) +
    (meet(planned.qualifiers, written.qualifiers) ? 2 : 0)
  );
}

function meet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const item of one) if (other.has(item)) return true;
  return false;
}
