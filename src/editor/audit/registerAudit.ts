import {
  Diagnostic,
  DiagnosticSeverity,
  EventEmitter,
  ProgressLocation,
  Range,
  Uri,
  commands,
  languages,
  window,
  workspace,
} from 'vscode';

import { auditIndexes } from '../../audit/indexes/auditIndexes';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { cancelled } from '../../base/failure';
import type { Finding } from '../../plan/finding';
import { commandIds } from '../contributions';
import { diagnosticSource } from '../explain/sqlDiagnostics';
import type { EditorContext } from '../shell';
import { type AuditDocument, auditDocument } from './auditDocument';

const scheme = 'backend-optimizer';

const severities: Readonly<Record<Finding['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** *Audit Indexes*: reads the catalogue, lists what it finds in the Problems view and in a read-only document. */
export function registerAudit(context: EditorContext): Disposable {
  const store = new DisposableStore();
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const collection = languages.createDiagnosticCollection('backendOptimizer.audit');
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: uri =>
      texts.get(uri.toString()) ?? '-- Run "Audit Indexes" again to fill this document.\n',
  });
  for (const item of [changed, collection, provider]) store.add({ dispose: () => void item.dispose() });

  const audit = async () => {
    const scope = window.activeTextEditor?.document.uri;
    const done = await window.withProgress(
      {
        location: ProgressLocation.Notification,
        title: 'Reading the catalogue for the audit of indexes',
        cancellable: true,
      },
      async (_, token) => {
        const controller = new AbortController();
        token.onCancellationRequested(() => {
          controller.abort(cancelled());
        });
        const active = await context.connections.database(scope, { interactive: true }, controller.signal);
        if (active === undefined) return undefined;
        return { active, catalog: await active.database.readCatalog(controller.signal) };
      },
    );
    if (done === undefined) return;
    const { active, catalog } = done;
    const { name } = active.profile;
    const findings = auditIndexes(catalog);
    const uri = Uri.from({ scheme, path: `/audit/${name.replaceAll('/', '⁄')}/indexes.sql` });
    const document = auditDocument({
      connection: name,
      serverVersion: active.database.server.version,
      findings,
      at: new Date(),
    });
    texts.set(uri.toString(), document.text);
    changed.fire(uri);
    collection.set(uri, diagnostics(document));
    if (findings.length === 0) {
      const tables = catalog.tables.length;
      void window.showInformationMessage(
        `The indexes of ${name} are in order: ${String(tables)} ${tables === 1 ? 'table' : 'tables'} looked at, nothing found.`,
      );
      return;
    }
    await window.showTextDocument(await workspace.openTextDocument(uri), { preserveFocus: true });
    await commands.executeCommand('workbench.actions.view.problems');
  };
  store.add(context.command(commandIds.auditIndexes, audit));
  return store;
}

function diagnostics({ text, entries }: AuditDocument): Diagnostic[] {
  const lines = text.split('\n');
  return entries.map(({ finding, line }) => {
    const range = new Range(line, 0, line, lines[line]?.length ?? 0);
    const diagnostic = new Diagnostic(range, `${finding.message} ${finding.remedy}`, severities[finding.severity]);
    diagnostic.source = diagnosticSource;
    diagnostic.code = { value: finding.rule, target: Uri.parse(finding.docs) };
    return diagnostic;
  });
}
