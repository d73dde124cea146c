import { isPostgresUrl } from '../../postgres/connectionUrl';
import type { Candidate, Finder, Lookup } from '../finder';

/** Variables of the process that the editor or the command line runs in. */
export const findInEnvironment: Finder = project =>
  Promise.resolve(candidatesOf(new Map(entriesOf(project.environment)), { tool: 'Environment' }, false));

/**
 * What a set of variables says: every value that is a PostgreSQL URL, and the families `PG*`, `POSTGRES_*` and `DB_*`.
 * @param withCompose POSTGRES_USER and its like belong to a container that another finder reads.
 */
export function candidatesOf(
  variables: ReadonlyMap<string, string>,
  from: Pick<Candidate, 'tool' | 'file'>,
  withCompose: boolean,
): readonly Candidate[] {
  const found: Candidate[] = [];
  const names = [...variables.keys()].sort((one, other) => rank(one) - rank(other));
  for (const name of names) {
    const value = variables.get(name);
    if (value !== undefined && isPostgresUrl(value)) found.push({ ...from, detail: name, url: value });
  }
  const get: Lookup = name => {
    const value = variables.get(name);
    return value === '' ? undefined : value;
  };
  if (get('PGHOST') !== undefined || get('PGDATABASE') !== undefined) {
    found.push({
      ...from,
      detail: 'PGHOST',
      host: get('PGHOST'),
      port: get('PGPORT'),
      database: get('PGDATABASE'),
      user: get('PGUSER'),
      password: get('PGPASSWORD'),
    });
  }
  if (get('POSTGRES_HOST') !== undefined || (get('POSTGRES_DB') !== undefined && !withCompose)) {
    found.push({
      ...from,
      detail: 'POSTGRES_HOST',
      host: get('POSTGRES_HOST') ?? 'localhost',
      port: get('POSTGRES_PORT'),
      database: get('POSTGRES_DB') ?? get('POSTGRES_DATABASE'),
      user: get('POSTGRES_USER'),
      password: get('POSTGRES_PASSWORD'),
    });
  }
  if (namesPostgres(get) && (get('DB_HOST') ?? get('DB_DATABASE') ?? get('DB_NAME')) !== undefined) {
    found.push({
      ...from,
      detail: 'DB_HOST',
      host: get('DB_HOST') ?? 'localhost',
      port: get('DB_PORT'),
      database: get('DB_DATABASE') ?? get('DB_NAME'),
      user: get('DB_USERNAME') ?? get('DB_USER'),
      password: get('DB_PASSWORD') ?? get('DB_PASS'),
    });
  }
  return found;
}

/** `DB_*` serves every engine: it must say that it means PostgreSQL, or name its port. */
function namesPostgres(get: Lookup): boolean {
  const engine = get('DB_CONNECTION') ?? get('DB_ENGINE') ?? get('DB_DRIVER') ?? get('DB_TYPE') ?? get('DB_DIALECT');
  return engine === undefined ? get('DB_PORT') === '5432' : /pgsql|postgres/i.test(engine);
}

function rank(name: string): number {
  if (name === 'DATABASE_URL') return 0;
  return /TEST|SHADOW/.test(name) ? 2 : 1;
}

function entriesOf(environment: Readonly<Record<string, string | undefined>>): [string, string][] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
}
