import type { Measure } from '../protocol/measures';
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
  /** The pointer is on this node, drawn by `anchor`, or on none. */
  hover(nodeId: string | undefined, anchor?: Element): void;
  colourBy(measure: Measure): void;
  treeKey(event: KeyboardEvent): void;
  toggle(nodeId: string): void;
}
