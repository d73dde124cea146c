import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { ESLint } from 'eslint';

import manifest from '../../package.json';

const root = resolve(__dirname, '../..');

describe('architecture', function () {
  this.timeout(120_000);

  describe('import direction', () => {
    const eslint = new ESLint({ cwd: root });

    /** Lints `text` as though it stood in the file, which must exist. */
    async function rulesBrokenBy(file: string, text: string): Promise<readonly string[]> {
      const [result] = await eslint.lintText(text, { filePath: join(root, file) });
      const layerRules = ['boundaries/dependencies', 'no-restricted-imports'];
      return (result?.messages ?? []).map(({ ruleId }) => ruleId ?? 'no rule').filter(id => layerRules.includes(id));
    }

    const forbidden: readonly (readonly [file: string, text: string, rule: string])[] = [
      [
        'src/base/log.ts',
        "import { shape } from '../sql/statement';\nexport default shape;\n",
        'boundaries/dependencies',
      ],
      ['src/sql/statement.ts', "export type { Catalog } from '../catalog/model';\n", 'boundaries/dependencies'],
      [
        'src/plan/model.ts',
        "import type { CostCard } from '../advisor/index';\nexport type A = CostCard;\n",
        'boundaries/dependencies',
      ],
      ['src/plan/model.ts', "export const later = import('../app');\n", 'boundaries/dependencies'],
      [
        'src/editor/shell.ts',
        "import { openPostgres } from '../databases/postgres/postgresDatabase';\nopenPostgres;\n",
        'boundaries/dependencies',
      ],
      [
        'src/protocol/messages.ts',
        "import { createShell } from '../editor/shell';\ncreateShell;\n",
        'boundaries/dependencies',
      ],
      ['src/app.ts', "import { createShell } from './editor/shell';\ncreateShell;\n", 'boundaries/dependencies'],
      ['src/plan/model.ts', "import { readFile } from 'node:fs/promises';\nreadFile;\n", 'no-restricted-imports'],
      ['src/plan/model.ts', "import { join } from 'path';\njoin;\n", 'no-restricted-imports'],
      ['src/editor/shell.ts', "import { readFileSync } from 'node:fs';\nreadFileSync;\n", 'no-restricted-imports'],
      ['src/app.ts', "import { window } from 'vscode';\nwindow;\n", 'no-restricted-imports'],
      ['src/catalog/model.ts', "import type { Uri } from 'vscode';\nexport type A = Uri;\n", 'no-restricted-imports'],
    ];
    for (const [file, text, rule] of forbidden) {
      it(`${file} may not: ${text.split('\n')[0] ?? ''}`, async () => {
        assert.deepEqual(await rulesBrokenBy(file, text), [rule]);
      });
    }

    const allowed: readonly (readonly [file: string, text: string])[] = [
      ['src/plan/model.ts', "import { LineIndex } from '../base/text';\nexport default LineIndex;\n"],
      ['src/app.ts', "import { readFile } from 'node:fs/promises';\nexport default readFile;\n"],
      ['src/editor/shell.ts', "import { window } from 'vscode';\nexport default window;\n"],
      ['src/protocol/messages.ts', "export type { Plan } from '../plan/model';\n"],
    ];
    for (const [file, text] of allowed) {
      it(`${file} may: ${text.split('\n')[0] ?? ''}`, async () => {
        assert.deepEqual(await rulesBrokenBy(file, text), []);
      });
    }
  });

  it('ARCHITECTURE.md names only paths that exist', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const named = [
      ...text.matchAll(
        /`((?:src|test|scripts|media|examples|bench|docs|\.ci|\.vscode)\/[^`*<]*|[\w.-]+\.(?:js|mjs|json|md))`/g,
      ),
    ];
    const paths = [...new Set(named.map(match => match[1] ?? ''))];
    assert.ok(paths.length > 20, `only ${paths.length} paths were recognised`);
    assert.deepEqual(
      paths.filter(path => !existsSync(join(root, path))),
      [],
    );
  });

  describe('licences', () => {
    const permissive = new Set([
      'MIT',
      'ISC',
      'Apache-2.0',
      'BSD-2-Clause',
      'BSD-3-Clause',
      '0BSD',
      'PostgreSQL',
      'BlueOak-1.0.0',
      // Public domain: big-integer, below node-sql-parser.
      'Unlicense',
      // argparse, below the command line of markdown-it, which is not bundled; permissive too.
      'Python-2.0',
      'PSF-2.0',
    ]);
    // The icons; their use is free when they are named as the source, and README.md does that. Its code is MIT.
    // pev2 writes PostgreSQL's licence another way, and is measured against alone.
    const named = new Map([
      ['@vscode/codicons', 'CC-BY-4.0'],
      ['pev2', 'PostgreSQL license'],
    ]);

    function unacceptable(name: string, license: string | undefined): boolean {
      if (license !== undefined && named.get(name) === license) return false;
      return !alternatives(license).some(id => permissive.has(id));
    }

    it('of every dependency lets it build the extension or ship with it', () => {
      const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
      const others = names.flatMap(name => {
        const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
        const { license } = JSON.parse(text) as { license?: string };
        return unacceptable(name, license) ? [`${name}: ${license ?? 'none'}`] : [];
      });
      assert.deepEqual(others, []);
    });

    it('of everything below the shipped dependencies lets it ship', () => {
      const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
        packages: Record<string, { dev?: boolean; devOptional?: boolean; optional?: boolean; license?: string }>;
      };
      const shipped = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && entry.dev !== true);
      assert.ok(shipped.length > 20, `only ${shipped.length} packages are shipped`);
      const others = shipped.flatMap(([path, { license }]) => {
        const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
        return unacceptable(name, license) ? [`${name}: ${license ?? 'none'}`] : [];
      });
      assert.deepEqual(others, []);
    });
  });
});

/** `(MIT OR CC0-1.0)` offers a choice; `CC-BY-4.0 AND MIT` does not. */
function alternatives(expression: string | undefined): readonly string[] {
  return (expression ?? '').replace(/[()]/g, '').split(' OR ');
}
