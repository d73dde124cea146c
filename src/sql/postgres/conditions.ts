import type { A_Expr, ColumnRef, Node } from 'libpg-query';

import type { ColumnPredicate } from '../statement';

export interface ColumnCondition {
  readonly column: ColumnRef;
  readonly role: ColumnPredicate['role'];
}

/** The ANDed parts of a condition that compare a bare column with a value known before the rows are read. */
export function columnConditions(condition: Node): readonly ColumnCondition[] {
  if ('BoolExpr' in condition) {
    return condition.BoolExpr.boolop === 'AND_EXPR' ? (condition.BoolExpr.args ?? []).flatMap(columnConditions) : [];
  }
  if (!('A_Expr' in condition)) return [];
  const expression = condition.A_Expr;
  const { lexpr: left, rexpr: right } = expression;
  if (!left || !right) return [];
  const role = roleOf(expression);
  if (!role) return [];
  if ('ColumnRef' in left && isConstant(right)) return [{ column: left.ColumnRef, role }];
  if ('ColumnRef' in right && isConstant(left) && expression.kind === 'AEXPR_OP')
    return [{ column: right.ColumnRef, role }];
  return [];
}

/** Text of a String node; empty for anything else, such as `*`. */
export function nameOf(node: Node): string {
  return 'String' in node ? (node.String.sval ?? '') : '';
}

function roleOf(expression: A_Expr): ColumnPredicate['role'] | undefined {
  const names = (expression.name ?? []).map(nameOf);
  if (names.length > 1 && names[0] !== 'pg_catalog') return undefined;
  const operator = names.at(-1);
  switch (expression.kind) {
    case 'AEXPR_OP':
      if (operator === '=') return 'equality';
      return operator === '<' || operator === '>' || operator === '<=' || operator === '>=' ? 'range' : undefined;
    case 'AEXPR_IN':
    case 'AEXPR_OP_ANY':
      return operator === '=' ? 'in' : undefined;
    case 'AEXPR_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
      return 'range';
    default:
      return undefined;
  }
}

/** Functions of pg_catalog that are not volatile and commonly stand beside constants. */
const steadyFunctions = new Set([
  ...[
    'now',
    'transaction_timestamp',
    'statement_timestamp',
    'date_trunc',
    'make_date',
    'make_interval',
    'make_timestamp',
  ],
  ...['make_timestamptz', 'to_date', 'to_timestamp', 'to_number', 'lower', 'upper', 'trim', 'btrim', 'timezone', 'abs'],
  ...['concat', 'length', 'round', 'floor', 'ceil', 'replace', 'current_setting', 'string_to_array', 'array_append'],
]);

function isConstant(node: Node): boolean {
  if ('A_Const' in node || 'ParamRef' in node || 'SQLValueFunction' in node) return true;
  if ('TypeCast' in node) return !node.TypeCast.arg || isConstant(node.TypeCast.arg);
  if ('List' in node) return (node.List.items ?? []).every(isConstant);
  if ('A_ArrayExpr' in node) return (node.A_ArrayExpr.elements ?? []).every(isConstant);
  if ('CoalesceExpr' in node) return (node.CoalesceExpr.args ?? []).every(isConstant);
  if ('A_Expr' in node) {
    const { lexpr, rexpr, kind } = node.A_Expr;
    return kind === 'AEXPR_OP' && (!lexpr || isConstant(lexpr)) && (!rexpr || isConstant(rexpr));
  }
  if ('FuncCall' in node) {
    const names = (node.FuncCall.funcname ?? []).map(nameOf);
    const known = (names.length === 1 || names[0] === 'pg_catalog') && steadyFunctions.has(names.at(-1) ?? '');
    return known && !node.FuncCall.over && (node.FuncCall.args ?? []).every(isConstant);
  }
  return false;
}
