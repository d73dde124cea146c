/**
 * Names, with their qualifiers, and what a bracket behind one makes of them: a call is `zf(…)`, because the grammars know
 * different functions; a function in place of a table is a query without FROM, so that the columns it is given are seen.
 */
import type { CoreCursor } from './coreCursor';
import type { CoreWord } from './coreWords';
import { hints } from './tableNames';
import { findWord, is, isIdentifier } from './tokenList';
import type { Token } from './tokens';
import { castFunctions, listFunctions, methods, unitFunctions } from './vocabulary';

/** A name with its qualifiers, and the brackets behind it where they belong to it; nothing where no name stands here. */
export function takeName(cursor: CoreCursor): void {
  const from = cursor.token();
  const names: string[] = [];
  let star: Token | undefined;
  for (;;) {
    const token = cursor.token();
    if (is(token, '.')) {
      // `db..t`
      if (is(cursor.token(-1), '.')) names.push('');
      cursor.at++;
    } else if (is(token, '*') && is(cursor.token(-1), '.')) {
      star = token;
      cursor.at++;
      break;
    } else if (isIdentifier(token) || token?.kind === 'placeholder') {
      if (names.length > 0 && !is(cursor.token(-1), '.')) break;
      names.push(token?.name ?? '');
      cursor.at++;
      if (!is(cursor.token(), '.')) break;
    } else break;
  }
  const at = from?.start ?? 0;
  if (is(cursor.token(), '(') && star === undefined) {
    if (!cursor.inTablePlace()) {
      if (cursor.frame().clause !== 'with' && !isAliasPlace(cursor)) return takeCall(cursor, from, names, at);
    } else if (!isHint(cursor)) return takeTableFunction(cursor, at);
    else cursor.at = cursor.closing(0) + 1;
  }
  if (cursor.inTablePlace()) {
    cursor.push({ text: '', names, at });
    return;
  }
  if (star) cursor.push({ text: '', names, at }, { text: '.', at }, { text: '*', at: star.start });
  else cursor.push(...columnWords(names, at));
}

/** `(values (1)) v(a)`, `t x (nolock)`: brackets behind an alias. */
function isAliasPlace(cursor: CoreCursor): boolean {
  const before = cursor.last();
  return (
    cursor.frame().clause === 'from' && (before?.names !== undefined || before?.text === ')' || before?.text === 'as')
  );
}

function isHint(cursor: CoreCursor): boolean {
  if (cursor.dialect !== 'transactsql') return false;
  const inside = cursor.tokens.slice(cursor.at + 1, cursor.closing(0));
  return inside.length > 0 && inside.every(token => is(token, ',', ...hints));
}

/** `json_each(a.b) as j` → `(select a.b as zf) as j`. */
function takeTableFunction(cursor: CoreCursor, at: number): void {
  const end = cursor.closing(0);
  const columns = findWord(cursor.tokens, cursor.at + 1, 'columns', ')');
  const inside = cursor.rewritten(cursor.tokens.slice(cursor.at + 1, Math.min(columns, end)));
  cursor.emitAt(at, '(', 'select', ...(inside.length > 0 ? inside : ['1']), 'as', 'zf', ')');
  cursor.at = end + 1;
}

function takeCall(cursor: CoreCursor, name: Token | undefined, names: readonly string[], at: number): void {
  const word = name?.kind === 'word' ? name.text : '';
  const end = cursor.closing(0);
  const open = cursor.at;
  if (castFunctions.has(word)) {
    // CAST(e AS type), CONVERT(e USING x), CONVERT(e, type); Transact-SQL: CONVERT(type, e, style)
    const typeFirst = word.endsWith('convert') && cursor.dialect === 'transactsql';
    const cut = findWord(cursor.tokens, open + 1, 'as', 'using', ',', ')');
    const next = typeFirst ? findWord(cursor.tokens, cut + 1, ',', ')') : cut;
    cursor.emitAt(at, 'zf(', ...cursor.rewritten(cursor.tokens.slice(typeFirst ? cut + 1 : open + 1, next)), ')');
    cursor.at = end + 1;
    return;
  }
  cursor.emitAt(at, 'zf(');
  cursor.at = open + 1;
  if (names.length > 1 && methods.has(names.at(-1) ?? ''))
    cursor.emitAt(at, ...columnWords(names.slice(0, -1), at), ',');
  if (unitFunctions.has(word) && is(cursor.token(1), ',')) cursor.at += 2;
  else if (word === 'extract' && is(cursor.token(1), 'from')) cursor.at += 2;
  while (is(cursor.token(), 'both', 'leading', 'trailing', 'distinct', 'all') && !is(cursor.token(1), ',', ')'))
    cursor.at++;
  if (word === 'trim' && is(cursor.token(), 'from')) cursor.at++;
  if (is(cursor.token(), '*') && is(cursor.token(1), ')')) cursor.take('1');
  cursor.openFrame('function', listFunctions.has(word) ? 'list' : '');
}

function columnWords(names: readonly string[], at: number): readonly CoreWord[] {
  const column: CoreWord = { text: '', names: [names.at(-1) ?? ''], at };
  return names.length < 2 ? [column] : [{ text: '', names: names.slice(0, -1), at }, { text: '.', at }, column];
}
