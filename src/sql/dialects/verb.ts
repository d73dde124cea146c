import type { StatementKind } from '../statement';
import type { OtherDialect } from './dialect';
import { closing, is, isIdentifier } from './tokenList';
import type { Token } from './tokens';

export interface Verb {
  readonly kind: StatementKind;
  readonly writes: boolean;
  /** Where the statement's own word stands, behind the WITH clause. */
  readonly at: number;
  /** The parser's: a utility statement is not parsed. */
  readonly known: boolean;
}

const kinds: ReadonlyMap<string, StatementKind> = new Map([
  ['select', 'select'],
  ['table', 'select'],
  ['values', 'values'],
  ['insert', 'insert'],
  ['replace', 'insert'],
  ['update', 'update'],
  ['delete', 'delete'],
  ['merge', 'merge'],
]);

const listOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Statements that write to no table when they run. */
const reading: Readonly<Record<OtherDialect, ReadonlySet<string>>> = {
  mysql: listOf(
    'show describe desc explain use set begin start commit rollback savepoint release lock unlock help prepare deallocate kill xa handler checksum check flush do declare fetch open close signal resignal',
  ),
  sqlite: listOf('pragma explain begin commit end rollback savepoint release attach detach'),
  transactsql: listOf(
    'declare set use print begin commit rollback save waitfor raiserror throw return open fetch close deallocate go checkpoint if while else kill setuser revert break continue goto end',
  ),
};
const writing: Readonly<Record<OtherDialect, ReadonlySet<string>>> = {
  mysql: listOf(
    'create alter drop truncate rename call execute load import analyze optimize repair grant revoke install uninstall change reset purge stop cache binlog clone restart shutdown',
  ),
  sqlite: listOf('create alter drop vacuum reindex analyze'),
  transactsql: listOf(
    'create alter drop truncate exec execute grant revoke deny bulk backup restore dbcc enable disable dump load reconfigure updatetext writetext',
  ),
};
/** In a block such as `IF … BEGIN … END`, these make it a statement that writes. */
const effects = ['insert', 'update', 'delete', 'merge', 'exec', 'execute', 'truncate', 'create', 'alter', 'drop'];

/** Told by words alone, so that it is known of a statement that does not parse. */
export function verbOf(tokens: readonly Token[], dialect: OtherDialect): Verb {
  const at = verbAt(tokens);
  const first = tokens[at];
  const word = first?.kind === 'word' ? first.text : '';
  const kind = kinds.get(word);
  if (kind && !(word === 'replace' && is(tokens[at + 1], '('))) {
    const writes = kind === 'select' ? intoTable(tokens, dialect) : kind !== 'values';
    return { kind, writes, at, known: true };
  }
  if (word === 'explain' || ((word === 'desc' || word === 'describe') && dialect === 'mysql')) {
    return { kind: 'utility', writes: is(tokens[at + 1], 'analyze') && hasEffect(tokens, at), at, known: true };
  }
  if (word === 'if' || word === 'while' || word === 'begin' || word === 'else') {
    return { kind: 'utility', writes: hasEffect(tokens, at), at, known: reading[dialect].has(word) };
  }
  const procedure = dialect === 'transactsql' && /^(?:sp|xp)_/.test(word);
  const known = reading[dialect].has(word) || writing[dialect].has(word) || procedure;
  return { kind: 'utility', writes: tokens.length > 0 && !reading[dialect].has(word), at, known };
}

/** Behind brackets and the WITH clause. */
function verbAt(tokens: readonly Token[]): number {
  let i = 0;
  while (is(tokens[i], '(', ';')) i++;
  if (!is(tokens[i], 'with')) return i;
  i++;
  if (is(tokens[i], 'recursive') && isIdentifier(tokens[i + 1])) i++;
  while (i < tokens.length) {
    // name [(columns)] AS [[NOT] MATERIALIZED] (query)
    i++;
    if (is(tokens[i], '(')) i = closing(tokens, i) + 1;
    while (is(tokens[i], 'as', 'not', 'materialized')) i++;
    if (is(tokens[i], '(')) i = closing(tokens, i) + 1;
    if (!is(tokens[i], ',')) break;
    i++;
  }
  return i;
}

/** SELECT … INTO makes a table in Transact-SQL alone. */
function intoTable(tokens: readonly Token[], dialect: OtherDialect): boolean {
  if (dialect !== 'transactsql') return false;
  return tokens.some((token, i) => is(token, 'into') && isIdentifier(tokens[i + 1]) && !is(tokens[i - 1], '.'));
}

function hasEffect(tokens: readonly Token[], from: number): boolean {
  return tokens.some((token, i) => i > from && is(token, ...effects) && !is(tokens[i - 1], 'for', 'key', 'on', '.'));
}
