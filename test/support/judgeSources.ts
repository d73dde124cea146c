/** `npx tsx test/support/judgeSources.ts <language>[,<language>]|all [all]`: what of the marked fixtures is found, and what is not. */
import { testFinder } from '../unit/source/finder';
import { judge, readFixtures } from './sourceFixtures';

void main();

async function main(): Promise<void> {
  const [languages = 'all', what] = process.argv.slice(2);
  const finder = testFinder();
  const sums = new Map<string, { expected: number; found: number; right: number; misread: number }>();
  for (const fixture of readFixtures(languages === 'all' ? undefined : languages.split(','))) {
    const verdict = await judge(fixture, finder);
    const sum = sums.get(verdict.language) ?? { expected: 0, found: 0, right: 0, misread: 0 };
    sums.set(verdict.language, {
      expected: sum.expected + verdict.expected,
      found: sum.found + verdict.found,
      right: sum.right + verdict.right,
      misread: sum.misread + verdict.misread.length,
    });
    for (const line of verdict.missed) console.log('MISS', line);
    for (const line of verdict.vain) console.log('VAIN', line);
    if (what === 'all') for (const line of verdict.misread) console.log('READ', line);
  }
  for (const [language, { expected, found, right, misread }] of sums) {
    const share = (of: number) => (right / of).toFixed(3);
    console.log(
      `${language.padEnd(12)} ${expected} expected, ${found} found, ${right} right, ${misread} read otherwise: ` +
        `precision ${share(found)}, recall ${share(expected)}`,
    );
  }
}
