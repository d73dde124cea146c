import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import fc from 'fast-check';

import { testFinder } from './finder';

const finder = testFinder();
const folder = resolve(__dirname, '../../corpus/source');
/** A hang, on a machine that others keep busy: processor time of one file, in ms. */
const longestMs = 1000;

const samples = readdirSync(folder).flatMap(language =>
  readdirSync(join(folder, language))
    .slice(0, 2)
    .map(file => ({
      languageId: language === 'mybatis' ? 'xml' : file.endsWith('.tsx') ? 'typescriptreact' : language,
      text: readFileSync(join(folder, language, file), 'utf8').slice(0, 6000),
    })),
);

async function holds(languageId: string, text: string): Promise<void> {
  const before = process.cpuUsage();
  const queries = await finder.find(languageId, text);
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1000 < longestMs, `${languageId}: ${(user + system) / 1000} ms`);
  for (const { startOffset, endOffset, sql, toSource } of queries) {
    assert.ok(startOffset >= 0 && startOffset <= endOffset && endOffset <= text.length);
    const middle = toSource(sql.length >> 1);
    assert.ok(middle >= 0 && middle <= text.length);
  }
  await finder.at(languageId, text, text.length >> 1);
}

describe('finding SQL in what is no program', function () {
  this.timeout(180_000);

  before(async () => {
    // Grammars are loaded, and the engine is warm.
    for (const { languageId, text } of samples) await finder.find(languageId, text);
  });

  it('survives files that are cut off, anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), fc.nat(6000), ({ languageId, text }, at) =>
        holds(languageId, text.slice(0, at)),
      ),
      { numRuns: 120 },
    );
  });

  it('survives shuffled and mutated lines, and files in the wrong language', async () => {
    const noise = [
      '"',
      "'",
      '`',
      '${',
      '}',
      '/*',
      '*/',
      '<<<SQL',
      '<<~SQL',
      '"""',
      '\\',
      '\0',
      '\ud800',
      '\u2028',
      '#{',
      '(',
      '--',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...noise)), { minLength: 1, maxLength: 25 }),
        async (sample, other, edits) => {
          const lines = sample.text.split('\n');
          for (const [at, put] of edits) {
            const line = at % lines.length;
            const [taken = ''] = lines.splice(line, 1);
            lines.splice((line * 7) % (lines.length + 1), 0, taken.slice(0, at % 30) + put + taken.slice(at % 30));
          }
          await holds(sample.languageId, lines.join('\n'));
          await holds(other.languageId, lines.join('\n'));
        },
      ),
      { numRuns: 60 },
    );
  });

  const languages = [...new Set(samples.map(({ languageId }) => languageId))];

  it('reads 10,000 nested parentheses in each language', async () => {
    const nested = '('.repeat(10_000);
    for (const languageId of languages) {
      await holds(languageId, nested);
      await holds(languageId, `db.query("SELECT ${nested}");`);
      await holds(languageId, `x = "SELECT " + ${nested}"a"${')'.repeat(10_000)}`);
    }
  });

  it('reads long lines, and leaves out what is far too long', async () => {
    for (const languageId of languages) {
      await holds(languageId, `const a = "SELECT ${'a, '.repeat(60_000)} b FROM t";\n`);
      await holds(languageId, `a = ${'"SELECT 1" + '.repeat(2_000)} "x"`);
      assert.deepEqual(await finder.find(languageId, `SELECT "${'x'.repeat(50_000_000)}"`), []);
    }
  });

  it('finds the statement at the cursor of a script of 50 MB in one line, in bounded memory', async () => {
    for (const text of [`SELECT '${'x'.repeat(50_000_000)}'`, "INSERT INTO t VALUES (1, 'abc');".repeat(1_600_000)]) {
      const before = process.memoryUsage().rss;
      const query = await finder.at('sql', text, text.length >> 1);
      assert.ok(query);
      assert.ok(process.memoryUsage().rss - before < 1_500_000_000, `${process.memoryUsage().rss - before} bytes more`);
    }
  });

  it('reads bytes that are no UTF-8', async () => {
    for (const { languageId, text } of samples) {
      const bytes = Buffer.from(text);
      for (let i = 0; i < bytes.length; i += 37) bytes[i] = 0x80 + (i % 0x7f);
      await holds(languageId, bytes.toString('utf8'));
    }
  });
});
