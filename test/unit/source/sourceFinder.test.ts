import assert from 'node:assert/strict';

import fc from 'fast-check';

import { createSourceFinder } from '../../../src/source/createSourceFinder';
import type { SourceQuery } from '../../../src/source/sourceQuery';
import { loadPostgresSql } from '../../../src/sql/postgres/loadPostgresSql';
import { readGrammar, testFinder } from './finder';

const finder = testFinder();

/** What is found in the text, as `how: sql`. */
async function check(
  languageId: string,
  text: string,
  ...expected: readonly string[]
): Promise<readonly SourceQuery[]> {
  const found = await finder.find(languageId, text);
  assert.deepEqual(
    found.map(({ recognisedBy, sql }) => `${recognisedBy}: ${sql}`),
    expected,
    text,
  );
  for (const query of found) holds(text, query);
  return found;
}

/** `|` is the cursor. */
async function checkAt(languageId: string, marked: string, expected: string | undefined): Promise<void> {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const query = await finder.at(languageId, text, offset);
  assert.equal(query?.sql, expected, marked);
  if (query) holds(text, query);
}

/** The mapping never runs backwards, stays in the statement's range, and a plain character maps to itself. */
function holds(text: string, query: SourceQuery): void {
  let last = query.startOffset;
  for (let offset = 0; offset <= query.sql.length; offset++) {
    const at = query.toSource(offset);
    assert.ok(at >= last && at <= query.endOffset, `offset ${offset} of ${query.sql} is at ${at}`);
    last = at;
    const character = query.sql[offset] ?? '';
    if (/[A-Za-z]/.test(character) && text[at] !== '\\') assert.equal(text[at], character);
  }
  assert.equal(query.toSource(query.sql.length), query.endOffset);
  for (const parameter of query.parameters) assert.equal(query.toSource(parameter.offset), parameter.startOffset);
}

describe('source finder', () => {
  it('knows its languages, and gives nothing for others', async () => {
    assert.deepEqual([...finder.languages].sort(), [
      ...['csharp', 'go', 'java', 'javascript', 'javascriptreact', 'kotlin', 'markdown', 'pgsql', 'php', 'postgres'],
      ...['python', 'ruby', 'rust', 'sql', 'typescript', 'typescriptreact', 'xml'],
    ]);
    await check('cobol', 'select 1 from t');
    assert.equal(await finder.at('cobol', 'select 1', 0), undefined);
  });

  it('gives nothing for a program that is too long', async () => {
    await check('typescript', `const a = 'select a from t';\n${' '.repeat(2 * 1024 * 1024)}`);
  });

  it('reads scripts', async () => {
    await check('sql', 'select 1;\n-- x\nselect frm;', 'file: select 1', 'file: select frm');
    await checkAt('pgsql', 'select 1;\nsele|ct 2;', 'select 2');
    await checkAt('sql', 'select 1;\n|\nselect 2;', undefined);
  });

  describe('TypeScript and JavaScript', () => {
    it('finds tags, calls, hints and what looks like SQL', async () => {
      for (const id of ['typescript', 'typescriptreact', 'javascript', 'javascriptreact']) {
        await check(
          id,
          'sql`select 1`; Prisma.sql`select 2`; prisma.$queryRaw`select 3`',
          'tag: select 1',
          'tag: select 2',
          'tag: select 3',
        );
        await check(
          id,
          `db.query('select 1', [x]); c.query({ text: "select 2", values })`,
          'call: select 1',
          'call: select 2',
        );
        await check(id, 'const a = /* sql */ `select 1`; f(/* SQL */ "select 2")', 'hint: select 1', 'hint: select 2');
        await check(
          id,
          "const a = 'SELECT id FROM users WHERE id = ?';",
          'content: SELECT id FROM users WHERE id = $1',
        );
        await check(
          id,
          'const a = `\n  WITH x AS (SELECT 1) SELECT * FROM x\n`;',
          'content: WITH x AS (SELECT 1) SELECT * FROM x',
        );
        await check(id, `db.query(('select 1'))`, 'call: select 1');
      }
      await check('typescript', 'db.query<User>(`select 1` as string)', 'call: select 1');
      await check(
        'typescriptreact',
        'const a = <p title="select a user from the list">{sql`select 1`}</p>;',
        'tag: select 1',
      );
    });

    it('decodes escapes', async () => {
      const text = String.raw`db.query('select \'it\\\'s\', "a\u0062\x63\u{64}"\n\tfrom t\
 where x')`;
      await check('typescript', text, `call: select 'it\\'s', "abcd"\n\tfrom t where x`);
    });

    it('numbers holes behind the parameters that stand there', async () => {
      const [query] = await check(
        'typescript',
        'db.query(`select * from t where a = $2 and b = ${ x.y } and c = ${z}`)',
        'call: select * from t where a = $2 and b = $3 and c = $4',
      );
      assert.deepEqual(
        query?.parameters.map(({ number, name }) => `${number} ${name}`),
        ['2 undefined', '3 x.y', '4 z'],
      );
      await check(
        'typescript',
        'db.query(`select * from ${table} order by ${a}`)',
        'call: select * from "$1" order by 1 /* $2 */',
      );
      await check(
        'typescript',
        'const q = `SELECT * FROM ${table} WHERE id = ${id}`',
        'content: SELECT * FROM "$2" WHERE id = $1',
      );
      await check('typescript', 'db.query(`select * from t where a = $${n}`)', 'call: select * from t where a = $1');
      await check('typescript', 'db.query(`select ${a}0 from t`)', 'call: select /* $1 */ 0 from t');
    });

    it('joins concatenations', async () => {
      const [query] = await check(
        'javascript',
        `const q = 'SELECT a, ' +\n  "b FROM t " + (\`WHERE c = \${c}\`) + ' AND d = ' + d;`,
        'content: SELECT a, b FROM t WHERE c = $1 AND d = $2',
      );
      assert.equal(query?.parameters[1]?.name, 'd');
      await check('javascript', "db.query(prefix + 'select 1')", 'call: select 1');
      await check('javascript', "const n = a + 'x' + 1;");
    });

    it('finds a template in the hole of another', async () => {
      await check(
        'typescript',
        'sql`select * from t where ${f(sql`select 2`)}`',
        'tag: select * from t where $1',
        'tag: select 2',
      );
      await checkAt('typescript', 'sql`select * from t where ${f(sql`sel|ect 2`)}`', 'select 2');
      await checkAt('typescript', 'sql`select * fr|om t where ${f(sql`select 2`)}`', 'select * from t where $1');
    });

    it('gives each statement of a literal', async () => {
      await check('typescript', "db.query('select 1; select 2')", 'call: select 1', 'call: select 2');
      await checkAt('typescript', 'sql`select 1;\n  sel|ect 2`', 'select 2');
      await checkAt('typescript', 'sql`|\n  select 1;\n  select 2`', 'select 1');
    });

    it('stays silent for prose and for other strings', async () => {
      for (const prose of [
        ...[
          'Select a user from the list',
          'select a user from the list',
          'Update the file',
          'Delete from cart',
          'delete from cart',
        ],
        ...[
          'Insert into the box',
          'With love',
          'select',
          'Select',
          'Select one from each group.',
          'Drop the file here',
        ],
        ...[
          'select option from menu item',
          'Create table',
          'update',
          'Call me',
          'Values matter',
          'Delete',
          'selected',
          'select-all',
        ],
      ]) {
        await check('typescript', `const a = ${JSON.stringify(prose)}; t(${JSON.stringify(prose)});`);
      }
      await check('typescript', 'const a = `Select ${n} items from ${place}`; const b = `Update ${file} now`;');
      await check(
        'typescript',
        "screen.text('Select a user from the list'); db.query('{ user { id } }'); fetch('/select')",
      );
    });

    it('keeps what does not parse where call or tag says that it is SQL', async () => {
      const [query] = await check('typescript', "db.query('select * frm \\u0074 x')", 'call: select * frm t x');
      assert.equal(query?.toSource(9), 'db.query('.length + 1 + 9);
    });

    it('gives any literal under the cursor that parses', async () => {
      await checkAt('typescript', "const a = 'select| now()';", 'select now()');
      await checkAt('typescript', "const a = |'select 1';", 'select 1');
      await checkAt('typescript', "const a = 'select 1'|;", 'select 1');
      await checkAt('typescript', "const a = 'hel|lo';", undefined);
      await checkAt('typescript', "const a| = 'select 1';", 'select 1');
      await checkAt('typescript', '|', undefined);
      await checkAt('typescript', "f(1);\nret|urn db.query('select 1 from t');", 'select 1 from t');
      await checkAt(
        'typescript',
        "db.query('select 1 from t').then(a => db.query('select 2 from t'))|;",
        'select 2 from t',
      );
      await checkAt('typescript', "f(|1);\nreturn db.query('select 1 from t');", undefined);
    });
  });

  describe('Python', () => {
    it('finds calls and what looks like SQL', async () => {
      await check('python', 'cur.execute("select 1")', 'call: select 1');
      await check('python', "session.execute(text('select :id'))", 'call: select $1');
      await check('python', 'await conn.fetchrow(query="select $1")', 'call: select $1');
      await check('python', 'df = pd.read_sql("""\n  select *\n  from t\n""", con)', 'call: select *\n  from t');
      await check('python', 'SQL = """UPDATE t SET a = %(a)s"""', 'content: UPDATE t SET a = $1');
      await check('python', 'cur.execute("select a from t where b = %s" % b)', 'call: select a from t where b = $1');
      await check('python', 'cur.execute(b"select 1")');
      await check('python', 'def f():\n    """Select a user from the list."""\n    return "delete from cart"');
    });

    it('joins literals and reads f-strings', async () => {
      const [query] = await check(
        'python',
        `q = ("SELECT a "  # note\n     'FROM t '\n     f"WHERE b = {x.y!r} AND c = '{{}}'" + tail)`,
        "content: SELECT a FROM t WHERE b = $1 AND c = '{}'/* $2 */",
      );
      assert.deepEqual(
        query?.parameters.map(({ name }) => name),
        ['x.y', 'tail'],
      );
      await check('python', `cur.execute(f"select {d['a']:>10} from t")`, 'call: select * /* $1 */ from t');
    });

    it('decodes escapes, but not in raw strings', async () => {
      await check('python', String.raw`cur.execute('select \'a\x62\143\u0064 \d\'')`, "call: select 'abcd \\d'");
      await check('python', String.raw`cur.execute(r"select '\d\n'")`, String.raw`call: select '\d\n'`);
    });

    it('gives the literal under the cursor', async () => {
      await checkAt('python', 'x = "select| now()"', 'select now()');
      await checkAt('python', 'cur.execute("""select 1;\n  select| 2""")', 'select 2');
      await checkAt('python', 'x = "hel|lo"', undefined);
    });
  });

  it('maps any literal back, through escapes, holes and joints', async () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        ' ',
        '${x}',
        '${y + `z`}',
        '\\n',
        '\\u0041',
        '\\u{1F600}',
        '😀',
        "'",
        '"',
        '$1',
        '$',
        '; select b from u',
        '--',
        '\n',
        '\\`',
      ],
      ...['`+`', "`+'q'+`", '`+v+`', ',', 'where c = '],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async pieces => {
        const text = `db.query(\`select a from t ${pieces.join('')}\`)`;
        for (const query of await finder.find('typescript', text)) {
          let last = query.startOffset;
          for (let offset = 0; offset <= query.sql.length; offset++) {
            const at = query.toSource(offset);
            assert.ok(at >= last && at <= query.endOffset);
            last = at;
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never throws, wherever the cursor stands in broken text', async () => {
    const sources: Readonly<Record<string, string>> = {
      typescript: 'const a = sql`select ${b} from t`; db.query("select 1; select 2" + c);',
      python: 'cur.execute(f"select {a} from t" "where b = %s", (1,))\nx = """select 1"""',
      sql: "select 'a'; create function f() begin atomic select 1; end; \\d x\ncopy t from stdin;\n1\n\\.\n",
    };
    for (const [id, source] of Object.entries(sources)) {
      await fc.assert(
        fc.asyncProperty(
          fc.nat(source.length),
          fc.nat(8),
          fc.constantFrom('', '`', '"', "'", '${', '\\', '\0', '\ud83d'),
          async (at, count, put) => {
            const text = source.slice(0, at) + put + source.slice(at + count);
            await finder.find(id, text);
            await finder.at(id, text, at);
          },
        ),
        { numRuns: 150 },
      );
    }
  });

  it('tries again when a grammar could not be read', async () => {
    let failing = true;
    const read = (name: string) => (failing ? Promise.reject(new Error('no such file')) : readGrammar(name));
    const late = createSourceFinder({ sql: loadPostgresSql, grammars: { read } });
    await assert.rejects(late.find('python', 'x'), /no such file/);
    failing = false;
    assert.equal((await late.find('python', 'cur.execute("select 1")')).length, 1);
  });
});
