import { parse, parseAllDocuments } from 'yaml';

const deepestNesting = 200;

/** @throws on what is not YAML */
export function readYaml(text: string): unknown {
  refuseDeepNesting(text);
  return parse(text, { merge: true, logLevel: 'silent' }) as unknown;
}

/** The documents of a stream. @throws on what is not YAML */
export function readYamlDocuments(text: string): readonly unknown[] {
  refuseDeepNesting(text);
  const documents = parseAllDocuments(text, { merge: true, logLevel: 'silent' });
  return Array.isArray(documents) ? documents.map(document => document.toJS() as unknown) : [];
}

/**
 * The parser recurses, and V8 ends the whole process when a regular expression is compiled near the end of the stack.
 * Brackets inside strings count too: so many that do not close are not a configuration either.
 */
function refuseDeepNesting(text: string): void {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > deepestNesting) throw new Error('nested too deeply');
  }
  for (const line of text.split('\n')) {
    const start = /^[ \t?:-]*/.exec(line)?.[0] ?? '';
    if (start.replace(/[^?:-]/g, '').length > deepestNesting || start.length > 10 * deepestNesting) {
      throw new Error('nested too deeply');
    }
  }
}
