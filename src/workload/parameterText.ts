import type { ParameterValue } from '../catalog/database';

/**
 * A value of JSON as text in the input syntax of the type that the server will infer for it: arrays as `{…}`, objects
 * as JSON. A byte array, as Node prints a Buffer, is written as bytea.
 */
export function parameterText(value: unknown): ParameterValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return arrayText(value);
  return bufferText(value) ?? JSON.stringify(value);
}

/** JSON with whole numbers that a double cannot hold kept as text, since ids of 64 bits are common. @throws SyntaxError */
export function readJson(text: string): unknown {
  let safe = '';
  let at = 0;
  while (at < text.length) {
    const start = at;
    const c = text[at] ?? '';
    if (c === '"') {
      at++;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
      at++;
      safe += text.slice(start, at);
    } else if (c === '-' || (c >= '0' && c <= '9')) {
      while (at < text.length && '+-.eE0123456789'.includes(text[at] ?? '')) at++;
      const number = text.slice(start, at);
      const digits = number.startsWith('-') ? number.slice(1) : number;
      const exact = digits.length <= 15 || String(Number(number)) === number;
      safe += exact ? number : `"${number}"`;
    } else {
      safe += c;
      at++;
    }
  }
  return JSON.parse(safe) as unknown;
}

function arrayText(values: readonly unknown[]): string {
  const items = values.map(value => {
    if (Array.isArray(value)) return arrayText(value);
    const text = parameterText(value);
    return text === null ? 'NULL' : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  });
  return `{${items.join(',')}}`;
}

function bufferText(value: object): string | undefined {
  const { type, data } = value as { readonly type?: unknown; readonly data?: unknown };
  if (type !== 'Buffer' || !Array.isArray(data)) return undefined;
  return `\\x${data.map(byte => Number(byte).toString(16).padStart(2, '0')).join('')}`;
}
