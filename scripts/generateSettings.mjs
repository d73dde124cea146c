// @ts-check
import { readFileSync } from 'node:fs';

/**
 * @typedef {{ type?: string | string[], default?: unknown, scope?: string, markdownDescription?: string, description?: string }} Setting
 * @typedef {{ command: string, title: string }} Command
 * @typedef {{ command: string, key: string, mac?: string }} Key
 */

/** Commands and settings as the manifest contributes them. */
export function settingsPage() {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  /** @type {Readonly<Record<string, string>>} */
  const texts = JSON.parse(readFileSync('package.nls.json', 'utf8'));
  const text = (/** @type {string} */ value) => texts[/^%(.+)%$/.exec(value)?.[1] ?? ''] ?? value;
  const cell = (/** @type {string} */ value) => value.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
  /** @type {readonly Command[]} */
  const commands = manifest.contributes.commands;
  /** @type {readonly Key[]} */
  const keys = manifest.contributes.keybindings ?? [];
  const configuration = [manifest.contributes.configuration].flat();
  /** @type {readonly (readonly [string, Setting])[]} */
  const settings = configuration.flatMap(({ properties }) => Object.entries(properties));
  return [
    '# Commands and settings',
    '',
    'Made from `package.json` by `npm run generate`.',
    '',
    '## Commands',
    '',
    'In the palette under _Backend Optimizer_.',
    '',
    '| command | id | key |',
    '| --- | --- | --- |',
    ...commands.map(({ command, title }) => {
      const key = keys.find(binding => binding.command === command)?.key;
      return `| ${cell(text(title))} | \`${command}\` | ${key === undefined ? '' : `\`${key}\``} |`;
    }),
    '',
    '## Settings',
    '',
    '| setting | default | scope | what it does |',
    '| --- | --- | --- | --- |',
    ...settings.map(([name, setting]) => {
      const words = text(setting.markdownDescription ?? setting.description ?? '');
      return `| \`${name}\` | \`${JSON.stringify(setting.default ?? null)}\` | ${setting.scope ?? 'window'} | ${cell(words)} |`;
    }),
    '',
  ].join('\n');
}
