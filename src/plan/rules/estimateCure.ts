/**
 * Why the planner may have been wrong about the rows of a step, and what mends it. The cause is told from the shape of
 * the step's conditions and from the catalogue; what cannot be told from them is said as `needs`. Sources: the manual's
 * "Row Estimation Examples" and "Extended Statistics", selfuncs.c, clausesel.c (independent conditions are multiplied).
 */
import { conjuncts, type Expression, partsOf, withoutCasts } from '../../sql/expression';
import { expressionText } from '../../sql/expressionText';
import { quoteIdentifier, quoteQualified } from '../../sql/identifier';
import type { PlanNode } from '../model';
import type { ExaminedPlan } from './examinedPlan';
import { listed } from './scannedIndex';

export interface EstimateCure {
  readonly cause:
    | 'never analyzed'
    | 'stale statistics'
    | 'unknown value'
    | 'columns that depend on each other'
    | 'expression'
    | 'pattern'
    | 'subquery'
    | 'groups over several columns'
    | 'join'
    | 'recursion'
    | 'set-returning function'
    | 'unknown';
  readonly remedy: string;
  readonly columns?: readonly string[];
  /** What would have to be known to be sure. */
  readonly needs?: string;
}

const scans = new Set(['Seq Scan', 'Index Scan', 'Index Only Scan', 'Bitmap Heap Scan']);
const joins = new Set(['Nested Loop', 'Hash Join', 'Merge Join']);
/** Rows that a table has by its statistics and by the scan, further apart than this: the statistics are old. */
const staleRatio = 2;
const patterns = new Set(['~~', '~~*', '~', '~*', '!~~']);

export function cureOf(examined: ExaminedPlan, node: PlanNode): EstimateCure {
  if (scans.has(node.type)) return cureOfScan(examined, node);
  if (node.type === 'Aggregate' || node.type === 'Group') return cureOfGroups(examined, node);
  if (joins.has(node.type)) {
    return {
      cause: 'join',
      remedy:
        'The planner takes join keys for independent of the other conditions. Nothing keeps statistics over several tables: raise the statistics target of the join columns, filter by the key itself, or split the query so that the first result is known (a temporary table, analyzed).',
      needs: 'how often the join keys occur among the rows that the conditions leave',
    };
  }
  if (node.type === 'ProjectSet' || node.type === 'Function Scan') {
    return {
      cause: 'set-returning function',
      remedy:
        'The planner guesses how many rows a function gives. ALTER FUNCTION … ROWS n tells it for a function of your own.',
    };
  }
  if (node.type === 'Recursive Union' || node.type === 'WorkTable Scan') {
    return {
      cause: 'recursion',
      remedy:
        'The planner guesses that a recursion gives ten times its start. Keep its result in a temporary table where joins above it go wrong.',
    };
  }
  return {
    cause: 'unknown',
    remedy:
      'ANALYZE the tables below; where the estimate stays wrong, keep this result in a temporary table and ANALYZE that.',
    needs: 'the definition of what this step reads',
  };
}

function cureOfScan(examined: ExaminedPlan, node: PlanNode): EstimateCure {
  const name = qualified(node);
  const table = examined.table(node);
  if (table?.kind === 'table' && table.estimatedRows === undefined) {
    return { cause: 'never analyzed', remedy: `${name} was never analyzed: ANALYZE ${name}.` };
  }
  const read =
    node.type === 'Seq Scan' && (node.loops ?? 1) === 1 ? (node.ownRows ?? 0) + (node.rowsRemoved ?? 0) : undefined;
  const known = table?.estimatedRows;
  if (
    read !== undefined &&
    known !== undefined &&
    Math.max(read, known) > staleRatio * Math.max(1, Math.min(read, known))
  ) {
    return {
      cause: 'stale statistics',
      remedy: `The statistics of ${name} are old (they say ${Math.round(known)} rows, the scan read ${Math.round(read)}): ANALYZE ${name}.`,
    };
  }
  const conditions = ['Index Cond', 'Recheck Cond', 'Filter'].flatMap(label => {
    const condition = examined.condition(node, label);
    return condition === undefined ? [] : conjuncts(condition);
  });
  if (conditions.length === 0) {
    return {
      cause: 'stale statistics',
      remedy: `ANALYZE ${name}.`,
      needs: node.conditions.length === 0 ? 'when the table was last analyzed' : 'the condition as the planner saw it',
    };
  }
  return cureOfConditions(node, conditions);
}

function cureOfConditions(node: PlanNode, conditions: readonly Expression[]): EstimateCure {
  const name = qualified(node);
  const all = conditions.flatMap(partsOf);
  if (all.some(({ kind }) => kind === 'subplan')) {
    return {
      cause: 'subquery',
      remedy:
        'The planner does not know what a subquery in a condition gives and guesses. Write it as a join or EXISTS, or give its result as a value.',
    };
  }
  if (all.some(({ kind }) => kind === 'parameter')) {
    return {
      cause: 'unknown value',
      remedy:
        "The planner did not know the parameter's value (a generic plan, or a result of another step). SET LOCAL plan_cache_mode = force_custom_plan plans for each value.",
      needs: 'whether the plan was generic',
    };
  }
  const expression = conditions
    .flatMap(({ kind, ...rest }) => ('operands' in rest && kind !== 'or' ? rest.operands : []))
    .map(withoutCasts)
    .find(isOfColumns);
  if (expression !== undefined) {
    const text = expressionText(expression);
    return {
      cause: 'expression',
      remedy: `There are no statistics of ${text}, so the planner guesses. CREATE STATISTICS ON (${text}) FROM ${name}; ANALYZE ${name}; (from PostgreSQL 14 on; an index on the expression has them too).`,
      columns: columnsIn(node, [expression]),
    };
  }
  const columns = columnsIn(node, conditions);
  if (columns.length >= 2) {
    // Not both: conditions that the list of common values takes are not given to the dependencies any more
    // (statext_clauselist_selectivity), though the values may stand in no list of 100.
    const kinds = conditions.every(({ kind, ...rest }) => kind === 'operator' && 'name' in rest && rest.name === '=')
      ? 'dependencies'
      : 'mcv';
    const quoted = columns.map(quoteIdentifier).join(', ');
    return {
      cause: 'columns that depend on each other',
      remedy: `The planner multiplies the conditions on ${listed(columns)} as though they had nothing to do with each other. CREATE STATISTICS (${kinds}) ON ${quoted} FROM ${name}; ANALYZE ${name}; teaches it otherwise.`,
      columns,
      needs: `that ${listed(columns)} depend on each other: after the statements the estimate is right, or they do not`,
    };
  }
  if (all.some(part => part.kind === 'operator' && patterns.has(part.name))) {
    return {
      cause: 'pattern',
      remedy: `The planner guesses how many rows a pattern matches from a sample. ALTER TABLE ${name} ALTER COLUMN ${columns.map(quoteIdentifier).join('')} SET STATISTICS 1000; ANALYZE ${name}; gives it a larger one.`,
      columns,
    };
  }
  const column = columns[0];
  return {
    cause: 'stale statistics',
    remedy:
      column === undefined
        ? `ANALYZE ${name}.`
        : `ANALYZE ${name}; if it stays wrong, ALTER TABLE ${name} ALTER COLUMN ${quoteIdentifier(column)} SET STATISTICS 1000 and ANALYZE again.`,
    columns,
    needs: 'when the table was last analyzed',
  };
}

function cureOfGroups(examined: ExaminedPlan, node: PlanNode): EstimateCure {
  const keys = examined.keys(node, 'Group Key').map(withoutCasts);
  const expression = keys.find(key => key.kind !== 'column');
  const columns = keys.flatMap(key => (key.kind === 'column' ? [key.name] : []));
  const qualifiers = new Set(keys.map(key => (key.kind === 'column' ? key.qualifier : undefined)));
  const scanned = scansBelow(node);
  const scan = scanned.length === 1 ? scanned[0] : undefined;
  const from = scan === undefined ? 'their table' : qualified(scan);
  if (expression !== undefined) {
    return {
      cause: 'expression',
      remedy: `There are no statistics of ${expressionText(expression)}. CREATE STATISTICS ON (${expressionText(expression)}) FROM ${from}, then ANALYZE it (from PostgreSQL 14 on).`,
    };
  }
  if (columns.length >= 2 && qualifiers.size === 1) {
    return {
      cause: 'groups over several columns',
      remedy: `The planner takes every combination of ${listed(columns)} for possible. CREATE STATISTICS (ndistinct) ON ${columns.map(quoteIdentifier).join(', ')} FROM ${from}, then ANALYZE it.`,
      columns,
    };
  }
  return {
    cause: 'unknown',
    remedy: 'ANALYZE the tables below; where the number of groups stays wrong, set n_distinct of the column.',
    columns,
    needs: 'the distinct values of the group key',
  };
}

function scansBelow(node: PlanNode): readonly PlanNode[] {
  const found: PlanNode[] = [];
  const stack = [...node.children];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.relation !== undefined) found.push(next);
    stack.push(...next.children);
  }
  return found;
}

/** A function or an operator over columns: what statistics of a column say nothing of. */
function isOfColumns(expression: Expression): boolean {
  if (expression.kind !== 'call' && expression.kind !== 'operator') return false;
  return partsOf(expression).some(({ kind }) => kind === 'column');
}

function columnsIn(node: PlanNode, expressions: readonly Expression[]): readonly string[] {
  const names = expressions
    .flatMap(partsOf)
    .flatMap(part =>
      part.kind === 'column' && (part.qualifier === undefined || part.qualifier === node.alias) ? [part.name] : [],
    );
  return [...new Set(names)];
}

function qualified({ schema, relation }: PlanNode): string {
  if (relation === undefined) return 'the table';
  return schema === undefined ? quoteIdentifier(relation) : quoteQualified(schema, relation);
}
