import { Failure } from '../../base/failure';

export function noStatementHere(languageId: string): Failure {
  return new Failure({
    id: 'no-statement',
    kind: 'usage',
    message: 'There is no SQL statement at the cursor.',
    remedy:
      languageId === 'sql'
        ? 'Put the cursor inside a statement, or select one.'
        : 'Put the cursor inside a string that holds SQL, on a line of a query log, or select a statement.',
  });
}

export function severalStatements(count: number): Failure {
  return new Failure({
    id: 'several-statements',
    kind: 'usage',
    message: `The selection holds ${String(count)} statements; one can be explained at a time.`,
    remedy: 'Select one of them, or put the cursor inside it without a selection.',
  });
}

export function notExplainable(command: string): Failure {
  return new Failure({
    id: 'not-explainable',
    kind: 'usage',
    message: `PostgreSQL has no plan for ${command}: nothing was run.`,
    remedy: 'SELECT, VALUES, INSERT, UPDATE, DELETE and MERGE can be explained.',
  });
}

export function noQueryUnderCursor(): Failure {
  return new Failure({
    id: 'no-editor',
    kind: 'usage',
    message: 'No file is open to take a statement from.',
    remedy: 'Open a file with SQL and put the cursor inside a statement.',
  });
}

export function analyzeOnProduction(connection: string): Failure {
  return new Failure({
    id: 'production-analyze',
    kind: 'usage',
    message: `${connection} counts as a production database: Explain and Analyze would run the statement there, so it was not sent.`,
    remedy: 'Use Explain Query, or mark the connection as development.',
  });
}

export function createOnProduction(connection: string): Failure {
  return new Failure({
    id: 'production-create',
    kind: 'usage',
    message: `${connection} counts as a production database: Backend Optimizer does not change it.`,
    remedy: 'The statement was copied; hand it to your migrations.',
  });
}

/** For the panel alone: the boundary has the message for what was not expected. */
export function defect(): Failure {
  return new Failure({
    id: 'defect',
    kind: 'usage',
    message: 'Backend Optimizer ran into a defect of its own.',
    remedy: 'The log has the details.',
  });
}
