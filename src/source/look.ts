/**
 * Whether a text is SQL by its own look: what its words and signs are, never what they mean. "Select a user from the
 * list" parses as SQL (`a AS user`, `the AS list`), and half of a statement does not: both need a look.
 */
import { type Token, tokenize } from '../sql/postgres/lexer';

export interface Look {
  /** First word, folded, past comments and opening parentheses. */
  readonly word: string;
  /** How well the words stand where a statement has them: 0 not, 1 perhaps, 2 clearly. */
  readonly structure: 0 | 1 | 2;
  /** Signs that prose does not have: `=`, `*` for columns, `a.b`, `a_b`, `$1`, a bracket behind a name. */
  readonly signs: number;
  /** Of the words that every statement of its kind has. */
  readonly letterCase: 'upper' | 'lower' | 'mixed';
  /** Something adjoins the first word without space: `show-config`. */
  readonly joined: boolean;
  /** A number follows the first word. */
  readonly plainNumber: boolean;
  /** How many tokens there are. */
  readonly words: number;
  /** Articles where names stand, sentences, words in a row. */
  readonly prose: boolean;
}

/** Words that begin a statement in one of the dialects. */
const statementWords = new Set([
  ...['select', 'insert', 'update', 'delete', 'with', 'merge', 'values', 'table', 'explain', 'create', 'alter', 'drop'],
  ...['truncate', 'call', 'do', 'copy', 'refresh', 'lock', 'begin', 'commit', 'set', 'show', 'rollback', 'savepoint'],
  ...['release', 'start', 'vacuum', 'analyze', 'reindex', 'listen', 'notify', 'unlisten', 'grant', 'revoke', 'comment'],
  ...['declare', 'fetch', 'close', 'prepare', 'deallocate', 'cluster', 'discard', 'reset', 'security', 'end', 'abort'],
  ...['pragma', 'replace', 'use', 'describe', 'desc', 'exec', 'execute', 'if', 'attach', 'detach', 'upsert', 'rename'],
  ...['optimize', 'unlock', 'import', 'reassign', 'checkpoint', 'load', 'move'],
]);

/** First words that content alone can prove. */
const provable = new Set([
  ...['select', 'insert', 'update', 'delete', 'with', 'merge', 'create', 'alter', 'drop', 'truncate', 'grant'],
  ...['revoke', 'replace', 'pragma', 'explain', 'comment', 'refresh', 'call', 'values', 'declare', 'vacuum', 'reindex'],
  ...['copy', 'do', 'savepoint', 'rollback', 'lock', 'set', 'exec', 'describe', 'attach', 'show', 'listen', 'analyze'],
]);

const articles = new Set([
  ...['a', 'an', 'the', 'this', 'that', 'these', 'those', 'your', 'my', 'our', 'their', 'its', 'his', 'her', 'any'],
  ...['some', 'each', 'every', 'no', 'it', 'them', 'which', 'what', 'here', 'there', 'one', 'all', 'you', 'we'],
]);

/** Words that stand between the parts of a statement. */
const keywords = new Set([
  ...['select', 'from', 'where', 'and', 'or', 'not', 'in', 'is', 'null', 'as', 'on', 'join', 'inner', 'left', 'right'],
  ...['full', 'outer', 'cross', 'natural', 'order', 'group', 'by', 'having', 'limit', 'offset', 'union', 'all', 'any'],
  ...['distinct', 'case', 'when', 'then', 'else', 'end', 'values', 'insert', 'into', 'update', 'set', 'delete', 'asc'],
  ...['desc', 'using', 'with', 'recursive', 'exists', 'between', 'like', 'ilike', 'for', 'returning', 'conflict'],
  ...['create', 'table', 'index', 'view', 'alter', 'add', 'column', 'drop', 'constraint', 'primary', 'key', 'foreign'],
  ...['references', 'unique', 'default', 'check', 'if', 'cascade', 'true', 'false', 'merge', 'matched', 'window'],
  ...['over', 'partition', 'rows', 'range', 'fetch', 'first', 'next', 'only', 'lateral', 'except', 'intersect', 'top'],
  ...['temporary', 'temp', 'unlogged', 'materialized', 'function', 'procedure', 'trigger', 'type', 'extension'],
  ...['schema', 'sequence', 'database', 'user', 'role', 'grant', 'revoke', 'to', 'replace', 'ignore', 'low_priority'],
  ...['straight_join', 'force', 'use', 'sql_calc_found_rows', 'high_priority', 'duplicate', 'share', 'of', 'nowait'],
  ...['skip', 'locked', 'collate', 'escape', 'cast', 'interval', 'some', 'nothing', 'do', 'rename', 'truncate', 'call'],
]);

/** What may follow a table and its alias. */
const afterTable = new Set([
  ...['where', 'join', 'inner', 'left', 'right', 'full', 'cross', 'natural', 'order', 'group', 'having', 'limit'],
  ...['offset', 'union', 'except', 'intersect', 'as', 'on', 'using', 'for', 'fetch', 'set', 'values', 'select', 'with'],
  ...['window', 'tablesample', 'returning', 'default', 'partition', 'only', 'use', 'force', 'ignore', 'straight_join'],
  ...[
    'output',
    'when',
    'connect',
    'start',
    'pivot',
    'final',
    'sample',
    'outer',
    'option',
    'qualify',
    'overriding',
    'asof',
  ],
]);

/** More tokens say nothing new. */
const mostTokens = 600;

/** First word of a text, folded, past space, comments and opening parentheses. */
export function firstWord(text: string): string {
  if (/^\s*\{[\s?=]*call\b/i.test(text)) return 'call';
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('--', at)) at = behind(text, '\n', at);
    else if (text.startsWith('/*', at)) at = behind(text, '*/', at);
    else if (/[\s(;]/.test(text.charAt(at))) at++;
    else break;
  }
  return /^[a-z_]+/i.exec(text.slice(at, at + 16))?.[0].toLowerCase() ?? '';
}

function behind(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
}

export function beginsLikeSql(text: string): boolean {
  return statementWords.has(firstWord(text));
}

/** That content alone may prove a statement that begins so. */
export function isProvable(word: string): boolean {
  return provable.has(word);
}

export function lookAt(text: string): Look {
  const all = tokenize(text.length > 20_000 ? text.slice(0, 20_000) : text)
    .filter(token => token.kind !== 'comment')
    .slice(0, mostTokens);
  const view = new View(text, all);
  const word = firstWord(text);
  return {
    word,
    structure: structureOf(view, word),
    signs: signsOf(view),
    letterCase: caseOf(view),
    plainNumber: view.kind(1) === 'number',
    joined: all.length > 1 && !view.spaced(1) && view.word(1) !== ';',
    words: all.length,
    prose: isProse(view),
  };
}

/** Keywords that are names of tables too, quoted or not. */
const softNames = new Set([
  'user',
  'order',
  'group',
  'index',
  'type',
  'role',
  'schema',
  'key',
  'column',
  'sequence',
  'range',
  'rows',
]);

/** Tokens as folded words. */
class View {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly words: readonly string[];

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.tokens = tokens;
    this.words = tokens.map(token => text.slice(token.start, token.end).toLowerCase());
  }

  kind(i: number): Token['kind'] | undefined {
    return this.tokens[i]?.kind;
  }

  word(i: number): string {
    return this.words[i] ?? '';
  }

  written(i: number): string {
    const token = this.tokens[i];
    return token ? this.text.slice(token.start, token.end) : '';
  }

  /** A name may stand here: a word that is no keyword, a quoted name, a hole, a bracket of SQL Server's. */
  isName(i: number): boolean {
    const kind = this.kind(i);
    // SQLite takes a literal for a table's name.
    if (kind === 'string') return beforeNames.has(this.word(i - 1)) && this.word(i - 1) !== 'select';
    if (kind === 'word' && softNames.has(this.word(i)) && beforeNames.has(this.word(i - 1))) return true;
    if (kind === 'word') return !keywords.has(this.word(i)) || this.word(i + 1) === '.' || this.word(i - 1) === '.';
    return (
      kind === 'quoted-identifier' ||
      kind === 'parameter' ||
      ['[', '`', '{', '#', '@', '%', ':'].includes(this.word(i).charAt(0))
    );
  }

  isPlain(i: number): boolean {
    return this.kind(i) === 'word' && !keywords.has(this.word(i));
  }

  /** White space stands before the token. */
  spaced(i: number): boolean {
    const before = this.tokens[i - 1];
    return before === undefined || before.end !== this.tokens[i]?.start;
  }
}

function structureOf(view: View, word: string): Look['structure'] {
  const start = view.words.indexOf(word);
  const second = view.word(start + 1);
  switch (word) {
    case 'select':
      return selectStructure(view, start);
    case 'insert':
    case 'replace':
    case 'merge':
      // Cypher merges patterns in parentheses.
      return second === '(' ? 0 : intoStructure(view, start);
    case 'delete':
      if (second === 'top') return tableStructure(view, view.words.indexOf('from', start) + 1);
      if (second !== 'from') return view.words.includes('from') && view.isName(start + 1) ? 1 : 0;
      return tableStructure(view, start + 2);
    case 'update':
      return updateStructure(view, start);
    case 'with':
      return withStructure(view, start);
    case 'create':
    case 'alter':
    case 'drop':
    case 'truncate':
      return objectStructure(view, start);
    case 'grant':
    case 'revoke':
      return view.words.includes(word === 'grant' ? 'to' : 'from') ? 1 : 0;
    case 'explain':
      return ['select', 'analyze', '(', 'insert', 'update', 'delete', 'with', 'verbose', 'query'].includes(second)
        ? 2
        : 0;
    case 'show':
      return view.words.length > 2 &&
        ['from', 'like', 'where', 'status', 'in', 'columns', 'tables'].some(word =>
          view.words.includes(word, start + 2),
        )
        ? 2
        : 0;
    case 'pragma':
      return view.kind(start + 1) === 'word' ? 1 : 0;
    case 'comment':
      return second === 'on' && view.words.includes('is') ? 2 : 0;
    case 'refresh':
      return second === 'materialized' ? 2 : 0;
    case 'call':
      return view.words.includes('(', start + 2) && view.word(start - 1) !== '(' && view.isName(start + 1) ? 1 : 0;
    case 'exec':
      return view.isName(start + 1) ? 1 : 0;
    case 'values':
      return second === '(' ? 2 : 0;
    case 'do':
      return view.kind(start + 1) === 'string' ? 2 : 0;
    default:
      return 0;
  }
}

function selectStructure(view: View, start: number): Look['structure'] {
  let depth = 0;
  let from = -1;
  let items = true;
  let run = 0;
  for (let i = start + 1; i < view.tokens.length; i++) {
    const word = view.word(i);
    if (word === '(') depth++;
    else if (word === ')') depth--;
    if (depth > 0) {
      run = 0;
      continue;
    }
    if (word === 'from') {
      from = i;
      break;
    }
    run = view.isPlain(i) && view.word(i - 1) !== '.' ? run + 1 : 0;
    if (view.isPlain(i) && view.word(i - 1) === '*' && view.spaced(i) && i - 1 === start + 1) items = false;
    // `count(*) total` at most: three names in a row are prose.
    if (run > 2) items = false;
  }
  if (!items) return 0;
  if (from < 0) return view.tokens.length > start + 1 ? 1 : 0;
  if (from === start + 1) return 0;
  return tableStructure(view, from + 1);
}

/** A table with an alias, and then nothing or what may follow it. */
function tableStructure(view: View, at: number): Look['structure'] {
  if (at >= view.tokens.length) return 1;
  if (view.word(at) === '(' || view.word(at) === 'only' || view.word(at) === 'lateral') return 2;
  if (!view.isName(at)) return 0;
  let i = at + 1;
  // Dots, quotes and brackets belong to the name; what follows without space too.
  while (i < view.tokens.length && (!view.spaced(i) || view.word(i) === '.' || view.word(i - 1) === '.')) {
    if ([',', ';', ')', '('].includes(view.word(i))) break;
    i++;
  }
  if (ends(view, i)) return 2;
  if (!view.isName(i)) return 0;
  i++;
  while (i < view.tokens.length && !view.spaced(i) && ![',', ';', ')', '('].includes(view.word(i))) i++;
  return ends(view, i) ? 2 : 0;
}

function ends(view: View, i: number): boolean {
  const word = view.word(i);
  return (
    word === '' || [',', ';', ')', '(', '='].includes(word) || afterTable.has(word) || view.kind(i) === 'parameter'
  );
}

function intoStructure(view: View, start: number): Look['structure'] {
  let i = start + 1;
  while (
    ['ignore', 'or', 'replace', 'abort', 'fail', 'rollback', 'delayed', 'low_priority', 'overwrite'].includes(
      view.word(i),
    )
  )
    i++;
  const into = view.word(i) === 'into';
  if (into) i++;
  else if (view.word(start) !== 'merge' && !(i > start + 1)) return 0;
  if (i >= view.tokens.length) return into ? 1 : 0;
  return tableStructure(view, i);
}

function updateStructure(view: View, start: number): Look['structure'] {
  let i = start + 1;
  while (['only', 'ignore', 'or', 'replace', 'low_priority'].includes(view.word(i))) i++;
  const set = view.words.indexOf('set', i);
  if (set < 0) return view.isName(i) && i + 1 >= view.tokens.length ? 1 : 0;
  if (set === i || !view.isName(i)) return 0;
  const rest = view.words.slice(set + 1);
  if (rest.length === 0) return set - i <= 3 ? 2 : 1;
  if (rest.includes('=')) return set - i <= 12 ? 2 : 1;
  return view.kind(set + 1) === 'parameter' || view.words[set + 1] === '%' || view.words[set + 1] === '(' ? 1 : 0;
}

function withStructure(view: View, start: number): Look['structure'] {
  let i = start + 1;
  if (view.word(i) === 'recursive') i++;
  if (!view.isName(i) && view.kind(i) !== 'word') return 0;
  const as = view.words.indexOf('as', i);
  if (as < 0 || as - i > 40) return 0;
  return ['(', 'materialized', 'not'].includes(view.word(as + 1)) || as + 1 >= view.tokens.length ? 2 : 0;
}

const objects = new Set([
  ...['table', 'index', 'view', 'function', 'procedure', 'trigger', 'type', 'extension', 'schema', 'sequence', 'role'],
  ...['database', 'user', 'policy', 'domain', 'aggregate', 'operator', 'rule', 'cast', 'publication', 'subscription'],
  ...['server', 'statistics', 'collation', 'tablespace', 'event', 'package', 'synonym', 'login', 'column', 'system'],
  ...['default', 'constraint', 'language', 'conversion', 'text', 'owned', 'group', 'foreign', 'access', 'keyspace'],
]);
const modifiers = new Set([
  ...['or', 'replace', 'unique', 'temp', 'temporary', 'unlogged', 'materialized', 'global', 'local', 'recursive'],
  ...['virtual', 'fulltext', 'spatial', 'clustered', 'nonclustered', 'external', 'foreign', 'definer', 'constraint'],
  ...['algorithm', 'bitmap', 'columnstore', 'force', 'editionable', 'event', 'transient', 'online', 'concurrently'],
]);

function objectStructure(view: View, start: number): Look['structure'] {
  const word = view.word(start);
  let i = start + 1;
  while (modifiers.has(view.word(i)) && i < start + 6) i++;
  if (!objects.has(view.word(i))) return word === 'truncate' && view.isName(i) && i + 1 >= view.tokens.length ? 1 : 0;
  i++;
  if (view.word(i) === 'concurrently') i++;
  if (view.word(i) === 'if') i += view.word(i + 1) === 'not' ? 3 : 2;
  if (i >= view.tokens.length) return 1;
  if (view.word(i) === 'on' || view.word(i) === 'only') return 1;
  if (!view.isName(i) && view.kind(i) !== 'word') return 0;
  if (articles.has(view.word(i))) return 0;
  let next = i + 1;
  while (next < view.tokens.length && !view.spaced(next) && view.word(next) !== '(' && view.word(next) !== ';') next++;
  const after = view.word(next);
  if (after === '' || after === ';') return 1;
  if (word === 'create') return after === '(' || createWords.has(after) || view.kind(next) === 'parameter' ? 2 : 0;
  if (word === 'alter') return alterWords.has(after) || view.kind(next) === 'parameter' ? 2 : 0;
  return dropWords.has(after) || view.kind(next) === 'parameter' ? 2 : 0;
}

const createWords = new Set([
  ...['on', 'as', 'using', 'for', 'with', 'before', 'after', 'instead', 'returns', 'partition', 'like', 'of', 'select'],
  ...[
    'start',
    'increment',
    'owner',
    'authorization',
    'password',
    'character',
    'default',
    'engine',
    'identified',
    'from',
  ],
  ...['language', 'login', 'superuser', 'encoding', 'template', 'schema', 'cascade', 'version', 'server', 'minvalue'],
  ...['charset', 'collate', 'no', 'cache', 'nologin', 'createdb', 'inherits', 'connection', 'type'],
]);
const alterWords = new Set([
  ...['add', 'drop', 'alter', 'rename', 'set', 'owner', 'modify', 'change', 'enable', 'disable', 'attach', 'detach'],
  ...[
    'validate',
    'reset',
    'inherit',
    'cluster',
    'replica',
    'with',
    'no',
    'force',
    'engine',
    'convert',
    'auto_increment',
  ],
  ...[
    'default',
    'character',
    'comment',
    'order',
    'restart',
    'as',
    'nocheck',
    'check',
    'rebuild',
    'identified',
    'switch',
  ],
  ...['password', 'login', 'nologin', 'createdb', 'superuser', 'drop', 'partition', 'update', 'delete', 'depends'],
]);
const dropWords = new Set([
  'if',
  'cascade',
  'restrict',
  ',',
  'on',
  'restart',
  'continue',
  '(',
  'force',
  'purge',
  'column',
]);

function signsOf(view: View): number {
  let signs = 0;
  view.tokens.forEach((token, i) => {
    const word = view.word(i);
    switch (token.kind) {
      case 'operator':
        if (word === '?') signs += i + 1 < view.tokens.length || !view.isPlain(i - 1) ? 1 : 0;
        else if (word !== '-' && word !== '/' && word !== '!' && word !== '%') signs++;
        break;
      case 'parameter':
        // A hole is no sign: any text may have one.
        break;
      case 'quoted-identifier':
        signs += token.unterminated ? 0 : 1;
        break;
      case 'word':
        if ((word === 'in' && view.word(i + 1) === '(') || (word === 'top' && view.kind(i + 1) === 'number')) signs++;
        if (word === 'where' && (view.word(0) === 'delete' || view.word(0) === 'update')) signs++;
        if (word.includes('_') || (word === 'values' && view.word(i + 1) === '(' && !/^V[a-z]/.test(view.written(i))))
          signs++;
        break;
      case 'other':
        if (word === '(' && !view.spaced(i) && view.kind(i - 1) === 'word') signs++;
        if (word === '.' && !view.spaced(i) && !view.spaced(i + 1) && view.kind(i + 1) === 'word') signs++;
        if (word === ':' && !view.spaced(i + 1) && view.spaced(i)) signs++;
        if (word === ';' && i === view.tokens.length - 1) signs++;
        break;
      default:
    }
  });
  return signs;
}

const structural = new Set([
  ...[
    'select',
    'from',
    'where',
    'insert',
    'into',
    'update',
    'set',
    'delete',
    'with',
    'merge',
    'join',
    'values',
    'create',
  ],
  ...['table', 'alter', 'drop', 'order', 'group', 'truncate', 'grant', 'revoke', 'replace', 'index', 'view'],
]);

/** Of the first word, where all that count are written in capitals or in small letters; "Select" is neither. */
function caseOf(view: View): Look['letterCase'] {
  const first = view.words.findIndex((_, i) => view.kind(i) === 'word');
  const written = view.words.flatMap((word, i) => {
    const counts = i === first || (structural.has(word) && view.kind(i) === 'word' && view.word(i - 1) !== '.');
    return counts ? [view.written(i)] : [];
  });
  if (written.some(word => word !== word.toUpperCase() && word !== word.toLowerCase())) return 'mixed';
  const [word = ''] = written;
  return word === word.toUpperCase() ? 'upper' : 'lower';
}

const beforeNames = new Set([
  'from',
  'into',
  'update',
  'join',
  'table',
  'select',
  'delete',
  'database',
  'index',
  'view',
]);

function isProse(view: View): boolean {
  let run = 0;
  for (let i = 0; i < view.tokens.length; i++) {
    const word = view.word(i);
    const token = view.tokens[i];
    if (!token) break;
    const plain = view.isPlain(i) && view.word(i - 1) !== '.' && view.word(i + 1) !== '.' && view.word(i + 1) !== '(';
    run = plain && view.spaced(i) ? run + 1 : plain ? 1 : 0;
    // A statement of several parts may have words in a row: `READS SQL DATA SECURITY DEFINER`.
    if (run > 4 && view.tokens.length < 40 && view.word(0) !== 'create') return true;
    const named = beforeNames.has(view.word(i - 1)) && !(word === 'no' && view.word(i + 1) === 'action');
    if (named && articles.has(word) && view.isPlain(i) && view.isPlain(i + 1)) return true;
    if (named && articles.has(word) && word !== 'all' && word !== 'any' && word.length > 2 && word !== 'one')
      return true;
    // `list. Then`: a sentence ends.
    if (
      word === '.' &&
      !view.spaced(i) &&
      view.spaced(i + 1) &&
      view.kind(i - 1) === 'word' &&
      view.kind(i + 1) !== undefined &&
      view.isPlain(i + 1)
    )
      return true;
    if (word === ':' && !view.spaced(i) && view.spaced(i + 1) && view.isPlain(i - 1) && i + 1 < view.tokens.length)
      return true;
    // SPARQL's variables and patterns.
    if (word === '?' && i === 1 && view.kind(2) === 'word' && !view.spaced(2)) return true;
    if (word === 'where' && view.word(i + 1) === '{' && view.word(i + 3) !== '}') return true;
    // A question: `left?`, and not `= ?`.
    const ends = i + 1 >= view.tokens.length || view.spaced(i + 1);
    if (word === '?' && !view.spaced(i) && view.kind(i - 1) === 'word' && view.word(i - 1) !== 'limit' && ends)
      return true;
    if (word === '!' || word === '…' || word === '...') return true;
    if (
      token.unterminated &&
      token.kind === 'string' &&
      /^'(?:s|t|re|ve|ll|d|m)\b/.test(view.text.slice(token.start, token.start + 4)) &&
      !view.spaced(i)
    )
      return true;
  }
  return false;
}
