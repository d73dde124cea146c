import type { TextDocument } from 'vscode';

import type { QueryTarget } from '../explain/queryTarget';

/** The statement that the log's line at the offset says was run. */
export function loggedTarget(_document: TextDocument, _text: string, _offset: number): QueryTarget | undefined {
  return undefined;
}
