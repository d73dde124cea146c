import { Failure, type FailureKind } from '../../base/failure';

/** Where a connection was tried, in the user's words: `db.example.com:5432`, `/run/postgresql:5432`, `… through bastion`. */
export type Place = string;

interface Told {
  readonly message: string;
  readonly remedy: string;
  readonly sqlState?: string | undefined;
  readonly position?: { readonly offset: number } | undefined;
  readonly cause?: unknown;
}

const failure = (id: string, kind: FailureKind, told: Told) => new Failure({ id, kind, ...told });

export const badUrl = (why: string) =>
  failure('bad-url', 'input', {
    message: `This is not a PostgreSQL connection URL: ${why}.`,
    remedy: 'Write it as postgres://user@host:5432/database?sslmode=require, with special characters percent-encoded.',
  });

export const badSetting = (what: string, remedy: string) => failure('bad-setting', 'input', { message: what, remedy });

export const wrongPassword = (user: string, place: Place, serverSays: string, sqlState: string) =>
  failure('wrong-password', 'connection', {
    message: `${place} refused user "${user}": ${serverSays}.`,
    remedy: "Check the user and the password, or the server's pg_hba.conf.",
    sqlState,
  });

export const noPassword = (user: string, place: Place) =>
  failure('no-password', 'connection', {
    message: `${place} wants a password for user "${user}" and none was given.`,
    remedy: 'Enter it in the connection form, or put it in PGPASSWORD or ~/.pgpass.',
  });

export const passwordCommandFailed = (why: string) =>
  failure('password-command', 'connection', {
    message: `The password command failed: ${why}`,
    remedy: 'Run the command in a terminal; its first output line must be the password.',
  });

export const hostNotFound = (place: Place, cause?: unknown) =>
  failure('host-not-found', 'connection', {
    message: `The host of ${place} was not found.`,
    remedy: 'Check the spelling of the host name, and the VPN or the tunnel if it is a private name.',
    cause,
  });

export const connectionRefused = (place: Place, cause?: unknown) =>
  failure('connection-refused', 'connection', {
    message: `Nothing answers at ${place}.`,
    remedy: 'Start the server, or check host and port.',
    cause,
  });

export const socketForbidden = (place: Place, cause?: unknown) =>
  failure('connection-refused', 'connection', {
    message: `The system does not let this user open ${place}.`,
    remedy: 'Check the permissions of the socket, or connect to localhost instead.',
    cause,
  });

export const connectTimeout = (place: Place, ms: number | undefined) =>
  failure('connect-timeout', 'connection', {
    message: ms === undefined ? `${place} did not answer.` : `${place} did not answer within ${String(ms)} ms.`,
    remedy: 'Check firewall, VPN and port, or raise the connect timeout.',
  });

export const tlsRefused = (place: Place, why: string, remedy: string, sqlState?: string) =>
  failure('tls-refused', 'connection', { message: `${place}: ${why}.`, remedy, sqlState });

export const tlsUntrusted = (place: Place, why: string, cause?: unknown) =>
  failure('tls-untrusted', 'connection', {
    message: `The certificate of ${place} is not trusted: ${why}.`,
    remedy:
      'Set sslrootcert to the authority that signed it, or check that the host name is the one in the certificate.',
    cause,
  });

export const tunnelFailed = (host: string, why: string) =>
  failure('tunnel-failed', 'connection', {
    message: `The SSH tunnel through ${host} failed: ${why}`,
    remedy: `Check that "ssh ${host}" works in a terminal without asking for anything.`,
  });

export const databaseMissing = (database: string, place: Place, sqlState: string) =>
  failure('database-missing', 'connection', {
    message: `There is no database "${database}" at ${place}.`,
    remedy: 'Check the database name, or create it.',
    sqlState,
  });

export const tooManyConnections = (place: Place, sqlState: string) =>
  failure('too-many-connections', 'connection', {
    message: `${place} takes no more connections.`,
    remedy: "Close other clients, or raise max_connections or the role's connection limit.",
    sqlState,
  });

export const serverStarting = (place: Place, serverSays: string, sqlState: string) =>
  failure('server-starting', 'connection', {
    message: `${place} is not ready: ${serverSays}.`,
    remedy: 'Wait a moment and run it again.',
    sqlState,
  });

export const connectionLost = (place: Place, during: string, cause?: unknown, sqlState?: string) =>
  failure('connection-lost', 'connection', {
    message: `${place} closed the connection ${during}.`,
    remedy: 'The server or the network was interrupted; run it again, the connection is opened anew.',
    cause,
    sqlState,
  });

export const transactionEnded = () =>
  failure('transaction-ended', 'input', {
    message: 'The statement ended the transaction that would have rolled it back.',
    remedy: 'Explain a statement without COMMIT, ROLLBACK or transaction control in what it calls.',
  });

export const connectionClosed = () =>
  failure('connection-closed', 'connection', {
    message: 'This connection was closed.',
    remedy: 'Connect again.',
  });

export const statementTimeout = (ms: number, sqlState?: string) =>
  failure('statement-timeout', 'timeout', {
    message: `The statement was stopped after ${String(ms)} ms, the statement timeout.`,
    remedy: 'Raise the statement timeout in the settings, or use Explain Query, which does not run the statement.',
    sqlState,
  });

export const stoppedByServer = (serverSays: string, sqlState: string) =>
  failure('stopped-by-server', 'timeout', {
    message: `The server stopped the statement: ${serverSays}.`,
    remedy: 'Someone else cancelled it, or the server needed its locks; run it again.',
    sqlState,
  });

export const lockTimeout = (ms: number, sqlState: string) =>
  failure('lock-timeout', 'timeout', {
    message: `The statement waited ${String(ms)} ms for a lock that another session holds, and gave up.`,
    remedy: 'Run it again when the other session has finished, or raise the lock timeout in the settings.',
    sqlState,
  });

export const permissionDenied = (serverSays: string, user: string, sqlState: string) =>
  failure('permission-denied', 'connection', {
    message: `The server refused user "${user}": ${serverSays}.`,
    remedy: 'Grant the right to this role, or connect with one that has it.',
    sqlState,
  });

export const writesRefused = (serverSays: string, sqlState: string) =>
  failure('read-only', 'input', {
    message: `The statement writes, and it ran where only reading is allowed: ${serverSays}.`,
    remedy: 'Allow writes for this run; they are rolled back.',
    sqlState,
  });

export const refusedSql = (told: {
  readonly id: 'syntax-error' | 'refused-sql' | 'server-error';
  readonly kind: FailureKind;
  readonly message: string;
  readonly hint: string | undefined;
  readonly sqlState: string;
  readonly offset: number | undefined;
}) =>
  failure(told.id, told.kind, {
    message: told.message,
    remedy: told.hint ?? `The server reported SQLSTATE ${told.sqlState}; correct the statement and run it again.`,
    sqlState: told.sqlState,
    position: told.offset === undefined ? undefined : { offset: told.offset },
  });
