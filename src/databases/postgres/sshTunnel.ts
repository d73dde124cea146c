import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

import type { SshTunnel } from '../../catalog/connection';
import { badSetting, tunnelFailed } from './failures';
import { type Environment, isSocketFolder, type Target } from './target';

/**
 * A stream to the target through the system's OpenSSH client (`ssh -W`), so that the user's configuration, agent and
 * known hosts count. It never asks for anything. Destroying the stream ends the process, and the stream is closed only
 * when the process is gone; a process that ends by itself destroys the stream with a Failure that quotes it.
 */
export function openTunnel(target: Target, ssh: SshTunnel, environment: Environment): Duplex {
  if (isSocketFolder(target.host)) {
    throw badSetting(
      'An SSH tunnel cannot lead to a Unix socket.',
      'Name the host as the jump host sees it, often localhost.',
    );
  }
  return new ProcessStream(
    spawn('ssh', sshArguments(target, ssh), {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...environment },
      windowsHide: true,
    }),
    ssh.host,
  );
}

export function sshArguments(target: Pick<Target, 'host' | 'port'>, ssh: SshTunnel): readonly string[] {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  return [
    '-W',
    `${host}:${String(target.port)}`,
    ...['BatchMode=yes', 'ExitOnForwardFailure=yes', 'ServerAliveInterval=15', 'ServerAliveCountMax=3']
      // A master that stays in the background would outlive us; one that runs already is still used.
      .concat('ControlMaster=no', 'PermitLocalCommand=no')
      .flatMap(option => ['-o', option]),
    ...(ssh.port === undefined ? [] : ['-p', String(ssh.port)]),
    ...(ssh.user === undefined ? [] : ['-l', ssh.user]),
    ...(ssh.identityFile === undefined ? [] : ['-i', ssh.identityFile]),
    '--',
    ssh.host,
  ];
}

class ProcessStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #running = true;

  constructor(child: ChildProcessWithoutNullStreams, host: string) {
    super({ allowHalfOpen: false });
    this.#child = child;
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (complaint.length < 4_096) complaint += text;
    });
    child.stdout.on('data', (data: Buffer) => {
      if (!this.push(data)) child.stdout.pause();
    });
    // What it says of a broken pipe is told by its end.
    child.stdin.on('error', () => undefined);
    child.once('error', error => {
      this.#running = false;
      this.destroy(tunnelFailed(host, `${error.message}.`));
    });
    child.once('close', (code, signal) => {
      this.#running = false;
      if (code === 0) this.push(null);
      else if (!this.destroyed) {
        const reason = complaint.trim() === '' ? `ssh ended with ${String(code ?? signal)}` : complaint.trim();
        this.destroy(tunnelFailed(host, reason));
      }
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#child.stdin.write(chunk, encoding, callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#child.stdin.end(callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.#running) {
      callback(error);
      return;
    }
    const hard = setTimeout(() => this.#child.kill('SIGKILL'), 1_000);
    this.#child.once('close', () => {
      clearTimeout(hard);
      callback(error);
    });
    this.#child.kill();
  }
}
