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

/** An owner that lives but does not answer may be letting go of the folder just now. */
const patienceMs = 5000;

/**
 * Takes the folder for this process, which listens on `port` already, or says who has it. A claim whose owner neither
 * answers nor lives is void.
 */
export async function claimFolder(folder: string, port: number): Promise<Claim | Neighbour> {
  const path = join(folder, 'owner.json');
  const mine = JSON.stringify({ processId: process.pid, port } satisfies Owner);
  const read = () => readFile(path, 'utf8').catch(() => '');
  await mkdir(folder, { recursive: true });
  const patientUntil = performance.now() + patienceMs;
  for (;;) {
    if (await writeNew(path, mine)) {
      // Somebody who took the same void claim away may have taken this one.
      await sleep(30);
      if ((await read()) === mine) return { release: async () => void ((await read()) === mine && (await rm(path))) };
      continue;
    }
    const claim = await read();
    const owner = parseOwner(claim);
    const neighbour = owner && owner.port !== port ? await askNeighbour(owner.port) : undefined;
    if (neighbour) return neighbour;
    const mayLetGo = owner !== undefined && isAlive(owner.processId) && performance.now() < patientUntil;
    if (!mayLetGo && (await read()) === claim) await rm(path, { force: true });
    await sleep(20 + Math.random() * 50);
  }
}

async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw failure;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'EPERM';
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
