import { readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';

import { createSourceFinder } from '../../../src/source/createSourceFinder';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';

const grammars = resolve(__dirname, '../../../node_modules');
const languages: Readonly<Record<string, string>> = { '.sql': 'sql', '.ts': 'typescript', '.py': 'python' };

/** The queries of a file as the extension finds them, placeholders as `$n`. */
export async function openSql(path: string, text: string): Promise<readonly string[]> {
  const sql = loadPostgresSql();
  const finder = createSourceFinder({
    sql: () => sql,
    grammars: {
      read: name =>
        readFile(
          name === 'web-tree-sitter.wasm'
            ? join(grammars, 'web-tree-sitter', name)
            : join(grammars, '@vscode', 'tree-sitter-wasm', 'wasm', name),
        ),
    },
  });
  const found = await finder.find(languages[extname(path)] ?? '', text);
  const postgres = await sql;
  return found.map(query => postgres.parameterize(query.sql).sql);
}
