import assert from 'node:assert/strict';
import { basename, sep } from 'node:path';

import { commands } from 'vscode';

import manifest from '../../../package.json';
import { firstActivation } from '../support';

describe('activation', () => {
  it('takes less than 100 ms', () => {
    const { wasActive, milliseconds } = firstActivation();
    assert.equal(wasActive, false, 'the extension was active before it was asked to be, so the time says nothing');
    console.log(`      activated in ${milliseconds.toFixed(1)} ms`);
    assert.ok(milliseconds < 100, `activation took ${milliseconds.toFixed(1)} ms`);
  });

  it('loads its own bundle and none of the chunks with parser, grammars and drivers', () => {
    const loaded = firstActivation().loaded.filter(path => path.includes(`${sep}dist${sep}`));
    assert.deepEqual(
      loaded.map(path => basename(path)),
      ['extension.js'],
    );
  });

  it('registers every command that the manifest contributes', async () => {
    const registered = new Set(await commands.getCommands(true));
    const missing = manifest.contributes.commands.map(({ command }) => command).filter(id => !registered.has(id));
    assert.deepEqual(missing, []);
  });
});
