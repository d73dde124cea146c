// @ts-check
/** `npm run generate` writes the reference pages that follow from the code; with `--check` it fails where one is stale. */
import { readFileSync, writeFileSync } from 'node:fs';

import { format, resolveConfig } from 'prettier';

import { rulesPage } from './generateRules.mjs';
import { settingsPage } from './generateSettings.mjs';

const pages = { 'docs/rules.md': rulesPage, 'docs/settings.md': settingsPage };

for (const [path, page] of Object.entries(pages)) {
  const text = await format(await page(), { ...(await resolveConfig(path)), parser: 'markdown' });
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (text !== readIfThere(path)) {
    console.error(`${path} is stale: npm run generate`);
    process.exitCode = 1;
  }
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
