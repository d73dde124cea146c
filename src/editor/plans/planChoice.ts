import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';

/** One line of a choice; `value` is what was chosen. */
export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
}

export interface ChoiceGroup<T> {
  readonly heading: string;
  readonly choices: readonly Choice<T>[];
}

/** Questions of this part. Tests answer them through the extension's test exports. */
export interface PlanDialogs {
  /** `undefined` where the user gave up. */
  choose<T>(title: string, groups: readonly ChoiceGroup<T>[]): Promise<Choice<T> | undefined>;
  confirm(message: string, detail: string, proceed: string): Promise<boolean>;
}

export const editorPlanDialogs: PlanDialogs = {
  choose: async <T>(title: string, groups: readonly ChoiceGroup<T>[]) => {
    const items = groups
      .filter(({ choices }) => choices.length > 0)
      .flatMap(({ heading, choices }): readonly (QuickPickItem & { readonly choice?: Choice<T> })[] => [
        ...(heading === '' ? [] : [{ label: heading, kind: QuickPickItemKind.Separator }]),
        ...choices.map(choice => ({
          label: choice.label,
          ...(choice.description === undefined ? {} : { description: choice.description }),
          ...(choice.detail === undefined ? {} : { detail: choice.detail }),
          choice,
        })),
      ]);
    const picked = await window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
    return picked?.choice;
  },
  confirm: async (message, detail, proceed) =>
    (await window.showWarningMessage(message, { modal: true, detail }, proceed)) === proceed,
};
