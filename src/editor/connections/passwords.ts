import { window } from 'vscode';

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

async function askForPassword(profile: ConnectionProfile, why: string): Promise<TypedPassword | undefined> {
  const password = await window.showInputBox({
    title: `Password for ${profile.name}`,
    prompt: why,
    password: true,
    ignoreFocusOut: true,
  });
  if (password === undefined) return undefined;
  const remember = {
    label: '$(lock) Remember',
    detail: "In the editor's secret storage, never in a file of the project",
  };
  const once = { label: '$(clock) This session only', detail: 'Asked for again when the editor restarts' };
  const choice = await window.showQuickPick([remember, once], {
    title: `Password for ${profile.name}`,
    placeHolder: 'Keep this password?',
    ignoreFocusOut: true,
  });
  return choice === undefined ? undefined : { password, remember: choice === remember };
}
