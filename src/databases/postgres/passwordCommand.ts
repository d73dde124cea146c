import { spawn } from 'node:child_process';

import { cancelled, throwIfAborted } from '../../base/failure';
import { passwordCommandFailed } from './failures';
import { redactSecrets } from '../../base/redactSecrets';

const patienceMs = 30_000;
const outputLimit = 65_536;

/**
 * The first output line of a shell command. The command and what it started are ended when it takes too long.
 * @throws Failure with what it wrote to standard error; its output is never shown.
 */
export async function passwordFromCommand(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  timeoutMs = patienceMs,
): Promise<string> {
  throwIfAborted(signal);
  const grouped = process.platform !== 'win32';
  const child = spawn(command, {
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment },
    detached: grouped,
    windowsHide: true,
  });
  let output = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output.length < outputLimit) output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (complaint.length < outputLimit) complaint += text;
  });
  const end = () => {
    try {
      if (grouped && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // It ended by itself in between.
    }
  };
  const deadline = AbortSignal.timeout(timeoutMs);
  const ended = AbortSignal.any([signal, deadline]);
  ended.addEventListener('abort', end, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }).catch((error: unknown) => {
      throw passwordCommandFailed(error instanceof Error ? error.message : String(error));
    });
    if (signal.aborted) throw cancelled(signal.reason);
    if (deadline.aborted) throw passwordCommandFailed(`it took longer than ${String(timeoutMs / 1000)} s.`);
    const password = output.split(/\r?\n/, 1)[0] ?? '';
    const said = redactSecrets(complaint.trim().slice(0, 500), [password]);
    if (code !== 0)
      throw passwordCommandFailed(`${said === '' ? 'it said nothing' : said} (exit code ${String(code)}).`);
    if (password === '') throw passwordCommandFailed(`its first line is empty. ${said}`.trim());
    return password;
  } finally {
    ended.removeEventListener('abort', end);
  }
}
