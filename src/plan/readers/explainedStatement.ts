import { Lexer } from '../../sql/postgres/lexer';

/** No statement before its plan is longer; it keeps the search for one linear. */
const maxLines = 2_000;

/**
 * The statement of the last EXPLAIN in lines of a session (psql's prompts may stand in front), without EXPLAIN and its
 * options. Undefined where there is none.
 */
export function explainedStatement(lines: readonly string[]): string | undefined {
  for (let i = lines.length - 1; i >= Math.max(0, lines.length - maxLines); i--) {
    const first = explainIn(lines[i] ?? '');
    if (first === undefined) continue;
    const text = [first, ...lines.slice(i + 1).map(line => line.replace(goesOn, ''))].join('\n');
    return withoutExplain(text);
  }
  return undefined;
}

/** `db=# `, `db-> `, `$ `, `>>> `. */
const prompt = /^(?:[\w@:./~ -]{0,60}[=*!^-]{1,2}[#>] ?|\$ |>>> |sql> ?)/;
const goesOn = /^[\w@:./~]{1,60}[-'"($*]{1,2}[#>] ?/;

function explainIn(line: string): string | undefined {
  const head = line.slice(0, 200);
  const begin = prompt.exec(head)?.[0].length ?? head.length - head.trimStart().length;
  const text = line.slice(begin).trimStart();
  return /^explain\b/i.test(text.slice(0, 10)) ? text : undefined;
}

/** `EXPLAIN (…)` or `EXPLAIN ANALYZE VERBOSE` goes, and what stands behind the statement's `;`. */
function withoutExplain(text: string): string | undefined {
  const lexer = new Lexer(text);
  let options = true;
  let depth = 0;
  let start: number | undefined;
  let end: number | undefined;
  for (let first = true; lexer.next(); first = false) {
    if (lexer.kind === 'comment' && start === undefined) continue;
    const token = text.slice(lexer.start, Math.min(lexer.end, lexer.start + 12)).toLowerCase();
    if (start === undefined) {
      if (first || (depth === 0 && optionWords.has(token))) {
        options = options && first;
        continue;
      }
      if (token === '(' && (depth > 0 || options)) {
        // A parenthesis directly behind EXPLAIN holds options, unless the statement itself begins in it.
        if (depth === 0 && beginsStatement(text, lexer.end)) start = lexer.start;
        else depth++;
        options = false;
        continue;
      }
      if (depth > 0) {
        if (token === ')') depth--;
        continue;
      }
      start = lexer.start;
    }
    if (token === ';' && lexer.kind === 'other') break;
    if (lexer.kind !== 'comment') end = lexer.end;
  }
  return start === undefined || end === undefined ? undefined : text.slice(start, end);
}

const optionWords: ReadonlySet<string> = new Set(['analyze', 'analyse', 'verbose']);
const statementWords: ReadonlySet<string> = new Set(['select', 'with', 'values', 'table', '(']);

function beginsStatement(text: string, at: number): boolean {
  const lexer = new Lexer(text, at);
  while (lexer.next()) {
    if (lexer.kind !== 'comment') return statementWords.has(text.slice(lexer.start, lexer.end).toLowerCase());
  }
  return false;
}
