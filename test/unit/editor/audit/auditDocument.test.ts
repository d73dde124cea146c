import assert from 'node:assert/strict';

import { auditDocument } from '../../../../src/editor/audit/auditDocument';
import type { Finding } from '../../../../src/plan/finding';

const finding: Finding = {
  rule: 'duplicate-index',
  severity: 'warning',
  message: 'Index b is the same as a.',
  evidence: { ddl: 'DROP INDEX CONCURRENTLY public.b' },
  remedy: 'DROP INDEX CONCURRENTLY public.b;',
  docs: 'https://example.com',
};

describe('the listing of an audit', () => {
  const list = (findings: readonly Finding[]) =>
    auditDocument({ connection: 'shop', serverVersion: '18.4', findings, at: new Date(0) });

  it('puts each problem on the line of its remedy, once', () => {
    const { text, entries } = list([finding]);
    const lines = text.split('\n');
    assert.equal(lines[entries[0]?.line ?? -1], '-- DROP INDEX CONCURRENTLY public.b;');
    assert.equal(text.split('DROP INDEX').length, 2);
  });

  it('holds nothing that runs as it stands, line breaks in names included', () => {
    const { text } = list([
      {
        ...finding,
        message: 'Index "x\n; DROP TABLE t" is there.',
        evidence: { ddl: 'DROP INDEX "x\n; DROP TABLE t"' },
      },
    ]);
    for (const line of text.split('\n')) assert.ok(line === '' || line.startsWith('-- '), line);
  });

  it('says that nothing was found', () => {
    assert.match(list([]).text, /Nothing was found/);
  });
});
