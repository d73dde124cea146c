import type { PanelChoices, PanelMessage, PanelRequest, PanelState } from '../protocol/messages';
import { parseMessage } from '../protocol/parseMessage';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export type Reply = Extract<PanelMessage, { type: 'reply' }>;

/** What is told of whatever comes unasked. */
export interface HostListener {
  state(state: PanelState): void;
  choices(choices: PanelChoices): void;
}

/** The extension on the other side. Each request is answered once; states come whenever they like. */
export class Host {
  readonly #api = acquireVsCodeApi();
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #lastId = 0;

  constructor(listener: HostListener) {
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      const message = parseMessage(event.data);
      if (message?.type === 'state') listener.state(message.state);
      else if (message?.type === 'choices') listener.choices(message.choices);
      else if (message?.type === 'reply') {
        this.#waiting.get(message.id)?.(message);
        this.#waiting.delete(message.id);
      }
    });
  }

  ask(request: PanelRequest): Promise<Reply> {
    const id = ++this.#lastId;
    return new Promise(resolve => {
      this.#waiting.set(id, resolve);
      this.#api.postMessage({ id, request });
    });
  }

  /** What `remember` kept, while this panel lives, hidden or not. */
  recall(): unknown {
    return this.#api.getState();
  }

  remember(state: unknown): void {
    this.#api.setState(state);
  }
}
