import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { createSourceFinder } from '../../../src/source/createSourceFinder';
import type { SourceFinder } from '../../../src/source/sourceFinder';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import type { PostgresSql } from '../../../src/sql/postgresSql';

const modules = join(dirname(require.resolve('web-tree-sitter')), '..');

export function readGrammar(name: string): Promise<Uint8Array> {
  const folder = name === 'web-tree-sitter.wasm' ? 'web-tree-sitter' : '@vscode/tree-sitter-wasm/wasm';
  return readFile(join(modules, folder, name));
}

let loading: Promise<PostgresSql> | undefined;

/** A finder on the real parser and grammars. */
export function testFinder(): SourceFinder {
  return createSourceFinder({ sql: () => (loading ??= loadPostgresSql()), grammars: { read: readGrammar } });
}
