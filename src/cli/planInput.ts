import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { readPlans } from '../plan/readers/readPlans';
import type { Plan } from '../plan/model';
import { noPlanHere, noSuchPlan, unreadableFile } from './failures';
import { PlacedFailure } from './placedFailure';
import type { Terminal } from './terminal';

/** One plan of a file or of standard input; what was passed over is told on standard error. @throws Failure */
export async function readPlanInput(
  terminal: Terminal,
  file: string,
  number: number,
): Promise<{ readonly plan: Plan; readonly name: string }> {
  const name = file === '-' ? 'standard input' : file;
  const { plans, problems } = readPlans(await readInput(terminal, file));
  const read = plans[number - 1];
  if (read === undefined) {
    if (plans.length > 0) throw noSuchPlan(name, number, plans.length);
    const [first] = problems;
    const failure = noPlanHere(name, first?.message ?? 'there is nothing in it that looks like a plan.');
    if (first?.line === undefined) throw failure;
    throw new PlacedFailure(failure, { file: name, line: first.line, character: first.column ?? 0 });
  }
  for (const { message, line } of [...problems, ...read.problems]) {
    terminal.err(`Note: ${name}${line === undefined ? '' : `, line ${String(line)}`}: ${message}\n`);
  }
  return { plan: read.plan, name };
}

/** A file's text, or that of standard input. @throws Failure */
export async function readInput(terminal: Terminal, file: string): Promise<string> {
  if (file === '-') return terminal.readInput();
  const text = await readFile(resolve(terminal.folder, file), 'utf8').catch(() => undefined);
  if (text === undefined) throw unreadableFile(file);
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
