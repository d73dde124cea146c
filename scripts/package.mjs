// @ts-check
/** `npm run package`: the .vsix, with what must hold of it: no warning, no file that does not belong, under 15 MB. */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

const limitBytes = 15 * 1024 * 1024;
const allowed = /^(dist|media|docs)\/(?!.*\.map$)|^(README\.md|CHANGELOG\.md|LICENSE(\.txt)?|package(\.nls)?\.json)$/i;

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const file = `${name}-${version}.vsix`;
const listed = vsce(['ls', '--no-dependencies'], { prepublish: false });
const strays = listed
  .split('\n')
  .map(line => line.trim())
  .filter(line => line !== '' && !allowed.test(line));
const output = vsce(['package', '--no-dependencies', '--out', file]);
console.log(output.trim());
const { size } = statSync(file);
const problems = [
  ...(/warning/i.test(output) ? ['vsce warned'] : []),
  ...strays.map(stray => `${stray} does not belong into the package`),
  ...(size > limitBytes ? [`${file} has ${String(size)} bytes, more than ${String(limitBytes)}`] : []),
];
for (const problem of problems) console.error(`✗ ${problem}`);
console.log(`${file}: ${(size / 1024 / 1024).toFixed(2)} MB`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** @param {readonly string[]} args @param {{ prepublish?: boolean }} [options] */
function vsce(args, { prepublish = true } = {}) {
  const cli = 'node_modules/@vscode/vsce/vsce';
  const env = prepublish ? process.env : { ...process.env, npm_config_ignore_scripts: 'true' };
  const result = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', env });
  if (result.status !== 0) {
    console.error(result.stdout, result.stderr);
    process.exit(1);
  }
  return `${result.stdout}${result.stderr}`;
}
