import { Diagnostic, DiagnosticSeverity, type Disposable, languages, type Uri } from 'vscode';

import type { Failure } from '../../base/failure';
import { type QueryTarget, rangeAtOffset } from './queryTarget';
import { TrackedRange } from './trackedRange';

export const diagnosticSource = 'Backend Optimizer';

/** What the parser or the server refused, at its place in the file; gone once the statement is edited or explained again. */
export class SqlDiagnostics implements Disposable {
  readonly #collection = languages.createDiagnosticCollection('backendOptimizer.sql');
  readonly #entries = new Set<{ readonly range: TrackedRange; readonly uri: Uri; readonly diagnostic: Diagnostic }>();

  /** Shows the failure at an offset of `target.sql`. */
  show(target: QueryTarget, failure: Failure, sqlOffset: number): void {
    this.showAt(target, failure, target.toDocument(Math.min(sqlOffset, target.sql.length)));
  }

  /** Shows the failure at an offset of the document, unless the document has changed since the statement was taken. */
  showAt(target: QueryTarget, failure: Failure, offset: number): void {
    if (target.document.isClosed || target.document.version !== target.version) return;
    const range = rangeAtOffset(target.document, offset, target.endOffset);
    const diagnostic = new Diagnostic(range, failure.message, DiagnosticSeverity.Error);
    diagnostic.source = diagnosticSource;
    diagnostic.code = failure.sqlState ?? failure.id;
    const tracked = new TrackedRange(target.document, target.startOffset, target.endOffset, () => this.#drop(tracked));
    this.#entries.add({ range: tracked, uri: target.document.uri, diagnostic });
    this.#publish(target.document.uri);
  }

  /** Takes away what was said of the statement. */
  clear(target: QueryTarget): void {
    for (const entry of this.#entries) {
      const same = entry.uri.toString() === target.document.uri.toString();
      if (same && entry.range.start <= target.endOffset && entry.range.end >= target.startOffset)
        this.#drop(entry.range);
    }
  }

  dispose(): void {
    for (const entry of this.#entries) entry.range.dispose();
    this.#entries.clear();
    this.#collection.dispose();
  }

  #drop(range: TrackedRange): void {
    for (const entry of this.#entries) {
      if (entry.range !== range) continue;
      range.dispose();
      this.#entries.delete(entry);
      this.#publish(entry.uri);
    }
  }

  #publish(uri: Uri): void {
    const own = [...this.#entries].filter(entry => entry.uri.toString() === uri.toString());
    this.#collection.set(
      uri,
      own.map(entry => entry.diagnostic),
    );
  }
}
