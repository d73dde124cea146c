/** `npm run pictures`: the README's pictures, media/screens/, taken of the packaged extension on the demo shop. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Workbench } from './workbench';

const root = resolve(__dirname, '../..');
const shop = join(root, 'examples/shop');
const screens = join(root, 'media/screens');

const paths = readdirSync(shop, { recursive: true, encoding: 'utf8' }).filter(path =>
  statSync(join(shop, path)).isFile(),
);

async function main(): Promise<void> {
  mkdirSync(screens, { recursive: true });
  const workbench = await Workbench.open({
    files: Object.fromEntries(paths.map(path => [path, readFileSync(join(shop, path), 'utf8')])),
    settings: {
      'breadcrumbs.enabled': false,
      'editor.wordWrap': 'on',
      'git.enabled': false,
      'remote.autoForwardPorts': false,
      'window.commandCenter': false,
      'workbench.layoutControl.enabled': false,
      'workbench.activityBar.location': 'hidden',
    },
    environment: { DATABASE_URL: undefined, PGPASSWORD: undefined },
    folderName: 'shop',
    window: { width: 1400, height: 760, scale: 1.5 },
  });
  try {
    await workbench.openFile('queries.sql');
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await explain(workbench);
    await menu(workbench);
    await audit(workbench);
  } catch (error) {
    await workbench.screenshot('failed-pictures');
    throw error;
  } finally {
    await workbench.close();
  }
}

/** Code and plan side by side, with the index verified and measured. */
async function explain(workbench: Workbench): Promise<void> {
  await workbench.goTo(4, 10);
  await workbench.contextMenu('SELECT id, status', 'Explain Query');
  await workbench.panelText('Measure Before/After');
  await workbench.panel().locator('button', { hasText: 'Measure Before/After' }).click();
  await workbench.panelText('Measure Again');
  for (const kind of ['light', 'dark'] as const) {
    await workbench.theme(kind);
    // Off the border between the two, which would light up.
    await workbench.line('-- 2. The ten latest').hover();
    await picture(workbench, `explain-${kind}`);
  }
}

/** The menu on a string of TypeScript, beside what was found in it without being asked. */
async function menu(workbench: Workbench): Promise<void> {
  await workbench.closeEditors();
  await workbench.openFile('service-ts/src/orders.ts');
  await workbench.page.locator('.squiggly-warning').first().waitFor();
  await workbench.page.locator('.statusbar-item', { hasText: 'Analyzing' }).waitFor({ state: 'detached' });
  await workbench.closeNotifications();
  await workbench.line('SELECT id, status').click({ button: 'right', position: { x: 700, y: 8 } });
  await workbench.page.locator('.monaco-menu .action-label', { hasText: /^Explain Query$/ }).hover();
  await picture(workbench, 'menu-dark');
  await workbench.page.keyboard.press('Escape');
}

async function audit(workbench: Workbench): Promise<void> {
  await workbench.closeEditors();
  await workbench.page.setViewportSize({ width: 1280, height: 760 });
  await workbench.theme('light');
  // It opens the Problems view by itself.
  await workbench.runCommand('Backend Optimizer: Audit Indexes');
  await workbench.page.locator('.tab.active[data-resource-name="indexes.sql"]').waitFor();
  await workbench.page.locator('.markers-panel .monaco-list-row').nth(1).waitFor();
  await picture(workbench, 'audit-light');
}

async function picture(workbench: Workbench, name: string): Promise<void> {
  // Fades and the caret's first blink.
  await workbench.page.waitForTimeout(800);
  await workbench.page.screenshot({ path: join(screens, `${name}.png`) });
}

void main();
