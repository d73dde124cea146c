import type { Parsed, Problem } from '../../base/problem';
import { LineIndex } from '../../base/text';

/** The first JSON array or object in a text; what stands around it is reported and passed over. */
export function extractJson(text: string): Parsed<{ readonly json: unknown } | undefined> {
  const whole = parse(text);
  if (whole.json !== undefined) return { value: { json: whole.json }, problems: [] };
  for (const start of openings(text)) {
    const end = matchingEnd(text, start);
    if (end === undefined) continue;
    const part = parse(text.slice(start, end));
    if (part.json !== undefined) {
      return { value: { json: part.json }, problems: [at(text, start, 'Text around the JSON was passed over.')] };
    }
  }
  const message = text.trim() === '' ? 'The input is empty.' : `This is not JSON: ${whole.error}.`;
  return { value: undefined, problems: [at(text, whole.offset, message)] };
}

function parse(text: string): { readonly json?: unknown; readonly error: string; readonly offset: number | undefined } {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null
      ? { json, error: '', offset: undefined }
      : { error: 'a single value', offset: 0 };
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unreadable';
    const position = message.lastIndexOf('at position ');
    const offset = position < 0 ? undefined : Number.parseInt(message.slice(position + 'at position '.length), 10);
    return { error: message, offset };
  }
}

/** Places where the JSON may begin: the first bracket of a line, since a prefix such as `[123]` may hold one too. */
function openings(text: string): readonly number[] {
  const starts: number[] = [];
  for (let i = 0; i < text.length && starts.length < 20; i++) {
    const character = text[i];
    if (character === '[' || character === '{') starts.push(i);
  }
  return starts;
}

/** The offset behind the bracket that closes the one at `start`; brackets in strings do not count. */
function matchingEnd(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let i = start; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth++;
    else if ((character === ']' || character === '}') && --depth === 0) return i + 1;
  }
  return undefined;
}

function at(text: string, offset: number | undefined, message: string): Problem {
  if (offset === undefined) return { message };
  const { line, character } = new LineIndex(text).positionAt(offset);
  return { message, line, column: character, offset };
}
