import * as v from 'valibot';

import type { Plan, PlanNode } from '../plan/model';
import type { PanelMessage } from './messages';
import { panelChoices } from './panelChoices';
import { variantKinds } from './variantKinds';

const texts = v.array(v.string());
/** Plans are looked at without recursion (a valibot schema would recurse), so that a deep one cannot end the panel. */
const plan = v.custom<Plan>(isPlan, 'not a plan');

const advice = v.object({
  index: v.object({ schema: v.string(), table: v.string(), columns: texts, method: v.literal('btree') }),
  ddl: v.string(),
  ddlOnline: v.string(),
  undoDdl: v.string(),
  card: v.object({
    costBefore: v.number(),
    costAfter: v.number(),
    sizeBytes: v.number(),
    buildMs: v.number(),
    makesRedundant: texts,
  }),
  range: v.object({ start: v.number(), end: v.number() }),
});

const finding = v.looseObject({
  rule: v.string(),
  severity: v.picklist(['error', 'warning', 'info']),
  message: v.string(),
  nodeId: v.optional(v.string()),
  share: v.optional(v.number()),
  evidence: v.record(v.string(), v.unknown()),
  remedy: v.string(),
  docs: v.string(),
});

const marks = v.object({
  nodeId: v.string(),
  ranges: v.array(v.object({ start: v.number(), end: v.number() })),
});

const side = v.object({
  medianMs: v.number(),
  runsMs: v.array(v.number()),
  plan,
  findings: v.array(finding),
  marks: v.optional(v.array(marks)),
});

const variantKind = v.picklist(variantKinds);
const variants = v.object({
  selected: variantKind,
  cards: v.array(
    v.object({
      kind: variantKind,
      figure: v.string(),
      values: v.array(
        v.object({ name: v.string(), value: v.string(), note: v.optional(v.string()), title: v.string() }),
      ),
      difference: v.optional(v.object({ short: v.string(), text: v.string() })),
    }),
  ),
  summary: v.string(),
  flips: v.boolean(),
  measured: v.boolean(),
});

const state = v.variant('kind', [
  v.object({ kind: v.literal('empty') }),
  v.object({ kind: v.literal('loading'), statement: v.string(), what: v.string() }),
  v.object({
    kind: v.literal('error'),
    statement: v.string(),
    title: v.string(),
    remedy: v.string(),
    detail: v.optional(v.string()),
    actions: v.optional(v.array(v.picklist(['explain', 'setValues', 'selectConnection', 'openSource', 'showLog']))),
  }),
  v.object({
    kind: v.literal('plan'),
    statement: v.optional(v.string()),
    plan,
    rawJson: v.string(),
    explainSql: v.optional(v.string()),
    findings: v.array(finding),
    source: v.picklist(['estimated', 'measured']),
    connection: v.optional(v.object({ name: v.string(), serverVersion: v.string(), production: v.boolean() })),
    parameters: v.array(v.object({ name: v.string(), type: v.optional(v.string()), value: v.optional(v.string()) })),
    time: v.string(),
    origin: v.optional(v.string()),
    originGone: v.optional(v.boolean()),
    notes: texts,
    advice: v.optional(advice),
    candidate: v.optional(v.object({ title: v.string() })),
    measurement: v.optional(v.object({ before: side, after: side, sameResult: v.boolean() })),
    applied: v.optional(v.boolean()),
    marks: v.optional(v.array(marks)),
    variants: v.optional(variants),
    comparison: v.optional(v.object({ plan, title: v.string(), notes: texts })),
  }),
]);

const message = v.union([
  v.object({ type: v.literal('state'), state }),
  v.object({ type: v.literal('choices'), choices: panelChoices }),
  v.object({ type: v.literal('reply'), id: v.number(), ok: v.literal(true) }),
  v.object({ type: v.literal('reply'), id: v.number(), ok: v.literal(false), message: v.string() }),
]);

/** What the host sent, or `undefined` for anything else that reaches the window (VS Code's frame posts messages too). */
export function parseMessage(value: unknown): PanelMessage | undefined {
  const parsed = v.safeParse(message, value);
  return parsed.success ? (parsed.output as PanelMessage) : undefined;
}

function isPlan(value: unknown): boolean {
  if (!isRecord(value) || value['engine'] !== 'postgresql') return false;
  const open: unknown[] = [value['root']];
  while (open.length > 0) {
    const node = open.pop();
    if (!isNode(node)) return false;
    for (const child of node.children) open.push(child);
  }
  return true;
}

function isNode(value: unknown): value is PlanNode {
  return (
    isRecord(value) &&
    typeof value['id'] === 'string' &&
    typeof value['type'] === 'string' &&
    isRecord(value['details']) &&
    Array.isArray(value['conditions']) &&
    value['conditions'].every(item => isRecord(item) && typeof item['text'] === 'string') &&
    Array.isArray(value['children'])
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
