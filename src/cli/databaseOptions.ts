import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';

import type { App } from '../app';
import type { ConnectionProfile } from '../catalog/connection';
import type { Database } from '../catalog/database';
import { isProduction, productionReason } from '../catalog/production';
import type { CommandContext } from './commandContext';
import { noDatabase, productionAnalyze } from './failures';

/** Options of every command that needs a database. */
export interface DatabaseOptions {
  readonly databaseUrl?: string;
  readonly statementTimeout: number;
  readonly production?: boolean;
}

const connectTimeoutMs = 10_000;
const lockTimeoutMs = 2_000;

export function addDatabaseOptions(command: Command): Command {
  return command
    .option('--database-url <url>', 'postgres://user@host:port/database (default: DATABASE_URL)')
    .option('--statement-timeout <ms>', 'stop a statement after this time; 0: never', milliseconds, 30_000)
    .option('--production', 'treat the database as production: plain EXPLAIN only')
    .option('--no-production', 'treat it as a development database, whatever its host and name say');
}

/**
 * Opens the database that was named; the caller owns it. `runs`: more than a plain EXPLAIN is wanted.
 * @throws Failure
 */
export async function openDatabase(
  app: App,
  context: CommandContext,
  options: DatabaseOptions,
  wanted: { readonly runs: boolean },
): Promise<Database> {
  const { terminal } = context;
  const url = options.databaseUrl ?? terminal.environment['DATABASE_URL'];
  if (url === undefined || url === '') throw noDatabase();
  const found = app.profileFromUrl(url, { id: 'command-line', name: 'The database', origin: { kind: 'entered' } });
  const { password } = found;
  const profile = {
    ...found.profile,
    name: nameOf(found.profile),
    ...(options.production === undefined ? {} : { production: options.production }),
  };
  if (isProduction(profile, terminal.environment)) {
    if (wanted.runs) throw productionAnalyze(profile.name);
    terminal.err(`${productionReason(profile, terminal.environment)} Plain EXPLAIN only.\n`);
  }
  return app.connect(
    {
      profile,
      ...(password === undefined ? {} : { password }),
      limits: { connectTimeoutMs, lockTimeoutMs, statementTimeoutMs: options.statementTimeout },
    },
    terminal.signal,
  );
}

/** `shop@localhost` */
function nameOf({ database, user, host, service }: ConnectionProfile): string {
  const place = host ?? service ?? 'localhost';
  const what = database ?? user;
  return what === undefined ? place : `${what}@${place}`;
}

function milliseconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number of milliseconds is wanted.');
  return Number(text);
}
