import { type Disposable, DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { Failure, cancelled, isCancelled, throwIfAborted } from '../../base/failure';
import type { ExplainOutcome, ExplainRequest, ParameterValue } from '../../catalog/database';
import { knownCatalog } from '../../catalog/knownCatalog';
import type { Plan } from '../../plan/model';
import type { PlanSurroundings } from '../../plan/rules/examinedPlan';
import type { VariantKind } from '../../plan/variants/valueVariants';
import type { PlanView } from '../../protocol/messages';
import { assumeNames, needsNames } from '../../source/assumedNames';
import type { ActiveDatabase } from '../activeConnections';
import type { PlanPanel } from '../panel/planPanel';
import { changedView, type PlanViewChange, planView } from '../panel/planView';
import type { RememberedValues } from '../parameters/rememberedValues';
import type { EditorContext } from '../shell';
import { errorState } from '../panel/errorState';
import { analyzeQuestion } from './analyzeQuestion';
import { withCancellableProgress } from './cancellableProgress';
import type { Dialogs } from './dialogs';
import { analyzeOnProduction, defect } from './explainFailures';
import { parameterContext } from './parameterContext';
import { type PreparedStatement, UnpreparedStatement, prepareStatement } from './preparedStatement';
import { readPlan } from './readPlan';
import { explainTypical } from './typicalPlans';
import { originOf, type QueryTarget } from './queryTarget';
import type { SqlDiagnostics } from './sqlDiagnostics';
import { TrackedRange } from './trackedRange';

/** A statement whose plan the panel shows. */
export interface ExplainedQuery {
  readonly statement: PreparedStatement;
  readonly range: TrackedRange;
  readonly active: ActiveDatabase;
  readonly values: 'generic' | readonly ParameterValue[];
  readonly outcome: ExplainOutcome;
  readonly plan: Plan;
  readonly view: PlanView;
}

/** `typical`: a plan for unknown, common, rare and median values, and the user's; `measureTypical` runs them. */
export type ExplainMode = 'estimate' | 'analyze' | 'typical' | 'measureTypical';

export interface ExplainerParts {
  readonly context: EditorContext;
  readonly panel: PlanPanel;
  readonly diagnostics: SqlDiagnostics;
  readonly values: RememberedValues;
  readonly dialogs: Dialogs;
}

const planning: Readonly<Record<ExplainMode, string>> = {
  estimate: 'Planning…',
  analyze: 'Running the query…',
  typical: 'Planning for typical values…',
  measureTypical: 'Running the query with typical values…',
};

/**
 * Statement → database → plan → panel. One run at a time: a second replaces the first, which is cancelled on the
 * server. What fails and can be mended stands in the panel and at its place in the file.
 */
export class Explainer implements Disposable {
  readonly #parts: ExplainerParts;
  readonly #explained = new Emitter<ExplainedQuery>();
  readonly #store = new DisposableStore();
  #running: AbortController | undefined;
  #current: ExplainedQuery | undefined;
  /** All that the panel can show now, `#current` among them: several where the statement was explained with typical values. */
  #variants: readonly ExplainedQuery[] = [];
  /** The statement of the last run, explained or not. */
  #last: { readonly range: TrackedRange; readonly target: QueryTarget } | undefined;

  readonly onDidExplain = this.#explained.event;

  constructor(parts: ExplainerParts) {
    this.#parts = parts;
    this.#store.add(this.#explained);
  }

  /** What the panel shows, while it shows a plan. */
  get current(): ExplainedQuery | undefined {
    return this.#current;
  }

  get last(): { readonly range: TrackedRange; readonly target: QueryTarget } | undefined {
    return this.#last;
  }

  /** Explains the statement into the panel. @throws what the panel cannot say: refusals before anything ran, defects. */
  async explain(target: QueryTarget, mode: ExplainMode): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    this.#running = controller;
    const before = this.#parts.panel.state;
    this.#parts.diagnostics.clear(target);
    const range = this.#track(target);
    try {
      await this.#run(target, range, mode, controller);
    } catch (error) {
      if (this.#running !== controller) return;
      const restore = () => {
        if (this.#parts.panel.state.kind === 'loading') {
          this.#parts.panel.update(before.kind === 'loading' ? { kind: 'empty' } : before);
        }
      };
      if (isCancelled(error)) {
        restore();
        return;
      }
      if (!(error instanceof Failure)) {
        this.#fail(target, defect());
        throw error;
      }
      if (error.kind === 'usage') {
        restore();
        throw error;
      }
      this.#fail(target, error);
    } finally {
      if (this.#running === controller) this.#running = undefined;
    }
  }

  /** Another plan takes the panel: what was explained is forgotten, a run is stopped. */
  leave(): void {
    this.cancel();
    this.#running = undefined;
    this.#current = undefined;
    this.#variants = [];
    this.#last?.range.dispose();
    this.#last = undefined;
  }

  /** Stops the run, on the server too. */
  cancel(): void {
    this.#running?.abort(cancelled());
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Shows the current plan with something new beside it, unless another one took its place meanwhile. */
  refine(query: ExplainedQuery, change: PlanViewChange): void {
    const current = this.#current;
    if (current?.range !== query.range || current.values !== query.values) return;
    const refined = { ...current, view: changedView(current.view, change) };
    this.#variants = this.#variants.map(variant => (variant === current ? refined : variant));
    this.#current = refined;
    this.#parts.panel.update({ kind: 'plan', ...refined.view });
  }

  /** Shows the plan of another set of values, of those that the statement was explained with. */
  showVariant(kind: VariantKind): void {
    const variant = this.#variants.find(({ view }) => view.variants?.selected === kind);
    if (variant === undefined || variant === this.#current) return;
    this.#current = variant;
    this.#parts.panel.update({ kind: 'plan', ...variant.view });
    this.#explained.fire(variant);
  }

  /** Asks for the values of the statement in the panel, then explains it with them. */
  async setValues(): Promise<void> {
    const query = this.#current;
    if (query === undefined || query.statement.parameters.length === 0) return;
    await this.askValues(query.statement, query.outcome.parameterTypes);
    await this.explain(query.statement.target, query.view.variants === undefined ? 'estimate' : 'typical');
  }

  /** Values for the statement, asked for where the user has to give them. @throws Failure `cancelled` when they give up. */
  async askValues(statement: PreparedStatement, types: readonly string[]): Promise<readonly ParameterValue[]> {
    const previous = this.#shownValues(statement) ?? this.#knownValues(statement);
    this.#waitForAnswer(statement);
    const values = await this.#parts.dialogs.askValues(
      statement.parameters.map((parameter, i) => {
        const known = previous?.[i];
        return {
          label: parameter.label,
          type: types[i],
          context: parameterContext(statement.sql, parameter.number),
          ...(known === undefined ? {} : { previous: known }),
        };
      }),
    );
    if (values === undefined) throw cancelled();
    await this.#parts.values.set(statement.shape, values);
    return values;
  }

  async dispose(): Promise<void> {
    this.cancel();
    this.#last?.range.dispose();
    await this.#store.dispose();
  }

  async #run(target: QueryTarget, range: TrackedRange, mode: ExplainMode, controller: AbortController): Promise<void> {
    const { context, panel } = this.#parts;
    const { signal } = controller;
    const app = await context.app();
    const statement = prepareStatement(await app.sql(), target);
    if (statement instanceof UnpreparedStatement) {
      if (statement.offset !== undefined) this.#parts.diagnostics.show(target, statement.failure, statement.offset);
      throw statement.failure;
    }
    const loading = (what: string) => {
      panel.show({ kind: 'loading', statement: statement.sql, what });
    };
    const scope = target.document.uri;
    const { connections } = context;
    const profile = connections.activeProfile(scope);
    // Without a connection the user chooses one first, and may choose none: no panel before that.
    if (profile !== undefined) {
      loading(connections.isConnected(scope) ? planning[mode] : `Connecting to ${profile.name}…`);
    }
    const active = await connections.database(scope, { interactive: true }, signal);
    if (active === undefined) throw cancelled();
    throwIfAborted(signal);
    if ((mode === 'analyze' || mode === 'measureTypical') && active.production)
      throw analyzeOnProduction(active.profile.name);
    loading(planning[mode]);
    const variants = await this.#placing(statement, async () => {
      const named = await this.#named(statement, active, signal);
      return mode === 'typical' || mode === 'measureTypical'
        ? this.#typical(named, range, active, mode, controller)
        : [await this.#ask(named, range, active, mode, controller)];
    });
    throwIfAborted(signal);
    const [explained] = variants;
    if (explained === undefined) throw new Error('a plan is always among them');
    this.#variants = variants;
    this.#current = explained;
    panel.show({ kind: 'plan', ...explained.view });
    this.#explained.fire(explained);
  }

  async #ask(
    statement: PreparedStatement,
    range: TrackedRange,
    active: ActiveDatabase,
    mode: 'estimate' | 'analyze',
    controller: AbortController,
  ): Promise<ExplainedQuery> {
    const { request, notes } = await this.#request(statement, active, mode, controller.signal);
    const title = request.analyze ? 'Running the query for its plan' : 'Asking for the query plan';
    const outcome = await withCancellableProgress(
      title,
      signal => active.database.explain(request, signal),
      controller,
    );
    const plan = readPlan(outcome, active.database.server);
    const surroundings = await this.surroundings(statement, active, controller.signal);
    const { judge } = await import('../../plan/judge');
    const view = planView({
      statement: statement.sql,
      parameters: statement.parameters,
      outcome,
      plan,
      judged: judge(plan, surroundings),
      analyzed: request.analyze,
      active,
      values: request.parameters,
      origin: originOf(statement.target),
      notes: [...notes, ...statement.assumptions.map(assumption => `Assumed: ${assumption}`), ...outcome.sideEffects],
      now: new Date(),
    });
    return { statement, range, active, values: request.parameters, outcome, plan, view };
  }

  /** What rules know beside the plan. */
  async surroundings(
    statement: PreparedStatement,
    active: ActiveDatabase,
    signal: AbortSignal,
  ): Promise<PlanSurroundings> {
    const sql = await (await this.#parts.context.app()).sql();
    const catalog = await knownCatalog(active.database, signal);
    return { sql, statement: statement.sql, ...(catalog === undefined ? {} : { catalog }) };
  }

  async #typical(
    statement: PreparedStatement,
    range: TrackedRange,
    active: ActiveDatabase,
    mode: 'typical' | 'measureTypical',
    controller: AbortController,
  ): Promise<readonly ExplainedQuery[]> {
    return explainTypical(
      {
        statement,
        range,
        active,
        run: mode === 'measureTypical',
        own: this.#knownValues(statement),
        surroundings: await this.surroundings(statement, active, controller.signal),
        origin: originOf(statement.target),
        notes: [...productionNotes(active), ...statement.assumptions.map(assumption => `Assumed: ${assumption}`)],
        confirm: request => this.#confirm(statement, request, active, mode, controller.signal),
      },
      controller,
    );
  }

  /** Shows what the server refuses at its place in the file. */
  async #placing<T>(statement: PreparedStatement, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof Failure && error.kind === 'input' && error.position !== undefined) {
        const { target } = statement;
        this.#parts.diagnostics.showAt(target, error, statement.toDocument(error.position.offset));
      }
      throw error;
    }
  }

  /** Names that the program puts together are taken from the catalogue. */
  async #named(statement: PreparedStatement, active: ActiveDatabase, signal: AbortSignal): Promise<PreparedStatement> {
    const { sql, placeholders, facts, assumptions } = statement;
    const catalog = needsNames(placeholders) ? await active.database.readCatalog(signal) : undefined;
    const assumed = assumeNames(sql, placeholders, facts, catalog);
    const analysis = (await this.#parts.context.app()).sql().then(loaded => loaded.analyze(assumed.sql));
    const { facts: named = facts, predicates } = await analysis;
    return {
      ...statement,
      sql: assumed.sql,
      facts: named,
      predicates,
      assumptions: [...assumptions, ...assumed.assumptions],
      toDocument: offset => statement.toDocument(assumed.toOriginal(offset)),
    };
  }

  async #request(
    statement: PreparedStatement,
    active: ActiveDatabase,
    mode: 'estimate' | 'analyze',
    signal: AbortSignal,
  ): Promise<{ readonly request: ExplainRequest; readonly notes: readonly string[] }> {
    const { sql, parameters, target, facts } = statement;
    const notes = [...productionNotes(active)];
    const values = this.#knownValues(statement);
    const estimate: ExplainRequest = {
      sql,
      parameters: parameters.length === 0 ? [] : (values ?? 'generic'),
      analyze: false,
      allowWrites: false,
    };
    if (mode === 'estimate') {
      if (estimate.parameters === 'generic') {
        notes.push('No values for the parameters yet: this is the generic plan, the same for every value.');
      } else if (target.values !== undefined && parameters.length > 0) {
        notes.push('The parameters have the values that the log gives.');
      }
      return { request: estimate, notes };
    }
    let given: readonly ParameterValue[] = [];
    if (parameters.length > 0) {
      const types = (await active.database.explain({ ...estimate, parameters: 'generic' }, signal)).parameterTypes;
      given = await this.askValues(statement, types);
    }
    const request: ExplainRequest = {
      sql,
      parameters: given,
      analyze: true,
      allowWrites: facts.writes,
      effectsAccepted: true,
    };
    await this.#confirm(statement, request, active, mode, signal);
    return { request, notes };
  }

  /** Asks before a run that writes or leaves something behind. @throws Failure `cancelled` */
  async #confirm(
    statement: PreparedStatement,
    request: ExplainRequest,
    active: ActiveDatabase,
    mode: ExplainMode,
    signal: AbortSignal,
  ): Promise<void> {
    const announced = await active.database.announce(request, signal);
    const question = analyzeQuestion(statement.facts, announced, active.profile.name);
    if (question !== undefined) {
      this.#waitForAnswer(statement);
      if (!(await this.#parts.dialogs.confirm(question))) throw cancelled();
    }
    throwIfAborted(signal);
    this.#parts.panel.show({ kind: 'loading', statement: statement.sql, what: planning[mode] });
  }

  /** Of the set of values that the user looks at, where the panel has several. */
  #shownValues({ shape }: PreparedStatement): readonly ParameterValue[] | undefined {
    const current = this.#current;
    if (current?.view.variants === undefined || current.statement.shape !== shape) return undefined;
    return current.values === 'generic' ? undefined : current.values;
  }

  #knownValues(statement: PreparedStatement): readonly ParameterValue[] | undefined {
    const { target, parameters, shape } = statement;
    if (target.values?.length === parameters.length) return target.values;
    return this.#parts.values.get(shape, parameters.length);
  }

  /** A question stands before the panel that waits for it; without a run, the panel keeps its plan. */
  #waitForAnswer(statement: PreparedStatement): void {
    if (this.#parts.panel.state.kind !== 'loading') return;
    this.#parts.panel.update({ kind: 'loading', statement: statement.sql, what: 'Waiting for your answer…' });
  }

  #track(target: QueryTarget): TrackedRange {
    this.#last?.range.dispose();
    const range = new TrackedRange(target.document, target.startOffset, target.endOffset);
    this.#last = { range, target };
    return range;
  }

  #fail(target: QueryTarget, failure: Failure): void {
    this.#current = undefined;
    this.#variants = [];
    this.#parts.panel.show(errorState(target.sql, failure));
  }
}

function productionNotes({ production }: ActiveDatabase): readonly string[] {
  return production ? ['This database counts as production: plain EXPLAIN only, nothing was run.'] : [];
}
