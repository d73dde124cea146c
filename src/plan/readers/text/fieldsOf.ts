import type { Fields } from '../postgresNodes';

const mostOfALabel = 100;

/** Sets a field whatever its name; a label that is there already gets a number, so that what a plan repeats is kept. */
export function putField(fields: Fields, label: string, value: unknown): void {
  let key = label;
  if (Object.hasOwn(fields, `${label} (${mostOfALabel})`)) return;
  for (let n = 2; Object.hasOwn(fields, key); n++) key = `${label} (${n})`;
  // An own property also where the label is `__proto__`.
  Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
}

export function putMissing(fields: Fields, defaults: Fields): void {
  for (const [key, value] of Object.entries(defaults)) if (!Object.hasOwn(fields, key)) fields[key] = value;
}
