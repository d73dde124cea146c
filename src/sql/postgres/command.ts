import { tokenize } from './lexer';

/** Words between CREATE and what is created. */
const modifiers = new Set([
  ...[
    'or',
    'replace',
    'unique',
    'temp',
    'temporary',
    'unlogged',
    'global',
    'local',
    'recursive',
    'constraint',
    'trusted',
  ],
  ...['procedural', 'default', 'if', 'not', 'exists'],
]);
/** First words of the names of objects that have two or more. */
const longNames: ReadonlyMap<string, number> = new Map([
  ...['materialized', 'event', 'access', 'operator', 'foreign', 'user', 'large'].map(word => [word, 2] as const),
  ['text', 3],
]);
const followers = new Set([
  'view',
  'trigger',
  'method',
  'class',
  'family',
  'table',
  'mapping',
  'object',
  'data',
  'search',
]);
const objectCommands = new Set(['create', 'alter', 'drop']);
const longCommands = new Map([
  ['start', 2],
  ['refresh', 3],
  ['security', 2],
  ['import', 3],
  ['reassign', 2],
]);

/** The words that the user knows a utility statement by: `CREATE INDEX`, `DROP MATERIALIZED VIEW`, `DO`. */
export function utilityCommand(sql: string): string {
  const words: string[] = [];
  for (const token of tokenize(sql)) {
    if (token.kind === 'comment') continue;
    if (token.kind !== 'word' || words.length === 8) break;
    words.push(sql.slice(token.start, token.end).toLowerCase());
  }
  const [first = ''] = words;
  const rest = words.slice(1).filter((word, i) => !(objectCommands.has(first) && i < 6 && modifiers.has(word)));
  return [first, ...objectName(first, rest)].join(' ').toUpperCase();
}

function objectName(first: string, words: readonly string[]): readonly string[] {
  if (!objectCommands.has(first)) return words.slice(0, (longCommands.get(first) ?? 1) - 1);
  const [name = '', next = ''] = words;
  if (!longNames.has(name) || !followers.has(next)) return words.slice(0, 1);
  if (name === 'foreign' && next === 'data') return words.slice(0, 3);
  return words.slice(0, longNames.get(name));
}
