import { type Candidate, eachFile, type Finder, type Lookup } from '../finder';
import { evaluate, fieldOf, fieldText } from '../literals/evaluate';
import { Source, type Value } from '../literals/values';

/** `DATABASES` of Django's settings: a literal, `DATABASES['default'] = …`, django-environ's `env.db()` or `dj_database_url`. */
export const findInDjango: Finder = project =>
  eachFile(project, isSettings, (text, path, lookup) => {
    const source = new Source(text, 'python');
    return [...source.places('DATABASES')].flatMap(at => {
      if (source.is(at + 1, '=')) {
        const { value } = source.valueAt(at + 2);
        if (value.kind === 'record') {
          return [...value.fields].flatMap(([alias, entry]) => candidateOf(entry, alias, path, lookup));
        }
        return [];
      }
      const alias = source.tokens[at + 2];
      if (source.is(at + 1, '[') && alias?.kind === 'string' && source.is(at + 4, '=')) {
        return candidateOf(source.valueAt(at + 5).value, alias.text, path, lookup);
      }
      return [];
    });
  });

function isSettings(path: string): boolean {
  return /(?:^|\/)(?:settings[\w]*|local_settings)\.py$|(?:^|\/)(?:settings|config\/settings)\/\w+\.py$/.test(path);
}

function candidateOf(value: Value, alias: string, path: string, lookup: Lookup): readonly Candidate[] {
  const from = { tool: 'Django', file: path, detail: alias };
  if (value.kind === 'call') {
    const url = urlOfCall(value, lookup);
    return url === undefined ? [] : [{ ...from, url }];
  }
  if (!/postgres|postgis|timescale/.test(fieldText(value, ['ENGINE'], lookup) ?? '')) return [];
  return [
    {
      ...from,
      host: fieldText(value, ['HOST'], lookup),
      port: fieldText(value, ['PORT'], lookup),
      database: fieldText(value, ['NAME'], lookup) ?? fieldText(fieldOf(value, 'TEST'), ['NAME'], lookup),
      user: fieldText(value, ['USER'], lookup),
      password: fieldText(value, ['PASSWORD'], lookup),
    },
  ];
}

/** `dj_database_url.config(default=…, env=…)`, `dj_database_url.parse(…)`, `env.db('X', default=…)`. */
function urlOfCall(call: Value & { kind: 'call' }, lookup: Lookup): string | undefined {
  const method = call.name.slice(call.name.lastIndexOf('.') + 1);
  const first = call.args[0];
  const fallback = evaluate(call.named.get('default') ?? (method === 'config' ? first : call.args[1]), lookup);
  switch (method) {
    case 'parse':
      return evaluate(first, lookup);
    case 'config':
      return lookup(evaluate(call.named.get('env'), lookup) ?? 'DATABASE_URL') ?? fallback;
    case 'db':
    case 'db_url':
    case 'dj_db_url':
      return lookup(evaluate(first, lookup) ?? 'DATABASE_URL') ?? fallback;
    default:
      return undefined;
  }
}
