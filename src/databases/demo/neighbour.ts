import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { whoAreYou } from './wire';

/*
 * Two windows must never open one data folder: PostgreSQL in WebAssembly takes no lock that another process could see.
 * Who owns a folder stands in a file beside the data; what listens on a port says so itself (`identityRequest`).
 */

/** What a demo database answers when asked who it is. */
export interface Neighbour {
  readonly port: number;
  readonly version: number;
  readonly state: 'starting' | 'ready';
}

const name = 'backend-optimizer-demo';
/** A listener that does not answer within this time is a stranger. */
const answerMs = 1500;

export function identityLine(version: number, state: Neighbour['state']): string {
  return `${name} ${version} ${state}`;
}

/** `undefined` where nothing listens, or something else. */
export function askNeighbour(port: number): Promise<Neighbour | undefined> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1' });
    let text = '';
    const done = () => {
      socket.destroy();
      const [who, version, state] = text.trim().split(' ');
      const known = who === name && (state === 'starting' || state === 'ready');
      resolve(known ? { port, version: Number(version), state } : undefined);
    };
    socket.setTimeout(answerMs, done);
    socket.on('connect', () => socket.write(whoAreYou()));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.length > 200) done();
    });
    socket.on('error', done);
    socket.on('end', done);
  });
}

export interface Claim {
  release(): Promise<void>;
}

interface Owner {
  readonly processId: number;
  readonly port: number;
}

/**
 * Takes the folder for this process, which listens on `port` already, or says who has it. A claim whose owner neither
 * answers nor lives is void.
 */
export async function claimFolder(folder: string, port: number): Promise<Claim | Neighbour> {
  const path = join(folder, 'owner.json');
  await mkdir(folder, { recursive: true });
  for (;;) {
    const mine = JSON.stringify({ processId: process.pid, port } satisfies Owner);
    try {
      await writeFile(path, mine, { flag: 'wx' });
      return {
        release: async () => {
          if ((await readFile(path, 'utf8').catch(() => '')) === mine) await rm(path, { force: true });
        },
      };
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure;
    }
    const owner = parseOwner(await readFile(path, 'utf8').catch(() => ''));
    const neighbour = owner && owner.port !== port ? await askNeighbour(owner.port) : undefined;
    if (neighbour) return neighbour;
    await rm(path, { force: true });
    await sleep(20 + Math.random() * 50);
  }
}

export function isNeighbour(answer: Claim | Neighbour): answer is Neighbour {
  return 'port' in answer;
}

function parseOwner(text: string): Owner | undefined {
  try {
    const value = JSON.parse(text) as Partial<Owner>;
    return typeof value.port === 'number' && typeof value.processId === 'number'
      ? { port: value.port, processId: value.processId }
      : undefined;
  } catch {
    return undefined;
  }
}
