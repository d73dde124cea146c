import * as v from 'valibot';

import type { PanelRequest, PanelRequestEnvelope } from './messages';
import { panelChoices } from './panelChoices';
import { variantKinds } from './variantKinds';

const plainTypes = [
  'ready',
  'openJson',
  'openSource',
  'analyze',
  'explain',
  'measure',
  'createIndex',
  'undoIndex',
  'selectConnection',
  'cancel',
  'setValues',
  'tryIndex',
  'explainTypical',
  'measureVariants',
  'compareWith',
  'closeComparison',
  'openPlan',
  'export',
  'showLog',
] as const satisfies readonly PanelRequest['type'][];

const envelope = v.strictObject({
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  request: v.union([
    v.strictObject({ type: v.picklist(plainTypes) }),
    v.strictObject({ type: v.literal('showVariant'), kind: v.picklist(variantKinds) }),
    v.strictObject({ type: v.literal('keepChoices'), choices: panelChoices }),
    v.strictObject({ type: v.literal('copy'), what: v.picklist(['statement', 'json', 'explain', 'ddl']) }),
  ]),
});

/** The webview is not trusted: what is not exactly a request is none. */
export function parseRequest(value: unknown): PanelRequestEnvelope | undefined {
  const parsed = v.safeParse(envelope, value);
  return parsed.success ? parsed.output : undefined;
}
