import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the demo's shipped files are. Paths are absolute. */
export interface DemoFiles {
  /** Code that starts the worker. */
  readonly worker: string;
  readonly schema: string;
  readonly data: string;
  readonly traffic: string;
  /** Holds `pglite.wasm`, `pglite.data` and `initdb.wasm`. */
  readonly pglite: string;
}

/**
 * `assets` is the packaged `dist` folder, or the root of the repository: then everything is taken from the sources and
 * the worker is loaded through tsx, so that tests never run yesterday's build.
 */
export function locateDemoFiles(assets: string): DemoFiles {
  const source = join(assets, 'src', 'databases', 'demo', 'demoWorker.ts');
  if (existsSync(source)) {
    const shop = join(assets, 'examples', 'shop');
    return {
      worker: `require(${JSON.stringify(join(assets, 'node_modules', 'tsx', 'dist', 'cjs', 'index.cjs'))});${load(source)}`,
      ...sqlIn(shop),
      pglite: join(assets, 'node_modules', '@electric-sql', 'pglite', 'dist'),
    };
  }
  const demo = join(assets, 'demo');
  return { worker: load(join(assets, 'demoWorker.js')), ...sqlIn(demo), pglite: join(demo, 'pglite') };
}

function sqlIn(folder: string): Pick<DemoFiles, 'schema' | 'data' | 'traffic'> {
  return {
    schema: join(folder, 'schema.sql'),
    data: join(folder, 'data.sql'),
    traffic: join(folder, 'traffic.sql'),
  };
}

function load(path: string): string {
  return `require(${JSON.stringify(path)});`;
}
