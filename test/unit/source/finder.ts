import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { createSourceFinder } from '../../../src/source/createSourceFinder';
import type { SourceFinder } from '../../../src/source/sourceFinder';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../src/sql/postgresSql';

const modules = join(dirname(require.resolve('web-tree-sitter')), '..');

const folders: Readonly<Record<string, string>> = {
  'web-tree-sitter.wasm': 'web-tree-sitter',
  'tree-sitter-kotlin.wasm': '@tree-sitter-grammars/tree-sitter-kotlin',
};

export function readGrammar(name: string): Promise<Uint8Array> {
  return readFile(join(modules, folders[name] ?? '@vscode/tree-sitter-wasm/wasm', name));
}

let loading: Promise<PostgresSql> | undefined;

/** A finder on the real parser and grammars. */
export function testFinder(): SourceFinder {
  return createSourceFinder({ sql: () => (loading ??= loadPostgresSql()), grammars: { read: readGrammar } });
}
