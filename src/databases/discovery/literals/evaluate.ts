import type { Lookup } from '../finder';
import type { Value } from './values';

/** Calls that give their first argument's variable, and their second, `default` or `fallback`, when it is not set. */
const readers = new Set([
  'os.environ',
  'os.environ.get',
  'os.getenv',
  'environ.get',
  'getenv',
  'env',
  'env.str',
  'env.int',
  'env.get',
  'config',
  'process.env',
  'Deno.env.get',
  'ENV',
  'ENV.fetch',
  'ENV.dig',
  'Env.get',
  'environ',
]);
/** Calls that only change the type. */
const wrappers = new Set(['Number', 'parseInt', 'Number.parseInt', 'int', 'str', 'String', 'Integer']);

/** A scalar's text, variables looked up; `undefined` where it cannot be told. */
export function evaluate(value: Value | undefined, lookup: Lookup): string | undefined {
  switch (value?.kind) {
    case 'text':
      return value.text;
    case 'name':
      return /^(?:process\.env|import\.meta\.env)\.(\w+)$/.test(value.name)
        ? lookup(value.name.slice(value.name.lastIndexOf('.') + 1))
        : undefined;
    case 'call': {
      const first = evaluate(value.args[0], lookup);
      if (wrappers.has(value.name)) return first;
      if (!readers.has(value.name) || first === undefined) return undefined;
      const fallback = value.args[1] ?? value.named.get('default') ?? value.named.get('fallback');
      return lookup(first) ?? evaluate(fallback, lookup);
    }
    case 'first':
      return value.options.map(option => evaluate(option, lookup)).find(text => text !== undefined && text !== '');
    default:
      return undefined;
  }
}

/** A field's text; empty counts as absent. */
export function fieldText(value: Value | undefined, names: readonly string[], lookup: Lookup): string | undefined {
  if (value?.kind !== 'record') return undefined;
  for (const name of names) {
    const text = evaluate(value.fields.get(name), lookup);
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}

export function fieldOf(value: Value | undefined, name: string): Value | undefined {
  return value?.kind === 'record' ? value.fields.get(name) : undefined;
}
