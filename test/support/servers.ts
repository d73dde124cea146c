import { startDebianPostgres } from './debianPostgres';
import { startPostgres } from './embeddedPostgres';

/**
 * The servers that a suite for every version runs against: the embedded 18 in `npm test`, which needs nothing but npm;
 * Debian's 15 in `npm run test:debian`, which installs it.
 */
export const servers: readonly (readonly [version: number, start: typeof startPostgres])[] =
  process.env['BACKEND_OPTIMIZER_TEST_DEBIAN'] === undefined ? [[18, startPostgres]] : [[15, startDebianPostgres]];
