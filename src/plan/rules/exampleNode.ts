/** What a rule's example says of one step. */
interface ExampleStep {
  readonly cost: number;
  readonly planned: number;
  readonly width?: number;
  /** Rows, ms and loops as EXPLAIN prints them: of one loop. */
  readonly rows?: number;
  readonly ms?: number;
  readonly loops?: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** One node of a rule's example, as EXPLAIN (FORMAT JSON) prints it; without `rows` it was planned only. */
export function exampleNode(
  type: string,
  step: ExampleStep,
  fields: Fields = {},
  plans: readonly Fields[] = [],
): Fields {
  const { cost, planned, width = 32, rows, ms, loops = 1 } = step;
  return {
    'Node Type': type,
    ...fields,
    'Startup Cost': 0,
    'Total Cost': cost,
    'Plan Rows': planned,
    'Plan Width': width,
    ...(rows !== undefined && {
      ...(ms !== undefined && { 'Actual Startup Time': 0.01, 'Actual Total Time': ms }),
      'Actual Rows': rows,
      'Actual Loops': loops,
    }),
    ...(plans.length > 0 && { Plans: plans.map(plan => ({ 'Parent Relationship': 'Outer', ...plan })) }),
  };
}
