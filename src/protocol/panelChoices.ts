import * as v from 'valibot';

import { measures } from './measures';
import type { PanelChoices } from './messages';
import { columnIds } from './treeColumns';

export const panelChoices = v.strictObject({
  colourBy: v.exactOptional(v.picklist(measures)),
  columns: v.exactOptional(v.pipe(v.array(v.picklist(columnIds)), v.maxLength(columnIds.length))),
});

/** What was kept; nothing of it where another version or nobody wrote it. */
export function readChoices(kept: unknown): PanelChoices {
  const parsed = v.safeParse(panelChoices, kept);
  return parsed.success ? parsed.output : {};
}
