export interface NameAt {
  readonly name: string;
  /** Behind the name. */
  readonly end: number;
}

/**
 * The identifier that begins at an offset, as quote_identifier writes it: bare, or in double quotes with doubled quotes
 * inside. A bare one ends at a blank or, where asked, at a dot: names that a hook gives for hypothetical indexes have
 * any other character.
 */
export function identifierAt(text: string, start: number, dotEnds: boolean): NameAt | undefined {
  if (text.charAt(start) !== '"') {
    const ends = dotEnds ? /[\s.]/g : /\s/g;
    ends.lastIndex = start;
    const end = ends.exec(text)?.index ?? text.length;
    return end === start ? undefined : { name: text.slice(start, end), end };
  }
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1 && text.charAt(quote + 1) === '"') quote = text.indexOf('"', quote + 2);
  const end = quote === -1 ? text.length : quote;
  return { name: text.slice(start + 1, end).replaceAll('""', '"'), end: Math.min(end + 1, text.length) };
}

/** What stands behind ` on `: `schema.object alias`, each part but one optional. */
export interface Target {
  readonly schema?: string;
  readonly object: string;
  readonly alias?: string;
  /** What stands behind the alias: nothing, in what PostgreSQL prints. */
  readonly rest: string;
}

export function readTarget(text: string): Target | undefined {
  const first = identifierAt(text, 0, true);
  if (first === undefined) return undefined;
  let object = first;
  let schema: string | undefined;
  if (text.charAt(first.end) === '.') {
    const second = identifierAt(text, first.end + 1, true);
    if (second !== undefined) {
      schema = first.name;
      object = second;
    }
  }
  const rest = text.slice(object.end).trimStart();
  const alias = rest === '' ? undefined : identifierAt(rest, 0, false);
  return {
    object: object.name,
    rest: rest.slice(alias?.end ?? 0),
    ...(schema !== undefined && { schema }),
    ...(alias !== undefined && { alias: alias.name }),
  };
}
