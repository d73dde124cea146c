import type { ParameterValue } from '../../catalog/database';
import type { Comparison } from '../../catalog/typicalValues';

const values: Readonly<Record<string, string>> = {
  smallint: '1',
  integer: '1',
  bigint: '1',
  numeric: '1',
  real: '1',
  'double precision': '1',
  money: '1',
  oid: '1',
  text: '',
  'character varying': '',
  character: '',
  name: '',
  citext: '',
  boolean: 'true',
  date: 'now',
  'timestamp without time zone': 'now',
  'timestamp with time zone': 'now',
  'time without time zone': 'now',
  'time with time zone': 'now',
  interval: '1 day',
  uuid: '00000000-0000-0000-0000-000000000000',
  json: '{}',
  jsonb: '{}',
  jsonpath: '$',
  bytea: '\\x',
  inet: '127.0.0.1',
  cidr: '127.0.0.1/32',
  tsquery: 'a',
  tsvector: '',
};

/**
 * What a parameter gets of which only the type is known: `LIMIT` 10, `OFFSET` 0, a number 1, a text nothing, a time now.
 * An enum its first `label`, an array no element. NULL where no value of the type is known.
 */
export function neutralValue(type: string, comparison: Comparison, label: string | null): ParameterValue {
  if (comparison === 'limit') return '10';
  if (comparison === 'offset') return '0';
  // A pattern that every text matches.
  if (comparison === 'like') return '%';
  if (type.endsWith('[]')) return '{}';
  return label ?? values[type.toLowerCase()] ?? null;
}
