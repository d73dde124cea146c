import { baseName, eachFile, type Finder, type Lookup } from '../finder';
import { evaluate } from '../literals/evaluate';
import { Source } from '../literals/values';

/** The `datasource` block of a Prisma schema; since Prisma 7 the URL may stand in `prisma.config.ts`. */
export const findInPrisma: Finder = async project => {
  const isSchema = (path: string) => path.endsWith('.prisma');
  const schemas = await eachFile(project, isSchema, (text, path, lookup) => {
    const source = new Source(text, 'javascript');
    return [...source.places('datasource')].flatMap(at => {
      const fields = blockAt(source, at + 2, lookup);
      if (!/^(?:postgresql|postgres|cockroachdb)$/.test(fields.get('provider') ?? '')) return [];
      const url = fields.get('directUrl') ?? fields.get('url');
      return url === undefined
        ? []
        : [{ tool: 'Prisma', file: path, detail: source.tokens[at + 1]?.text ?? 'db', url }];
    });
  });
  const isConfig = (path: string) => /^prisma\.config\.[cm]?[jt]s$/.test(baseName(path));
  const configs = await eachFile(project, isConfig, (text, path, lookup) => {
    const source = new Source(text, 'javascript');
    return [...source.places('datasource')].flatMap(at => {
      const { value } = source.valueAt(at + 2);
      const url = value.kind === 'record' ? evaluate(value.fields.get('url'), lookup) : undefined;
      return url === undefined ? [] : [{ tool: 'Prisma', file: path, detail: 'datasource', url }];
    });
  });
  return [...schemas, ...configs];
};

/** `{ name = value … }`: lines without commas. */
function blockAt(source: Source, open: number, lookup: Lookup): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  if (!source.is(open, '{')) return fields;
  for (let at = open + 1; at < source.tokens.length && !source.is(at, '}'); at++) {
    if (!source.is(at + 1, '=')) continue;
    const name = source.tokens[at]?.text ?? '';
    // `valueAt` would read on over the line's end: a call or a string is all that may stand here.
    const call = source.tokens[at + 2];
    const argument = source.tokens[at + 4];
    const text =
      call?.kind === 'string'
        ? call.text
        : call?.text === 'env' && argument?.kind === 'string'
          ? lookup(argument.text)
          : undefined;
    if (text !== undefined) fields.set(name, text);
  }
  return fields;
}
