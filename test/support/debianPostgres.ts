import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { PostgresBinaries, type StartOptions, type TestServer } from './postgresProcess';

const folder = '/usr/lib/postgresql/15/bin';
let binaries: PostgresBinaries | undefined;

/** Debian's PostgreSQL 15, an older server of a real distribution. `scripts/install-debian.sh` installs it. */
export async function startDebianPostgres(options: StartOptions = {}): Promise<TestServer> {
  if (!existsSync(join(folder, 'initdb'))) {
    throw new Error(`No PostgreSQL 15 in ${folder}: run scripts/install-debian.sh as root (apt-get, Debian 12).`);
  }
  binaries ??= new PostgresBinaries(folder);
  return await binaries.start(options);
}
