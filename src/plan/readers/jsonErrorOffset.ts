/**
 * Where a text stops being JSON (RFC 8259), since `JSON.parse` tells that in some engines' messages only. The end of the
 * text where it just breaks off.
 */
export function jsonErrorOffset(text: string): number {
  /** Closing brackets that are still due, outermost first. */
  const due: string[] = [];
  let expects: 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' = 'value';
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (blanks.has(character)) {
      at++;
      continue;
    }
    const closes = expects.endsWith('or end') && character === due.at(-1);
    if (closes) {
      due.pop();
      expects = 'comma or end';
      at++;
    } else if (expects === 'colon' || expects === 'comma or end') {
      if (character !== (expects === 'colon' ? ':' : ',') || due.length === 0) return at;
      expects = expects === 'colon' ? 'value' : due.at(-1) === '}' ? 'key' : 'value';
      at++;
    } else if (expects === 'key' || expects === 'key or end') {
      const end = character === '"' ? endOfString(text, at) : undefined;
      if (end === undefined) return at;
      expects = 'colon';
      at = end;
    } else if (character === '[' || character === '{') {
      due.push(character === '[' ? ']' : '}');
      expects = character === '[' ? 'value or end' : 'key or end';
      at++;
    } else {
      const end = character === '"' ? endOfString(text, at) : endOfScalar(text, at);
      if (end === undefined) return at;
      expects = 'comma or end';
      at = end;
    }
  }
  return text.length;
}

const blanks = new Set([' ', '\t', '\n', '\r']);

function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '"') return at + 1;
    else if (character < ' ') return undefined;
  }
  return undefined;
}

function endOfScalar(text: string, start: number): number | undefined {
  const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y;
  scalar.lastIndex = start;
  return scalar.test(text) ? scalar.lastIndex : undefined;
}
