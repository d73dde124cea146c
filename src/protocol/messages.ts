import type { Finding } from '../plan/finding';
import type { NodeMarks } from '../plan/marks/markStatement';
import type { Plan } from '../plan/model';
import type { IndexAdvice } from '../advisor/index';
import type { VariantKind } from '../plan/variants/valueVariants';
import type { Measure } from './measures';
import type { ColumnId } from './treeColumns';

/** What the plan panel shows. A new state replaces the old one whole. */
export type PanelState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'loading'; readonly statement: string; readonly what: string }
  | {
      readonly kind: 'error';
      readonly statement: string;
      readonly title: string;
      readonly remedy: string;
      readonly detail?: string;
      /** Ways onward, the first one first; absent: the statement can be explained again. */
      readonly actions?: readonly ErrorAction[];
    }
  | ({ readonly kind: 'plan' } & PlanView);

/** What an error offers; each is a request of the panel. */
export type ErrorAction = 'explain' | 'setValues' | 'selectConnection' | 'openSource' | 'showLog';

export interface PlanView {
  /** The statement as sent, with `$n`; absent where a plan was opened that does not name it. */
  readonly statement?: string;
  readonly plan: Plan;
  /** EXPLAIN's JSON, pretty-printed. */
  readonly rawJson: string;
  /** The EXPLAIN statement that produced it; absent where the plan was opened, not asked for. */
  readonly explainSql?: string;
  readonly findings: readonly Finding[];
  /** `estimated`: plain EXPLAIN; `measured`: the statement ran. */
  readonly source: 'estimated' | 'measured';
  /** Where the plan was asked for; absent where it was opened: nothing can be run again then. */
  readonly connection?: { readonly name: string; readonly serverVersion: string; readonly production: boolean };
  readonly parameters: readonly { readonly name: string; readonly type?: string; readonly value?: string }[];
  /** `14:02:31`. */
  readonly time: string;
  /** `src/orders/list.ts:48`; a click reveals it, unless `originGone`. */
  readonly origin?: string;
  /** The origin is a name alone: the clipboard, a file or query of an earlier day. */
  readonly originGone?: boolean;
  /** Notes above the plan: side effects not undone, production, generic plan. */
  readonly notes: readonly string[];
  readonly advice?: IndexAdvice;
  /** An index that might help and was not tried yet: `Try an index on orders(customer_id)`. */
  readonly candidate?: { readonly title: string };
  readonly measurement?: MeasurementView;
  /** Set once the index exists: the panel offers Undo. */
  readonly applied?: boolean;
  /** Which parts of the statement each node stems from; absent: not worked out. */
  readonly marks?: readonly NodeMarks[];
  /** Explained with typical values: this is the plan of one of several sets of values. */
  readonly variants?: VariantsView;
  /** Set while the plan stands beside another one. */
  readonly comparison?: ComparisonView;
}

/** The plan that the panel's plan is compared with; it is the one of before. */
export interface ComparisonView {
  readonly plan: Plan;
  /** `today 14:02, 81 ms`, `plan.json` */
  readonly title: string;
  /** What must be said beside it, e.g. that the statements differ. */
  readonly notes: readonly string[];
}

export interface VariantsView {
  /** The one whose plan is shown. */
  readonly selected: VariantKind;
  /** The generic plan first. */
  readonly cards: readonly VariantCard[];
  /** Whether the plan flips, and by which value, in one sentence. */
  readonly summary: string;
  readonly flips: boolean;
  /** All but the generic one ran. */
  readonly measured: boolean;
}

/** One set of values beside the others. */
export interface VariantCard {
  readonly kind: VariantKind;
  /** `cost 1,785`, or `122 ms` where it ran. */
  readonly figure: string;
  /** None for the generic plan. */
  readonly values: readonly VariantCardValue[];
  /** Absent where the steps are those of the generic plan. */
  readonly difference?: {
    /** `Index Scan instead of Seq Scan` */
    readonly short: string;
    /** `Index Scan using orders_status_idx on orders instead of Seq Scan on orders` */
    readonly text: string;
  };
}

export interface VariantCardValue {
  readonly name: string;
  readonly value: string;
  /** `95 %` of the rows, or `neutral`. */
  readonly note?: string;
  /** The same in full. */
  readonly title: string;
}

export interface MeasurementView {
  readonly before: MeasuredSide;
  readonly after: MeasuredSide;
  readonly sameResult: boolean;
}

export interface MeasuredSide {
  readonly medianMs: number;
  readonly runsMs: readonly number[];
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly marks?: readonly NodeMarks[];
}

/** What the reader chose for every plan, kept from one window to the next. */
export interface PanelChoices {
  readonly colourBy?: Measure;
  readonly columns?: readonly ColumnId[];
}

/** What the user can ask for from the panel. Each request has a reply, failure included. */
export type PanelRequest =
  | { readonly type: 'ready' }
  | { readonly type: 'copy'; readonly what: 'statement' | 'json' | 'explain' | 'ddl' }
  | { readonly type: 'openJson' }
  | { readonly type: 'openSource' }
  | { readonly type: 'analyze' }
  | { readonly type: 'explain' }
  | { readonly type: 'measure' }
  | { readonly type: 'createIndex' }
  | { readonly type: 'undoIndex' }
  | { readonly type: 'selectConnection' }
  /** Stops the run that the loading state stands for, on the server too. */
  | { readonly type: 'cancel' }
  /** Asks for the parameters' values and explains with them; offered where a parameter has no value. */
  | { readonly type: 'setValues' }
  /** Explains with typical values, or again. */
  | { readonly type: 'explainTypical' }
  /** Runs the statement with each set of values and measures it. */
  | { readonly type: 'measureVariants' }
  /** Shows the plan of another set of values. */
  | { readonly type: 'showVariant'; readonly kind: VariantKind }
  /** Asks which plan to compare the panel's with, and puts it beside it. */
  | { readonly type: 'compareWith' }
  /** Takes away the plan that stands beside the panel's. */
  | { readonly type: 'closeComparison' }
  /** Asks for a file to read a plan from. */
  | { readonly type: 'openPlan' }
  /** Asks for a format and writes the plan to a file or the clipboard. */
  | { readonly type: 'export' }
  /** Opens the extension's log. */
  | { readonly type: 'showLog' }
  /** Builds the candidate in a transaction that is rolled back; the reply comes when the advice is in the state. */
  | { readonly type: 'tryIndex' }
  | { readonly type: 'keepChoices'; readonly choices: PanelChoices };

export interface PanelRequestEnvelope {
  readonly id: number;
  readonly request: PanelRequest;
}

export type PanelMessage =
  | { readonly type: 'state'; readonly state: PanelState }
  | { readonly type: 'choices'; readonly choices: PanelChoices }
  | { readonly type: 'reply'; readonly id: number; readonly ok: true }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly message: string };
