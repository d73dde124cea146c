/** A piece of SQL and what it is coloured as. For display alone: nothing is decided on it. */
export interface SqlPiece {
  readonly text: string;
  readonly kind: 'keyword' | 'string' | 'number' | 'comment' | 'parameter' | 'plain';
}

const keywords = new Set(
  (
    'all analyze and any array as asc between both by case cast collate conflict cross current current_date ' +
    'current_time current_timestamp default delete desc distinct do else end except exists explain false fetch filter ' +
    'first following for from full generated group grouping having ilike in inner insert intersect interval into is ' +
    'join last lateral left like limit lock locked materialized matched merge natural next not nothing null nulls of ' +
    'offset on only or order outer over partition preceding range recursive returning right rollup row rows select ' +
    'set sets share similar skip some symmetric table tablesample then ties to true unbounded union unique update ' +
    'using values when where window with within'
  ).split(' '),
);

export function colourSql(sql: string): readonly SqlPiece[] {
  const pieces: SqlPiece[] = [];
  let plain = '';
  for (let at = 0; at < sql.length;) {
    const kind = kindAt(sql, at);
    const end = kind === undefined ? at + 1 : endOf(sql, at, kind);
    const text = sql.slice(at, end);
    const shown = kind === 'word' ? (keywords.has(text.toLowerCase()) ? 'keyword' : undefined) : kind;
    if (shown === undefined || shown === 'name') plain += text;
    else {
      if (plain !== '') pieces.push({ text: plain, kind: 'plain' });
      plain = '';
      pieces.push({ text, kind: shown });
    }
    at = end;
  }
  if (plain !== '') pieces.push({ text: plain, kind: 'plain' });
  return pieces;
}

type TokenKind = Exclude<SqlPiece['kind'], 'keyword' | 'plain'> | 'word' | 'name';

function kindAt(sql: string, at: number): TokenKind | undefined {
  const first = sql.charAt(at);
  const next = sql.charAt(at + 1);
  if ((first === '-' && next === '-') || (first === '/' && next === '*')) return 'comment';
  if (first === "'") return 'string';
  if (first === '"') return 'name';
  if (first === '$') return isDigit(next) ? 'parameter' : dollarTag(sql, at) === undefined ? undefined : 'string';
  if (isDigit(first)) return 'number';
  return isWord(first) ? 'word' : undefined;
}

function endOf(sql: string, at: number, kind: TokenKind): number {
  const first = sql.charAt(at);
  switch (kind) {
    case 'comment':
      return first === '-' ? until(sql, '\n', at) : endOfBlockComment(sql, at);
    case 'name':
      return behind(sql, '"', at + 1);
    case 'string': {
      if (first === "'") return endOfString(sql, at);
      const tag = dollarTag(sql, at) ?? '$';
      return behind(sql, tag, at + tag.length);
    }
    case 'parameter':
      return span(sql, at + 1, isDigit);
    case 'number':
      return span(sql, at, character => isWord(character) || isDigit(character) || character === '.');
    case 'word':
      return span(sql, at, character => isWord(character) || isDigit(character) || character === '$');
  }
}

/** `''` continues a string; a backslash escapes in `E'…'` alone. */
function endOfString(sql: string, start: number): number {
  const escapes = sql.charAt(start - 1).toLowerCase() === 'e' && !isWord(sql.charAt(start - 2));
  for (let at = start + 1; at < sql.length; at++) {
    const character = sql.charAt(at);
    if (character === '\\' && escapes) at++;
    else if (character === "'") {
      if (sql.charAt(at + 1) !== "'") return at + 1;
      at++;
    }
  }
  return sql.length;
}

/** Block comments nest in PostgreSQL. */
function endOfBlockComment(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; at++) {
    const pair = sql.slice(at, at + 2);
    if (pair === '/*') depth++;
    else if (pair === '*/') depth--;
    else continue;
    at++;
    if (depth === 0) return at + 1;
  }
  return sql.length;
}

/** `$$` or `$tag$` at this place. */
function dollarTag(sql: string, at: number): string | undefined {
  const end = span(sql, at + 1, character => isWord(character) || isDigit(character));
  return sql.charAt(end) === '$' ? sql.slice(at, end + 1) : undefined;
}

function until(sql: string, text: string, from: number): number {
  const at = sql.indexOf(text, from);
  return at < 0 ? sql.length : at;
}

function behind(sql: string, text: string, from: number): number {
  const at = sql.indexOf(text, from);
  return at < 0 ? sql.length : at + text.length;
}

function span(sql: string, from: number, holds: (character: string) => boolean): number {
  let at = from;
  while (at < sql.length && holds(sql.charAt(at))) at++;
  return at;
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function isWord(character: string): boolean {
  return /^[\p{L}_]$/u.test(character);
}
