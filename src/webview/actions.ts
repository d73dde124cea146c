import type { Measure } from '../protocol/measures';
import type { ColumnId } from '../protocol/treeColumns';
import type { PanelRequest } from '../protocol/messages';
import type { ViewState } from './viewState';

/** What the views may do. */
export interface Actions {
  ask(request: PanelRequest): void;
  /** The request is under way: its button says so. */
  isBusy(type: PanelRequest['type']): boolean;
  change(change: Partial<ViewState>): void;
  /** Selects a node where it stands, without leaving the view. */
  select(nodeId: string): void;
  /** Selects a node, opens what hides it and brings it into view. */
  reveal(nodeId: string): void;
  /** The pointer is on this node or on none; where it rests on `anchor`, the node's card comes. */
  hover(nodeId: string | undefined, anchor?: Element): void;
  /** Shows the node's card at once, until Escape. */
  explain(nodeId: string, anchor: Element): void;
  /** Searches; `undefined` ends it. */
  find(text: string | undefined): void;
  findNext(step: 1 | -1): void;
  chooseColumns(columns: readonly ColumnId[]): void;
  colourBy(measure: Measure): void;
  treeKey(event: KeyboardEvent): void;
  toggle(nodeId: string): void;
}
