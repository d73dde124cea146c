import type { Catalog, Table } from '../../catalog/model';
import { type Expression, partsOf } from '../../sql/expression';
import type { PostgresSql } from '../../sql/postgresSql';
import type { StatementFacts } from '../../sql/statement';
import type { Plan, PlanNode } from '../model';
import { type Visit, walkPlan } from '../walk';

/** What is known beside the plan itself. Whatever is absent is unknown, and a rule that needs it stays silent. */
export interface PlanSurroundings {
  /** Reads conditions; without it the rules that look into them are silent. */
  readonly sql?: PostgresSql;
  /** As sent, with `$n`. */
  readonly statement?: string;
  readonly catalog?: Catalog;
}

/** A plan with what rules ask of it, worked out once. */
export class ExaminedPlan {
  readonly plan: Plan;
  /** Parents before children. */
  readonly visits: readonly Visit[];
  /** The statement ran: rows are counted, mostly times too. */
  readonly measured: boolean;
  /** Execution time in ms, where the plan has times. */
  readonly totalMs: number | undefined;
  readonly catalog: Catalog | undefined;
  readonly statement: { readonly sql: string; readonly facts: StatementFacts } | undefined;
  readonly #sql: PostgresSql | undefined;
  readonly #conditions = new Map<string, Expression | undefined>();

  constructor(plan: Plan, surroundings: PlanSurroundings = {}) {
    this.plan = plan;
    this.visits = walkPlan(plan.root);
    this.measured = plan.root.loops !== undefined || plan.root.actualRows !== undefined;
    this.totalMs = plan.executionMs ?? plan.root.actualMs?.total;
    this.catalog = surroundings.catalog;
    this.#sql = surroundings.sql;
    const { statement } = surroundings;
    const facts = statement === undefined ? undefined : surroundings.sql?.analyze(statement).facts;
    this.statement = statement === undefined || facts === undefined ? undefined : { sql: statement, facts };
  }

  /** Of the whole, 0 to 1: of the time where steps were timed, else of the planner's cost. */
  share(node: PlanNode): number | undefined {
    return this.isTimed ? this.shareOfMs(node.ownMs) : this.shareOfCost(node.ownCost);
  }

  /** The same with everything below the node. */
  shareWithin(node: PlanNode): number | undefined {
    return this.isTimed ? this.shareOfMs(node.actualMs?.total) : this.shareOfCost(node.estimatedCost?.total);
  }

  /** 0 to 1; `undefined` where the plan has no times. */
  shareOfMs(ms: number | undefined): number | undefined {
    return fraction(ms, this.totalMs);
  }

  get isTimed(): boolean {
    return this.totalMs !== undefined && this.plan.root.ownMs !== undefined;
  }

  /** The node's condition of that label (`Filter`, `Index Cond`, …) as a tree; lists of keys have none. */
  condition(node: PlanNode, label: string): Expression | undefined {
    const text = node.conditions.find(condition => condition.label === label)?.text;
    return text === undefined ? undefined : this.expression(text);
  }

  /** Any text of the plan that is one expression. */
  expression(text: string): Expression | undefined {
    if (!this.#conditions.has(text)) this.#conditions.set(text, this.#sql?.planExpression(text));
    return this.#conditions.get(text);
  }

  /** The keys of such a list (`Sort Key`, `Group Key`, …) as trees; empty without a parser. */
  keys(node: PlanNode, label: string): readonly Expression[] {
    const text = node.conditions.find(condition => condition.label === label)?.text;
    return text === undefined ? [] : (this.#sql?.planExpressions(text) ?? []);
  }

  /** Columns of the node's own table in that condition, each once, as named there. */
  comparedColumns(node: PlanNode, label: string): readonly string[] {
    return this.columnsOf(node, label, node.alias);
  }

  /** Columns of the FROM item `alias` in that condition, each once; those without a qualifier too. */
  columnsOf(node: PlanNode, label: string, alias: string | undefined): readonly string[] {
    const condition = this.condition(node, label);
    const columns = condition === undefined ? [] : partsOf(condition).filter(part => part.kind === 'column');
    const own = columns.filter(({ qualifier }) => qualifier === undefined || qualifier === alias);
    return [...new Set(own.map(({ name }) => name))];
  }

  /** The catalogue's entry of the table that the node reads; a name that stands in several schemas needs the schema. */
  table(node: PlanNode): Table | undefined {
    const named = this.catalog?.tables.filter(
      ({ name, schema }) => name === node.relation && (node.schema === undefined || node.schema === schema),
    );
    return named?.length === 1 ? named[0] : undefined;
  }

  shareOfCost(cost: number | undefined): number | undefined {
    return fraction(cost, this.plan.totalCost);
  }
}

function fraction(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole <= 0 ? undefined : Math.min(1, part / whole);
}
