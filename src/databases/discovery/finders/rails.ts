import { type Candidate, eachFile, type Finder, type Lookup } from '../finder';
import { evaluate } from '../literals/evaluate';
import { Source } from '../literals/values';
import { asRecord, asText } from '../tree';
import { readYaml } from '../yaml';

/** `config/database.yml` of Rails; ERB is read, never run. */
export const findInRails: Finder = project =>
  eachFile(
    project,
    path => /(?:^|\/)config\/database\.ya?ml$/.test(path),
    (text, path, lookup) => {
      const environments = asRecord(readYaml(withoutErb(text, lookup)));
      return Object.entries(environments).flatMap(([name, value]) => {
        const own = asRecord(value);
        if (name === 'default' || name === 'test') return [];
        if (own['adapter'] !== undefined || own['url'] !== undefined) return candidateOf(own, name, path);
        // Several databases: `primary`, `replica`, … one level down.
        return Object.entries(own).flatMap(([role, entry]) => candidateOf(asRecord(entry), `${name}.${role}`, path));
      });
    },
  );

function candidateOf(own: Readonly<Record<string, unknown>>, detail: string, path: string): readonly Candidate[] {
  const field = (name: string) => {
    const text = asText(own[name]);
    return text === '' ? undefined : text;
  };
  const url = field('url');
  if (url === undefined && !/^(?:postgresql|postgis|postgres)$/.test(field('adapter') ?? '')) return [];
  if (url === undefined && field('database') === undefined) return [];
  return [
    {
      tool: 'Rails',
      file: path,
      detail,
      url,
      host: field('host'),
      port: field('port'),
      database: field('database'),
      user: field('username') ?? field('user'),
      password: field('password'),
    },
  ];
}

/** `<%= ENV['X'] %>`, `ENV.fetch("X") { "d" }`, `ENV["X"] || "d"` become their value, everything else nothing. */
function withoutErb(text: string, lookup: Lookup): string {
  return text.replace(/<%(=?)-?([\s\S]*?)-?%>/g, (_, output: string, code: string, at: number) => {
    if (output === '') return '';
    const value = erbValue(code, lookup) ?? '';
    const before = text.charAt(at - 1);
    // Inside quotes, or in the middle of a word, the value stands as it is.
    return /\s/.test(before) && value !== '' && !/^\d+$/.test(value) ? JSON.stringify(value) : value;
  });
}

function erbValue(code: string, lookup: Lookup): string | undefined {
  const source = new Source(code, 'ruby');
  const { value, end } = source.valueAt(0);
  const known = evaluate(value, lookup);
  if (known !== undefined) return known;
  return source.is(end, '{') ? evaluate(source.valueAt(end + 1).value, lookup) : undefined;
}
