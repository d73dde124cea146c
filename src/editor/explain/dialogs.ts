import { window } from 'vscode';

import type { ParameterValue } from '../../catalog/database';
import { askValues, type ParameterQuestion } from '../parameters/askValues';

export interface Confirmation {
  readonly message: string;
  readonly detail: string;
  /** Title of the button that goes on. */
  readonly proceed: string;
}

/** Questions that hold the work until the user has answered. Tests answer them through the extension's test exports. */
export interface Dialogs {
  confirm(confirmation: Confirmation): Promise<boolean>;
  askValues(questions: readonly ParameterQuestion[]): Promise<readonly ParameterValue[] | undefined>;
}

export const editorDialogs: Dialogs = {
  confirm: async ({ message, detail, proceed }) =>
    (await window.showWarningMessage(message, { modal: true, detail }, proceed)) === proceed,
  askValues,
};
