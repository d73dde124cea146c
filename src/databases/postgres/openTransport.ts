import { throwIfAborted } from '../../base/failure';
import type { TlsMode } from '../../catalog/connection';
import { openTunnel } from './sshTunnel';
import { type Environment, isSocketFolder, type Target } from './target';
import { refusedTls, startTls, tlsOptions } from './tls';
import { destroyed, openSocket, type Transport } from './transport';

/** `offered`: plain when the server has no TLS. */
export type Encryption = 'none' | 'offered' | 'required';

/** What libpq tries one after the other in each mode (PostgreSQL manual, "SSL Mode Descriptions"). TLS is not spoken on Unix sockets. */
export function encryptionsToTry(target: Target): readonly Encryption[] {
  if (isSocketFolder(target.host)) return ['none'];
  const inMode: Record<TlsMode, readonly Encryption[]> = {
    disable: ['none'],
    allow: ['none', 'required'],
    prefer: ['offered', 'none'],
    require: ['required'],
    'verify-ca': ['required'],
    'verify-full': ['required'],
  };
  return inMode[target.tls.mode];
}

/**
 * Opens a stream to the server, through the SSH tunnel if there is one, and speaks TLS on it as asked.
 * @throws Failure; nothing is left open then.
 */
export async function openTransport(
  target: Target,
  encryption: Encryption,
  environment: Environment,
  signal: AbortSignal,
): Promise<Transport> {
  throwIfAborted(signal);
  const options = encryption === 'none' ? undefined : await tlsOptions(target, environment);
  const stream =
    target.ssh === undefined ? await openSocket(target, signal) : openTunnel(target, target.ssh, environment);
  const closed = new Promise<void>(resolve => stream.once('close', () => resolve()));
  const plain = { stream, closed, encrypted: false, destroy: () => stream.destroy() };
  if (options === undefined) return plain;
  const secure = await startTls(stream, target, options, signal);
  if (secure !== undefined) {
    const destroy = () => {
      secure.destroy();
      stream.destroy();
    };
    return { stream: secure, closed, encrypted: true, destroy };
  }
  if (encryption === 'offered') return plain;
  await destroyed(stream);
  throw refusedTls(target);
}
