import { cancelled } from '../../base/failure';
import { changeGroups } from '../../plan/diff/changeGroups';
import { diffPlans } from '../../plan/diff/diffPlans';
import type { Plan } from '../../plan/model';
import { judgePlan } from '../../plan/verdict';
import type { ComparisonView, PlanView } from '../../protocol/messages';
import type { EditorContext } from '../shell';
import { type KeptPlan, planOfKept } from './keptPlan';
import { noPlanShown } from './planFailures';
import type { Choice, PlanDialogs } from './planChoice';
import type { PlanHistory } from './planHistory';
import { choosePlan, oneLine, rawText } from './openedPlan';
import { type PlanSource, sourceOfClipboard } from './planSource';

type Way = { readonly kept: KeptPlan } | 'file' | 'clipboard' | 'otherQuery';

export interface CompareDeskParts {
  readonly context: EditorContext;
  readonly history: PlanHistory;
  readonly dialogs: PlanDialogs;
  /** Asks for a file; `undefined` where the user gave up. */
  readonly askFile: () => Promise<PlanSource | undefined>;
  /** What the panel shows, where it is a plan. */
  readonly shown: () => PlanView | undefined;
  /** Puts the other plan beside the panel's. */
  readonly put: (comparison: ComparisonView | undefined) => void;
}

/** *Compare with…*: finds the other plan among earlier ones, in a file or on the clipboard. */
export class CompareDesk {
  readonly #parts: CompareDeskParts;

  constructor(parts: CompareDeskParts) {
    this.#parts = parts;
  }

  /** @throws Failure */
  async compare(): Promise<void> {
    const view = this.#parts.shown();
    if (view === undefined) throw noPlanShown();
    this.#parts.put(await this.#comparison(view));
  }

  close(): void {
    this.#parts.put(undefined);
  }

  async #comparison(view: PlanView): Promise<ComparisonView> {
    const { history, dialogs } = this.#parts;
    const shape = await this.#shapeOf(view.statement);
    const earlier = shape === undefined ? [] : othersThan(view, await history.of(shape));
    const picked = await dialogs.choose<Way>('Compare with', [
      { heading: 'Earlier plans of this query', choices: earlier.flatMap(kept => keptChoice(kept, view.plan)) },
      {
        heading: 'Another plan',
        choices: [
          { label: '$(go-to-file) Plan from a File…', value: 'file' },
          { label: '$(clippy) Plan from the Clipboard', value: 'clipboard' },
          { label: '$(history) Earlier Plan of Another Query…', value: 'otherQuery' },
        ],
      },
    ]);
    if (picked === undefined) throw cancelled();
    switch (picked.value) {
      case 'file': {
        const source = await this.#parts.askFile();
        if (source === undefined) throw cancelled();
        return this.#read(source, view);
      }
      case 'clipboard':
        return this.#read(await sourceOfClipboard(), view);
      case 'otherQuery':
        return this.#other(shape, view);
      default:
        return keptComparison(picked.value.kept, view, false);
    }
  }

  async #read(source: PlanSource, view: PlanView): Promise<ComparisonView> {
    const { read, notes } = await choosePlan(source, this.#parts.dialogs);
    const other =
      read.statement !== undefined &&
      view.statement !== undefined &&
      (await this.#differ(read.statement, view.statement));
    return { plan: read.plan, title: source.name, notes: [...notes, ...(other ? [otherQuery] : [])] };
  }

  async #other(shape: string | undefined, view: PlanView): Promise<ComparisonView> {
    const others = await this.#parts.history.others(shape);
    const picked = await this.#parts.dialogs.choose('Earlier plans of other queries', [
      {
        heading: '',
        choices: others.flatMap(kept =>
          keptChoice(kept, undefined).map(choice => ({ ...choice, detail: oneLine(kept.statement) })),
        ),
      },
    ]);
    if (picked === undefined || typeof picked.value === 'string') throw cancelled();
    return keptComparison(picked.value.kept, view, true);
  }

  async #differ(one: string, other: string): Promise<boolean> {
    return (await this.#shapeOf(one)) !== (await this.#shapeOf(other));
  }

  async #shapeOf(statement: string | undefined): Promise<string | undefined> {
    if (statement === undefined || statement.trim() === '') return undefined;
    return (await (await this.#parts.context.app()).sql()).shape(statement);
  }
}

const otherQuery = 'The other plan is of another query.';

/** The panel's plan was kept as well; beside itself it says nothing. */
function othersThan(view: PlanView, kept: readonly KeptPlan[]): readonly KeptPlan[] {
  const own = kept.findIndex(
    ({ connection, raw }) =>
      (view.connection === undefined || view.connection.name === connection) && rawText(raw) === view.rawJson,
  );
  return kept.filter((_, i) => i !== own);
}

function keptChoice(kept: KeptPlan, current: Plan | undefined): readonly Choice<Way>[] {
  const plan = planOfKept(kept);
  if (plan === undefined) return [];
  const where = [
    kept.source,
    `PostgreSQL ${kept.serverVersion}`,
    kept.connection,
    ...(kept.production ? ['production'] : []),
  ];
  return [
    {
      label: `$(history) ${dayAndTime(kept.at)}: ${judgePlan(plan).figure}`,
      description: where.join(' · '),
      ...(current === undefined ? {} : { detail: whatDiffers(plan, current, kept) }),
      value: { kept },
    },
  ];
}

const mostTold = 2;

function whatDiffers(before: Plan, after: Plan, { parameters }: KeptPlan): string {
  const { inKind } = changeGroups(diffPlans(before, after));
  const more = inKind.length - mostTold;
  const told = inKind.slice(0, mostTold).map(({ text }) => text);
  if (more > 0) told.push(`and ${String(more)} more`);
  const values = parameters.flatMap(({ name, value }) => (value === undefined ? [] : [`${name} = ${oneLine(value)}`]));
  return [told.length === 0 ? 'The same steps' : told.join('; '), ...values.slice(0, 3)].join(' · ');
}

function keptComparison(kept: KeptPlan, view: PlanView, other: boolean): ComparisonView {
  const plan = planOfKept(kept);
  if (plan === undefined) throw new Error('a plan that can be read was offered');
  const notes: string[] = [];
  if (other) notes.push(otherQuery);
  if (view.connection !== undefined && view.connection.name !== kept.connection) {
    notes.push(`The earlier plan is from ${kept.connection}.`);
  }
  const values = (parameters: KeptPlan['parameters']) =>
    parameters.map(({ name, value }) => `${name} = ${value ?? 'any value'}`);
  const [was, now] = [values(kept.parameters).join(', '), values(view.parameters).join(', ')];
  if (was !== now && !other) notes.push(`The values were others: ${oneLine(was)}.`);
  return { plan, title: dayAndTime(kept.at), notes };
}

/** `24 Nov, 14:02:31`, in the user's own time. */
function dayAndTime(at: string): string {
  return new Date(at).toLocaleString(undefined, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}
