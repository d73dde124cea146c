import assert from 'node:assert/strict';
import { basename } from 'node:path';

import { commands } from 'vscode';

import manifest from '../../../package.json';
import { firstActivation } from '../support';

describe('activation', () => {
  it('takes less than 100 ms', () => {
    const { wasActive, milliseconds, cpuMilliseconds } = firstActivation();
    assert.equal(wasActive, false, 'the extension was active before it was asked to be, so the time says nothing');
    const figures = `activated in ${milliseconds.toFixed(1)} ms (${cpuMilliseconds.toFixed(1)} ms of processor time)`;
    console.log(`      ${figures}`);
    assert.ok(Math.min(milliseconds, cpuMilliseconds) < 100, figures);
  });

  it('loads its own bundle and none of the chunks with parser, grammars and drivers', () => {
    assert.deepEqual(
      firstActivation().loaded.map(path => basename(path)),
      ['extension.js'],
    );
  });

  it('registers every command that the manifest contributes', async () => {
    const registered = new Set(await commands.getCommands(true));
    const missing = manifest.contributes.commands.map(({ command }) => command).filter(id => !registered.has(id));
    assert.deepEqual(missing, []);
  });
});
