import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import { runCli } from './cli/runCli';
import type { Terminal } from './cli/terminal';

void main();

async function main(): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => {
    stop.abort();
    // The second one ends the process whatever the server does.
    process.once('SIGINT', () => process.exit(5));
  });
  process.once('SIGTERM', () => stop.abort());
  // The terminal was closed: the statement is not left to run on.
  process.once('SIGHUP', () => stop.abort());
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader went away (`| head`): nothing is left to say.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  process.exitCode = await runCli(process.argv.slice(2), processTerminal(stop.signal), folders());
}

function processTerminal(signal: AbortSignal): Terminal {
  const { stdout, stderr, stdin, env } = process;
  return {
    environment: env,
    folder: process.cwd(),
    out: text => void stdout.write(text),
    err: text => void stderr.write(text),
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
    colour: env['FORCE_COLOR'] !== undefined || (stdout.isTTY && env['NO_COLOR'] === undefined),
    signal,
  };
}

/** The bundle lies in `dist` beside its files; from the sources, the repository serves (locateDemoFiles). */
function folders() {
  const beside = __dirname;
  const assets = existsSync(join(beside, 'cli.ts')) ? dirname(beside) : beside;
  const { env, platform } = process;
  const cache =
    env['XDG_CACHE_HOME'] ??
    (platform === 'win32' ? (env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local')) : join(homedir(), '.cache'));
  return { assets, demo: join(cache, 'backend-optimizer', 'demo') };
}
