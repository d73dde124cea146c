import { DecorationRangeBehavior, Range, type TextDocument, type TextEditor, ThemeColor, window } from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import { commandIds } from '../contributions';
import { mayHoldSql } from '../explain/languages';
import type { EditorContext } from '../shell';

/** The cursor rests so long before the statement around it is looked for, in ms. */
const restMs = 80;

/** On demand, underlines the statement that the cursor stands in, until it is turned off again. */
export function registerUnderline(context: EditorContext): Disposable {
  const store = new DisposableStore();
  const decoration = window.createTextEditorDecorationType({
    textDecoration: 'underline',
    backgroundColor: new ThemeColor('editor.wordHighlightBackground'),
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
    overviewRulerColor: new ThemeColor('editorOverviewRuler.wordHighlightForeground'),
  });
  store.add({ dispose: () => void decoration.dispose() });
  let on = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: TextEditor | undefined;

  const clear = (): void => {
    shown?.setDecorations(decoration, []);
    shown = undefined;
  };
  const show = async (editor: TextEditor): Promise<boolean> => {
    const { document, selection } = editor;
    if (!mayHoldSql(document.languageId)) return false;
    const { version } = document;
    const range = await statementAround(context, editor);
    if (!on || document.version !== version || !editor.selection.isEqual(selection)) return range !== undefined;
    clear();
    if (!range) return false;
    editor.setDecorations(decoration, linesOf(document, range));
    shown = editor;
    return true;
  };
  const later = (editor: TextEditor | undefined): void => {
    clearTimeout(timer);
    if (!on || !editor) return;
    timer = setTimeout(() => {
      show(editor).catch((error: unknown) => {
        context.log.error('the statement could not be underlined', error);
      });
    }, restMs);
  };
  const subscriptions = [
    window.onDidChangeTextEditorSelection(event => {
      later(event.textEditor);
    }),
    window.onDidChangeActiveTextEditor(editor => {
      clear();
      later(editor);
    }),
  ];
  for (const subscription of subscriptions) store.add({ dispose: () => void subscription.dispose() });
  store.add({
    dispose: () => {
      clearTimeout(timer);
      clear();
    },
  });
  store.add(
    context.command(commandIds.underlineStatement, async () => {
      on = !on;
      if (!on) {
        clear();
        window.setStatusBarMessage('The statement at the cursor is no longer underlined.', 3000);
        return;
      }
      const editor = window.activeTextEditor;
      const found = editor !== undefined && (await show(editor));
      const note = found
        ? 'Underlining the statement at the cursor; the same command ends it.'
        : 'There is no statement at the cursor; the next one that it enters is underlined.';
      window.setStatusBarMessage(note, 4000);
    }),
  );
  return store;
}

/** The range without the indentation of its lines. */
function linesOf(document: TextDocument, range: Range): readonly Range[] {
  const lines: Range[] = [];
  for (let line = range.start.line; line <= range.end.line; line++) {
    const whole = document.lineAt(line);
    const from = line === range.start.line ? range.start.character : whole.firstNonWhitespaceCharacterIndex;
    const to = line === range.end.line ? range.end.character : whole.text.trimEnd().length;
    if (from < to) lines.push(new Range(line, from, line, to));
  }
  return lines;
}

async function statementAround(
  context: EditorContext,
  { document, selection }: TextEditor,
): Promise<Range | undefined> {
  const offset = document.offsetAt(selection.active);
  const query = await context.documents.at(document, offset);
  if (query) return new Range(document.positionAt(query.startOffset), document.positionAt(query.endOffset));
  const sql = await (await context.app()).sql();
  if (!mayHoldSql(document.languageId)) return undefined;
  const statement = /^(?:postgresql|plpgsql)$/.test(document.languageId)
    ? sql.statementAt(document.getText(), offset)
    : undefined;
  return statement && new Range(document.positionAt(statement.start), document.positionAt(statement.end));
}
