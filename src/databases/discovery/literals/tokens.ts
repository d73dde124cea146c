/** Languages whose configuration files are read for literals. Ruby stands for what is inside ERB tags. */
export type Language = 'javascript' | 'python' | 'php' | 'ruby';

export interface Token {
  readonly kind: 'string' | 'number' | 'name' | 'punctuation';
  /** A string without its quotes, escapes resolved. */
  readonly text: string;
  /** A template or f-string with holes: its value cannot be known. */
  readonly open?: boolean;
}

const operators = ['=>', '->', '::', '??', '||', '&&', '?.', '===', '!==', '==', '!=', '...'];

/** Enough of a lexer for literals; what it does not know becomes punctuation of one character. */
export function tokenize(text: string, language: Language): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (/\s/.test(character)) {
      at++;
    } else if (startsLineComment(text, at, language)) {
      at = endOf(text, '\n', at);
    } else if (text.startsWith('/*', at) && language !== 'python' && language !== 'ruby') {
      at = endOf(text, '*/', at + 2);
    } else if (stringStart(text, at, language) !== undefined) {
      const { token, end } = readString(text, at, stringStart(text, at, language) ?? 0, language);
      tokens.push(token);
      at = end;
    } else {
      const word = /^(?:[\p{L}_$@][\p{L}\p{N}_$]*|\d[\d_]*(?:\.\d+)?)/u.exec(text.slice(at, at + 200))?.[0];
      const operator = operators.find(candidate => text.startsWith(candidate, at));
      const token = word ?? operator ?? character;
      const kind = word === undefined ? 'punctuation' : /^\d/.test(word) ? 'number' : 'name';
      tokens.push({ kind, text: token });
      at += token.length;
    }
  }
  return tokens;
}

function startsLineComment(text: string, at: number, language: Language): boolean {
  if (text.charAt(at) === '#') return language !== 'javascript';
  return text.startsWith('//', at) && (language === 'javascript' || language === 'php');
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end + mark.length;
}

/** Length of a string's prefix (Python's `r`, `b`, `f`), or `undefined` where no string starts. */
function stringStart(text: string, at: number, language: Language): number | undefined {
  const quotes = language === 'javascript' ? '\'"`' : '\'"';
  if (quotes.includes(text.charAt(at))) return 0;
  if (language !== 'python') return undefined;
  const prefix = /^[rRbBuUfF]{1,2}(?=['"])/.exec(text.slice(at, at + 3))?.[0];
  return prefix !== undefined && !/[\w$]/.test(text.charAt(at - 1)) ? prefix.length : undefined;
}

function readString(
  text: string,
  start: number,
  prefixLength: number,
  language: Language,
): { token: Token; end: number } {
  const prefix = text.slice(start, start + prefixLength).toLowerCase();
  let at = start + prefixLength;
  const quote = text.charAt(at);
  const closing = language === 'python' && text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  at += closing.length;
  let value = '';
  let open = false;
  const oneLine = closing.length === 1 && quote !== '`' && language !== 'php';
  while (at < text.length && !text.startsWith(closing, at)) {
    const character = text.charAt(at);
    if (oneLine && character === '\n') break;
    if (character === '\\' && !prefix.includes('r')) {
      value += unescape(text.charAt(at + 1), quote, language);
      at += 2;
      continue;
    }
    if (quote === '`' && text.startsWith('${', at)) open = true;
    if (prefix.includes('f') && character === '{') open = true;
    if (
      (language === 'php' && quote === '"' && character === '$') ||
      (language === 'ruby' && text.startsWith('#{', at))
    ) {
      open = true;
    }
    value += character;
    at++;
  }
  return { token: { kind: 'string', text: value, ...(open ? { open } : {}) }, end: at + closing.length };
}

function unescape(character: string, quote: string, language: Language): string {
  const isRaw = language === 'php' && quote === "'";
  if (!isRaw && character === 'n') return '\n';
  if (!isRaw && character === 't') return '\t';
  if (character === '\n') return '';
  return character === quote || character === '\\' || !(isRaw || language === 'python') ? character : `\\${character}`;
}
