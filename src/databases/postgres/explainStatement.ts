import type { ExplainRequest } from '../../catalog/database';
import type { PostgresSql } from '../../sql/postgresSql';
import type { StatementFacts } from '../../sql/statement';
import {
  genericCannotRun,
  noStatement,
  notExplainable,
  parameterCount,
  severalStatements,
  syntaxError,
  writesNeedConsent,
} from './explainFailures';

/** A request whose text is known to be exactly one statement that EXPLAIN takes. */
export interface ExplainableStatement {
  readonly sql: string;
  readonly facts: StatementFacts;
  /** The highest `n` of `$n`. */
  readonly parameterCount: number;
}

/**
 * Decides by PostgreSQL's own parser, before anything is sent: a text of several statements would escape the rollback.
 * @throws Failure
 */
export function readStatement(sql: PostgresSql, request: ExplainRequest): ExplainableStatement {
  // The protocol ends a text at NUL: the server would read less than the parser did.
  const nul = request.sql.indexOf('\0');
  if (nul >= 0) throw syntaxError({ message: 'The statement holds a NUL character', offset: nul });
  const analysis = sql.analyze(request.sql);
  if (analysis.error !== undefined) throw syntaxError(analysis.error);
  if (analysis.statements > 1) throw severalStatements(analysis.statements);
  const { facts } = analysis;
  if (analysis.statements === 0 || facts === undefined) throw noStatement();
  if (!facts.explainable) throw notExplainable(facts.command);
  const numbers = sql
    .parameterize(request.sql)
    .parameters.filter(parameter => parameter.style === 'dollar')
    .map(parameter => parameter.number);
  const count = Math.max(0, ...numbers);
  if (request.parameters !== 'generic' && request.parameters.length !== count) {
    throw parameterCount(count, request.parameters.length);
  }
  if (request.analyze) {
    if (request.parameters === 'generic' && count > 0) throw genericCannotRun();
    if (facts.writes && !request.allowWrites) throw writesNeedConsent(facts.command);
  }
  return { sql: request.sql, facts, parameterCount: count };
}
