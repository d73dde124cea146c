import { baseName, type Candidate, eachFile, type Finder, type Lookup } from '../finder';
import { evaluate, fieldOf, fieldText } from '../literals/evaluate';
import { Source, type Value } from '../literals/values';

const toolOf: readonly (readonly [RegExp, string])[] = [
  [/^knexfile\.[cm]?[jt]s$/, 'Knex'],
  [/^ormconfig\.(?:json|[cm]?[jt]s)$|^(?:[\w-]*[.-])?data-?source\.[cm]?[jt]s$/i, 'TypeORM'],
  [/^drizzle\.config\.[cm]?[jt]s$/, 'Drizzle'],
  [/^mikro-orm\.config\.[cm]?[jt]s$/, 'MikroORM'],
];
const engine = /^(?:pg|pgnative|postgres|postgresql|cockroachdb|better-pg)$/;

/** Object literals that name PostgreSQL as their engine, in the configuration of JavaScript's query builders. */
export const findInJavaScript: Finder = project =>
  eachFile(
    project,
    path => nameOfTool(path) !== undefined,
    (text, path, lookup) => {
      const source = new Source(text, 'javascript');
      const tool = nameOfTool(path) ?? '';
      const found: Candidate[] = [];
      for (const at of source.places('{')) {
        const { value } = source.valueAt(at);
        const said = ['client', 'type', 'dialect', 'driver'].map(name => fieldText(value, [name], lookup));
        if (!said.some(name => name !== undefined && engine.test(name))) continue;
        const before = source.tokens[at - 2]?.text ?? '';
        const label = source.is(at - 1, ':') ? before : String(found.length + 1);
        found.push(...candidateOf(value, { tool, file: path, detail: label }, lookup));
      }
      return found;
    },
  );

function nameOfTool(path: string): string | undefined {
  const name = baseName(path);
  return toolOf.find(([pattern]) => pattern.test(name))?.[1];
}

/** The address stands in the object itself, in `connection` (Knex) or in `dbCredentials` (Drizzle). */
function candidateOf(
  value: Value,
  from: Pick<Candidate, 'tool' | 'file' | 'detail'>,
  lookup: Lookup,
): readonly Candidate[] {
  const inner = fieldOf(value, 'connection') ?? fieldOf(value, 'dbCredentials');
  const written = evaluate(inner, lookup);
  const holder = inner?.kind === 'record' ? inner : value;
  const url = written ?? fieldText(holder, ['url', 'clientUrl', 'connectionString'], lookup);
  const host = fieldText(holder, ['host'], lookup);
  const database = fieldText(holder, ['database', 'dbName'], lookup);
  if (url === undefined && host === undefined && database === undefined) return [];
  return [
    {
      ...from,
      url,
      host: host ?? (url === undefined ? 'localhost' : undefined),
      port: fieldText(holder, ['port'], lookup),
      database,
      user: fieldText(holder, ['user', 'username'], lookup),
      password: fieldText(holder, ['password'], lookup),
    },
  ];
}
