import type { Tree } from 'web-tree-sitter';

import { LineStarts } from '../base/lineStarts';
import type { PostgresSql } from '../sql/postgresSql';
import type { Names } from './evidence';
import { FileScan, type FoundWhole } from './fileScan';
import type { GrammarParser } from './grammarLoader';
import type { HostLanguage } from './languages/language';
import { inOrder, moved } from './movedQuery';
import type { SourceDocument, TextEdit } from './sourceDocument';
import type { SourceQuery } from './sourceQuery';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** What stands further from a literal does not say what it is. In UTF-16 code units. */
const longestContext = 2_000;

/** A whole as it was read; the edits since then move its places. */
interface Kept extends Range {
  readonly read: FoundWhole;
  /** How many edits there had been when it was read. */
  readonly since: number;
}

/** Wholes read longer ago, in edits, are read again one at a time, so that what moves their places stays short. */
const oldest = 1_000;
const rereadAtOnce = 1;

/** Literals between two rests; one that holds SQL counts for many. About 5 ms. */
const stepsAtOnce = 200;
const stepsOfWhole = 40;
/** A document that is typed in all the while is read when it is asked for its queries. */
const mostAttempts = 5;

export class TreeDocument implements SourceDocument {
  readonly languageId: string;
  readonly #parts: {
    readonly host: HostLanguage;
    readonly parser: GrammarParser;
    readonly names: () => Names;
    readonly sql: PostgresSql;
  };
  #text: string;
  #tree: Tree | undefined;
  /** `undefined` until they are asked for. */
  #wholes: readonly Kept[] | undefined;
  #edits = 0;
  /** The latest edits, oldest first. */
  #log: TextEdit[] = [];
  #lines: LineStarts;

  constructor(
    languageId: string,
    text: string,
    parts: {
      readonly host: HostLanguage;
      readonly parser: GrammarParser;
      readonly names: () => Names;
      readonly sql: PostgresSql;
    },
  ) {
    this.languageId = languageId;
    this.#parts = parts;
    this.#text = text;
    this.#lines = new LineStarts(text);
    this.#restart();
  }

  get text(): string {
    return this.#text;
  }

  get queries(): readonly SourceQuery[] {
    this.#wholes ??= (this.#scan()?.all() ?? []).map(whole => this.#keep(whole));
    return inOrder(
      this.#wholes.flatMap(({ read, since }) => {
        const edits = this.#since(since);
        return read.queries.map(query => moved(query, edits));
      }),
    );
  }

  async read(rest: () => Promise<void>): Promise<void> {
    for (let attempt = 0; attempt < mostAttempts && this.#tree && !this.#wholes; attempt++) {
      const edits = this.#edits;
      const found: Kept[] = [];
      let steps = 0;
      let whole = true;
      for (const step of this.#scan()?.steps() ?? []) {
        if (step) found.push(this.#keep(step));
        steps += step ? stepsOfWhole : 1;
        if (steps < stepsAtOnce) continue;
        steps = 0;
        await rest();
        whole = this.#edits === edits && this.#isOpen();
        if (!whole) break;
      }
      if (whole) this.#wholes = found;
    }
  }

  edit(edit: TextEdit, text: string): void {
    const before = this.#tree;
    const old = this.#text;
    this.#text = text;
    if (!before) {
      this.#restart();
      return;
    }
    const touched = !this.#wholes
      ? new Set<string>()
      : declaredAround(before, old, { start: edit.start, end: edit.oldEnd }, this.#parts.host);
    const startPosition = this.#lines.pointAt(edit.start);
    const oldEndPosition = this.#lines.pointAt(edit.oldEnd);
    this.#lines.edit(edit.start, edit.oldEnd, text.slice(edit.start, edit.newEnd));
    this.#edits++;
    this.#log.push(edit);
    if (this.#log.length > 2 * oldest) this.#log.splice(0, this.#log.length - 2 * oldest);
    before.edit({
      startIndex: edit.start,
      oldEndIndex: edit.oldEnd,
      newEndIndex: edit.newEnd,
      startPosition,
      oldEndPosition,
      newEndPosition: this.#lines.pointAt(edit.newEnd),
    } as Parameters<Tree['edit']>[0]);
    const tree = this.#parts.parser.parse(text, before);
    if (!tree) {
      before.delete();
      this.#tree = undefined;
      this.#wholes = undefined;
      return;
    }
    const changes = before
      .getChangedRanges(tree)
      .map(({ startIndex, endIndex }) => ({ start: startIndex, end: endIndex }));
    before.delete();
    this.#tree = tree;
    if (!this.#wholes) return;
    const now = declaredAround(tree, text, { start: edit.start, end: edit.newEnd }, this.#parts.host);
    for (const name of now) touched.add(name);
    this.#refresh(edit, changes, touched);
  }

  at(offset: number): SourceQuery | undefined {
    return this.#scan()?.at(offset);
  }

  dispose(): void {
    this.#tree?.delete();
    this.#tree = undefined;
    this.#wholes = [];
  }

  #restart(): void {
    this.#lines = new LineStarts(this.#text);
    this.#log = [];
    this.#tree?.delete();
    this.#tree = this.#parts.parser.parse(this.#text);
    this.#wholes = undefined;
  }

  /** A document that is let go, or given up by the parser, has no tree. */
  #isOpen(): boolean {
    return this.#tree !== undefined;
  }

  /** Wholes clear of the change move with it; what touches it, or a constant in it, is read again. */
  #refresh(edit: TextEdit, changes: readonly Range[], touched: ReadonlySet<string>): void {
    const scan = this.#scan();
    if (!scan) return;
    const delta = edit.newEnd - edit.oldEnd;
    const edited: Range = { start: edit.start, end: edit.newEnd };
    const near = this.#tree ? statementAround(this.#tree, edited) : edited;
    const stale: Range[] = [near, ...changes];
    // What is declared in the edited statement is known to be touched; further off, all names are asked for again.
    const structure = changes.some(change => change.start < near.start || change.end > near.end);
    const clean: Kept[] = [];
    let aged = 0;
    for (const whole of this.#wholes ?? []) {
      const behind = whole.start > edit.oldEnd;
      const clear = behind || whole.end < edit.start;
      const own = {
        start: behind ? whole.start + delta : whole.start,
        end: clear && !behind ? whole.end : Math.max(whole.start, whole.end + delta),
      };
      const old =
        this.#edits - whole.since > oldest && (aged++ < rereadAtOnce || this.#edits - whole.since >= 2 * oldest);
      const dependent = old || isOther(whole.read, scan, touched, structure);
      if (clear && !dependent && !stale.some(change => change.start <= own.end && own.start <= change.end)) {
        clean.push(behind ? { ...whole, start: whole.start + delta, end: whole.end + delta } : whole);
      } else stale.push(own);
    }
    const found: FoundWhole[] = [];
    for (const range of merged(stale)) found.push(...scan.all(range));
    const fresh = unique(found);
    const covered = clean.filter(whole => !fresh.some(other => other.start < whole.end && whole.start < other.end));
    this.#wholes = [...covered, ...fresh.map(whole => this.#keep(whole))].sort((a, b) => a.start - b.start);
  }

  #keep(read: FoundWhole): Kept {
    return { start: read.start, end: read.end, read, since: this.#edits };
  }

  #since(edits: number): readonly TextEdit[] {
    return this.#log.slice(Math.max(0, this.#log.length - (this.#edits - edits)));
  }

  #scan(): FileScan | undefined {
    if (!this.#tree) return undefined;
    const { host, sql, names } = this.#parts;
    return new FileScan({
      languageId: this.languageId,
      text: this.#text,
      host,
      names: names(),
      sql,
      root: this.#tree.rootNode,
    });
  }
}

/** Whether a whole is made of constants that changed or are none any more, or a name in it has become one. */
function isOther({ names }: FoundWhole, scan: FileScan, touched: ReadonlySet<string>, structure: boolean): boolean {
  for (const [name, known] of names) {
    if (touched.has(name) || (structure && scan.isConstant(name) !== known)) return true;
  }
  return false;
}

function unique(wholes: readonly FoundWhole[]): readonly FoundWhole[] {
  return [...new Map(wholes.map(whole => [`${whole.start} ${whole.end}`, whole])).values()];
}

/** Ranges in order, those that touch made one. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last && range.start <= last.end)
      out[out.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else out.push(range);
  }
  return out;
}

/** The statement that an edit stands in: what calls or names a literal says what it is. */
function statementAround(tree: Tree, range: Range): Range {
  let node = tree.rootNode.descendantForIndex(range.start, Math.max(range.start, range.end));
  let around = range;
  for (let level = 0; node && level < 12 && node.endIndex - node.startIndex <= longestContext; level++) {
    around = { start: Math.min(range.start, node.startIndex), end: Math.max(range.end, node.endIndex) };
    if (/statement|declaration|definition|assignment/.test(node.type)) break;
    node = node.parent;
  }
  return around;
}

/** Names declared in the statement around an edit, and by what lies around it. */
function declaredAround(tree: Tree, text: string, range: Range, host: HostLanguage): Set<string> {
  const names = new Set<string>();
  const near = statementAround(tree, range);
  const inner = tree.rootNode.descendantForIndex(near.start, Math.max(near.start, near.end - 1));
  const small = inner && inner.endIndex - inner.startIndex <= longestContext;
  for (const declaration of small ? inner.descendantsOfType([...host.declarationTypes]) : []) {
    for (const { name } of host.declarations(declaration, text)) names.add(name);
  }
  let node = inner;
  for (let level = 0; node && level < 12; level++, node = node.parent) {
    if (!host.declarationTypes.includes(node.type)) continue;
    for (const { name } of host.declarations(node, text)) names.add(name);
  }
  return names;
}
