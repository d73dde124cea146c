import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { readPostgresJsonText } from '../../../src/plan/readers/postgresJson';
import { kindStatements } from '../../support/planKinds/statements';
import { nodeTypes, notProduced, traitsOf } from '../../support/planKinds/traits';

const folder = join(__dirname, '../../corpus/plans');
const versions = ['18', '15'] as const;

function traitsOfGolden(version: string, name: string): ReadonlySet<string> {
  const files = [`${name}.json`, `${name}.analyze.json`].map(file => join(folder, version, file)).filter(existsSync);
  return new Set(files.flatMap(file => [...traitsOf(JSON.parse(readFileSync(file, 'utf8')))]));
}

describe('plans of every kind', () => {
  const shown = new Set(
    kindStatements.flatMap(({ name }) => versions.flatMap(version => [...traitsOfGolden(version, name)])),
  );

  for (const type of nodeTypes) {
    it(`hold ${type}, or say why not`, () => {
      assert.notEqual(shown.has(type), type in notProduced);
    });
  }

  it('hold no node type that the list leaves out', () => {
    const known = new Set<string>(nodeTypes);
    const found = [...shown].filter(trait => / (Scan|Join|Sort|Append|Union)$/.test(trait) && !known.has(trait));
    const refinements = found.filter(trait => nodeTypes.some(type => trait.endsWith(` ${type}`)));
    assert.deepEqual(found, refinements);
  });

  for (const { name, shows, since = 0, only } of kindStatements) {
    for (const version of versions) {
      if (Number(version) < since || (only !== undefined && only !== Number(version))) continue;
      it(`${name} of ${version} shows what it stands for`, () => {
        const traits = traitsOfGolden(version, name);
        assert.deepEqual(
          shows.filter(trait => !traits.has(trait)),
          [],
        );
      });
    }
  }

  for (const version of versions) {
    for (const file of readdirSync(join(folder, version)).filter(name => name.endsWith('.json'))) {
      it(`${version}/${file} reads without a problem`, () => {
        const { value, problems } = readPostgresJsonText(readFileSync(join(folder, version, file), 'utf8'));
        assert.ok(value);
        assert.deepEqual(problems, []);
      });
    }
  }
});
