import { Failure } from '../../base/failure';
import type { PostgresSql } from '../../sql/postgresSql';
import type { PreparedParameter } from '../../sql/preparedText';
import type { ColumnPredicate, StatementFacts } from '../../sql/statement';
import { noStatementHere, notExplainable, severalStatements } from './explainFailures';
import type { QueryTarget } from './queryTarget';

/** One statement that EXPLAIN takes, as it will be sent. */
export interface PreparedStatement {
  readonly target: QueryTarget;
  /** With `$n` for every value; names and pieces of SQL that a program puts together are filled. */
  readonly sql: string;
  readonly parameters: readonly LabelledParameter[];
  /** Every placeholder and interpolation, those that are not sent among them. */
  readonly placeholders: readonly PreparedParameter[];
  /** What was taken for granted, one sentence each. */
  readonly assumptions: readonly string[];
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
  const parameterized = sql.prepare(target.sql, []);
  const placeholders = target.parameters ?? parameterized.parameters;
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
    parameters: labelled(placeholders),
    placeholders,
    assumptions: target.assumptions ?? [],
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
function labelled(placeholders: readonly PreparedParameter[]): readonly LabelledParameter[] {
  const sent = placeholders.filter(placeholder => placeholder.sent);
  const highest = Math.max(0, ...sent.map(({ number }) => number));
  return Array.from({ length: highest }, (_, i) => {
    const placeholder = sent.find(({ number }) => number === i + 1);
    return { number: i + 1, label: placeholder === undefined ? `$${String(i + 1)}` : labelOf(placeholder) };
  });
}

function labelOf({ number, name, style }: PreparedParameter): string {
  if (name === undefined) return `$${String(number)}`;
  switch (style) {
    case 'hole':
      return `\${${name}}`;
    case 'colon':
      return `:${name}`;
    case 'at':
      return `@${name}`;
    case 'percent-named':
      return `%(${name})s`;
    case 'hash-brace':
      return `#{${name}}`;
    default:
      return name;
  }
}

/** What the program writes into the text itself, so that it can be anything. */
const textual: ReadonlySet<string> = new Set(['hole', 'percent', 'brace', 'dollar-brace']);

function syntaxError(message: string, offset: number, target: QueryTarget): Failure {
  const pasted = target.parameters?.some(({ sent, style }) => !sent && textual.has(style)) === true;
  return new Failure({
    id: 'syntax-error',
    kind: 'input',
    message: `PostgreSQL's parser refused the statement: ${message}.`,
    remedy: pasted
      ? 'The program puts a piece of SQL in there that cannot be guessed: explain the statement from the query log, or select a complete one.'
      : 'Mend it at the marked place and explain it again.',
    position: { offset },
  });
}
