import type { TemplateResult } from 'lit';

import type { PlanView } from '../protocol/messages';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import { flameView } from './flameView';
import { graphView } from './graphView';
import { compareView } from './compareView';
import { textView } from './textView';
import { treeView } from './treeView';
import type { TabId, ViewState } from './viewState';

/** What a view is made of. */
export interface TabParts {
  readonly view: PlanView;
  readonly shown: ShownPlan;
  /** Positions in `shown.rows` of what is not folded away. */
  readonly visible: readonly number[];
  readonly state: ViewState;
  readonly actions: Actions;
}

export interface Tab {
  readonly id: TabId;
  readonly label: string;
  /** It shows the plan's nodes: colours, sides and the details beside it belong to it. */
  readonly nodes: boolean;
  content(parts: TabParts): TemplateResult;
}

/** In the order that they stand in; the keys 1 to 9 choose by it. */
export const tabs: readonly Tab[] = [
  {
    id: 'tree',
    label: 'Tree',
    nodes: true,
    content: treeView,
  },
  {
    id: 'graph',
    label: 'Graph',
    nodes: true,
    content: ({ shown, state, actions }) => graphView(shown, state, actions),
  },
  {
    id: 'flame',
    label: 'Flame',
    nodes: true,
    content: ({ shown, state, actions }) => flameView(shown, state, actions),
  },
  {
    id: 'compare',
    label: 'Compare',
    nodes: false,
    content: ({ view, state, actions }) => compareView(view, state, actions),
  },
  { id: 'text', label: 'Text', nodes: false, content: ({ view, actions }) => textView(view, actions) },
];

export function tabOf(state: ViewState): Tab | undefined {
  return tabs.find(({ id }) => id === state.tab) ?? tabs[0];
}
