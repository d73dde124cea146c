import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { indexRules } from '../../../src/audit/indexes/indexRules';

describe('reference of the index rules', () => {
  it('has a section for each rule that an audit or the advice names', () => {
    const named = ['duplicateIndexes', 'foreignKeysWithoutIndex', 'unusedIndexes'].flatMap(file =>
      [...readFileSync(`src/audit/indexes/${file}.ts`, 'utf8').matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map(([, id]) => id),
    );
    assert.deepEqual([...new Set(named), 'missing-index'].sort(), indexRules.map(rule => rule.id).sort());
    const page = readFileSync('docs/rules.md', 'utf8');
    for (const { id } of indexRules) assert.ok(page.includes(`\n## ${id}\n`), id);
  });
});
