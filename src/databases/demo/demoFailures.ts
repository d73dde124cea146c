import { Failure } from '../../base/failure';

export function demoNotStarted(reason: string): Failure {
  return new Failure({
    id: 'demo-not-started',
    kind: 'connection',
    message: `The demo database could not be started: ${reason}.`,
    remedy: 'Check that its folder is writable and has 400 MB free, then start it again.',
  });
}

export function demoPortTaken(port: number): Failure {
  return new Failure({
    id: 'demo-port-taken',
    kind: 'connection',
    message: `Another program listens on port ${port}.`,
    remedy: 'Name another port with --port, or end that program.',
  });
}
