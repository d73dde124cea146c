/**
 * A scalar expression as rules look at it: PostgreSQL's parse tree without what makes no difference to them. Types are
 * named as written (`text`, `timestamp without time zone` as `timestamp`).
 */
export type Expression =
  | { readonly kind: 'column'; readonly qualifier?: string; readonly name: string }
  /** `value` as text; NULL has none. */
  | { readonly kind: 'constant'; readonly type: 'string' | 'number' | 'boolean' | 'null'; readonly value?: string }
  /** `$1`: a parameter, or until PostgreSQL 16 the result of an InitPlan (`$0`). */
  | { readonly kind: 'parameter'; readonly number: number }
  | { readonly kind: 'cast'; readonly type: string; readonly array: boolean; readonly operands: readonly [Expression] }
  /** Two operands, or one that stands behind the operator. LIKE is `~~`, as PostgreSQL names it. */
  | { readonly kind: 'operator'; readonly name: string; readonly operands: readonly Expression[] }
  /** `operand operator ANY (array)`, `IN (list)` with the list's items behind the operand. */
  | {
      readonly kind: 'any' | 'all' | 'in';
      readonly name: string;
      readonly operands: readonly Expression[];
    }
  | { readonly kind: 'and' | 'or' | 'not'; readonly operands: readonly Expression[] }
  /** `name` without pg_catalog. */
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: 'array'; readonly operands: readonly Expression[] }
  | { readonly kind: 'null-test'; readonly isNull: boolean; readonly operands: readonly [Expression] }
  /** `SubPlan 1`, `InitPlan 2`: another part of the plan, by its name. */
  | { readonly kind: 'subplan'; readonly name: string; readonly hashed: boolean }
  /** CASE, COALESCE, rows, …: whatever rules do not ask about. */
  | { readonly kind: 'other'; readonly operands: readonly Expression[] };

/** The expression and everything in it, parents before children. Does not recurse. */
export function partsOf(expression: Expression): readonly Expression[] {
  const parts: Expression[] = [];
  const stack = [expression];
  for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
    parts.push(part);
    const operands = operandsOf(part);
    for (let i = operands.length - 1; i >= 0; i--) {
      const operand = operands[i];
      if (operand !== undefined) stack.push(operand);
    }
  }
  return parts;
}

export function operandsOf(expression: Expression): readonly Expression[] {
  return 'operands' in expression ? expression.operands : [];
}

/** The parts that all must hold: those of AND at the top, else the expression itself. */
export function conjuncts(expression: Expression): readonly Expression[] {
  return expression.kind === 'and' ? expression.operands.flatMap(conjuncts) : [expression];
}

/** What stands below casts. */
export function withoutCasts(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'cast') inner = inner.operands[0];
  return inner;
}
