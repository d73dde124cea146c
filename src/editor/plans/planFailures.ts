import type { Problem } from '../../base/problem';
import { Failure } from '../../base/failure';

export function unreadablePlan(name: string, firstLine: number, problem: Problem | undefined): Failure {
  const where = problem?.line === undefined ? name : `${name}, line ${String(firstLine + problem.line + 1)}`;
  return new Failure({
    id: 'unreadable-plan',
    kind: 'input',
    message: `${where}: ${problem?.message ?? 'there is nothing in it that looks like a plan.'}`,
    remedy: 'Backend Optimizer reads what EXPLAIN prints as text, JSON, YAML or XML, and the log of auto_explain.',
  });
}

export function unreadableFile(name: string, cause: unknown): Failure {
  return new Failure({
    id: 'unreadable-file',
    kind: 'input',
    message: `${name} cannot be read.`,
    remedy: 'Check that the file is still there, and that it is not larger than 100 MB.',
    cause,
  });
}

export function noPlanShown(): Failure {
  return new Failure({
    id: 'no-plan-shown',
    kind: 'usage',
    message: 'There is no plan in the panel to compare with.',
    remedy: 'Explain a query or open a plan first.',
  });
}

export function noDocumentHere(): Failure {
  return new Failure({
    id: 'no-editor',
    kind: 'usage',
    message: 'No document is open to read a plan from.',
    remedy: 'Open the file or paste the plan into a new document, or choose Open Plan.',
  });
}
