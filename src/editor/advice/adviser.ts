import { workspace } from 'vscode';

import type { IndexAdvice } from '../../advisor/index';
import { type ProposedIndex, judgeTrial, proposeIndexes } from '../../advisor/advise';
import type { Disposable } from '../../base/disposable';
import type { Database, ExplainRequest } from '../../catalog/database';
import type { Catalog } from '../../catalog/model';
import { settings } from '../contributions';
import type { ExplainedQuery } from '../explain/explainer';
import type { PreparedStatement } from '../explain/preparedStatement';
import { TrackedRange } from '../explain/trackedRange';
import { noTrialOnProduction } from './adviceFailures';
import type { DismissedAdvice } from './dismissedAdvice';
import type { Suggestion } from './suggestion';
import type { SuggestionBook } from './suggestionBook';

/** A catalogue is read again after this time, or after the extension changed the schema. */
const catalogAgeMs = 60_000;

/** Each builds an index and blocks writers meanwhile. */
const mostTrials = 3;

/** A statement with a plan, whoever asked for it. */
export type PlannedStatement = Pick<ExplainedQuery, 'statement' | 'active' | 'values' | 'plan'>;

/**
 * From a plan to a suggestion, and from a suggestion to verified advice. Nothing here runs by itself on anything but
 * the embedded demo database: a rolled-back CREATE INDEX takes a lock and moves `pg_class`.
 */
export class Adviser implements Disposable {
  readonly #book: SuggestionBook;
  readonly #dismissed: DismissedAdvice;
  readonly #catalogs = new Map<Database, { readonly catalog: Promise<Catalog>; readonly readAtMs: number }>();
  #next = 1;

  constructor(book: SuggestionBook, dismissed: DismissedAdvice) {
    this.#book = book;
    this.#dismissed = dismissed;
  }

  /** Notes the best index that the catalogue and the plan speak for; forgets what was suggested before. */
  async suggest(query: PlannedStatement, signal: AbortSignal): Promise<Suggestion | undefined> {
    const { statement, active } = query;
    const { target } = statement;
    const earlier = this.#book.at(target.document.uri, target.startOffset);
    const proposals = active.production ? [] : await this.#propose(query, signal);
    if (target.document.isClosed || target.document.version !== target.version) return undefined;
    const [first, ...others] = proposals.filter(({ index }) => !this.#dismissed.has(statement.shape, index));
    if (first === undefined) {
      if (earlier !== undefined) this.#book.remove(earlier);
      return undefined;
    }
    const suggestion: Suggestion = {
      id: String(this.#next++),
      statement,
      active,
      values: query.values,
      proposals: [first, ...others],
      pending: false,
      range: new TrackedRange(target.document, target.startOffset, target.endOffset),
      words: wordsOf(statement, first),
    };
    const placed = { ...suggestion, pending: this.verifiesByItself(suggestion) };
    this.#book.put(placed);
    return placed;
  }

  /** The trial runs unasked on this database: always on the demo, elsewhere where the user's setting says so. */
  verifiesByItself(suggestion: Suggestion): boolean {
    const { production, database } = suggestion.active;
    const { document } = suggestion.statement.target;
    const setting = workspace.getConfiguration(undefined, document.uri).get<string>(settings.verifyAdvice, 'demo');
    if (production || setting === 'never') return false;
    return setting === 'development' || database.server.embedded;
  }

  /** Builds the index in a transaction that is rolled back. `undefined`: the planner does not gain by it. @throws Failure */
  async verify(suggestion: Suggestion, signal: AbortSignal): Promise<Suggestion | undefined> {
    try {
      return await this.#verify(suggestion, signal);
    } catch (error) {
      if (this.#book.get(suggestion.id) !== undefined) this.#book.put({ ...suggestion, pending: false });
      throw error;
    }
  }

  async #verify(suggestion: Suggestion, signal: AbortSignal): Promise<Suggestion | undefined> {
    const { active } = suggestion;
    if (active.production) throw noTrialOnProduction(active.profile.name);
    const catalog = await this.catalog(active.database, signal);
    let best: { readonly proposal: ProposedIndex; readonly advice: IndexAdvice } | undefined;
    for (const proposal of suggestion.proposals.slice(0, mostTrials)) {
      const trial = await active.database.tryIndex(proposal.ddl, requestOf(suggestion), signal);
      const advice = judgeTrial(proposal, trial, catalog);
      if (advice !== undefined && advice.card.costAfter < (best?.advice.card.costAfter ?? Infinity)) {
        best = { proposal, advice };
      }
    }
    if (this.#book.get(suggestion.id) === undefined) return undefined;
    if (best === undefined) {
      this.#book.remove(suggestion);
      return undefined;
    }
    const verified: Suggestion = {
      ...suggestion,
      advice: best.advice,
      pending: false,
      proposals: [best.proposal],
      words: wordsOf(suggestion.statement, best.proposal),
    };
    this.#book.put(verified);
    return verified;
  }

  catalog(database: Database, signal: AbortSignal): Promise<Catalog> {
    const known = this.#catalogs.get(database);
    if (known !== undefined && Date.now() - known.readAtMs < catalogAgeMs) return known.catalog;
    const catalog = database.readCatalog(signal);
    this.#catalogs.set(database, { catalog, readAtMs: Date.now() });
    catalog.catch(() => this.#catalogs.delete(database));
    return catalog;
  }

  /** The schema was changed: what was read of it no longer holds. */
  forgetCatalog(database: Database): void {
    this.#catalogs.delete(database);
  }

  dispose(): void {
    this.#catalogs.clear();
  }

  async #propose(query: PlannedStatement, signal: AbortSignal): Promise<readonly ProposedIndex[]> {
    const { statement, active, plan } = query;
    if (statement.predicates.length === 0) return [];
    const catalog = await this.catalog(active.database, signal);
    return proposeIndexes({ predicates: statement.predicates, catalog, plan, sql: statement.sql });
  }
}

/** The words of the predicate that the index serves. */
function wordsOf(statement: PreparedStatement, { range }: ProposedIndex): TrackedRange {
  return new TrackedRange(
    statement.target.document,
    statement.toDocument(range.start),
    statement.toDocument(range.end),
  );
}

function requestOf(suggestion: Pick<Suggestion, 'statement' | 'values'>): ExplainRequest {
  return { sql: suggestion.statement.sql, parameters: suggestion.values, analyze: false, allowWrites: false };
}
