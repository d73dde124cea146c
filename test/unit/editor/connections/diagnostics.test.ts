import assert from 'node:assert/strict';

import { Failure } from '../../../../src/base/failure';
import { diagnosticsText } from '../../../../src/editor/connections/diagnostics';

describe('diagnosticsText', () => {
  const error = new Failure({
    id: 'wrong-password',
    kind: 'connection',
    message: 'db.secret.example refused bob',
    remedy: '',
  });
  const text = diagnosticsText({
    versions: { 'Backend Optimizer': '0.1.0' },
    settings: { statementTimeout: '30000 ms' },
    connections: [
      {
        profile: {
          id: '1',
          name: 'Payroll',
          origin: { kind: 'found', tool: 'dotenv', file: '/home/bob/payroll/.env' },
          host: 'db.secret.example',
          database: 'salaries',
          user: 'bob',
          tls: { mode: 'require' },
          ssh: { host: 'bastion.secret.example' },
          passwordCommand: 'vault read db/creds',
        },
        state: { kind: 'failed', reason: error.message, error, atMs: 0 },
      },
      {
        profile: { id: '2', name: 'Here', origin: { kind: 'entered' }, host: '127.0.0.1' },
        state: { kind: 'disconnected' },
      },
    ],
    failures: [
      '2026-01-01 wrong-password',
      'Error: cannot read "salaries" at f (/home/bob/ext/dist/extension.js:1:2) db.secret.example',
    ],
  });

  it('says what a bug report needs', () => {
    assert.match(text, /- Backend Optimizer: 0\.1\.0/);
    assert.match(
      text,
      /1\. found \(dotenv\), host: remote, TLS: require, SSH tunnel, password command, production \(judged\), failed, wrong-password/,
    );
    assert.match(text, /2\. entered, host: this machine, TLS: default, development \(judged\), disconnected/);
    assert.match(text, /extension\.js:1:2/);
  });

  it('names nothing of the user’s', () => {
    for (const name of ['Payroll', 'secret.example', 'salaries', 'bob', 'vault', '.env', '/home']) {
      assert.ok(!text.includes(name), `${name} stands in it`);
    }
  });
});
