/** How long the pointer rests on a node before its card comes, and how long the card waits for the pointer to enter it. */
const restMs = 450;
const graceMs = 250;

/**
 * When the card of a node comes and goes (WCAG 1.4.13): the pointer may move into it, Escape dismisses it, and it stays
 * until the pointer leaves both. Opened by keyboard it stays until Escape or another selection.
 */
export class HoverCard {
  readonly #show: (nodeId: string | undefined) => void;
  #timer: number | undefined;
  #shown: string | undefined;
  #pinned = false;
  #anchor: Element | undefined;

  constructor(show: (nodeId: string | undefined) => void) {
    this.#show = show;
  }

  /** The pointer is over what stands for the node, or over nothing. */
  rest(nodeId: string | undefined, anchor: Element | undefined): void {
    if (nodeId === undefined || anchor === undefined) {
      if (this.#shown === undefined) this.#stop();
      else if (!this.#pinned) this.#later(graceMs, () => this.close());
      return;
    }
    if (nodeId === this.#shown && anchor === this.#anchor) this.#stop();
    else this.#later(restMs, () => this.open(nodeId, anchor, false));
  }

  /** The pointer entered the card itself. */
  keep(): void {
    this.#stop();
  }

  open(nodeId: string, anchor: Element, pinned: boolean): void {
    this.#stop();
    this.#shown = nodeId;
    this.#anchor = anchor;
    this.#pinned = pinned;
    this.#show(nodeId);
  }

  /** Whether there was one to close. */
  close(): boolean {
    this.#stop();
    if (this.#shown === undefined) return false;
    this.#shown = undefined;
    this.#anchor = undefined;
    this.#pinned = false;
    this.#show(undefined);
    return true;
  }

  /** Below its anchor, or above where there is more room; never outside of the window. */
  place(card: HTMLElement): void {
    const anchor = this.#anchor?.getBoundingClientRect();
    if (anchor === undefined) return;
    const { width, height } = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(anchor.left, window.innerWidth - width - 8));
    const below = anchor.bottom + 6;
    const above = anchor.top - height - 6;
    const fits = below + height + 8 <= window.innerHeight;
    const top = fits || above < 8 ? Math.min(below, Math.max(8, window.innerHeight - height - 8)) : above;
    card.style.left = `${Math.round(left)}px`;
    card.style.top = `${Math.round(top)}px`;
  }

  #later(ms: number, act: () => void): void {
    this.#stop();
    this.#timer = window.setTimeout(act, ms);
  }

  #stop(): void {
    window.clearTimeout(this.#timer);
  }
}
