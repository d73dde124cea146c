import {
  type Command,
  type Event as VsEvent,
  EventEmitter,
  MarkdownString,
  Range,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
} from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable';
import type { FoundQuery } from '../../source/foundQuery';
import type { QueryIndex } from './queryIndex';

export type Grouping = 'table' | 'file';

export type QueryNode =
  | {
      readonly kind: 'group';
      readonly name: string;
      readonly grouping: Grouping;
      readonly queries: readonly PlacedQuery[];
    }
  | { readonly kind: 'query'; readonly query: PlacedQuery; readonly grouping: Grouping };

export interface PlacedQuery {
  readonly path: string;
  readonly found: FoundQuery;
}

const noTable = 'No table';

/** The queries of the workspace: tables with the statements that touch them, or files with theirs. */
export class QueryTree implements TreeDataProvider<QueryNode>, Disposable {
  readonly #index: QueryIndex;
  readonly #changed = new EventEmitter<undefined>();
  readonly #store = new DisposableStore();
  #grouping: Grouping = 'table';

  readonly onDidChangeTreeData: VsEvent<undefined> = this.#changed.event;

  constructor(index: QueryIndex) {
    this.#index = index;
    this.#store.add({ dispose: () => void this.#changed.dispose() });
    this.#store.add(
      index.onDidChange(() => {
        this.#changed.fire(undefined);
      }),
    );
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  set grouping(grouping: Grouping) {
    this.#grouping = grouping;
    this.#changed.fire(undefined);
  }

  getChildren(node?: QueryNode): QueryNode[] {
    if (node?.kind === 'query') return [];
    if (node) return node.queries.map(query => ({ kind: 'query', query, grouping: node.grouping }));
    return [...this.#groups()].map(([name, queries]) => ({ kind: 'group', name, queries, grouping: this.#grouping }));
  }

  getTreeItem(node: QueryNode): TreeItem {
    return node.kind === 'group' ? groupItem(node) : queryItem(node.query, node.grouping);
  }

  dispose(): Promise<void> {
    return this.#store.dispose();
  }

  #groups(): ReadonlyMap<string, readonly PlacedQuery[]> {
    const groups = new Map<string, PlacedQuery[]>();
    const paths = [...this.#index.files.keys()].sort();
    for (const path of paths) {
      for (const found of this.#index.files.get(path) ?? []) {
        const tables = found.tables.length > 0 ? found.tables : [noTable];
        for (const name of this.#grouping === 'table' ? tables : [workspace.asRelativePath(path)]) {
          const group = groups.get(name);
          if (group) group.push({ path, found });
          else groups.set(name, [{ path, found }]);
        }
      }
    }
    if (this.#grouping === 'file') return groups;
    const names = [...groups.keys()].sort((a, b) => Number(a === noTable) - Number(b === noTable) || (a < b ? -1 : 1));
    return new Map(names.map(name => [name, groups.get(name) ?? []]));
  }
}

function groupItem({ name, queries, grouping }: Extract<QueryNode, { kind: 'group' }>): TreeItem {
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
  const shapes = new Set(queries.map(({ found }) => found.shape)).size;
  item.description =
    shapes === queries.length
      ? count(queries.length, 'query', 'queries')
      : `${count(queries.length, 'query', 'queries')}, ${count(shapes, 'shape', 'shapes')}`;
  item.contextValue = 'group';
  if (grouping === 'table') item.iconPath = new ThemeIcon(name === noTable ? 'circle-slash' : 'table');
  else {
    const [first] = queries;
    if (first) item.resourceUri = Uri.file(first.path);
    item.iconPath = ThemeIcon.File;
  }
  item.id = `${grouping} ${name}`;
  return item;
}

function queryItem({ path, found }: PlacedQuery, grouping: Grouping): TreeItem {
  const text = found.name ?? found.normalised;
  const item = new TreeItem(text.length > 120 ? `${text.slice(0, 119)}…` : text);
  const { start } = found.range;
  const line = String(start.line + 1);
  item.description = grouping === 'table' ? `${workspace.asRelativePath(path)}:${line}` : `line ${line}`;
  item.tooltip = tooltip(path, found);
  item.iconPath = new ThemeIcon(found.problems.length > 0 ? 'warning' : found.writes ? 'edit' : 'symbol-string');
  item.contextValue = found.complete && found.dialect === 'postgresql' ? 'query.explainable' : 'query';
  item.command = openCommand(path, found);
  return item;
}

function openCommand(path: string, { range }: FoundQuery): Command {
  const { start, end } = range;
  const selection = new Range(start.line, start.character, end.line, end.character);
  return { title: 'Open', command: 'vscode.open', arguments: [Uri.file(path), { selection, preview: true }] };
}

function tooltip(path: string, found: FoundQuery): MarkdownString {
  const text = new MarkdownString();
  text.appendText(`${workspace.asRelativePath(path)}:${String(found.range.start.line + 1)}\n`);
  text.appendCodeblock(found.sql.length > 2000 ? `${found.sql.slice(0, 2000)}…` : found.sql, 'sql');
  const notes = [
    ...(found.dialect === 'postgresql' ? [] : [`Dialect: ${found.dialect}.`]),
    ...(found.complete ? [] : ['Not a statement of its own.']),
    ...found.problems.map(({ message }) => message),
    ...found.assumptions,
  ];
  for (const note of notes) text.appendText(`${note}\n`);
  return text;
}

function count(number: number, one: string, many: string): string {
  return number === 1 ? `1 ${one}` : `${String(number)} ${many}`;
}
