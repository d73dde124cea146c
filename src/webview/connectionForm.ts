import {
  type ConnectionFieldName,
  type ConnectionFormErrors,
  type ConnectionFormReply,
  type ConnectionFormRequest,
  type ConnectionFormValues,
  connectionFieldNames,
} from '../protocol/connectionForm';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const host = acquireVsCodeApi();
const waiting = new Map<number, (reply: ConnectionFormReply) => void>();
let lastId = 0;
let testing = false;

function ask(request: ConnectionFormRequest): Promise<ConnectionFormReply> {
  const id = ++lastId;
  host.postMessage({ id, request });
  return new Promise(resolve => waiting.set(id, resolve));
}

window.addEventListener('message', (event: MessageEvent<ConnectionFormReply>) => {
  waiting.get(event.data.id)?.(event.data);
  waiting.delete(event.data.id);
});

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the form has no #${id}`);
}

function control(name: ConnectionFieldName): HTMLInputElement | HTMLSelectElement {
  const found = document.getElementById(name);
  if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement) return found;
  throw new Error(`the form has no field ${name}`);
}

const url = element('url', HTMLInputElement);
const result = element('result', HTMLElement);
const save = element('save', HTMLButtonElement);
const test = element('test', HTMLButtonElement);

function values(): ConnectionFormValues {
  const entries = connectionFieldNames.map(name => [name, control(name).value]);
  return Object.fromEntries(entries) as ConnectionFormValues;
}

function fill(given: Partial<ConnectionFormValues>): void {
  for (const name of connectionFieldNames) {
    const value = given[name];
    if (value === undefined) continue;
    const target = control(name);
    target.value = value;
    const details = target.closest('details');
    if (details !== null && value !== '') details.open = true;
  }
}

function showErrors(errors: ConnectionFormErrors): void {
  let first: HTMLElement | undefined;
  for (const name of ['url', ...connectionFieldNames] as const) {
    const message = errors[name] ?? '';
    element(`${name}-error`, HTMLElement).textContent = message;
    const target = element(name, HTMLElement);
    target.setAttribute('aria-invalid', String(message !== ''));
    if (message !== '') {
      const details = target.closest('details');
      if (details !== null) details.open = true;
      first ??= target;
    }
  }
  first?.focus();
}

function showMessage(message: ConnectionFormReply['message']): void {
  result.textContent = message?.text ?? '';
  result.dataset['tone'] = message?.tone ?? 'note';
}

function show(reply: ConnectionFormReply): void {
  showErrors(reply.errors ?? {});
  showMessage(reply.message);
}

async function judge(): Promise<void> {
  const { judgement } = await ask({ type: 'check', values: values() });
  element('production-hint', HTMLElement).textContent = judgement ?? '';
}

/** Fills the fields while it is typed; once it is whole it goes, because a password may stand in it. */
async function readUrl(whole: boolean): Promise<void> {
  const text = url.value.trim();
  const reply = text === '' ? undefined : await ask({ type: 'readUrl', url: text });
  if (url.value.trim() !== text) return;
  const message = reply?.errors?.url ?? '';
  element('url-error', HTMLElement).textContent = message;
  url.setAttribute('aria-invalid', String(message !== ''));
  if (reply?.values === undefined) return;
  fill(reply.values);
  if (whole) url.value = '';
  await judge();
}

url.addEventListener('input', event => {
  void readUrl(event instanceof InputEvent && event.inputType === 'insertFromPaste');
});
url.addEventListener('change', () => void readUrl(true));

for (const name of ['host', 'database', 'service', 'sshHost', 'production'] as const) {
  control(name).addEventListener('change', () => void judge());
}

test.addEventListener('click', () => {
  if (testing) {
    void ask({ type: 'cancelTest' });
    return;
  }
  testing = true;
  test.textContent = 'Cancel Test';
  save.disabled = true;
  showMessage({ tone: 'note', text: 'Connecting…' });
  void ask({ type: 'test', values: values() }).then(reply => {
    testing = false;
    test.textContent = 'Test Connection';
    save.disabled = false;
    show(reply);
  });
});

element('form', HTMLFormElement).addEventListener('submit', event => {
  event.preventDefault();
  if (save.disabled) return;
  save.disabled = true;
  void ask({ type: 'save', values: values() }).then(reply => {
    save.disabled = false;
    show(reply);
  });
});

element('close', HTMLButtonElement).addEventListener('click', () => void ask({ type: 'close' }));

void ask({ type: 'ready' }).then(reply => {
  if (reply.values !== undefined) fill(reply.values);
  if (reply.passwordKept === true) {
    element('password', HTMLInputElement).placeholder = 'kept; type to replace it';
  }
  url.focus();
  return judge();
});
