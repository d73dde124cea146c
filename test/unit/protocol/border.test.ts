import assert from 'node:assert/strict';

import type { PanelState } from '../../../src/protocol/messages';
import { panelHtml } from '../../../src/protocol/panelHtml';
import { parseMessage } from '../../../src/protocol/parseMessage';
import { parseRequest } from '../../../src/protocol/parseRequest';
import { panelStates } from '../../screen/panel/states';

describe('requests of the webview', () => {
  it('are taken where they are exactly requests', () => {
    for (const request of [
      { type: 'ready' },
      { type: 'cancel' },
      { type: 'showLog' },
      { type: 'copy', what: 'ddl' },
      { type: 'showVariant', kind: 'rare' },
    ]) {
      assert.deepEqual(parseRequest({ id: 3, request }), { id: 3, request });
    }
  });

  const wrong: readonly unknown[] = [
    undefined,
    null,
    'ready',
    [],
    {},
    { id: 1 },
    { id: '1', request: { type: 'ready' } },
    { id: 1.5, request: { type: 'ready' } },
    { id: -1, request: { type: 'ready' } },
    { id: 1, request: { type: 'applyDdl', ddl: 'DROP TABLE orders' } },
    { id: 1, request: { type: 'createIndex', ddl: 'DROP TABLE orders' } },
    { id: 1, request: { type: 'copy' } },
    { id: 1, request: { type: 'showVariant' } },
    { id: 1, request: { type: 'showVariant', kind: 'all' } },
    { id: 1, request: { type: 'showVariant', kind: 'rare', values: [] } },
    { id: 1, request: { type: 'copy', what: 'password' } },
    { id: 1, request: { type: 'ready' }, more: true },
  ];
  for (const value of wrong) {
    it(`are refused otherwise: ${JSON.stringify(value)}`, () => {
      assert.equal(parseRequest(value), undefined);
    });
  }
});

describe('messages of the host', () => {
  for (const [name, state] of Object.entries(panelStates)) {
    it(`bring the state ${name} whole`, () => {
      const message: unknown = JSON.parse(JSON.stringify({ type: 'state', state }));
      assert.deepEqual(parseMessage(message), message);
    });
  }

  it('bring replies', () => {
    assert.deepEqual(parseMessage({ type: 'reply', id: 1, ok: true }), { type: 'reply', id: 1, ok: true });
    const failure = { type: 'reply', id: 1, ok: false, message: 'No.' };
    assert.deepEqual(parseMessage(failure), failure);
  });

  it('that are none are passed over', () => {
    for (const value of [
      undefined,
      1,
      {},
      { type: 'state' },
      { type: 'state', state: { kind: 'dance' } },
      { command: 'hot-reload' },
    ]) {
      assert.equal(parseMessage(value), undefined);
    }
  });

  it('with a plan that is none are passed over', () => {
    const state = panelStates['plan'] as Extract<PanelState, { kind: 'plan' }>;
    for (const root of [
      undefined,
      {},
      { ...state.plan.root, children: [{}] },
      { ...state.plan.root, conditions: [{ text: 1 }] },
    ]) {
      assert.equal(parseMessage({ type: 'state', state: { ...state, plan: { ...state.plan, root } } }), undefined);
    }
  });

  it('may bring a plan ten thousand levels deep', () => {
    const state = panelStates['plan'] as Extract<PanelState, { kind: 'plan' }>;
    let root = { ...state.plan.root, id: 'leaf', children: [] as unknown[] };
    for (let i = 0; i < 10_000; i++) root = { ...root, id: `#${i}`, children: [root] };
    assert.ok(parseMessage({ type: 'state', state: { ...state, plan: { ...state.plan, root } } }));
  });
});

describe("the panel's document", () => {
  const html = panelHtml({
    nonce: 'abc123',
    cspSource: 'https://file+.vscode-resource.vscode-cdn.net',
    scriptUri: 'https://x/panel.js?a="b"&c=<d>',
    styleUris: ['https://x/codicon.css', 'https://x/panel.css'],
    lang: 'de',
  });

  it('lets nothing run but its own script, and loads styles and fonts from the extension alone', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    assert.deepEqual(policy.split('; '), [
      "default-src 'none'",
      "script-src 'nonce-abc123'",
      'style-src https://file+.vscode-resource.vscode-cdn.net',
      'font-src https://file+.vscode-resource.vscode-cdn.net',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.ok(!html.includes('unsafe'));
  });

  it('escapes what it is given', () => {
    assert.ok(html.includes('src="https://x/panel.js?a=&quot;b&quot;&amp;c=&lt;d&gt;"'));
  });
});
