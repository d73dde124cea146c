import { type QuickInputButton, InputBoxValidationSeverity, QuickInputButtons, ThemeIcon, window } from 'vscode';

import type { ParameterValue } from '../../catalog/database';

/** One parameter as the user is asked for it. */
export interface ParameterQuestion {
  /** `$1`, `:id`, `${userId}`. */
  readonly label: string;
  /** As the server named it, e.g. `integer`. */
  readonly type: string | undefined;
  /** The words around it in the statement. */
  readonly context: string;
  readonly previous?: ParameterValue;
}

const useNull: QuickInputButton = { iconPath: new ThemeIcon('circle-slash'), tooltip: 'Use NULL' };

/** Asks for each value in turn, with a way back. `undefined` when the user gives up at any of them. */
export async function askValues(
  questions: readonly ParameterQuestion[],
): Promise<readonly ParameterValue[] | undefined> {
  const values: ParameterValue[] = [];
  let step = 0;
  while (step < questions.length) {
    const question = questions[step];
    if (question === undefined) break;
    const answer = await ask(question, step, questions.length, values[step]);
    if (answer === 'cancel') return undefined;
    if (answer === 'back') {
      step--;
    } else {
      values[step] = answer.value;
      step++;
    }
  }
  return values;
}

/** As typed: `NULL` is SQL's null, `'NULL'` the four letters; everything else is the value itself, without quotes. */
export function readValue(typed: string): ParameterValue {
  if (typed === 'NULL') return null;
  return typed === "'NULL'" ? 'NULL' : typed;
}

export function writeValue(value: ParameterValue): string {
  if (value === null) return 'NULL';
  return value === 'NULL' ? "'NULL'" : value;
}

function ask(
  question: ParameterQuestion,
  step: number,
  total: number,
  given: ParameterValue | undefined,
): Promise<'cancel' | 'back' | { readonly value: ParameterValue }> {
  const input = window.createInputBox();
  const known = given === undefined ? question.previous : given;
  input.title = 'Explain and Analyze Query: parameter values';
  input.step = step + 1;
  input.totalSteps = total;
  input.value = known === undefined ? '' : writeValue(known);
  input.placeholder = `Value of ${question.label}${question.type === undefined ? '' : ` (${question.type})`}`;
  input.prompt = `${question.label}${question.type === undefined ? '' : ` ${question.type}`} in ${question.context}`;
  input.ignoreFocusOut = true;
  input.buttons = step > 0 ? [QuickInputButtons.Back, useNull] : [useNull];
  return new Promise(resolve => {
    const explain = (typed: string) => {
      input.validationMessage =
        typed === 'NULL'
          ? { message: "SQL NULL. Type 'NULL' with quotes for the text.", severity: InputBoxValidationSeverity.Info }
          : undefined;
    };
    explain(input.value);
    input.onDidChangeValue(explain);
    input.onDidTriggerButton(button => {
      resolve(button === useNull ? { value: null } : 'back');
      input.hide();
    });
    input.onDidAccept(() => {
      resolve({ value: readValue(input.value) });
      input.hide();
    });
    input.onDidHide(() => {
      resolve('cancel');
      input.dispose();
    });
    input.show();
  });
}
