/** node-sql-parser's syntax tree is typed loosely and differs by dialect: every part is looked at before it is used. */
import type { OtherDialect } from './dialect';

export type TreeNode = Readonly<Record<string, unknown>>;

export type Parsing =
  { readonly tree: TreeNode; readonly failed?: undefined } | { readonly tree?: undefined; readonly failed: Refusal };

interface Refusal {
  /** In the text; `undefined` where the parser gave up for another reason than the grammar. */
  readonly offset: number | undefined;
  /** The stack did not suffice. */
  readonly tooDeep: boolean;
}

export type Parse = (text: string) => Parsing;

interface GrammarModule {
  readonly Parser: new () => { astify(text: string, options: { readonly database: string }): unknown };
}

export async function loadGrammar(dialect: OtherDialect): Promise<Parse> {
  const { Parser } = grammarIn(await importGrammar(dialect));
  const parser = new Parser();
  return text => {
    try {
      const parsed = parser.astify(text, { database: dialect });
      const tree: unknown = Array.isArray(parsed) && parsed.length === 1 ? parsed[0] : parsed;
      if (isNode(tree) && tree['type'] === 'select') return { tree };
      return { failed: { offset: 0, tooDeep: false } };
    } catch (thrown) {
      // Besides its SyntaxError, the parser throws Error where its actions refuse a tree, and TypeError by mistake.
      return { failed: { offset: offsetIn(thrown), tooDeep: thrown instanceof RangeError } };
    }
  };
}

function importGrammar(dialect: OtherDialect): Promise<unknown> {
  switch (dialect) {
    case 'mysql':
      return import('node-sql-parser/build/mysql.js');
    case 'sqlite':
      return import('node-sql-parser/build/sqlite.js');
    case 'transactsql':
      return import('node-sql-parser/build/transactsql.js');
  }
}

/** A CommonJS module comes as such or as `default`, by who loads it. */
function grammarIn(loaded: unknown): GrammarModule {
  const module = isNode(loaded) && isNode(loaded['default']) && !('Parser' in loaded) ? loaded['default'] : loaded;
  if (!isNode(module) || typeof module['Parser'] !== 'function') throw new Error('node-sql-parser has no Parser');
  return module as unknown as GrammarModule;
}

function offsetIn(thrown: unknown): number | undefined {
  const offset = nodeIn(nodeIn(thrown, 'location'), 'start')?.['offset'];
  return typeof offset === 'number' ? offset : undefined;
}

export function isNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function nodeIn(value: unknown, key: string): TreeNode | undefined {
  const found = isNode(value) ? value[key] : undefined;
  return isNode(found) ? found : undefined;
}

export function listIn(value: unknown, key: string): readonly unknown[] {
  const found = isNode(value) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
}

/** A text, or the `value` of a node that holds one. */
export function textIn(value: unknown, key: string): string | undefined {
  const found = isNode(value) ? value[key] : undefined;
  if (typeof found === 'string') return found;
  if (!isNode(found)) return undefined;
  return textIn(found, 'value') ?? textIn(found, 'expr');
}
