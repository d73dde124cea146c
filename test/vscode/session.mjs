// @ts-check
/** What both runners need: the built suites, the test database and a fresh copy of the workspace. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import pg from 'pg';

import { startPostgres } from '../support/embeddedPostgres';

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, '../..');
export const artefacts = join(root, 'artefacts/vscode');
/** Exports `run`. */
export const suites = join(root, 'out/vscode/index');

/** The caller disposes. */
export async function openSession() {
  execFileSync(process.execPath, ['node_modules/webpack/bin/webpack.js', '--config', 'test/vscode/webpack.config.js'], {
    cwd: root,
    stdio: 'inherit',
  });
  mkdirSync(artefacts, { recursive: true });
  const workspace = mkdtempSync(join(tmpdir(), 'bo-workspace-'));
  cpSync(join(here, 'workspace'), workspace, { recursive: true });
  const database = await startPostgres();
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query(readFileSync(join(here, 'seed.sql'), 'utf8'));
  await client.end();
  return {
    workspace,
    database,
    /** Reaches the suites. */
    environment: { BACKEND_OPTIMIZER_TEST_URL: database.url, DATABASE_URL: undefined },
    dispose: async () => {
      await database.stop();
      rmSync(workspace, { recursive: true, force: true });
    },
  };
}
