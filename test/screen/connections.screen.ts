import assert from 'node:assert/strict';

import { startPostgres } from '../support/embeddedPostgres';
import type { TestServer } from '../support/postgresProcess';
import { Workbench } from './workbench';

const status = '.statusbar-item[id="backend-optimizer.backend-optimizer.backendOptimizer.connection"]';

/** One window, one story: each step stands on the one before. */
describe('connections through the workbench, beginning in a folder that is not trusted', () => {
  let server: TestServer;
  let workbench: Workbench;

  before(async () => {
    server = await startPostgres();
    workbench = await Workbench.open({
      files: {
        'orders.sql': 'SELECT 1;\n',
        '.env': `DATABASE_URL=${server.url}\n`,
        // Ignored until the folder is trusted.
        '.vscode/settings.json': '{ "backendOptimizer.connection": "demo" }\n',
      },
      environment: { DATABASE_URL: undefined, PGPASSWORD: undefined },
      settings: { 'security.workspace.trust.startupPrompt': 'never', 'workbench.editor.useModal': 'off' },
      workspaceTrust: true,
    });
    await workbench.page.locator('.activitybar [aria-label="Backend Optimizer"]').first().waitFor();
  });

  after(async () => {
    await workbench.close();
    await server.stop();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`);
  });

  it('reads nothing and connects to nothing there, and says how to change that', async () => {
    await workbench.runCommand('Backend Optimizer: Select Connection…');
    await (await workbench.notification('not trusted')).waitFor();
    await workbench.screenshot('untrusted');
    await workbench.closeNotifications();
    await workbench.runCommand('Backend Optimizer: Start Demo Database');
    await workbench.notification('not trusted');
    await workbench.closeNotifications();
    await workbench.openFile('orders.sql');
    assert.match(await workbench.page.locator(status).innerText(), /No connection/);
    const list = workbench.page.locator('.pane-body', { hasText: 'not trusted' });
    await workbench.runCommand('Backend Optimizer: Focus on Connections View');
    await list.first().waitFor();
    assert.equal(await workbench.page.locator('.pane-body', { hasText: 'Found in this project' }).count(), 0);
    await workbench.screenshot('untrusted-view');
  });

  it('works as soon as the folder is trusted', async () => {
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      .first()
      .click();
    await workbench.page.locator(status, { hasText: 'Demo shop' }).waitFor();
    await workbench.runCommand('Backend Optimizer: Find Connections in This Project');
    const found = workbench.page.locator('.monaco-list-row', { hasText: '.env' }).first();
    await found.waitFor();
    await workbench.screenshot('found');
    await found.click();
    await workbench.page.locator('.monaco-list-row', { hasText: 'PostgreSQL 18' }).first().waitFor();
    await workbench.screenshots('connected');
  });

  it('adds a connection by its URL in the form, and says what is wrong with it', async () => {
    await workbench.runCommand('Backend Optimizer: Add Connection…');
    const form = workbench.panel();
    await form.locator('#url').fill(server.url.replace(`:${server.password}@`, ':outdated@'));
    await form.locator('#url').press('Tab');
    await form.locator('#name').fill('By form');
    await form.locator('#test').click();
    await form.locator('#result', { hasText: 'refused user' }).waitFor();
    await workbench.screenshots('form');
    await form.locator('#password').fill(server.password);
    await form.locator('#test').click();
    await form.locator('#result', { hasText: 'PostgreSQL 18' }).waitFor();
    await form.locator('#save').click();
    await workbench.page.locator(status, { hasText: 'By form' }).waitFor();
  });

  it('asks for a password that is not kept, says when it is wrong, and connects', async () => {
    await workbench.runCommand('Backend Optimizer: Add Connection…');
    const form = workbench.panel();
    await form.locator('#url').fill(server.url.replace(`:${server.password}@`, '@'));
    await form.locator('#url').press('Tab');
    await form.locator('#name').fill('Asks');
    await form.locator('#save').click();
    const box = workbench.page.locator('.quick-input-widget', { hasText: 'none was given' });
    await box.waitFor();
    await workbench.answer('outdated');
    await workbench.page.locator('.quick-input-widget', { hasText: 'refused user' }).waitFor();
    await workbench.screenshot('password-asked');
    await workbench.answer(server.password);
    await workbench.page
      .locator('.monaco-list-row', { hasText: /Asks.*PostgreSQL 18/ })
      .first()
      .waitFor();
  });

  it('marks production where everyone sees it', async () => {
    await listMenu('Mark as Production');
    await workbench.page.locator(status, { hasText: 'Asks (production)' }).waitFor();
    await workbench.screenshots('production');
  });

  it('forgets a connection after asking', async () => {
    await listMenu('Forget Connection…');
    await workbench.page
      .locator('.monaco-dialog-box .monaco-button', { hasText: /^Forget$/ })
      .first()
      .click();
    await workbench.page.locator('.monaco-list-row', { hasText: 'Asks' }).first().waitFor({ state: 'detached' });
  });

  async function listMenu(entry: string): Promise<void> {
    await workbench.page.locator('.monaco-list-row', { hasText: 'Asks' }).first().click({ button: 'right' });
    const item = workbench.page.locator('.monaco-menu .action-label', { hasText: new RegExp(`^${entry}$`) });
    await item.waitFor();
    // A menu takes no click in its first moment, lest the click that opened it chooses.
    await workbench.page.waitForTimeout(400);
    await item.click();
  }
});
