/**
 * Which parts of a statement each step of its plan stems from. The planner keeps no such link, so it is found again:
 * tables by alias (ruleutils.c numbers aliases that occur twice: `orders_1`), conditions and keys by what they speak of
 * (likeness.ts), clauses by the query whose tables the step works on.
 */
import { conjuncts } from '../../sql/expression';
import type { PostgresSql } from '../../sql/postgresSql';
import type { StatementPart, StatementParts } from '../../sql/statementParts';
import type { Plan, PlanNode } from '../model';
import { type Visit, walkPlan } from '../walk';
import { likeness, type Speech, speechOf } from './likeness';
import { QueryTree } from './queryTree';

export interface NodeMarks {
  readonly nodeId: string;
  /** UTF-16 offsets in the statement, in order, apart from each other. */
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}

/** Larger plans are of partitions, whose steps stem from the same places over and over. */
const mostNodes = 3_000;

/** Nodes that stem from no part of the statement are left out. */
export function markStatement(plan: Plan, statement: string, sql: PostgresSql): readonly NodeMarks[] {
  const parts = sql.parts(statement);
  if (parts === undefined) return [];
  const marker = new Marker(parts, sql, walkPlan(plan.root).slice(0, mostNodes));
  return marker.marks();
}

class Marker {
  readonly #parts: StatementParts;
  readonly #sql: PostgresSql;
  readonly #visits: readonly Visit[];
  readonly #tree: QueryTree;
  readonly #speech = new Map<StatementPart, Speech>();
  readonly #planned = new Map<string, readonly Speech[]>();
  readonly #found = new Map<PlanNode, StatementPart[]>();
  readonly #queries = new Map<PlanNode, number>();
  /** SubPlans and InitPlans by name. */
  readonly #subplans = new Map<string, PlanNode>();

  constructor(parts: StatementParts, sql: PostgresSql, visits: readonly Visit[]) {
    this.#parts = parts;
    this.#sql = sql;
    this.#visits = visits;
    this.#tree = new QueryTree(parts);
    for (const part of parts.parts) if (part.expression) this.#speech.set(part, speechOf(part.expression));
  }

  marks(): readonly NodeMarks[] {
    for (const { node } of this.#visits) {
      if (node.subplanName !== undefined) this.#subplans.set(bareName(node.subplanName), node);
      const source = this.#source(node);
      if (source) this.#found.set(node, [source]);
    }
    // From the leaves up: a step works for the innermost query that holds the tables below it.
    for (const { node } of [...this.#visits].reverse()) this.#settle(node);
    for (const { node } of this.#visits) this.#mark(node);
    for (const { node } of [...this.#visits].reverse()) this.#inherit(node);
    return this.#visits.flatMap(({ node }) => {
      const ranges = apart(this.#found.get(node) ?? []);
      return ranges.length === 0 ? [] : [{ nodeId: node.id, ranges }];
    });
  }

  /** The item of FROM that a scan reads. */
  #source(node: PlanNode): StatementPart | undefined {
    if (node.type === 'ModifyTable') {
      return this.#parts.parts.find(({ kind, name }) => kind === 'write' && name === node.relation);
    }
    const alias = node.alias ?? node.relation;
    if (alias === undefined) return undefined;
    const name = node.relation ?? text(node.details['CTE Name']);
    const items = this.#parts.parts.filter(
      ({ kind }) => kind === 'table' || kind === 'function' || kind === 'subquery',
    );
    const exact = items.filter(item => item.alias === alias);
    const named = exact.find(item => item.name === name) ?? exact[0];
    if (named) return named;
    const numbered = /^(.*)_(\d+)$/.exec(alias);
    const base = items.filter(item => item.alias === numbered?.[1]);
    const same = base.filter(item => item.name === name);
    // Of two `orders` the second is `orders_1`; a partition has the alias of its table with a number.
    return same[Number(numbered?.[2])] ?? same.at(-1) ?? base[0] ?? items.find(item => item.alias === alias);
  }

  #settle(node: PlanNode): void {
    const [source] = this.#found.get(node) ?? [];
    let query = source?.query;
    if (query === undefined) {
      for (const child of node.children) {
        if (!isApart(child)) query = this.#tree.common(query, this.#queries.get(child));
      }
    }
    if (query !== undefined) this.#queries.set(node, query);
  }

  #mark(node: PlanNode): void {
    const add = (parts: readonly StatementPart[]) => {
      this.#found.set(node, [...(this.#found.get(node) ?? []), ...parts]);
    };
    if (node.subplanName !== undefined) add(this.#subquery(node));
    for (const { label, text: condition, items } of node.conditions) {
      if (label === 'Sort Key' || label === 'Presorted Key') add(this.#keys(node, items ?? [condition], sortKinds));
      else if (label === 'Group Key') add(this.#keys(node, items ?? [condition], groupKinds));
      else if (predicateLabels.has(label)) add(this.#predicates(node, condition));
    }
    const kinds = clauses.get(node.type);
    if (kinds) add(this.#nearest(node, kinds));
    if (combining.has(node.type)) add(this.#combined(node));
    if (node.type === 'Nested Loop' && !node.conditions.some(({ label }) => label === 'Join Filter')) {
      add(this.#drivenBy(node));
    }
  }

  /** The condition that a nested loop joins by is checked by its inner side. */
  #drivenBy(node: PlanNode): readonly StatementPart[] {
    let inner = node.children.find(({ parentRelationship }) => parentRelationship === 'Inner');
    while (inner?.children.length === 1 && inner.conditions.length === 0) inner = inner.children[0];
    if (inner === undefined) return [];
    const scan = inner;
    const found = scan.conditions
      .filter(({ label }) => predicateLabels.has(label))
      .flatMap(({ text: condition }) => this.#predicates(scan, condition));
    return found.filter(part => (this.#speech.get(part)?.qualifiers.size ?? 0) > 1);
  }

  #predicates(node: PlanNode, condition: string): readonly StatementPart[] {
    return this.#spoken(condition).flatMap(speech => {
      const subplans = [...speech.subplans].flatMap(name => {
        const subplan = this.#subplans.get(name);
        return subplan ? this.#subquery(subplan) : [];
      });
      const best = this.#best(node, speech, predicateKinds);
      return best ? [best, ...subplans] : subplans;
    });
  }

  #keys(node: PlanNode, keys: readonly string[], kinds: readonly StatementPart['kind'][]): readonly StatementPart[] {
    const speeches = keys.flatMap(key => this.#spoken(key));
    for (const kind of kinds) {
      const found = speeches.flatMap(speech => this.#best(node, speech, new Set([kind])) ?? []);
      if (found.length > 0) return found;
    }
    const combined = this.#combined(node);
    return combined.length > 0 ? combined : this.#nearest(node, new Set(['distinct', 'window']));
  }

  #best(node: PlanNode, speech: Speech, kinds: ReadonlySet<StatementPart['kind']>): StatementPart | undefined {
    const query = this.#queries.get(node);
    let best: StatementPart | undefined;
    let most = 0;
    for (const [part, written] of this.#speech) {
      if (!kinds.has(part.kind)) continue;
      const like = likeness(speech, written);
      if (like === 0) continue;
      const distance = query === undefined ? undefined : this.#tree.distance(query, part.query);
      const near = distance === undefined ? 0 : 4 / (distance + 1);
      if (like + near > most) [best, most] = [part, like + near];
    }
    return best;
  }

  /** Clauses of the innermost query around the node's that has any of them. */
  #nearest(node: PlanNode, kinds: ReadonlySet<StatementPart['kind']>): readonly StatementPart[] {
    for (const query of this.#tree.around(this.#queries.get(node) ?? 0)) {
      const parts = this.#parts.parts.filter(part => part.query === query && kinds.has(part.kind));
      if (parts.length > 0) return parts;
    }
    return [];
  }

  /** The UNION, INTERSECT or EXCEPT whose sides the node's rows come from. */
  #combined(node: PlanNode): readonly StatementPart[] {
    const query = this.#queries.get(node);
    return this.#parts.parts.filter(part => part.kind === 'set' && part.query === query);
  }

  #subquery(node: PlanNode): readonly StatementPart[] {
    const name = node.subplanName ?? '';
    if (name.startsWith('CTE ')) {
      return this.#parts.parts.filter(part => part.kind === 'cte' && part.name === name.slice('CTE '.length));
    }
    const around = this.#tree.around(this.#queries.get(node) ?? 0);
    const holder = around.find(query => this.#parts.parts.some(part => isSublink(part) && part.inner === query));
    return this.#parts.parts.filter(part => isSublink(part) && part.inner === holder);
  }

  /** What only keeps or passes on the rows of its child stems from where the child stems from. */
  #inherit(node: PlanNode): void {
    const child = node.children[0];
    if (!child || !passing.has(node.type) || (this.#found.get(node)?.length ?? 0) > 0) return;
    this.#found.set(node, this.#found.get(child) ?? []);
  }

  /** What each part of a condition that must hold speaks of. */
  #spoken(condition: string): readonly Speech[] {
    let speeches = this.#planned.get(condition);
    if (speeches === undefined) {
      const expression = this.#sql.planExpression(condition);
      speeches = expression ? conjuncts(expression).map(speechOf) : [];
      this.#planned.set(condition, speeches);
    }
    return speeches;
  }
}

const sortKinds = ['order', 'group', 'predicate'] as const;
const groupKinds = ['group', 'predicate'] as const;
const predicateKinds: ReadonlySet<StatementPart['kind']> = new Set(['predicate']);
const predicateLabels = new Set([
  ...['Index Cond', 'Recheck Cond', 'TID Cond', 'Hash Cond', 'Merge Cond', 'Join Filter', 'One-Time Filter', 'Filter'],
]);
const clauses = new Map<string, ReadonlySet<StatementPart['kind']>>([
  ['Limit', new Set(['limit'])],
  ['Aggregate', new Set(['aggregate'])],
  ['WindowAgg', new Set(['window'])],
  ['Unique', new Set(['distinct'])],
  ['LockRows', new Set(['lock'])],
  ['Values Scan', new Set(['values'])],
]);
const combining = new Set(['Append', 'Merge Append', 'SetOp', 'Recursive Union', 'Unique']);
const passing = new Set([
  'Hash',
  'Materialize',
  'Memoize',
  'Gather',
  'Gather Merge',
  'Bitmap Heap Scan',
  'BitmapAnd',
  'BitmapOr',
]);

function isApart({ parentRelationship }: PlanNode): boolean {
  return parentRelationship === 'InitPlan' || parentRelationship === 'SubPlan';
}

/** `InitPlan 1 (returns $0)` is spoken of as `InitPlan 1`. */
function bareName(name: string): string {
  const end = name.indexOf(' (');
  return end < 0 ? name : name.slice(0, end);
}

function isSublink({ kind, inner }: StatementPart): boolean {
  return kind === 'subquery' && inner !== undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function apart(parts: readonly StatementPart[]): NodeMarks['ranges'] {
  const ranges: { start: number; end: number }[] = [];
  for (const { start, end } of [...parts].sort((one, other) => one.start - other.start || other.end - one.end)) {
    const last = ranges.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else ranges.push({ start, end });
  }
  return ranges;
}
