import { type Expression, operandsOf } from './expression';

/** Parts deeper than this, and constants longer than `longest`, are left out: the text is for people. */
const deepest = 4;
const longest = 24;

/** A short text of the expression for a message: `lower(email)`, `created_at::date`, `(id + 1)`. */
export function expressionText(expression: Expression, depth = 0): string {
  if (depth > deepest) return '…';
  const inner = operandsOf(expression).map(operand => expressionText(operand, depth + 1));
  switch (expression.kind) {
    case 'column':
      return expression.name;
    case 'constant':
      return constantText(expression.type, expression.value);
    case 'parameter':
      return `$${expression.number}`;
    case 'cast':
      return `${inner.join('')}::${expression.type}${expression.array ? '[]' : ''}`;
    case 'operator':
      return inner.length === 2 ? `(${inner.join(` ${expression.name} `)})` : `(${expression.name} ${inner.join('')})`;
    case 'call':
      return `${expression.name}(${inner.join(', ')})`;
    case 'subplan':
      return expression.name;
    default:
      return inner.length === 0 ? '…' : `…(${inner.join(', ')})`;
  }
}

function constantText(type: string, value: string | undefined): string {
  if (value === undefined) return 'NULL';
  const short = value.length > longest ? `${value.slice(0, longest - 1)}…` : value;
  return type === 'string' ? `'${short}'` : short;
}
