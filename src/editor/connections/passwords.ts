import { InputBoxValidationSeverity, ThemeIcon, window } from 'vscode';

import { Failure } from '../../base/failure';
import type { ConnectionProfile } from '../../catalog/connection';
import type { ConnectionStore } from './connectionStore';

/** Server's refusals that a password typed in can mend; the ids are those of `databases/postgres/failures.ts`. */
export function wantsPassword(error: unknown): error is Failure {
  return error instanceof Failure && (error.id === 'wrong-password' || error.id === 'no-password');
}

/** A password that was typed in, before the server has taken it. */
export interface TypedPassword {
  readonly password: string;
  readonly remember: boolean;
}

/** Passwords of this session, and those that the user let the secret storage keep. */
export class Passwords {
  readonly #store: ConnectionStore;
  readonly #session = new Map<string, string>();
  readonly #asking = new Map<string, Promise<TypedPassword | undefined>>();
  readonly #hide: (secret: string) => void;

  /** `hide` is told every password, so that no log shows it. */
  constructor(store: ConnectionStore, hide: (secret: string) => void) {
    this.#store = store;
    this.#hide = hide;
  }

  async known(id: string): Promise<string | undefined> {
    const password = this.#session.get(id) ?? (await this.#store.password(id));
    if (password !== undefined) this.#hide(password);
    return password;
  }

  useNow(id: string, password: string): void {
    this.#hide(password);
    this.#session.set(id, password);
  }

  /** Call it once the server has taken the password. */
  async accept(id: string, typed: TypedPassword): Promise<void> {
    if (typed.remember) await this.#store.rememberPassword(id, typed.password);
  }

  forget(id: string): void {
    this.#session.delete(id);
  }

  /** One question a connection, however many wait for its answer. `undefined`: the user declined. */
  ask(profile: ConnectionProfile, why: string): Promise<TypedPassword | undefined> {
    const asked = this.#asking.get(profile.id);
    if (asked !== undefined) return asked;
    const asking = askForPassword(profile, why).finally(() => this.#asking.delete(profile.id));
    this.#asking.set(profile.id, asking);
    return asking;
  }
}

const keep = {
  prompt: "Enter connects. The password is kept in the editor's secret storage, never in a file of the project.",
  button: { iconPath: new ThemeIcon('lock'), tooltip: 'Kept in the secret storage. Keep it for this session only' },
};
const sessionOnly = {
  prompt: 'Enter connects. The password is kept until the editor is closed.',
  button: { iconPath: new ThemeIcon('unlock'), tooltip: 'Kept for this session only. Keep it in the secret storage' },
};

function askForPassword(profile: ConnectionProfile, why: string): Promise<TypedPassword | undefined> {
  const input = window.createInputBox();
  let remember = true;
  const show = () => {
    const choice = remember ? keep : sessionOnly;
    input.prompt = choice.prompt;
    input.buttons = [choice.button];
  };
  input.title = `Password for ${profile.name}`;
  input.placeholder = profile.user === undefined ? 'Password' : `Password of ${profile.user}`;
  input.validationMessage = { message: why, severity: InputBoxValidationSeverity.Info };
  input.password = true;
  input.ignoreFocusOut = true;
  show();
  return new Promise<TypedPassword | undefined>(resolve => {
    input.onDidTriggerButton(() => {
      remember = !remember;
      show();
    });
    input.onDidAccept(() => {
      resolve({ password: input.value, remember });
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
    });
    input.show();
  }).finally(() => {
    input.dispose();
  });
}
