import { Failure } from '../../base/failure';
import type { SqlSyntaxError } from '../../sql/postgresSql';

export const noStatement = () =>
  new Failure({
    id: 'not-one-statement',
    kind: 'input',
    message: 'There is no statement to explain.',
    remedy: 'Put the cursor on a statement, or select one.',
  });

export const severalStatements = (count: number) =>
  new Failure({
    id: 'not-one-statement',
    kind: 'input',
    message: `These are ${String(count)} statements, and exactly one can be explained. Nothing was sent.`,
    remedy: 'Select one of them.',
  });

export const syntaxError = (error: SqlSyntaxError) =>
  new Failure({
    id: 'syntax-error',
    kind: 'input',
    message: error.message,
    remedy: 'Correct the statement at the marked place. Nothing was sent.',
    sqlState: '42601',
    position: { offset: error.offset },
  });

export const notExplainable = (command: string) =>
  new Failure({
    id: 'not-explainable',
    kind: 'input',
    message: `${command} has no plan: PostgreSQL explains SELECT, VALUES, INSERT, UPDATE, DELETE and MERGE. Nothing was sent.`,
    remedy: `Explain a statement inside ${command === 'DO' || command === 'CALL' ? 'the procedure’s body' : 'it'} instead.`,
  });

export const genericCannotRun = () =>
  new Failure({
    id: 'values-needed',
    kind: 'usage',
    message: 'The statement has parameters without values, so it can be planned but not run.',
    remedy: 'Give the parameters values, or use plain EXPLAIN.',
  });

export const parameterCount = (wanted: number, given: number) =>
  new Failure({
    id: 'parameter-count',
    kind: 'usage',
    message: `The statement has ${String(wanted)} parameter${wanted === 1 ? '' : 's'}, and ${String(given)} value${given === 1 ? ' was' : 's were'} given.`,
    remedy: 'Give one value for each parameter, null included.',
  });

export const badParameterValue = (number: number, type: string, cause: Failure) =>
  new Failure({
    id: 'bad-parameter-value',
    kind: 'input',
    message: `The value of $${String(number)} is not of type ${type}: ${cause.message}`,
    remedy: `Give $${String(number)} a value in the input syntax of ${type}.`,
    sqlState: cause.sqlState,
    cause,
  });

export const writesNeedConsent = (command: string) =>
  new Failure({
    id: 'writes-need-consent',
    kind: 'usage',
    message: `${command} writes, and EXPLAIN ANALYZE would run it. Nothing was sent.`,
    remedy: 'Allow writes for this run (--allow-writes; they are rolled back), or use plain EXPLAIN.',
  });

export const effectsNeedConsent = (effects: readonly string[]) =>
  new Failure({
    id: 'effects-need-consent',
    kind: 'usage',
    message: `The statement calls functions whose effects a rollback may not undo, and EXPLAIN ANALYZE would run it. ${effects.join(' ')} It was not run.`,
    remedy: 'Allow writes for this run (--allow-writes), or use plain EXPLAIN.',
  });

export const functionWrites = (cause: Failure) =>
  new Failure({
    id: 'read-only',
    kind: 'input',
    message: `The statement reads, but something that it calls writes, and it ran READ ONLY: ${cause.message}`,
    remedy: 'Allow writes for this run (they are rolled back), or use plain EXPLAIN.',
    sqlState: cause.sqlState,
    cause,
  });

export const notAnIndex = () =>
  new Failure({
    id: 'not-an-index',
    kind: 'usage',
    message: 'A trial takes exactly one CREATE INDEX without CONCURRENTLY. Nothing was sent.',
    remedy: 'Write it as CREATE INDEX name ON table (column).',
  });

export const notAnOnlineIndexChange = () =>
  new Failure({
    id: 'not-an-index',
    kind: 'usage',
    message: 'Only CREATE INDEX CONCURRENTLY name and DROP INDEX CONCURRENTLY are applied. Nothing was sent.',
    remedy: 'Name the index, and write CONCURRENTLY so that writers are not blocked.',
  });

export const buildFailed = (index: string, cause: Failure, leftBehind: boolean) =>
  new Failure({
    id: 'index-build-failed',
    // Cancelling is silent; what was left behind must be told.
    kind: cause.kind === 'cancelled' ? 'timeout' : cause.kind,
    message:
      `Building ${index} failed: ${cause.message} ` +
      (leftBehind
        ? 'It is left behind INVALID and could not be dropped.'
        : 'The INVALID index that the failed build left behind was dropped.'),
    remedy: leftBehind ? `Run DROP INDEX CONCURRENTLY ${index};` : cause.remedy,
    sqlState: cause.sqlState,
    cause,
  });

export const measureMustRead = () =>
  new Failure({
    id: 'measure-must-read',
    kind: 'usage',
    message:
      'Only a statement that reads can be measured: each run of one that writes, locks or calls a function with effects would start from other data.',
    remedy: 'Measure the SELECT that finds the rows.',
  });

export const trialInconclusive = (index: string) =>
  new Failure({
    id: 'trial-inconclusive',
    kind: 'input',
    message: `The planner may not use ${index} yet: the table was updated a moment ago, and older row versions are still visible to someone (pg_index.indcheckxmin).`,
    remedy: 'Measure again when the older transactions have ended.',
  });
