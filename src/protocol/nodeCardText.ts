import type { Finding } from '../plan/finding';
import { type NodeKind, nodeKind } from '../plan/nodeKinds';
import { formatPercent } from '../plan/units';
import { rowFacts } from './planFacts';
import type { PlanRow } from './planRows';
import type { ShownPlan } from './shownPlan';

/** What a card says of a node, in whichever view it stands. */
export interface NodeCardText {
  readonly headline: string;
  readonly term: string;
  /** Absent for nodes of extensions that nobody but they know. */
  readonly kind: NodeKind | undefined;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly findings: readonly Finding[];
}

const mostFacts = 7;

export function nodeCardText(row: PlanRow, shown: ShownPlan): NodeCardText {
  const { headline, term } = row.words;
  const buffers = row.buffers === '' || row.buffers === '–' ? [] : [['Blocks touched', row.buffers] as const];
  return {
    headline,
    term,
    kind: nodeKind(row.node),
    facts: [...rowFacts(row, shown.measure).slice(0, mostFacts), ...buffers],
    findings: shown.findingsAt.get(row.node.id) ?? [],
  };
}

/** `93 % of the time`, where the finding knows what is at stake and does not say it itself. */
export function shareText({ share, message }: Finding, { measure }: ShownPlan): string | undefined {
  if (share === undefined || share <= 0) return undefined;
  const text = `${formatPercent(Math.min(1, share))} of the ${measure}`;
  return message.includes(text) ? undefined : text;
}
