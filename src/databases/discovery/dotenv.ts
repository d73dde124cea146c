import type { Lookup } from './finder';

/**
 * Variables of a `.env` file: `export`, single, double and backtick quotes, several lines inside quotes, comments,
 * `${VAR}`, `$VAR`, `${VAR:-default}` outside single quotes (dotenv and dotenv-expand).
 */
export function parseDotenv(text: string, outer: Lookup = () => undefined): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  const lookup: Lookup = name => outer(name) ?? variables.get(name);
  const line =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:=|:[ \t])[ \t]*('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^\r\n]*)/gm;
  for (const match of text.replace(/^\uFEFF/, '').matchAll(line)) {
    const [, name = '', written = ''] = match;
    variables.set(name, valueOf(written.trim(), lookup));
  }
  return variables;
}

function valueOf(written: string, lookup: Lookup): string {
  const quote = written.charAt(0);
  if (written.length >= 2 && ['"', "'", '`'].includes(quote) && written.endsWith(quote)) {
    const inner = written.slice(1, -1);
    if (quote === "'") return inner;
    return interpolate(quote === '"' ? inner.replaceAll('\\n', '\n').replaceAll('\\"', '"') : inner, lookup);
  }
  // A comment needs a blank before it: passwords hold `#`.
  return interpolate(written.replace(/(?:^|\s)#.*$/, '').trim(), lookup);
}

/** `${VAR}`, `${VAR:-default}`, `${VAR-default}`, `${VAR:?message}`, `${VAR:default}` (Spring), `$VAR`; `\$` and `$$` are a dollar. */
export function interpolate(text: string, lookup: Lookup, depth = 0): string {
  if (depth > 5) return text;
  return text.replace(
    /\\\$|\$\$|\$\{([A-Za-z_][\w.-]*?)(?:(:?[-?+]|:)((?:[^{}]|\$\{[^}]*\})*))?\}|\$([A-Za-z_]\w*)/g,
    (whole: string, braced?: string, operator?: string, fallback?: string, bare?: string) => {
      if (whole === '\\$' || whole === '$$') return '$';
      const value = lookup(braced ?? bare ?? '');
      if (operator === undefined || operator.endsWith('?')) return value ?? '';
      const isSet =
        operator.startsWith(':') && operator !== ':' ? value !== undefined && value !== '' : value !== undefined;
      if (operator.endsWith('+')) return isSet ? (fallback ?? '') : '';
      return isSet ? (value ?? '') : interpolate(fallback ?? '', lookup, depth + 1);
    },
  );
}
