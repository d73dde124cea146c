// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';

/**
 * Runs commands one after the other, shows what they print, then how each ended and how long it took.
 * @param {readonly { readonly name: string, readonly command: string }[]} stages
 * @returns {Promise<number>} 0 when every stage succeeded, else 1
 */
export async function runStages(stages) {
  const lines = [];
  let failed = false;
  for (const { name, command } of stages) {
    console.log(`\n▶ ${name}`);
    const start = performance.now();
    const child = spawn(command, { shell: true, stdio: 'inherit' });
    const [code] = await once(child, 'close');
    if (code !== 0) failed = true;
    lines.push(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  }
  console.log(`\n${lines.join('\n')}`);
  return failed ? 1 : 0;
}
