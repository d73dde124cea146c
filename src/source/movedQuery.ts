import type { TextEdit } from './sourceDocument';
import type { SourceQuery } from './sourceQuery';

/** The same query when text was edited around it, and around the constants that it is made of. */
export function moved(query: SourceQuery, edits: readonly TextEdit[]): SourceQuery {
  if (edits.length === 0) return query;
  const forward = (offset: number): number => {
    let at = offset;
    for (const { oldEnd, newEnd } of edits) if (at >= oldEnd) at += newEnd - oldEnd;
    return at;
  };
  const back = (offset: number): number => {
    let at = offset;
    for (let i = edits.length - 1; i >= 0; i--) {
      const edit = edits[i];
      if (edit && at >= edit.newEnd) at -= edit.newEnd - edit.oldEnd;
    }
    return at;
  };
  return {
    ...query,
    startOffset: forward(query.startOffset),
    endOffset: forward(query.endOffset),
    parameters: query.parameters.map(parameter => ({
      ...parameter,
      startOffset: forward(parameter.startOffset),
      endOffset: forward(parameter.endOffset),
    })),
    toSource: offset => forward(query.toSource(offset)),
    fromSource: offset => query.fromSource(back(offset)),
  };
}

/** By their place; of several at one place the one found first. */
export function inOrder(queries: readonly SourceQuery[]): readonly SourceQuery[] {
  return [...queries].sort((a, b) => a.startOffset - b.startOffset);
}
