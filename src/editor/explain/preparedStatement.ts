import { Failure } from '../../base/failure';
import type { PostgresSql } from '../../sql/postgresSql';
import type { ColumnPredicate, Parameter, StatementFacts } from '../../sql/statement';
import { noStatementHere, notExplainable, severalStatements } from './explainFailures';
import type { QueryTarget } from './queryTarget';

/** One statement that EXPLAIN takes, as it will be sent. */
export interface PreparedStatement {
  readonly target: QueryTarget;
  /** With `$n` for every placeholder. */
  readonly sql: string;
  readonly parameters: readonly LabelledParameter[];
  readonly facts: StatementFacts;
  readonly predicates: readonly ColumnPredicate[];
  readonly shape: string;
  /** Offset in the document of an offset in `sql`. */
  toDocument(offset: number): number;
}

export interface LabelledParameter {
  readonly number: number;
  /** As the user wrote it: `:id`, `${user.id}`, `$1`. */
  readonly label: string;
}

/** The parser's refusal, with the place in `target.sql` where it happened. */
export class UnpreparedStatement {
  readonly failure: Failure;
  /** Offset in `target.sql`; absent where the failure has no place. */
  readonly offset: number | undefined;

  constructor(failure: Failure, offset?: number) {
    this.failure = failure;
    this.offset = offset;
  }
}

export function prepareStatement(sql: PostgresSql, target: QueryTarget): PreparedStatement | UnpreparedStatement {
  const parameterized = sql.parameterize(target.sql);
  const analysis = sql.analyze(parameterized.sql);
  if (analysis.error !== undefined) {
    const offset = parameterized.toOriginal(analysis.error.offset);
    return new UnpreparedStatement(syntaxError(analysis.error.message, analysis.error.offset, target), offset);
  }
  if (analysis.statements > 1) return new UnpreparedStatement(severalStatements(analysis.statements));
  if (analysis.facts === undefined) return new UnpreparedStatement(noStatementHere(target.document.languageId));
  const { explains } = analysis.facts;
  if (explains !== undefined)
    return prepareStatement(sql, innerTarget(target, parameterized.toOriginal(explains.offset)));
  if (!analysis.facts.explainable) return new UnpreparedStatement(notExplainable(analysis.facts.command));
  return {
    target,
    sql: parameterized.sql,
    parameters: labelled(parameterized.parameters, target),
    facts: analysis.facts,
    predicates: analysis.predicates,
    shape: sql.shape(parameterized.sql),
    toDocument: offset => target.toDocument(parameterized.toOriginal(offset)),
  };
}

/** What stands behind the user's own EXPLAIN. */
function innerTarget(target: QueryTarget, offset: number): QueryTarget {
  return {
    ...target,
    sql: target.sql.slice(offset),
    startOffset: target.toDocument(offset),
    toDocument: inner => target.toDocument(offset + inner),
  };
}

/** One for each number up to the highest: the server counts those that do not stand in the statement too. */
function labelled(parameters: readonly Parameter[], target: QueryTarget): readonly LabelledParameter[] {
  const highest = Math.max(0, ...parameters.map(parameter => parameter.number));
  return Array.from({ length: highest }, (_, i) => {
    const parameter = parameters.find(candidate => candidate.number === i + 1);
    return { number: i + 1, label: parameter === undefined ? `$${String(i + 1)}` : parameterLabel(parameter, target) };
  });
}

function parameterLabel(parameter: Parameter, target: QueryTarget): string {
  const hole = target.holes.find(candidate => candidate.number === parameter.number);
  if (hole !== undefined) return `\${${hole.source}}`;
  if (parameter.name === undefined) return `$${String(parameter.number)}`;
  if (parameter.style === 'colon') return `:${parameter.name}`;
  return parameter.style === 'percent-named' ? `%(${parameter.name})s` : parameter.name;
}

function syntaxError(message: string, offset: number, target: QueryTarget): Failure {
  return new Failure({
    id: 'syntax-error',
    kind: 'input',
    message: `PostgreSQL's parser refused the statement: ${message}.`,
    remedy:
      target.holes.length > 0 && message.includes('"$')
        ? 'An interpolation stands there for more than a value (a name or a piece of SQL): explain the statement from the query log, or select a complete one.'
        : 'Mend it at the marked place and explain it again.',
    position: { offset },
  });
}
