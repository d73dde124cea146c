import type { Parsed, Problem } from '../../base/problem';
import { LineIndex } from '../../base/text';
import { jsonErrorOffset } from './jsonErrorOffset';

/** The first JSON array or object in a text; what stands around it is reported and passed over. */
export function extractJson(text: string): Parsed<{ readonly json: unknown } | undefined> {
  const whole = parse(text);
  if (whole.json !== undefined) return { value: { json: whole.json }, problems: [] };
  for (const start of openings(text)) {
    const end = matchingEnd(text, start);
    if (end === undefined) continue;
    const part = parse(text.slice(start, end));
    if (part.json !== undefined && holdsObject(part.json)) {
      return { value: { json: part.json }, problems: [at(text, start, 'Text around the JSON was passed over.')] };
    }
  }
  const unwrapped = withoutFrame(text);
  if (unwrapped !== text) {
    const { value } = extractJson(unwrapped);
    if (value !== undefined) return { value, problems: [{ message: "psql's frame around the JSON was passed over." }] };
  }
  if (text.trim() === '') return { value: undefined, problems: [{ message: 'The input is empty.' }] };
  const start = text.search(/\S/);
  const begins = text.charAt(start) === '[' || text.charAt(start) === '{';
  const message = begins ? 'The JSON breaks off or is wrong here.' : 'This is not JSON.';
  return { value: undefined, problems: [at(text, begins ? whole.offset : start, message)] };
}

function parse(text: string): { readonly json?: unknown; readonly offset: number } {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? { json, offset: 0 } : { offset: 0 };
  } catch {
    return { offset: jsonErrorOffset(text) };
  }
}

function holdsObject(json: unknown): boolean {
  const first: unknown = Array.isArray(json) ? json[0] : json;
  return typeof first === 'object' && first !== null;
}

/** Places where the JSON may begin: more than one, since a prefix such as `[123]` holds a bracket too. */
function openings(text: string): readonly number[] {
  const starts: number[] = [];
  for (let i = 0; i < text.length && starts.length < 20; i++) {
    const character = text[i];
    if (character === '[' || character === '{') starts.push(i);
  }
  return starts;
}

const frame = new Set(['|', '│', '║']);
const lineMarks = new Set(['+', '↵']);

/** psql marks the end of each line but the last of a value that has several, and may draw a frame around it. */
function withoutFrame(text: string): string {
  return text
    .split('\n')
    .map(line => {
      let content = line.trim();
      if (frame.has(content.charAt(0))) content = content.slice(1);
      if (frame.has(content.charAt(content.length - 1))) content = content.slice(0, -1).trimEnd();
      return lineMarks.has(content.charAt(content.length - 1)) ? content.slice(0, -1) : content;
    })
    .join('\n');
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

function at(text: string, offset: number, message: string): Problem {
  const { line, character } = new LineIndex(text).positionAt(offset);
  return { message, line, column: character, offset };
}
