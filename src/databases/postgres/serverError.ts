import { cancelled, Failure } from '../../base/failure';
import {
  connectionLost,
  databaseMissing,
  lockTimeout,
  permissionDenied,
  type Place,
  refusedSql,
  serverStarting,
  statementTimeout,
  stoppedByServer,
  tlsRefused,
  tooManyConnections,
  wrongPassword,
  writesRefused,
} from './failures';
import { redactSecrets } from '../../base/redactSecrets';
import type { Target } from './target';

/** An ErrorResponse as `pg` throws it (PostgreSQL manual, "Error and Notice Message Fields"). */
export interface ServerError extends Error {
  readonly code: string;
  readonly severity: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** Counted in characters from 1, as decimal text. */
  readonly position?: string | undefined;
}

/** Errors of sockets have a `code` too (`ECONNRESET`), but no severity. */
export function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error &&
    'severity' in error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(error.code)
  );
}

/** What is known of the statement that failed. */
export interface StatementContext {
  readonly place: Place;
  readonly user: string;
  /** As sent; empty for our own. */
  readonly sql: string;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly elapsedMs: number;
  /** Why we sent a cancel request, if we did. */
  readonly stopped?: 'cancelled' | 'timeout' | undefined;
}

/** The failure that stands for what a statement ended with. Anything that is not the server's or the socket's word passes through. */
export function statementFailure(error: unknown, context: StatementContext): unknown {
  if (error instanceof Failure) return error;
  if (context.stopped === 'cancelled') return cancelled(error);
  if (context.stopped === 'timeout') return statementTimeout(context.statementTimeoutMs);
  if (!isServerError(error)) {
    return error instanceof TypeError ? error : connectionLost(context.place, 'while the statement ran', error);
  }
  const { code, message } = error;
  if (code === '57014') {
    // The message is in the server's language, so the clock tells a timeout from somebody's pg_cancel_backend.
    const timedOut = context.statementTimeoutMs > 0 && context.elapsedMs >= context.statementTimeoutMs * 0.95;
    return timedOut ? statementTimeout(context.statementTimeoutMs, code) : stoppedByServer(message, code);
  }
  if (code === '55P03') return lockTimeout(context.lockTimeoutMs, code);
  if (code === '42501') return permissionDenied(message, context.user, code);
  if (code === '25006') return writesRefused(message, code);
  if (code.startsWith('57P') || code.startsWith('08') || code === '25P03') {
    return connectionLost(context.place, `while the statement ran (${message})`, error, code);
  }
  return refusedSql({
    id: code === '42601' ? 'syntax-error' : code.startsWith('42') ? 'refused-sql' : 'server-error',
    kind: /^(?:XX|53|58|F0)/.test(code) ? 'connection' : 'input',
    message: redactSecrets(error.detail === undefined ? message : `${message} (${error.detail})`),
    hint: error.hint,
    sqlState: code,
    offset: positionOffset(context.sql, error.position),
  });
}

/** What the server says while a connection is being made. */
export function startupFailure(error: ServerError, target: Target): Failure {
  const { place, user, database } = target;
  const message = redactSecrets(error.message);
  switch (error.code) {
    case '28P01':
    case '28000':
      return target.tls.mode === 'disable' && /no pg_hba\.conf entry.*(?:no encryption|SSL off)/.test(message)
        ? tlsRefused(place, message, 'The server may want TLS: set the TLS mode to require or stricter.', error.code)
        : wrongPassword(user, place, message, error.code);
    case '3D000':
      return databaseMissing(database, place, error.code);
    case '53300':
      return tooManyConnections(place, error.code);
    case '57P03':
      return serverStarting(place, message, error.code);
    case '42501':
      return permissionDenied(message, user, error.code);
    default:
      return refusedSql({
        id: 'server-error',
        kind: 'connection',
        message: `${place} refused the connection: ${message}`,
        hint: error.hint,
        sqlState: error.code,
        offset: undefined,
      });
  }
}

/** The server counts code points from 1; editors count UTF-16 code units from 0. */
export function positionOffset(sql: string, position: string | undefined): number | undefined {
  const characters = Number(position);
  if (position === undefined || !Number.isInteger(characters) || characters < 1) return undefined;
  let offset = 0;
  for (let seen = 1; seen < characters && offset < sql.length; seen++) {
    offset += (sql.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}
