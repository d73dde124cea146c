import * as v from 'valibot';
import { Uri, ViewColumn, window } from 'vscode';

import { Failure, isCancelled } from '../../base/failure';
import type { ConnectionProfile, FoundConnection } from '../../catalog/connection';
import type { ServerInfo } from '../../catalog/database';
import { isProduction, productionReason } from '../../catalog/production';
import {
  type ConnectionFormReply,
  type ConnectionFormRequest,
  connectionFieldNames,
} from '../../protocol/connectionForm';
import { connectionFormHtml } from './connectionFormHtml';
import { formValues, readForm } from './connectionFormValues';

/** What the user saved. Without a password the one that is kept stays. */
export interface FormResult {
  readonly profile: ConnectionProfile;
  readonly password?: string;
}

export interface ConnectionFormOptions {
  readonly extensionUri: Uri;
  /** The profile to edit; absent for a new one. */
  readonly before?: ConnectionProfile;
  readonly passwordKept: boolean;
  /** Opens and closes a connection; the password is the one typed, else the one kept. @throws Failure */
  readonly test: (profile: ConnectionProfile, password: string | undefined, signal: AbortSignal) => Promise<ServerInfo>;
  /** What a URL says. @throws Failure `bad-url` */
  readonly readUrl: (url: string) => Promise<FoundConnection>;
  readonly report: (error: unknown) => void;
}

const valuesSchema = v.object(
  Object.fromEntries(connectionFieldNames.map(name => [name, v.string()])) as Record<
    (typeof connectionFieldNames)[number],
    v.StringSchema<undefined>
  >,
);
const envelopeSchema = v.object({
  id: v.number(),
  request: v.variant('type', [
    v.object({ type: v.literal('ready') }),
    v.object({ type: v.literal('readUrl'), url: v.string() }),
    v.object({ type: v.literal('check'), values: valuesSchema }),
    v.object({ type: v.literal('test'), values: valuesSchema }),
    v.object({ type: v.literal('cancelTest') }),
    v.object({ type: v.literal('save'), values: valuesSchema }),
    v.object({ type: v.literal('close') }),
  ]),
});

/** Opens the form in an editor tab. Resolves when the user saved, or with `undefined` when the tab was closed. */
export function openConnectionForm(options: ConnectionFormOptions): Promise<FormResult | undefined> {
  const title = options.before === undefined ? 'Add Connection' : 'Edit Connection';
  const dist = Uri.joinPath(options.extensionUri, 'dist');
  const panel = window.createWebviewPanel('backendOptimizer.connectionForm', title, ViewColumn.Active, {
    enableScripts: true,
    enableForms: true,
    // A half-typed form, a password in it included, is kept by the hidden tab alone and never serialized.
    retainContextWhenHidden: true,
    localResourceRoots: [dist],
  });
  const stop = new AbortController();
  return new Promise(resolve => {
    const session = new FormSession(options, stop.signal, result => {
      resolve(result);
      panel.dispose();
    });
    panel.onDidDispose(() => {
      stop.abort();
      resolve(undefined);
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const parsed = v.safeParse(envelopeSchema, message);
      if (!parsed.success) return;
      const { id, request } = parsed.output;
      session
        .answer(request)
        .catch((error: unknown): Answer => {
          options.report(error);
          return { message: { tone: 'bad', text: 'This did not work; the log says why.' } };
        })
        .then(answer => {
          if (stop.signal.aborted) return;
          return panel.webview.postMessage({ type: 'reply', id, ...answer } satisfies ConnectionFormReply);
        })
        .then(undefined, options.report);
    });
    panel.webview.html = connectionFormHtml({
      title,
      nonce: crypto.randomUUID().replaceAll('-', ''),
      scriptUri: panel.webview.asWebviewUri(Uri.joinPath(dist, 'connectionForm.js')).toString(),
    });
  });
}

type Answer = Omit<ConnectionFormReply, 'type' | 'id'>;

class FormSession {
  readonly #options: ConnectionFormOptions;
  readonly #end: AbortSignal;
  readonly #done: (result: FormResult | undefined) => void;
  readonly #before: Pick<ConnectionProfile, 'id' | 'origin'>;
  #testing: AbortController | undefined;

  constructor(options: ConnectionFormOptions, end: AbortSignal, done: (result: FormResult | undefined) => void) {
    this.#options = options;
    this.#end = end;
    this.#done = done;
    this.#before = options.before ?? { id: crypto.randomUUID(), origin: { kind: 'entered' } };
  }

  async answer(request: ConnectionFormRequest): Promise<Answer> {
    switch (request.type) {
      case 'ready':
        return { values: formValues(this.#options.before ?? {}), passwordKept: this.#options.passwordKept };
      case 'readUrl':
        return await this.#readUrl(request.url);
      case 'check': {
        const reading = readForm(request.values, this.#before);
        if (!reading.ok) return { errors: reading.errors };
        const word = isProduction(reading.profile, process.env) ? 'Production' : 'Development';
        return { judgement: `${word}: ${productionReason(reading.profile, process.env)}` };
      }
      case 'test': {
        const reading = readForm(request.values, this.#before);
        return reading.ok ? this.#test(reading.profile, reading.password) : { errors: reading.errors };
      }
      case 'cancelTest':
        this.#testing?.abort();
        return {};
      case 'save': {
        const reading = readForm(request.values, this.#before);
        if (!reading.ok) return { errors: reading.errors };
        const { profile, password } = reading;
        this.#done({ profile, ...(password === undefined ? {} : { password }) });
        return {};
      }
      case 'close':
        this.#done(undefined);
        return {};
    }
  }

  async #test(profile: ConnectionProfile, password: string | undefined): Promise<Answer> {
    this.#testing?.abort();
    const abort = new AbortController();
    this.#testing = abort;
    const startedMs = performance.now();
    try {
      const server = await this.#options.test(profile, password, AbortSignal.any([abort.signal, this.#end]));
      const tookMs = Math.round(performance.now() - startedMs);
      const text = `PostgreSQL ${server.version}: ${server.user} in ${server.database}, answered in ${String(tookMs)} ms.`;
      return { message: { tone: 'good', text } };
    } catch (error) {
      if (isCancelled(error)) return { message: { tone: 'note', text: 'The test was stopped.' } };
      if (!(error instanceof Failure)) throw error;
      return { message: { tone: 'bad', text: `${error.message}\n${error.remedy}` } };
    }
  }

  /** All that a URL can say is filled in anew; what it cannot say (name, tunnel, mark) stays as typed. */
  async #readUrl(url: string): Promise<Answer> {
    try {
      const { profile, password = '' } = await this.#options.readUrl(url.trim().replace(/^(["'])(.*)\1$/, '$2'));
      const { host, port, database, user, service, options, ...rest } = formValues(profile);
      const { tlsMode, rootCertificate, certificate, key } = rest;
      const values = { host, port, database, user, service, options, tlsMode, rootCertificate, certificate, key };
      return { values: { ...values, password } };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { errors: { url: `${error.message} ${error.remedy}` } };
    }
  }
}
