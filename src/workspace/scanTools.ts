import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createSourceFinder } from '../source/createSourceFinder';
import type { Grammars } from '../source/sourceFinder';
import { loadPostgresSql } from '../sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../sql/postgresSql';
import { otherMeaning } from './otherMeaning';
import type { ScanTools } from './scanSession';

/** `callees`: the user's own names of calls and tags that take SQL. */
export function createScanTools(assets: string, callees: readonly string[]): ScanTools {
  let loading: Promise<PostgresSql> | undefined;
  const sql = () => (loading ??= loadPostgresSql());
  return {
    sql,
    other: otherMeaning,
    sources: createSourceFinder({ sql, grammars: shippedGrammars(assets), callees: () => callees }),
  };
}

export function shippedGrammars(assets: string): Grammars {
  return { read: name => readFile(grammarFile(assets, name)) };
}

/** `assets` is the packaged `dist` folder, or the root of the repository when running from its sources. */
function grammarFile(assets: string, name: string): string {
  if (!existsSync(join(assets, 'src', 'app.ts'))) return join(assets, 'grammars', name);
  const folders: Readonly<Record<string, string>> = {
    'web-tree-sitter.wasm': 'web-tree-sitter',
    'tree-sitter-kotlin.wasm': '@tree-sitter-grammars/tree-sitter-kotlin',
  };
  return join(assets, 'node_modules', folders[name] ?? '@vscode/tree-sitter-wasm/wasm', name);
}
