import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCli } from '../../../src/cli/runCli';
import type { FoundQuery } from '../../../src/source/foundQuery';

const root = join(__dirname, '..', '..', '..');

interface Report {
  readonly version: number;
  readonly files: number;
  readonly queries: readonly (FoundQuery & { readonly file: string })[];
}

describe('backend-optimizer find', function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'backend-optimizer-find-'));
    const file = (name: string, text: string): void => {
      writeFileSync(join(folder, name), text);
    };
    file('a.ts', 'const q = `SELECT id FROM ${table} WHERE id IN (${ids}) ORDER BY ${column}`;\n');
    file('m.php', "<?php\n$r = mysqli_query($db, 'SELECT `id` FROM `users` WHERE `name` = ? LIMIT 5, 10');\n");
    file(
      's.sql',
      '-- name: GetUser :one\nSELECT * FROM users WHERE id = sqlc.arg(id)::bigint;\nSELECT frm;;\nselect from where',
    );
    file('j.java', 'class A { void f() { em.createQuery("SELECT u FROM User u WHERE u.name = :n"); } }\n');
    file('own.py', 'ask("analyze orders")\n');
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
    let out = '';
    let err = '';
    const code = await runCli(
      words,
      {
        environment: {},
        folder,
        out: text => (out += text),
        err: text => (err += text),
        readInput: async () => 'SELECT 1',
        colour: false,
        signal: new AbortController().signal,
      },
      { assets: root, demo: join(folder, 'demo') },
    );
    return { code, out, err };
  }

  async function find(...words: readonly string[]): Promise<Report> {
    const { code, out, err } = await run('find', ...words, '--format', 'json');
    assert.equal(code, 0, err);
    return JSON.parse(out) as Report;
  }

  it('tells of each query what the contract says', async () => {
    const { version, files, queries } = await find('a.ts');
    assert.deepEqual([version, files, queries.length], [1, 1, 1]);
    const [query] = queries;
    assert.ok(query);
    assert.equal(query.file, 'a.ts');
    assert.equal(query.sql, 'SELECT id FROM "$2" WHERE id IN ($1) ORDER BY 1 /* $3 */');
    assert.deepEqual(
      query.parameters.map(({ name, kind }) => [name, kind]),
      [
        ['table', 'identifier'],
        ['ids', 'list'],
        ['column', 'identifier'],
      ],
    );
    assert.deepEqual(query.range.start, { line: 0, character: 11 });
    assert.equal(query.startOffset, 11);
    assert.deepEqual(
      [query.language, query.recognisedBy, query.dialect, query.complete, query.writes],
      ['typescript', 'content', 'postgresql', true, false],
    );
    assert.deepEqual([query.tables, query.problems], [[], []]);
  });

  it('reads folders, other dialects, names, types, problems', async () => {
    const { files, queries } = await find('.');
    assert.equal(files, 5);
    const mysql = queries.find(({ dialect }) => dialect === 'mysql');
    assert.deepEqual([mysql?.tables, mysql?.complete, mysql?.file], [['users'], true, 'm.php']);
    assert.deepEqual(mysql?.columns.map(({ column, role }) => `${column} ${role}`).sort(), [
      'id output',
      'name equality',
    ]);
    const named = queries.find(({ name }) => name === 'GetUser');
    assert.equal(named?.sql, 'SELECT * FROM users WHERE id = $1::bigint');
    assert.deepEqual(named.parameters[0], {
      name: 'id',
      kind: 'value',
      type: 'int8',
      column: 'users.id',
      startOffset: 53,
    });
    const broken = queries.find(({ complete }) => !complete);
    assert.equal(broken?.file, 's.sql');
    assert.match(broken.problems[0]?.message ?? '', /syntax error at/);
    assert.equal(broken.problems[0]?.line, 3);
    // JPQL is left alone.
    assert.equal(
      queries.some(({ file }) => file === 'j.java'),
      false,
    );
  });

  it("honours the user's own callees, and leaves out what is excluded", async () => {
    assert.equal((await find('own.py')).queries.length, 0);
    assert.equal((await find('own.py', '--callee', 'ask')).queries.length, 1);
    assert.equal(
      (await find('.', '--exclude', '*.sql', '*.php')).queries.every(({ file }) => file === 'a.ts'),
      true,
    );
  });

  it('gives equal statements one shape', async () => {
    writeFileSync(
      join(folder, 'x.ts'),
      "db.query('SELECT  id FROM t WHERE a = 7 -- x');\ndb.query('select id from t where a = ?');\n",
    );
    const { queries } = await find('x.ts');
    rmSync(join(folder, 'x.ts'));
    assert.equal(queries.length, 2);
    assert.equal(queries[0]?.shape, queries[1]?.shape);
  });

  it('prints a line a query, reads standard input, and says what is missing', async () => {
    const text = await run('find', 'a.ts');
    assert.match(text.out, /^a\.ts:0:11 {2}SELECT id FROM .* \[content, postgresql\]\n$/);
    assert.match((await run('find', '-')).out, /^-:0:0 {2}SELECT \? {2}\[file, postgresql\]\n$/);
    const missing = await run('find', 'nowhere');
    assert.equal(missing.code, 3);
    assert.match(missing.err, /nowhere cannot be read/);
    assert.equal((await run('find')).code, 2);
  });
});
