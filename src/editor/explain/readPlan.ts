import { Failure } from '../../base/failure';
import type { ExplainOutcome, ServerInfo } from '../../catalog/database';
import type { Plan } from '../../plan/model';
import { readPostgresJson } from '../../plan/readers/postgresJson';

/** Our model of what the server sent. @throws Failure when it is no plan. */
export function readPlan(outcome: Pick<ExplainOutcome, 'raw'>, server: Pick<ServerInfo, 'version'>): Plan {
  const { value, problems } = readPostgresJson(outcome.raw);
  if (value === undefined) {
    throw new Failure({
      id: 'unreadable-plan',
      kind: 'input',
      message: `The server's answer could not be read as a plan: ${problems.map(problem => problem.message).join(' ')}`,
      remedy: 'Report it with Copy Diagnostics.',
    });
  }
  return { ...value, serverVersion: server.version };
}
