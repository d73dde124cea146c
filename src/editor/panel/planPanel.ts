import {
  type Disposable,
  type Memento,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  type WebviewPanelOptions,
  type WebviewOptions,
  commands,
  env,
  window,
} from 'vscode';

import { Failure, isCancelled } from '../../base/failure';
import type { Log } from '../../base/log';
import type { PanelMessage, PanelRequest, PanelState } from '../../protocol/messages';
import { panelHtml } from '../../protocol/panelHtml';
import { readChoices } from '../../protocol/panelChoices';
import { parseRequest } from '../../protocol/parseRequest';
import { contextKeys } from '../contributions';

/** The view type of the panel, for its serializer. */
const viewType = 'backendOptimizer.plan';
const choicesKey = 'planPanel.choices';

/** Answers what the user asks for in the panel. */
export type PanelRequestHandler = (request: PanelRequest) => Promise<void>;

/**
 * The one plan panel, beside the code. It holds the state; the webview is a client that may be thrown away when hidden
 * and asks for the state again when it comes back.
 */
export class PlanPanel implements Disposable {
  readonly #extensionUri: Uri;
  readonly #memory: Memento;
  readonly #log: Log;
  readonly #handler: PanelRequestHandler;
  readonly #serializer: Disposable;
  #panel: WebviewPanel | undefined;
  #state: PanelState = { kind: 'empty' };

  constructor(options: {
    readonly extensionUri: Uri;
    /** Keeps columns and colours from one window to the next. */
    readonly memory: Memento;
    readonly log: Log;
    readonly handler: PanelRequestHandler;
  }) {
    this.#memory = options.memory;
    this.#extensionUri = options.extensionUri;
    this.#log = options.log;
    this.#handler = options.handler;
    this.#serializer = window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: panel => {
        this.#panel?.dispose();
        this.#adopt(panel);
        return Promise.resolve();
      },
    });
  }

  get state(): PanelState {
    return this.#state;
  }

  get webview(): Webview | undefined {
    return this.#panel?.webview;
  }

  /** Replaces what the panel shows; opens it beside the code where it is closed. The editor keeps the focus. */
  show(state: PanelState): void {
    this.#take(state);
    if (this.#panel === undefined) {
      const options: WebviewPanelOptions & WebviewOptions = this.#options();
      this.#adopt(
        window.createWebviewPanel(
          viewType,
          'Query Plan',
          { viewColumn: ViewColumn.Beside, preserveFocus: true },
          options,
        ),
      );
    } else if (!this.#panel.visible) {
      // Behind the very file that is explained, it would cover the code.
      const covers = this.#panel.viewColumn === window.activeTextEditor?.viewColumn;
      this.#panel.reveal(covers ? ViewColumn.Beside : undefined, true);
    }
    this.#post({ type: 'state', state });
  }

  /** Brings the panel to the front where it lies behind another; the editor keeps the focus. */
  reveal(): void {
    if (this.#panel?.visible === false) this.#panel.reveal(undefined, true);
  }

  /** Replaces the state without opening or revealing the panel. */
  update(state: PanelState): void {
    this.#take(state);
    this.#post({ type: 'state', state });
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.dispose();
  }

  #take(state: PanelState): void {
    const shown = state.kind === 'plan';
    if (shown !== (this.#state.kind === 'plan')) {
      void commands.executeCommand('setContext', contextKeys.planShown, shown);
    }
    this.#state = state;
  }

  #options(): WebviewOptions {
    return { enableScripts: true, localResourceRoots: [Uri.joinPath(this.#extensionUri, 'dist')] };
  }

  #adopt(panel: WebviewPanel): void {
    this.#panel = panel;
    const media = Uri.joinPath(this.#extensionUri, 'media');
    panel.iconPath = { light: Uri.joinPath(media, 'plan-light.svg'), dark: Uri.joinPath(media, 'plan-dark.svg') };
    panel.webview.options = this.#options();
    panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(panel, message));
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    const dist = Uri.joinPath(this.#extensionUri, 'dist');
    panel.webview.html = panelHtml({
      nonce: crypto.randomUUID().replaceAll('-', ''),
      cspSource: panel.webview.cspSource,
      scriptUri: panel.webview.asWebviewUri(Uri.joinPath(dist, 'panel.js')).toString(),
      styleUris: ['codicon.css', 'panel.css'].map(name =>
        panel.webview.asWebviewUri(Uri.joinPath(dist, name)).toString(),
      ),
      lang: env.language,
    });
  }

  async #receive(panel: WebviewPanel, message: unknown): Promise<void> {
    const envelope = parseRequest(message);
    if (envelope === undefined) {
      this.#log.warn('the plan panel sent a message that is none');
      return;
    }
    const reply = await this.#answer(envelope.request).then(
      () => ({ type: 'reply', id: envelope.id, ok: true }) as const,
      (error: unknown) =>
        isCancelled(error)
          ? ({ type: 'reply', id: envelope.id, ok: true } as const)
          : ({ type: 'reply', id: envelope.id, ok: false, message: this.#explain(error) } as const),
    );
    // Closed while the answer was on its way: nobody waits for it, and its webview would throw.
    if (this.#panel === panel) await panel.webview.postMessage(reply);
  }

  async #answer(request: PanelRequest): Promise<void> {
    if (request.type === 'ready') {
      this.#post({ type: 'choices', choices: readChoices(this.#memory.get(choicesKey)) });
      this.#post({ type: 'state', state: this.#state });
    } else if (request.type === 'keepChoices') await this.#memory.update(choicesKey, request.choices);
    else await this.#handler(request);
  }

  #explain(error: unknown): string {
    if (error instanceof Failure) return `${error.message} ${error.remedy}`;
    this.#log.error('a request of the plan panel failed', error);
    return 'Backend Optimizer ran into a defect of its own; the log has the details.';
  }

  #post(message: PanelMessage): void {
    if (this.#panel === undefined) return;
    void this.#panel.webview.postMessage(message).then(undefined, (error: unknown) => {
      this.#log.error('the plan panel could not be reached', error);
    });
  }
}
