import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

import {
  commandIds,
  contextKeys,
  settings,
  viewContainers,
  views,
  walkthroughs,
} from '../../../src/editor/contributions';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category?: string }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings?: readonly { readonly command: string; readonly when?: string }[];
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { readonly scope?: string; readonly default?: unknown }>>;
    }[];
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly media: Readonly<Record<string, string>>;
        readonly completionEvents?: readonly string[];
      }[];
    }[];
  };
}

const manifestText = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const { contributes } = manifest;
const ownCommands: readonly string[] = Object.values(commandIds);
const { section, ...settingNames } = settings;

const sameSet = (actual: Iterable<string>, expected: Iterable<string>, what: string) => {
  assert.deepEqual([...actual].sort(), [...expected].sort(), what);
};

describe('contributions', () => {
  it('are the same in the code and in the manifest', () => {
    sameSet(
      contributes.commands.map(each => each.command),
      ownCommands,
      'commands',
    );
    sameSet(
      contributes.configuration.flatMap(each => Object.keys(each.properties)),
      Object.values(settingNames),
      'settings',
    );
    sameSet(
      Object.values(contributes.views).flatMap(each => each.map(view => view.id)),
      Object.values(views),
      'views',
    );
    sameSet(
      contributes.viewsContainers.activitybar.map(each => each.id),
      Object.values(viewContainers),
      'view containers',
    );
    sameSet(
      contributes.walkthroughs.map(each => each.id),
      Object.values(walkthroughs),
      'walkthroughs',
    );
  });

  it('take all their text from package.nls.json, and that holds nothing else', () => {
    const used = [...manifestText.matchAll(/"%([\w.]+)%"/g)].map(match => match[1] ?? '');
    sameSet(new Set(used), Object.keys(texts), 'texts');
    for (const [key, text] of Object.entries(texts)) assert.notEqual(text.trim(), '', key);
  });

  it('name only what exists where one refers to another', () => {
    const menuCommands = Object.values(contributes.menus).flatMap(each => each.map(item => item.command));
    const keyCommands = (contributes.keybindings ?? []).map(each => each.command);
    const links = Object.values(texts).flatMap(text =>
      [...text.matchAll(/\(command:([\w.]+)\)/g)].map(match => match[1] ?? ''),
    );
    const events = contributes.walkthroughs.flatMap(each =>
      each.steps.flatMap(step =>
        (step.completionEvents ?? []).flatMap(event => (event.startsWith('onCommand:') ? [event.slice(10)] : [])),
      ),
    );
    for (const command of [...menuCommands, ...keyCommands, ...links, ...events]) {
      const isBuiltIn = command.startsWith('workbench.');
      assert.ok(isBuiltIn || ownCommands.includes(command), `${command} is contributed by nobody`);
    }
    const media = contributes.walkthroughs.flatMap(each => each.steps.flatMap(step => Object.values(step.media)));
    for (const path of [...media, ...contributes.viewsContainers.activitybar.map(each => each.icon)]) {
      assert.ok(existsSync(path), `${path} is not there`);
    }
  });

  it('use every context key that the code sets, and none that it does not', () => {
    const named = new Set(
      [...manifestText.matchAll(/"when": "([^"]+)"/g)].flatMap(match =>
        [...(match[1] ?? '').matchAll(/(?<![\w.])backendOptimizer\.[\w.]+/g)].map(key => key[0]),
      ),
    );
    const keys = Object.values(contextKeys) as readonly string[];
    const known = [...keys, ...Object.values(views), ...Object.values(settingNames)];
    for (const key of keys) assert.ok(named.has(key), `nothing in the manifest asks for ${key}`);
    for (const key of named) assert.ok(known.includes(key), `${key} is never set`);
  });

  it('show a menu entry only where it makes sense, and commands under one category', () => {
    for (const [menu, items] of Object.entries(contributes.menus)) {
      for (const item of items) assert.ok(item.when, `${item.command} in ${menu} has no when`);
    }
    for (const key of contributes.keybindings ?? []) assert.ok(key.when, `the key of ${key.command} has no when`);
    for (const command of contributes.commands) assert.equal(command.category, '%category%', command.command);
  });

  it('activate on nothing that happens in every window', () => {
    for (const event of manifest.activationEvents) {
      assert.ok(!['*', 'onStartupFinished'].includes(event), `${event} activates everywhere`);
    }
  });

  it('scope every setting, ask for no password, and keep what opens a connection out of untrusted workspaces', () => {
    for (const { properties } of contributes.configuration) {
      for (const [name, property] of Object.entries(properties)) {
        assert.ok(property.scope, `${name} has no scope`);
        assert.ok(!/password|secret|token/i.test(name), `${name} would hold a secret`);
        assert.ok(name.startsWith(`${section}.`), name);
      }
    }
    assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(settings.connection));
  });
});
