import { interpolate, parseDotenv } from '../dotenv';
import { baseName, type Candidate, eachFile, type Finder, folderOf, type Lookup } from '../finder';
import { asList, asRecord, asText } from '../tree';
import { readYaml } from '../yaml';

export function isComposeFile(path: string): boolean {
  return /^(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml$/.test(baseName(path));
}

const image = /(?:^|\/)(?:postgres|postgresql|postgis|timescaledb(?:-ha)?|pgvector|citus|paradedb)(?:[:@]|$)/;
const serverPort = '5432';

/** Services that run PostgreSQL and publish its port on this machine. */
export const findInCompose: Finder = project =>
  eachFile(project, isComposeFile, async (text, path, lookup) => {
    const services = asRecord(asRecord(readYaml(text))['services']);
    const found: Candidate[] = [];
    for (const [name, value] of Object.entries(services)) {
      const service = asRecord(value);
      if (!image.test(interpolate(asText(service['image']) ?? '', lookup))) continue;
      const published = asList(service['ports'])
        .map(port => publishedPort(port, lookup))
        .find(port => port !== undefined);
      if (published === undefined) continue;
      const variables = new Map<string, string>();
      for (const file of envFilesOf(service['env_file'])) {
        const folder = folderOf(path);
        const content = await project.read([folder, file.replace(/^\.\//, '')].filter(part => part !== '').join('/'));
        for (const [key, entry] of parseDotenv(content ?? '', lookup)) variables.set(key, entry);
      }
      for (const [key, entry] of environmentOf(service['environment'], lookup)) variables.set(key, entry);
      const get = (...names: string[]) =>
        names.map(key => variables.get(key)).find(entry => entry !== undefined && entry !== '');
      // The image's defaults: the user is `postgres`, the database has the user's name.
      const user = get('POSTGRES_USER', 'POSTGRESQL_USERNAME') ?? 'postgres';
      found.push({
        tool: 'Docker Compose',
        file: path,
        detail: name,
        ...published,
        user,
        database: get('POSTGRES_DB', 'POSTGRESQL_DATABASE') ?? user,
        password: get('POSTGRES_PASSWORD', 'POSTGRESQL_PASSWORD'),
      });
    }
    return found;
  });

/** `5433:5432`, `127.0.0.1:5433:5432/tcp`, or the long form. A port that Docker chooses cannot be known. */
function publishedPort(port: unknown, lookup: Lookup): { readonly host: string; readonly port: string } | undefined {
  const long = asRecord(port);
  if (long['target'] !== undefined) {
    const published = interpolate(asText(long['published']) ?? '', lookup);
    if (asText(long['target']) !== serverPort || published === '') return undefined;
    return { host: hostOf(asText(long['host_ip']) ?? ''), port: published };
  }
  const short = /^(?:(.*):)?(\d+):(\d+)(?:\/tcp)?$/.exec(interpolate(asText(port) ?? '', lookup));
  if (short?.[3] !== serverPort) return undefined;
  return { host: hostOf(short[1] ?? ''), port: short[2] ?? serverPort };
}

function hostOf(address: string): string {
  const bare = address.replace(/^\[(.*)\]$/, '$1');
  return bare === '' || bare === '0.0.0.0' || bare === '::' || bare === '127.0.0.1' ? 'localhost' : bare;
}

function environmentOf(value: unknown, lookup: Lookup): [string, string][] {
  if (Array.isArray(value)) {
    return value.flatMap(item => {
      const text = asText(item) ?? '';
      const equals = text.indexOf('=');
      const name = equals < 0 ? text : text.slice(0, equals);
      const written = equals < 0 ? lookup(name) : interpolate(text.slice(equals + 1), lookup);
      return written === undefined ? [] : [[name, written] as [string, string]];
    });
  }
  return Object.entries(asRecord(value)).flatMap(([name, item]) => {
    const written = item === null ? lookup(name) : interpolate(asText(item) ?? '', lookup);
    return written === undefined ? [] : [[name, written] as [string, string]];
  });
}

function envFilesOf(value: unknown): readonly string[] {
  const entries = Array.isArray(value) ? asList(value) : [value];
  return entries.flatMap(entry => asText(entry) ?? asText(asRecord(entry)['path']) ?? []);
}
