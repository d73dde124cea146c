import { listFields, objectFields } from './fieldNames';
import { putField } from './fields';
import { type Fields, isFields } from './postgresNodes';
import { entryOf, isBlockMark, isItem, readBlock, readScalar } from './yamlScalars';

/** Documents of EXPLAIN (FORMAT YAML) in lines. */
export interface YamlPlans {
  readonly plans: readonly { readonly fields: Fields; readonly line: number }[];
  /** Index of the first line that is not theirs. */
  readonly end: number;
  /** A text broke off. */
  readonly cut: boolean;
}

interface Frame {
  /** Column of its keys or dashes. */
  readonly indent: number;
  readonly value: Fields | unknown[];
  /** The field, or in a list the item, whose value comes in the next lines. */
  pending: string | undefined;
  readonly line: number;
}

/**
 * Reads EXPLAIN's YAML by its indentation: keys, dashes, quoted and plain scalars, blocks. The `yaml` package was rejected:
 * it gives an error and nothing of the rest where the first line lost its indentation, a text was cut off or broken at the
 * margin, a field stands twice (`Workers` before version 13), or the stack ends (some 800 levels).
 */
export function readYamlAt(lines: readonly string[], start: number): YamlPlans {
  const stack: Frame[] = [];
  const documents: Frame[] = [];
  let cut = false;
  let at = start;

  const open = (frame: Frame): void => {
    const parent = stack.at(-1);
    if (!Array.isArray(frame.value) && (parent === undefined || (Array.isArray(parent.value) && stack.length === 1))) {
      documents.push(frame);
    }
    stack.push(frame);
  };
  /** Into what holds it a list or a map comes when it is complete. */
  const pop = (): void => {
    const frame = stack.pop();
    if (frame === undefined) return;
    settle(frame);
    const parent = stack.at(-1);
    if (parent?.pending === undefined) return;
    if (Array.isArray(parent.value)) parent.value.push(frame.value);
    else putField(parent.value, parent.pending, frame.value);
    parent.pending = undefined;
  };

  reading: while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at++;
      continue;
    }
    let column = line.length - line.trimStart().length;
    let rest = line.trim();
    while (isItem(rest)) {
      while (stack.length > 0 && (stack.at(-1)?.indent ?? 0) > column) pop();
      let top = stack.at(-1);
      if (top !== undefined && !Array.isArray(top.value) && top.pending === undefined) {
        // A dash beside the keys of a map that waits for nothing belongs to a list further out, or to another text.
        while (top !== undefined && !Array.isArray(top.value)) {
          pop();
          top = stack.at(-1);
        }
        if (top === undefined) break reading;
      }
      if (top === undefined || !Array.isArray(top.value) || (top.pending !== undefined && top.indent < column)) {
        if (top === undefined && documents.length > 0) break reading;
        open({ indent: column, value: [], pending: undefined, line: at });
        top = stack.at(-1);
      }
      const content = rest.slice(1).trimStart();
      column += rest.length - content.length;
      rest = content;
      if (top === undefined) break;
      top.pending = 'item';
      if (entryOf(rest) !== undefined && !isItem(rest)) {
        open({ indent: column, value: {}, pending: undefined, line: at });
      }
    }
    const top = place(stack, column, pop);
    const entry = entryOf(rest);
    if (entry === undefined) {
      if (rest === '' && top !== undefined) {
        at++;
        continue;
      }
      if (top === undefined || !Array.isArray(top.value) || top.pending === undefined) break;
      const scalar = readScalar(rest, lines, at, undefined);
      top.value.push(scalar.value);
      top.pending = undefined;
      cut ||= scalar.cut;
      at = scalar.end;
      continue;
    }
    if (top === undefined) {
      if (documents.length > 0) break;
      open({ indent: column, value: {}, pending: undefined, line: at });
    } else if (top.pending !== undefined && (top.indent < column || Array.isArray(top.value))) {
      open({ indent: column, value: {}, pending: undefined, line: at });
    }
    const owner = stack.at(-1);
    if (owner === undefined || Array.isArray(owner.value)) break;
    if (stack.length <= 2 && owner === documents.at(-1) && endsDocument(entry.key, owner.value)) break;
    settle(owner);
    if (entry.rest === '') {
      owner.pending = entry.key;
      at++;
    } else if (isBlockMark(entry.rest)) {
      const block = readBlock(entry.rest, lines, at + 1, owner.indent);
      putField(owner.value, entry.key, block.value);
      at = block.end;
    } else {
      const scalar = readScalar(entry.rest, lines, at, entry.key);
      putField(owner.value, entry.key, scalar.value);
      cut ||= scalar.cut;
      at = scalar.end;
    }
  }
  while (stack.length > 0) pop();
  const plans = documents.flatMap(({ value, line }) => (isFields(value) ? [{ fields: value, line }] : []));
  return { plans, end: at, cut };
}

/** The innermost map or list that a line at this column belongs to; what is further in is closed. */
function place(stack: readonly Frame[], column: number, pop: () => void): Frame | undefined {
  for (;;) {
    const top = stack.at(-1);
    if (top === undefined) return undefined;
    const inner = top.indent > column || (Array.isArray(top.value) && top.pending === undefined);
    // The outermost keys stay open for a line that stands further left by a lost blank.
    if (!inner || (stack.length <= 2 && !Array.isArray(top.value) && top.indent - column < 3)) return top;
    pop();
  }
}

/** A field that was announced and got no value is empty. */
function settle(frame: Frame): void {
  const { pending, value } = frame;
  if (pending === undefined) return;
  frame.pending = undefined;
  if (Array.isArray(value)) value.push('');
  else putField(value, pending, listFields.has(pending) ? [] : objectFields.has(pending) ? {} : '');
}

/** The next plan begins, or a line of a log (`STATEMENT:  …`) does. */
function endsDocument(key: string, document: Fields): boolean {
  if (key === 'Plan' || key === 'Query Text') return Object.hasOwn(document, key);
  return /^[A-Z]{3,}\d?$/.test(key) && key !== 'JIT';
}
