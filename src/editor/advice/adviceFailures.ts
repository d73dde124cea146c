import { Failure } from '../../base/failure';

export function writesAreNotMeasured(): Failure {
  return new Failure({
    id: 'measure-writes',
    kind: 'usage',
    message:
      'Only statements that read can be measured before and after: runs of a write change what the next run finds.',
    remedy: 'Measure the SELECT that finds the same rows.',
  });
}

export function noAdviceHere(): Failure {
  return new Failure({
    id: 'no-advice',
    kind: 'usage',
    message: 'No index is suggested for the statement at the cursor.',
    remedy: 'Choose Explain Query on it first: where an index might help, it is offered.',
  });
}

export function noTrialOnProduction(connection: string): Failure {
  return new Failure({
    id: 'production-trial',
    kind: 'usage',
    message: `${connection} counts as a production database: no index is tried there.`,
    remedy: 'Try it on a development database, or mark the connection as development.',
  });
}

export function nothingToUndo(): Failure {
  return new Failure({
    id: 'nothing-to-undo',
    kind: 'usage',
    message: 'No index was created that could be undone.',
    remedy: 'Indexes of earlier windows are dropped with DROP INDEX CONCURRENTLY.',
  });
}
