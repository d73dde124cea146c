/**
 * Starts throw-away PostgreSQL servers for tests, whatever the binaries. One `initdb` a run; each server works on a copy
 * of that folder. PostgreSQL refuses to run as root, so root hands every process to an unprivileged user.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, chownSync, copyFileSync, cpSync, existsSync, mkdtempSync } from 'node:fs';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

export interface StartOptions {
  /** Lines of postgresql.conf, e.g. `{ shared_preload_libraries: 'auto_explain' }`. Values are quoted. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Serves TLS with the certificate of `test/support/tls` (issued for `localhost` alone). */
  readonly ssl?: boolean;
  /** Replaces pg_hba.conf, first match wins: `hostssl all all 127.0.0.1/32 scram-sha-256`. */
  readonly hba?: readonly string[];
}

export interface TestServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly url: string;
  readonly dataDir: string;
  /** Folder of the Unix socket; as `host` it reaches the server without TCP. */
  readonly socketDir: string;
  /** Everything the server logged to standard error so far. */
  log(): string;
  /** Fast shutdown; the data is gone afterwards. */
  stop(): Promise<void>;
  /** SIGKILL to the postmaster and every backend, as a crash. The data stays for `restart`. */
  kill(): Promise<void>;
  /** Starts again on the same port and data, after `kill` or while running. */
  restart(): Promise<void>;
}

/** Certificates for tests; the keys guard nothing. */
export const tlsFiles = {
  /** Issued the server's certificate. */
  rootCertificate: join(__dirname, 'tls', 'ca.crt'),
  /** Issued nothing that a server shows. */
  otherRootCertificate: join(__dirname, 'tls', 'other-ca.crt'),
  clientCertificate: join(__dirname, 'tls', 'client.crt'),
  clientKey: join(__dirname, 'tls', 'client.key'),
} as const;

const superuser = 'postgres';
const password = 'test';
const windows = process.platform === 'win32';

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** One kind of server: a folder of binaries and the template made from it. */
export class PostgresBinaries {
  readonly #account = unprivilegedAccount();
  #binaries: string;
  #folder: string | undefined;
  #template: Promise<string> | undefined;

  /** @param folder holds `initdb` and `postgres`. */
  constructor(folder: string) {
    this.#binaries = folder;
  }

  async start(options: StartOptions = {}): Promise<TestServer> {
    const template = await (this.#template ??= this.#createTemplate());
    const root = mkdtempSync(join(this.#runFolder(), 's'));
    this.#give(root);
    const dataDir = join(root, 'data');
    await this.#run(windows ? undefined : 'cp', ['-R', template, dataDir]);
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      this.#configure(dataDir, root, port, options);
      const server = new RunningServer(join(this.#binaries, 'postgres'), dataDir, port, this.#account);
      try {
        await server.start();
        return server;
      } catch (error) {
        // Another process may have taken the port in between.
        if (attempt === 3 || !server.log().includes('could not bind')) throw error;
      }
    }
  }

  async #createTemplate(): Promise<string> {
    this.#makeReachable();
    const folder = this.#runFolder();
    const template = join(folder, 'template');
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, `${password}\n`);
    this.#give(passwordFile);
    await this.#run(join(this.#binaries, 'initdb'), [
      `--pgdata=${template}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=icu',
      '--icu-locale=en-US',
      '--wal-segsize=4',
      '--no-sync',
      '--no-instructions',
    ]);
    return template;
  }

  /** A checkout below a folder that only root may enter (`/root`) is copied to where the server's user can read it. */
  #makeReachable(): void {
    const account = this.#account;
    if (account === undefined) return;
    const probe = spawnSync(join(this.#binaries, 'postgres'), ['--version'], { ...account, cwd: '/' });
    if (probe.status === 0) return;
    const copy = join(this.#runFolder(), 'native');
    cpSync(dirname(this.#binaries), copy, { recursive: true, verbatimSymlinks: true });
    this.#binaries = join(copy, basename(this.#binaries));
  }

  #configure(dataDir: string, socketDir: string, port: number, options: StartOptions): void {
    const settings: Record<string, string> = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: windows ? '' : socketDir,
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      lc_messages: 'C',
      ...(options.ssl === true ? this.#tlsSettings(socketDir) : {}),
      ...options.settings,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
    appendFileSync(join(dataDir, 'postgresql.conf'), `\n${lines.join('\n')}\n`);
    if (options.hba !== undefined) writeFileSync(join(dataDir, 'pg_hba.conf'), `${options.hba.join('\n')}\n`);
  }

  #tlsSettings(folder: string): Record<string, string> {
    const key = join(folder, 'server.key');
    copyFileSync(join(__dirname, 'tls', 'server.key'), key);
    chmodSync(key, 0o600);
    this.#give(key);
    const certificate = join(folder, 'server.crt');
    copyFileSync(join(__dirname, 'tls', 'server.crt'), certificate);
    const authority = join(folder, 'ca.crt');
    copyFileSync(tlsFiles.rootCertificate, authority);
    return { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key, ssl_ca_file: authority };
  }

  #runFolder(): string {
    if (this.#folder === undefined) {
      sweep();
      this.#folder = mkdtempSync(join(tmpdir(), `${folderPrefix}${process.pid}-`));
      owned.folders.add(this.#folder);
      if (this.#account !== undefined) chmodSync(this.#folder, 0o755);
      this.#give(this.#folder);
      cleanUpAtExit();
    }
    return this.#folder;
  }

  #give(path: string): void {
    if (this.#account !== undefined) chownSync(path, this.#account.uid, this.#account.gid);
  }

  /** Runs a command to its end as the server's user; without a command, copies as `cp -R` does. */
  async #run(command: string | undefined, args: readonly string[]): Promise<void> {
    if (command === undefined) {
      const [, from = '', to = ''] = args;
      cpSync(from, to, { recursive: true });
      return;
    }
    const child = spawn(command, [...args], { ...this.#account, cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${command} ended with ${String(code)}:\n${output}`);
  }
}

class RunningServer implements TestServer {
  readonly host = '127.0.0.1';
  readonly user = superuser;
  readonly password = password;
  readonly database = 'postgres';
  readonly #executable: string;
  readonly #account: Account | undefined;
  #process: ChildProcess | undefined;
  #log = '';

  constructor(
    executable: string,
    readonly dataDir: string,
    readonly port: number,
    account: Account | undefined,
  ) {
    this.#executable = executable;
    this.#account = account;
  }

  get url(): string {
    return `postgres://${this.user}:${this.password}@${this.host}:${this.port}/${this.database}`;
  }

  get socketDir(): string {
    return dirname(this.dataDir);
  }

  log(): string {
    return this.#log;
  }

  async start(): Promise<void> {
    const child = spawn(this.#executable, ['-D', this.dataDir], {
      ...this.#account,
      cwd: this.dataDir,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    if (child.pid !== undefined) owned.processes.add(child.pid);
    let ended = false as boolean;
    child.once('close', () => (ended = true));
    child.once('error', error => {
      ended = true;
      this.#log += error.message;
    });
    child.stderr.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
    const deadline = Date.now() + 30_000;
    while (!this.#isReady(child.pid)) {
      if (ended || Date.now() > deadline) {
        await this.#end('SIGQUIT');
        throw new Error(`PostgreSQL did not start:\n${this.#log}`);
      }
      await delay(10);
    }
    // A test run must be able to end while a server is up; the exit hook ends the server.
    child.unref();
    (child.stderr as Readable & Pick<Socket, 'unref'>).unref();
  }

  async stop(): Promise<void> {
    await this.#end('SIGINT');
    rmSync(this.socketDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  async kill(): Promise<void> {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    const backends = childrenOf(pid);
    const ended = this.#end('SIGKILL');
    for (const backend of backends) killQuietly(backend, 'SIGKILL');
    await ended;
  }

  async restart(): Promise<void> {
    await this.#end('SIGINT');
    // Left by `kill`; a later process may carry the number that stands in it.
    rmSync(join(this.dataDir, 'postmaster.pid'), { force: true });
    await this.start();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.pid === undefined) return;
    if (child.exitCode === null && child.signalCode === null) {
      child.ref();
      const closed = once(child, 'exit');
      if (windows) execFileSync('taskkill', ['/pid', String(child.pid), '/f', '/t'], { stdio: 'ignore' });
      else child.kill(signal);
      await closed;
    }
    owned.processes.delete(child.pid);
  }

  /** Line 8 of postmaster.pid says how far the postmaster of that pid (line 1) has come. */
  #isReady(pid: number | undefined): boolean {
    try {
      const lines = readFileSync(join(this.dataDir, 'postmaster.pid'), 'utf8').split('\n');
      return lines[0]?.trim() === String(pid) && lines[7]?.trim() === 'ready';
    } catch {
      return false;
    }
  }
}

const folderPrefix = 'bo-pg-';
/** What this process must leave behind nothing of, however it ends. */
const owned = { processes: new Set<number>(), folders: new Set<string>() };
let hooked = false;

function cleanUpAtExit(): void {
  if (hooked) return;
  hooked = true;
  process.on('exit', () => {
    // An immediate shutdown: the postmaster ends its backends by itself once we are gone.
    for (const pid of owned.processes) killQuietly(pid, 'SIGQUIT');
    for (const folder of owned.folders) {
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
      } catch {
        // A backend may still be writing; the next run sweeps the folder.
      }
    }
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(143));
}

/** Removes what a killed run left; a postmaster whose folder is gone ends itself. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.startsWith(folderPrefix) ? name.slice(folderPrefix.length).split('-')[0] : Number.NaN);
    if (Number.isNaN(pid) || isRunning(pid)) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Belongs to somebody else.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function killQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}

function childrenOf(pid: number): readonly number[] {
  if (windows) return [];
  if (!existsSync('/proc/self/stat')) {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n');
    return lines.flatMap(line => {
      const [child, parent] = line.trim().split(/\s+/).map(Number);
      return parent === pid && child !== undefined ? [child] : [];
    });
  }
  return readdirSync('/proc').flatMap(name => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** The account that root hands the server to: `postgres`, else the one that every system has. */
function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'));
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const fields = accounts.find(account => account[0] === name);
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error('PostgreSQL does not run as root: add a user, e.g. `useradd --system postgres`.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port to be had');
  return address.port;
}
