import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { silentLog } from '../../../src/base/log';
import type { ScannedFile } from '../../../src/source/workspaceScanner';
import { WorkerScanner } from '../../../src/workspace/workspaceScanner';

const assets = join(__dirname, '../../..');

describe('the scan of a workspace, in its worker thread', function () {
  this.timeout(60_000);
  let folder: string;
  let scanner: WorkerScanner;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'backend-optimizer-scan-'));
    scanner = new WorkerScanner({ assets, log: silentLog, callees: () => ['askDatabase'] });
    const files: Readonly<Record<string, string>> = {
      'src/a.ts': "db.query('SELECT id FROM users WHERE id = $1', [1]);\n",
      'src/b.go': 'package b\n\nfunc f() { db.Query("SELECT name FROM orders") }\n',
      'src/own.py': 'askDatabase("update me set x = 1")\n',
      'src/prose.ts': "label('Select a user from the list');\n",
      'generated/c.ts': "db.query('SELECT 1 FROM generated');\n",
      'node_modules/d/index.js': "db.query('SELECT 1 FROM module');\n",
      'sub/e.sql': 'SELECT 1;\nSELECT 2;\n',
      'sub/kept.sql': 'SELECT 3;\n',
      'sub/f.tpl': 'SELECT 4;\n',
      '.gitignore': 'generated/\n/sub/*.sql\n',
      'sub/.gitignore': '!kept.sql\n',
      'large.sql': `SELECT '${'x'.repeat(200_000)}';\n`,
      'binary.sql': 'SELECT \0 1;\n',
      'README.md': 'Text.\n\n```sql\nSELECT id FROM readme;\n```\n',
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });

  after(async () => {
    await scanner.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function scan(exclude: readonly string[] = [], languages: Readonly<Record<string, string>> = {}) {
    const found: ScannedFile[] = [];
    const summary = await scanner.scanFolder(
      { folder, exclude, largestBytes: 100_000, languages },
      file => found.push(file),
      () => undefined,
      new AbortController().signal,
    );
    return {
      summary,
      files: found
        .map(({ path, queries }) => `${relative(folder, path)}: ${queries.map(({ sql }) => sql).join(' | ')}`)
        .sort(),
    };
  }

  it('reads what is not ignored, excluded, foreign, binary or too large', async () => {
    const { files, summary } = await scan();
    assert.deepEqual(files, [
      'README.md: SELECT id FROM readme',
      'src/a.ts: SELECT id FROM users WHERE id = $1',
      'src/b.go: SELECT name FROM orders',
      'src/own.py: update me set x = 1',
      'sub/kept.sql: SELECT 3',
    ]);
    assert.deepEqual(summary.failed, []);
  });

  it("follows the editor's exclusions and associations", async () => {
    const { files } = await scan(['**/src', '*.md'], { '*.tpl': 'sql' });
    assert.deepEqual(files, ['sub/f.tpl: SELECT 4', 'sub/kept.sql: SELECT 3']);
  });

  it('tells what each query touches, and where it stands', async () => {
    const request = {
      path: join(folder, 'src/a.ts'),
      folder,
      exclude: [],
      languageId: 'typescript',
      largestBytes: 100_000,
    };
    const { queries } = await scanner.scanFile(request, new AbortController().signal);
    const [query] = queries;
    assert.deepEqual(query?.tables, ['users']);
    assert.deepEqual(query.columns, [
      { table: 'users', column: 'id', role: 'equality' },
      { table: 'users', column: 'id', role: 'output' },
    ]);
    assert.deepEqual(query.range, { start: { line: 0, character: 10 }, end: { line: 0, character: 44 } });
    assert.deepEqual(
      query.parameters.map(({ kind, column }) => [kind, column]),
      [['value', 'users.id']],
    );
    assert.match(query.shape, /^[0-9a-f]{16}$/);
  });

  it('reads unsaved text, and nothing of a file that is ignored', async () => {
    const base = { folder, exclude: [], languageId: 'sql', largestBytes: 100_000 };
    const { signal } = new AbortController();
    const unsaved = await scanner.scanFile({ ...base, path: join(folder, 'sub/kept.sql'), text: 'SELECT 5' }, signal);
    assert.deepEqual(
      unsaved.queries.map(({ sql }) => sql),
      ['SELECT 5'],
    );
    const ignored = await scanner.scanFile({ ...base, path: join(folder, 'sub/e.sql') }, signal);
    assert.deepEqual(ignored.queries, []);
  });

  it('is cancelled, and scans again', async () => {
    const controller = new AbortController();
    const scanning = scanner.scanFolder(
      { folder, exclude: [], largestBytes: 100_000, languages: {} },
      () => controller.abort(),
      () => undefined,
      controller.signal,
    );
    await assert.rejects(scanning, { kind: 'cancelled' });
    assert.equal((await scan()).files.length, 5);
  });
});
