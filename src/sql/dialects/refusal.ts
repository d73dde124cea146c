import type { SqlSyntaxError } from '../postgresSql';
import type { Token } from './tokens';

/** What is told of a token that cannot stand where it does; without one, of the statement's `end`. */
export function refusal(token: Token | undefined, end: number): SqlSyntaxError {
  if (!token) return { message: 'statement ends too early', offset: end };
  const text = token.name === '' ? token.text : token.name;
  return {
    message: `not understood from "${text.length > 40 ? `${text.slice(0, 40)}…` : text}" on`,
    offset: token.start,
  };
}
