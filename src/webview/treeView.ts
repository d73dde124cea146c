import { html, type TemplateResult } from 'lit';

import './planTree';
import type { TabParts } from './tabs';

/** The plan as a tree of steps with their numbers. */
export function treeView(parts: TabParts): TemplateResult {
  return html`<plan-tree .parts=${parts}></plan-tree>`;
}
