import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

import { cancelled, Failure } from '../../base/failure';
import { badSetting, connectionLost, tlsRefused, tlsUntrusted } from './failures';
import { libpqFolder } from './homeFolder';
import type { Environment, Target } from './target';
import { destroyed, ready } from './transport';

/** What to tell a server that answers `N`. */
const wantsPlain = 'Use the TLS mode prefer or disable if this server may be spoken to without encryption.';

/**
 * The handshake's options, as libpq would set them (fe-secure-openssl.c, `initialize_SSL`): a root certificate that
 * exists is always verified against, whatever the mode; without one only verify-ca and verify-full refuse.
 * @throws Failure when a file that was named cannot be read.
 */
export async function tlsOptions(target: Target, environment: Environment): Promise<ConnectionOptions> {
  const { mode, rootCertificate, certificate, key } = target.tls;
  const folder = libpqFolder(environment);
  const rootPath = rootCertificate ?? join(folder, 'root.crt');
  const root = rootCertificate === 'system' ? undefined : await readFile(rootPath).catch(() => undefined);
  const strict = mode === 'verify-ca' || mode === 'verify-full';
  if (strict && root === undefined && rootCertificate !== 'system') {
    throw badSetting(
      `The TLS mode ${mode} needs a root certificate, and ${rootPath} cannot be read.`,
      'Set sslrootcert to the file of the authority, or to "system" for public authorities.',
    );
  }
  const verify = root !== undefined || rootCertificate === 'system';
  const certificatePath = certificate ?? join(folder, 'postgresql.crt');
  const cert = await readNamed(certificatePath, certificate !== undefined, 'client certificate');
  const keyPath = key ?? join(folder, 'postgresql.key');
  const privateKey = cert === undefined ? undefined : await readNamed(keyPath, true, 'key of the client certificate');
  return {
    rejectUnauthorized: verify,
    checkServerIdentity: (_, presented) =>
      mode === 'verify-full' ? checkServerIdentity(target.host, presented) : undefined,
    // SNI takes names only (RFC 6066, section 3).
    ...(isIP(target.host) === 0 ? { servername: target.host } : {}),
    ...(root === undefined ? {} : { ca: root }),
    ...(cert === undefined || privateKey === undefined ? {} : { cert, key: privateKey }),
  };
}

async function readNamed(path: string, needed: boolean, what: string): Promise<Buffer | undefined> {
  return readFile(path).catch(() => {
    if (!needed) return undefined;
    throw badSetting(`The ${what} ${path} cannot be read.`, 'Check sslcert and sslkey.');
  });
}

/**
 * Asks the server for TLS and speaks it from then on.
 * @returns undefined when the server has none: the stream may be used as it is.
 * @throws Failure; the stream is destroyed then.
 */
export async function startTls(
  stream: Duplex,
  target: Target,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<TLSSocket | undefined> {
  const answer = await askForTls(stream, target, signal);
  if (answer === 'N') return undefined;
  try {
    const secure = connect({ ...options, socket: stream });
    await ready(secure, 'secureConnect', target, signal);
    return secure;
  } catch (error) {
    await destroyed(stream);
    throw handshakeFailure(error, target);
  }
}

export function refusedTls(target: Target): Failure {
  return tlsRefused(target.place, 'the server does not speak TLS', wantsPlain);
}

/** SSLRequest: length 8, code 1234.5679. The answer is one byte, and nothing may follow it before the handshake. */
async function askForTls(stream: Duplex, target: Target, signal: AbortSignal): Promise<'S' | 'N'> {
  const request = Buffer.alloc(8);
  request.writeInt32BE(8, 0);
  request.writeInt32BE(80_877_103, 4);
  try {
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const settle = (error: unknown, data?: Buffer) => {
        stream.off('data', onData);
        stream.off('error', settle);
        stream.off('close', onClose);
        signal.removeEventListener('abort', onAbort);
        if (data === undefined) reject(error instanceof Error ? error : new Error('closed'));
        else resolve(data);
      };
      const onData = (data: Buffer) => {
        // Nobody listens until the handshake does.
        stream.pause();
        settle(undefined, data);
      };
      const onClose = () => settle(connectionLost(target.place, 'when it was asked for TLS'));
      const onAbort = () => settle(cancelled(signal.reason));
      stream.on('data', onData);
      stream.once('error', settle);
      stream.once('close', onClose);
      signal.addEventListener('abort', onAbort, { once: true });
      stream.write(request);
    });
    const letter = answer.length === 1 ? answer.toString('latin1') : '';
    if (letter === 'S' || letter === 'N') return letter;
    throw tlsRefused(target.place, 'the server answered the request for TLS with something else', wantsPlain);
  } catch (error) {
    await destroyed(stream);
    throw error instanceof Failure ? error : connectionLost(target.place, 'when it was asked for TLS', error);
  }
}

/** Certificate errors carry OpenSSL's name of the reason as `code`, host name mismatches `ERR_TLS_CERT_ALTNAME_INVALID`. */
function handshakeFailure(error: unknown, target: Target): unknown {
  const cause = error instanceof Failure ? error.cause : error;
  if (!(cause instanceof Error)) return error;
  const code = 'code' in cause ? String(cause.code) : '';
  if (/CERT|SIGNATURE|ISSUER|CRL|CA$|ALTNAME|CHAIN/.test(code) && !code.startsWith('ERR_SSL')) {
    return tlsUntrusted(target.place, cause.message.replace(/\.$/, ''), cause);
  }
  return tlsRefused(
    target.place,
    `the TLS handshake failed: ${cause.message.trim()}`,
    'Check the TLS mode and the client certificate.',
  );
}
