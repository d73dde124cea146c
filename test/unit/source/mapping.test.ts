import assert from 'node:assert/strict';

import type { SourceQuery } from '../../../src/source/sourceQuery';
import { type Fixture, readFixtures } from '../../support/sourceFixtures';
import { testFinder } from './finder';

const finder = testFinder();

describe('places of found SQL in the file', () => {
  for (const fixture of readFixtures()) {
    it(`hold in ${fixture.file}`, async () => {
      for (const query of await finder.find(fixture.languageId, fixture.text)) check(fixture, query);
    });
  }
});

function check({ text }: Fixture, query: SourceQuery): void {
  const { sql, startOffset, endOffset, constants } = query;
  const at = (offset: number): number => query.toSource(offset);
  assert.ok(startOffset >= 0 && startOffset <= endOffset && endOffset <= text.length, sql);
  // What begins in a constant begins elsewhere.
  if (constants.length === 0) assert.ok(startOffset <= at(0) && at(sql.length) <= endOffset, sql);
  for (let offset = 0; offset <= sql.length; offset++) {
    const place = at(offset);
    assert.ok(place >= 0 && place <= text.length, told(offset, place, query));
    if (offset === sql.length || !isVerbatim(offset, query)) continue;
    const character = sql.charAt(offset);
    if (/[A-Za-z]/.test(character)) assert.equal(text.charAt(place), character, told(offset, place, query));
    // The way back knows what stands in the whole itself, not its constants.
    if (place >= startOffset && place < endOffset)
      assert.equal(query.fromSource(place), offset, told(offset, place, query));
  }
}

/** One character for one of the file: in a filling or an escape neighbours share a place, or lie further apart. */
function isVerbatim(offset: number, query: SourceQuery): boolean {
  const place = query.toSource(offset);
  return query.toSource(offset + 1) === place + 1 && (offset === 0 || query.toSource(offset - 1) !== place);
}

function told(offset: number, place: number, { sql }: SourceQuery): string {
  return `offset ${offset} at ${place} of the file, behind …${sql.slice(Math.max(0, offset - 60), offset)}`;
}
