import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { SourceQuery } from '../../../src/source/sourceQuery';
import { testFinder } from './finder';

const finder = testFinder();

function told(queries: readonly SourceQuery[]): readonly string[] {
  return queries.map(query => {
    const places = [query.startOffset, query.endOffset, query.toSource(0), query.toSource(query.sql.length)];
    const parameters = query.parameters.map(({ kind, startOffset }) => `${kind}@${startOffset}`);
    return `${places.join(' ')} ${parameters.join(' ')} ${query.recognisedBy} ${query.sql}`;
  });
}

const program = `const columns = 'id, name';
const base = \`SELECT \${columns} FROM users\`;
export async function load(id: number) {
  await db.query('SELECT a FROM t WHERE id = $1', [id]);
  log.info('select nothing from here');
  return db.query(base + ' WHERE id = ' + id + ' ORDER BY name');
}
const q = sql\`UPDATE t SET a = \${1} WHERE b = \${two}\`;
const r = ['DELETE FROM x', 'WHERE y = 1'].join(' ');
`;

const pieces = [
  ...["'", '`', '"', '\n', ' ', ';', '(', ')', '{', '}', '${', '+', 'SELECT 1 FROM a', "db.query('select x from y')"],
  ...['/*', '*/', '//', 'const columns = 1;', 'x', '$1', '', '\\n', 'WHERE z = 2'],
];

describe('a document that is typed in', () => {
  it('has the queries that reading it anew finds, whatever was typed in between', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ at: fc.nat(1000), cut: fc.integer({ min: 0, max: 6 }), put: fc.constantFrom(...pieces) }),
          { minLength: 1, maxLength: 12 },
        ),
        async edits => {
          let text = program;
          const document = await finder.open('typescript', text);
          assert.ok(document);
          for (const { at, cut, put } of edits) {
            const start = at % (text.length + 1);
            const oldEnd = Math.min(text.length, start + cut);
            text = text.slice(0, start) + put + text.slice(oldEnd);
            document.edit({ start, oldEnd, newEnd: start + put.length }, text);
            assert.equal(document.text, text);
            for (const query of document.queries) {
              assert.ok(
                query.startOffset >= 0 && query.startOffset <= query.endOffset && query.endOffset <= text.length,
              );
            }
          }
          // Of broken text two parses may differ in how they recover; of a program they may not.
          document.edit({ start: 0, oldEnd: text.length, newEnd: 0 }, '');
          document.edit({ start: 0, oldEnd: 0, newEnd: program.length }, program);
          assert.deepEqual(told(document.queries), told(await finder.find('typescript', program)));
          await document.dispose();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has them after each of many edits that leave it a program', async () => {
    const valid = [';', ' ', '\n', '/* x */', "db.query('select x from y');", 'const columns2 = 1;', '// select\n'];
    const starts = [0, ...[...program.matchAll(/;\n|\{\n/g)].map(({ index }) => index + 2)];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(), put: fc.constantFrom(...valid) }), { minLength: 1, maxLength: 10 }),
        async edits => {
          let text = program;
          const document = await finder.open('typescript', text);
          assert.ok(document);
          const put: { readonly at: number; readonly length: number }[] = [];
          for (const edit of edits) {
            const place = starts[edit.at % starts.length] ?? 0;
            const start = put.reduce((at, before) => (before.at <= place ? at + before.length : at), place);
            text = text.slice(0, start) + edit.put + text.slice(start);
            put.push({ at: place, length: edit.put.length });
            document.edit({ start, oldEnd: start, newEnd: start + edit.put.length }, text);
            assert.deepEqual(told(document.queries), told(await finder.find('typescript', text)), text);
          }
          await document.dispose();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads a query again when a constant in it changes, and only moves it when something else does', async () => {
    const document = await finder.open('typescript', program);
    assert.ok(document);
    assert.equal(document.queries[0]?.sql, 'SELECT id, name FROM users');
    const at = program.indexOf('id, name');
    const text = `${program.slice(0, at)}email, ${program.slice(at)}`;
    document.edit({ start: at, oldEnd: at, newEnd: at + 7 }, text);
    assert.deepEqual(
      document.queries.slice(0, 1).map(({ sql }) => sql),
      ['SELECT email, id, name FROM users'],
    );
    const moved = `\n\n${text}`;
    document.edit({ start: 0, oldEnd: 0, newEnd: 2 }, moved);
    assert.deepEqual(told(document.queries), told(await finder.find('typescript', moved)));
    await document.dispose();
  });

  it('stays exact over a thousand keystrokes', async () => {
    let text = program;
    const document = await finder.open('typescript', text);
    assert.ok(document);
    assert.equal(document.queries.length, 5);
    for (let i = 0; i < 1000; i++) {
      text = `x${text}`;
      document.edit({ start: 0, oldEnd: 0, newEnd: 1 }, text);
    }
    assert.deepEqual(told(document.queries), told(await finder.find('typescript', text)));
    await document.dispose();
  });
});

describe('a document that is read in steps', () => {
  it('has the same queries as one that is read at once, also when it is edited meanwhile', async () => {
    const text = Array.from({ length: 40 }, (_, i) => program.replaceAll('columns', `columns${i}`)).join('\n');
    const document = await finder.open('typescript', text);
    assert.ok(document);
    let rests = 0;
    let edited = text;
    await document.read(async () => {
      rests++;
      if (rests !== 2) return;
      edited = `db.query('SELECT 1 FROM a');\n${text}`;
      document.edit({ start: 0, oldEnd: 0, newEnd: edited.length - text.length }, edited);
    });
    assert.ok(rests > 10, `${rests} rests`);
    assert.deepEqual(told(document.queries), told(await finder.find('typescript', edited)));
    await document.dispose();
  });

  it('reads nothing of a document that is let go meanwhile', async () => {
    const document = await finder.open('typescript', program.repeat(20));
    assert.ok(document);
    await document.read(async () => void (await document.dispose()));
    assert.deepEqual(document.queries, []);
  });
});
