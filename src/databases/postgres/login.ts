import { Failure } from '../../base/failure';
import type { Log } from '../../base/log';
import type { ConnectionProfile } from '../../catalog/connection';
import { Backend } from './backend';
import type { ConnectionLimits } from './connection';
import { connectTimeout } from './failures';
import { defaultPasswordFile } from './homeFolder';
import { type Encryption, encryptionsToTry, openTransport } from './openTransport';
import { passwordFromCommand } from './passwordCommand';
import { passwordFromFile } from './passwordFile';
import { type Environment, resolveTargets, type Target } from './target';

export interface LoginOptions {
  readonly profile: ConnectionProfile;
  readonly password?: string | undefined;
  readonly limits: ConnectionLimits;
  readonly environment: Environment;
  readonly log: Log;
}

/** After these, libpq goes on to the next host; a server that answered and refused ends the search. */
const nextHostAfter = [
  'host-not-found',
  'connection-refused',
  'connect-timeout',
  'server-starting',
  'connection-lost',
  'tunnel-failed',
];

/**
 * A session on the first host that takes one. The connect timeout counts for each host.
 * @throws Failure of the last host tried.
 */
export async function login(options: LoginOptions, signal: AbortSignal): Promise<Backend> {
  const targets = await resolveTargets(options.profile, options.environment);
  let failure: unknown;
  for (const target of targets) {
    try {
      const password = await findPassword(options, target, signal);
      return await withinDeadline(options.limits.connectTimeoutMs, target, signal, inner =>
        tryEncryptions(options, target, password, inner),
      );
    } catch (error) {
      failure = error;
      if (!(error instanceof Failure) || !nextHostAfter.includes(error.id)) break;
    }
  }
  throw failure;
}

async function tryEncryptions(
  options: LoginOptions,
  target: Target,
  password: string | undefined,
  signal: AbortSignal,
): Promise<Backend> {
  let first: Failure | undefined;
  for (const encryption of encryptionsToTry(target)) {
    try {
      return await loginOver(encryption, options, target, password, signal);
    } catch (error) {
      if (!(error instanceof Failure) || !mayDependOnEncryption(error)) throw error;
      // The second refusal is of less use than the first when it only says that there is no other way.
      if (first !== undefined) throw error.id === 'tls-refused' ? first : error;
      first = error;
    }
  }
  throw first ?? new Error('each TLS mode tries something');
}

/** pg_hba.conf decides by encryption (28000); a wrong password (28P01) is wrong either way, though libpq tries it twice. */
function mayDependOnEncryption(failure: Failure): boolean {
  return failure.id === 'tls-refused' || failure.id === 'tls-untrusted' || failure.sqlState === '28000';
}

async function loginOver(
  encryption: Encryption,
  options: LoginOptions,
  target: Target,
  password: string | undefined,
  signal: AbortSignal,
): Promise<Backend> {
  const { environment, limits } = options;
  const transport = await openTransport(target, encryption, environment, signal);
  // A cancel request goes the way that the session went.
  const again: Encryption = transport.encrypted ? 'required' : 'none';
  const open = (cancelSignal: AbortSignal) => openTransport(target, again, environment, cancelSignal);
  return Backend.login(transport, password, { target, limits, open }, signal);
}

async function findPassword(options: LoginOptions, target: Target, signal: AbortSignal): Promise<string | undefined> {
  if (options.password !== undefined && options.password !== '') return options.password;
  const { profile, environment, log } = options;
  if (profile.passwordCommand !== undefined) return passwordFromCommand(profile.passwordCommand, environment, signal);
  if (target.password !== undefined) return target.password;
  return passwordFromFile(target.passwordFile ?? defaultPasswordFile(environment), target, log);
}

async function withinDeadline<T>(
  timeoutMs: number,
  target: Target,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (timeoutMs <= 0) return work(signal);
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await work(AbortSignal.any([signal, deadline]));
  } catch (error) {
    throw deadline.aborted && !signal.aborted ? connectTimeout(target.place, timeoutMs) : error;
  }
}
