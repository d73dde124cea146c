/** Tells by the words around a hole what may stand there, so that PostgreSQL's parser takes the statement. */
import type { Token } from './lexer';
import type { ParameterKind } from '../statement';

/** One way to fill a hole. */
export type Filling =
  /** `$1` */
  | 'value'
  /** `$1` for all that stands in the parentheses */
  | 'list'
  /** `($1)` */
  | 'bare list'
  /** `"$1"` */
  | 'name'
  /** `TRUE` */
  | 'condition'
  /** `1`: the first output column */
  | 'sort'
  /** `*` */
  | 'columns'
  /** nothing */
  | 'nothing'
  /** `=` */
  | 'operator'
  /** `"$1" = NULL` */
  | 'assignment'
  /** `(NULL, NULL)` */
  | 'rows'
  /** `SELECT 1` */
  | 'query'
  /** `'1'` */
  | 'literal'
  /** `text` */
  | 'type';

export const kinds: Readonly<Record<Filling, ParameterKind>> = {
  value: 'value',
  list: 'list',
  'bare list': 'list',
  name: 'identifier',
  condition: 'fragment',
  sort: 'identifier',
  columns: 'fragment',
  nothing: 'fragment',
  operator: 'fragment',
  assignment: 'fragment',
  rows: 'fragment',
  query: 'fragment',
  literal: 'value',
  type: 'identifier',
};

/** Tokens around a hole, the hole itself being one of them. */
export interface Around {
  /** Significant tokens, comments left out. */
  readonly tokens: readonly Token[];
  readonly index: number;
  readonly text: (token: Token | undefined) => string;
}

const clauses = new Set([
  ...['select', 'from', 'where', 'on', 'having', 'set', 'values', 'by', 'limit', 'offset', 'returning', 'using'],
  ...['join', 'into', 'update', 'delete', 'with', 'when', 'then', 'else', 'fetch', 'union', 'except', 'intersect'],
]);
const beforeName = new Set([
  ...['from', 'join', 'into', 'update', 'table', 'only', 'truncate', 'references', 'index', 'exists', 'concurrently'],
  ...['view', 'schema', 'as', 'collate', 'database', 'sequence', 'function', 'procedure', 'role', 'user', 'trigger'],
  ...['column', 'constraint', 'lateral', 'call', 'policy', 'extension', 'type', 'rename', 'to'],
]);
const comparisons = new Set(['in', 'is', 'like', 'ilike', 'between', 'similar', 'not', 'overlaps']);
/** Functions that have `from` among their arguments. */
const fromFunctions = new Set(['extract', 'substring', 'trim', 'overlay', 'position', 'btrim']);

/** What to try first, and then, for a hole that may be anything. */
export function fillings(around: Around): readonly Filling[] {
  const first = guess(around);
  const rest: readonly Filling[] = [
    'value',
    'name',
    'nothing',
    'condition',
    'sort',
    'bare list',
    'columns',
    'operator',
    'assignment',
    'rows',
    'query',
    'literal',
    'type',
  ];
  return [first, ...rest.filter(filling => filling !== first)];
}

/** What to try for a placeholder, which is a value or a list of values wherever it stands. */
export function valueFillings(around: Around, expands: boolean): readonly Filling[] {
  const before = word(around, -1);
  if (before === 'in') return ['bare list', 'value'];
  if (isWholeList(around)) return [expands ? 'list' : 'value'];
  if (before === 'values') return ['rows', 'value'];
  return ['value', 'literal'];
}

/** `IN (hole)` */
function isWholeList(around: Around): boolean {
  return word(around, -1) === '(' && word(around, -2) === 'in' && word(around, 1) === ')';
}

function guess(around: Around): Filling {
  const before = word(around, -1);
  const next = word(around, 1);
  if (before === '.' || (next === '.' && !endsOperand(around, -1))) return 'name';
  if (before === 'in') return 'bare list';
  if (isWholeList(around)) return 'list';
  if (before === '::') return 'type';
  if (before === 'interval') return 'literal';
  if (before === 'from' && (isDistinctFrom(around) || inFunctionWithFrom(around))) return 'value';
  if (before === 'set' && next !== '=') return 'assignment';
  if (before === 'values') return 'rows';
  if (beforeName.has(before)) return 'name';
  if (before === '(' && ['from', 'join', 'exists', 'as', 'lateral'].includes(word(around, -2))) return 'query';
  return inClause(around, clauseOf(around), before, next);
}

function inClause(around: Around, clause: string, before: string, next: string): Filling {
  const afterOperand = endsOperand(around, -1);
  switch (clause) {
    case 'by':
      if (before === 'by' || before === ',') return 'sort';
      return afterOperand ? 'nothing' : 'value';
    case 'select':
    case 'returning':
      if (before === ',' || before === clause || before === 'distinct' || before === 'all') {
        return ['from', ',', '', ')', ';', 'into'].includes(next)
          ? 'columns'
          : isOperator(around, 1)
            ? 'value'
            : pasted(next);
      }
      return afterOperand ? 'nothing' : 'value';
    case 'where':
    case 'on':
    case 'having':
    case 'when':
      return condition(around, before, next, afterOperand);
    case 'set':
      if (before === ',') return next === '=' ? 'name' : 'assignment';
      return afterOperand ? 'nothing' : 'value';
    case 'into':
      return afterOperand ? 'nothing' : 'name';
    case 'from':
    case 'join':
    case 'update':
    case 'using':
      if (before === ',' || before === clause) return 'name';
      return 'nothing';
    case 'values':
      return afterOperand ? 'nothing' : 'value';
    case '':
      return before === '' || afterOperand ? 'nothing' : 'value';
    default:
      return afterOperand ? 'nothing' : 'value';
  }
}

/** `SELECT ${distinct} a`: words such as DISTINCT. */
function pasted(next: string): Filling {
  return /^[\w"]/.test(next) && next !== 'as' ? 'nothing' : 'value';
}

function condition(around: Around, before: string, next: string, afterOperand: boolean): Filling {
  const opens = ['where', 'and', 'or', 'on', 'having', 'not', 'when', '('].includes(before);
  if (opens) {
    if (before === 'and' && isBetween(around)) return 'value';
    if (before === '(' && /^[\w"]/.test(word(around, -2)) && !opening.has(word(around, -2))) return 'value';
    if (isOperator(around, 1) || comparisons.has(next)) return 'name';
    return 'condition';
  }
  if (!afterOperand) return 'value';
  return beginsOperand(around, 1) ? 'operator' : 'nothing';
}

const opening = new Set(['where', 'and', 'or', 'on', 'having', 'not', 'when', 'in']);

/** The clause that a place belongs to: the nearest clause word before it in the same parentheses, or around them. */
function clauseOf({ tokens, index, text }: Around): string {
  let depth = 0;
  for (let i = index - 1; i >= 0; i--) {
    const word = text(tokens[i]);
    if (word === ')') depth++;
    else if (word === '(') depth = Math.max(-1, depth - 1);
    else if (depth <= 0 && clauses.has(word)) {
      if (word === 'on' && text(tokens[i + 1]) === 'conflict') continue;
      return word;
    }
    if (depth < 0) depth = 0;
  }
  return '';
}

/** `BETWEEN a AND hole`: no other connective between. */
function isBetween({ tokens, index, text }: Around): boolean {
  for (let i = index - 2; i >= 0; i--) {
    const word = text(tokens[i]);
    if (word === 'between') return true;
    if (word === 'and' || word === 'or' || clauses.has(word)) return false;
  }
  return false;
}

function isDistinctFrom(around: Around): boolean {
  return word(around, -2) === 'distinct' && ['is', 'not'].includes(word(around, -3));
}

function inFunctionWithFrom({ tokens, index, text }: Around): boolean {
  let depth = 0;
  for (let i = index - 1; i > 0; i--) {
    const word = text(tokens[i]);
    if (word === ')') depth++;
    if (word === '(' && depth-- === 0) return fromFunctions.has(text(tokens[i - 1]));
  }
  return false;
}

function word({ tokens, index, text }: Around, by: number): string {
  return text(tokens[index + by]);
}

function isOperator({ tokens, index }: Around, by: number): boolean {
  return tokens[index + by]?.kind === 'operator';
}

const afterOperandWords = new Set(['null', 'true', 'false', 'end', 'asc', 'desc', 'default', 'first', 'last']);

function endsOperand({ tokens, index, text }: Around, by: number): boolean {
  const token = tokens[index + by];
  if (!token) return false;
  const word = text(token);
  if (token.kind === 'other') return word === ')' || word === ']';
  if (token.kind === 'operator') return word === '*';
  if (token.kind !== 'word') return token.kind !== 'comment';
  return (
    afterOperandWords.has(word) ||
    !(clauses.has(word) || connectives.has(word) || comparisons.has(word) || beforeName.has(word))
  );
}

const connectives = new Set([
  ...['and', 'or', 'not', 'distinct', 'all', 'case', 'any', 'some', 'exists', 'between', 'escape', 'over', 'interval'],
  ...['inner', 'left', 'right', 'full', 'cross', 'order', 'group', 'partition', 'for', 'if', 'add', 'drop', 'alter'],
]);

function beginsOperand({ tokens, index, text }: Around, by: number): boolean {
  const token = tokens[index + by];
  if (!token) return false;
  const word = text(token);
  if (token.kind === 'other') return word === '(';
  if (token.kind === 'operator') return false;
  if (token.kind !== 'word') return true;
  return !(
    clauses.has(word) ||
    connectives.has(word) ||
    comparisons.has(word) ||
    afterOperandWords.has(word) ||
    word === 'as'
  );
}
