import type { PostgresSql } from '../postgresSql';
import { fill } from './fill';
import { analyze } from './analyze';
import { parameterize } from './parameterize';
import { loadParser, longestStatement } from './parser';
import { readPlanExpression, readPlanExpressions } from './planExpression';
import { normalise } from './normalise';
import { redact } from './redact';
import { shape } from './shape';
import { readStatementParts } from './statementParts';
import { split, statementAt } from './statements';

/** PostgreSQL's parser, loaded on first call: some 15 ms and 2 MB of WebAssembly. */
export async function loadPostgresSql(): Promise<PostgresSql> {
  const parser = await loadParser();
  const keywords = (word: string) => parser.keyword(word);
  const parses = (sql: string): boolean =>
    sql.length <= longestStatement && parser.parse(parameterize(sql, keywords).sql).error === undefined;
  return {
    split: script => split(script, parses),
    statementAt: (script, offset) => statementAt(script, offset, parses),
    parameterize: sql => parameterize(sql, keywords),
    prepare: (sql, holes) => fill(sql, holes, parameterize(sql, keywords), parser),
    analyze: sql => analyze(sql, parser),
    planExpression: text => readPlanExpression(text, parser),
    parts: sql => readStatementParts(sql, parser),
    planExpressions: text => readPlanExpressions(text, parser),
    shape: sql => shape(sql, keywords),
    normalise: sql => normalise(sql, keywords),
    redact: sql => redact(sql, keywords),
  };
}
