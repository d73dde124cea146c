/** Words of the three dialects' queries, by what becomes of them in the common core. */
import type { OtherDialect } from './dialect';
import type { Token } from './tokens';

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '));

export function isIn(words: ReadonlySet<string>, token: Token | undefined): boolean {
  return token?.kind === 'word' && words.has(token.text);
}

/** Kept as they are. */
export const plain = set('distinct and or then else when case end exists null true false between having where');
export const selectModifiers = set(
  'all distinctrow high_priority straight_join sql_small_result sql_big_result sql_buffer_result sql_cache sql_no_cache sql_calc_found_rows',
);
export const joinWords = set(
  'natural inner cross left right full outer loop hash merge remote straight_join join apply',
);
/** NATURAL LEFT OUTER JOIN */
export const mostJoinWords = 5;
export const setOperators = set('union except intersect minus');
export const tailWords = set('limit offset fetch for lock option procedure');
export const units = set(
  'microsecond second minute hour day week month quarter year second_microsecond minute_microsecond minute_second hour_microsecond hour_second hour_minute day_microsecond day_second day_minute day_hour year_month',
);
/** In words. */
export const longestInterval = 60;
/** Their first argument is a word of its own. */
export const unitFunctions = set(
  'dateadd datediff datediff_big datepart datename date_bucket datetrunc timestampdiff timestampadd',
);
export const castFunctions = set('cast try_cast parse try_parse convert try_convert');
export const listFunctions = set('trim substring substr position overlay mid extract char');
export const valueWords: Readonly<Record<OtherDialect, ReadonlySet<string>>> = {
  mysql: set(
    'current_date current_time current_timestamp current_user localtime localtimestamp utc_date utc_time utc_timestamp',
  ),
  sqlite: set('current_date current_time current_timestamp'),
  transactsql: set('current_date current_timestamp current_user session_user system_user user'),
};
/** Of a column of Transact-SQL's type xml. */
export const methods = set('value nodes exist query modify');
export const wordOperators: ReadonlyMap<string, string> = new Map([
  ['div', '+'],
  ['mod', '+'],
  ['xor', 'or'],
  ...['regexp', 'rlike', 'match', 'similar'].map(word => [word, '<>'] as const),
]);
export const comparisons: ReadonlyMap<string, string> = new Map([
  ...['=', '<', '>', '<=', '>=', '<>'].map(sign => [sign, sign] as const),
  ...['==', '<=>', ':='].map(sign => [sign, '='] as const),
  ['!<', '>='],
  ['!>', '<='],
  ['!=', '<>'],
]);
export const arithmetic = set('+ - / % & | ^ << >> -> ->>');
