import type { A_Expr, Node } from 'libpg-query';

import type { Expression } from '../expression';
import { nameOf } from './conditions';
import { type Token, tokenize } from './lexer';
import type { Parser } from './parser';

/**
 * Reads an expression as EXPLAIN prints it (ruleutils.c, `get_rule_expr`): SQL but for references to other parts of the
 * plan, such as `(hashed SubPlan 1)`, `EXISTS(SubPlan 2)`, `(InitPlan 1).col1`. A sort key may carry its direction.
 * `undefined`: the parser takes it as no expression.
 */
export function readPlanExpression(text: string, parser: Parser): Expression | undefined {
  const expressions = readPlanExpressions(text, parser);
  return expressions.length === 1 ? expressions[0] : undefined;
}

/** The same of a list with commas, such as all sort keys of a node; empty where the parser does not take it. */
export function readPlanExpressions(text: string, parser: Parser): readonly Expression[] {
  if (text.trim() === '') return [];
  const { tree } = parser.parse(`SELECT 1 ORDER BY ${asSql(text)}`);
  const statement = tree?.stmts?.[0]?.stmt;
  if (tree?.stmts?.length !== 1 || !statement || !('SelectStmt' in statement)) return [];
  return (statement.SelectStmt.sortClause ?? []).map(key =>
    'SortBy' in key && key.SortBy.node ? expressionOf(key.SortBy.node, 0) : { kind: 'other', operands: [] },
  );
}

/** Names of parts of the plan become quoted identifiers, what SQL's grammar forbids around them function calls. */
function asSql(text: string): string {
  const tokens = tokenize(text).filter(({ kind }) => kind !== 'comment');
  let result = '';
  let copied = 0;
  const replace = (from: Token, to: Token, by: string) => {
    result += text.slice(copied, from.start) + by;
    copied = to.end;
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== 'word') continue;
    const word = text.slice(token.start, token.end);
    const next = tokens[i + 1];
    if (next === undefined) continue;
    if ((word === 'SubPlan' || word === 'InitPlan') && next.kind === 'number') {
      const hashed = i > 0 ? tokens[i - 1] : undefined;
      const prefix = hashed && text.slice(hashed.start, hashed.end) === 'hashed' ? hashed : undefined;
      const name = `${word} ${text.slice(next.start, next.end)}`;
      replace(prefix ?? token, next, `"${prefix ? 'hashed ' : ''}${name}"`);
      i++;
    } else if (word === 'alternatives' && text[next.start] === ':') {
      replace(token, next, '');
      i++;
    } else if (word === 'EXISTS' || ((word === 'ANY' || word === 'ALL') && tokens[i - 1]?.kind !== 'operator')) {
      replace(token, token, `"${word.toLowerCase()}"`);
    }
  }
  return result + text.slice(copied);
}

/** Deeper parts are `other` without operands; the parser itself refuses what is much deeper. */
const deepest = 500;

/** A node of a parse tree; `depth` says how deep it lies already. */
export function expressionOf(node: Node, depth = 0): Expression {
  const inner = (part: Node | undefined): Expression =>
    part === undefined || depth >= deepest ? { kind: 'other', operands: [] } : expressionOf(part, depth + 1);
  const all = (parts: readonly Node[] | undefined) => (parts ?? []).map(inner);

  if ('ColumnRef' in node) return columnOf(all, node.ColumnRef.fields ?? []);
  if ('A_Const' in node) return constantOf(node.A_Const);
  if ('ParamRef' in node) return { kind: 'parameter', number: node.ParamRef.number ?? 0 };
  if ('TypeCast' in node) {
    const { arg, typeName } = node.TypeCast;
    return {
      kind: 'cast',
      type: lastName(typeName?.names),
      array: (typeName?.arrayBounds ?? []).length > 0,
      operands: [inner(arg)],
    };
  }
  if ('CollateClause' in node) return inner(node.CollateClause.arg);
  if ('BoolExpr' in node) {
    const { boolop, args } = node.BoolExpr;
    return { kind: boolop === 'AND_EXPR' ? 'and' : boolop === 'OR_EXPR' ? 'or' : 'not', operands: all(args) };
  }
  if ('A_Expr' in node) return operatorOf(node.A_Expr, inner);
  if ('NullTest' in node) {
    return {
      kind: 'null-test',
      isNull: node.NullTest.nulltesttype === 'IS_NULL',
      operands: [inner(node.NullTest.arg)],
    };
  }
  if ('FuncCall' in node) {
    const names = (node.FuncCall.funcname ?? []).map(nameOf);
    const name = (names[0] === 'pg_catalog' ? names.slice(1) : names).join('.');
    return { kind: 'call', name, operands: all(node.FuncCall.args) };
  }
  if ('A_ArrayExpr' in node) return { kind: 'array', operands: all(node.A_ArrayExpr.elements) };
  if ('A_Indirection' in node) {
    const base = inner(node.A_Indirection.arg);
    return base.kind === 'subplan' ? base : { kind: 'other', operands: [base] };
  }
  return { kind: 'other', operands: depth >= deepest ? [] : partsIn(node).map(inner) };
}

function columnOf(all: (parts: readonly Node[]) => readonly Expression[], fields: readonly Node[]): Expression {
  const names = fields.map(nameOf);
  const name = names.at(-1) ?? '';
  const subplan = names.length === 1 ? /^(hashed )?((?:Sub|Init)Plan \d+)$/.exec(name) : null;
  if (subplan?.[2] !== undefined) return { kind: 'subplan', name: subplan[2], hashed: subplan[1] !== undefined };
  if (name === '') return { kind: 'other', operands: all([]) };
  const qualifier = names.at(-2);
  return { kind: 'column', name, ...(qualifier === undefined ? {} : { qualifier }) };
}

type Constant = Extract<Node, { A_Const: unknown }>['A_Const'];

function constantOf({ isnull, sval, ival, fval, boolval }: Constant): Expression {
  if (isnull === true) return { kind: 'constant', type: 'null' };
  if (sval) return { kind: 'constant', type: 'string', value: sval.sval ?? '' };
  if (boolval) return { kind: 'constant', type: 'boolean', value: String(boolval.boolval === true) };
  return { kind: 'constant', type: 'number', value: fval?.fval ?? String(ival?.ival ?? 0) };
}

function operatorOf(expression: A_Expr, inner: (part: Node | undefined) => Expression): Expression {
  const name = lastName(expression.name);
  const { lexpr, rexpr } = expression;
  const left = lexpr === undefined ? [] : [inner(lexpr)];
  const right = rexpr === undefined ? [] : 'List' in rexpr ? (rexpr.List.items ?? []).map(inner) : [inner(rexpr)];
  switch (expression.kind) {
    case 'AEXPR_OP_ANY':
      return { kind: 'any', name, operands: [...left, ...right] };
    case 'AEXPR_OP_ALL':
      return { kind: 'all', name, operands: [...left, ...right] };
    case 'AEXPR_IN':
      return { kind: 'in', name, operands: [...left, ...right] };
    default:
      return { kind: 'operator', name, operands: [...left, ...right] };
  }
}

function lastName(names: readonly Node[] | undefined): string {
  const last = names?.at(-1);
  return last === undefined ? '' : nameOf(last);
}

/** Child nodes of a node of any kind: objects with one key in capitals, in its fields and lists. */
function partsIn(node: Node): readonly Node[] {
  const parts: Node[] = [];
  for (const fields of Object.values(node) as readonly unknown[]) {
    if (typeof fields !== 'object' || fields === null) continue;
    for (const field of Object.values(fields) as readonly unknown[]) {
      for (const item of Array.isArray(field) ? (field as readonly unknown[]) : [field])
        if (isNode(item)) parts.push(item);
    }
  }
  return parts;
}

function isNode(value: unknown): value is Node {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && /^[A-Z]/.test(keys[0] ?? '');
}
