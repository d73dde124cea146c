import type { Disposable } from '../base/disposable';
import type { SourceQuery } from './sourceQuery';

/** One edit: what stood between `start` and `oldEnd` is now what stands between `start` and `newEnd`. UTF-16 offsets. */
export interface TextEdit {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/**
 * The queries of an open document, kept while it is typed in: after an edit the parser goes over what changed, and only
 * wholes that touch it, or a constant that changed, are read again.
 */
export interface SourceDocument extends Disposable {
  readonly languageId: string;
  readonly text: string;
  /** In order of their place. Reads the whole document when first asked, unless `read` has done so. */
  readonly queries: readonly SourceQuery[];
  /** Reads the whole document in small steps, with a rest between; begins again when it is edited meanwhile. */
  read(rest: () => Promise<void>): Promise<void>;
  /** `text` is the document after the edit. Of several edits of one change, the last place first, one call each. */
  edit(edit: TextEdit, text: string): void;
  /** The statement around the offset, also in a literal that is not recognised but parses. */
  at(offset: number): SourceQuery | undefined;
}
