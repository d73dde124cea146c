import { createApp, type App } from '../app';
import { Failure } from '../base/failure';
import { silentLog } from '../base/log';
import { PlacedFailure } from './placedFailure';
import { describeFailure, exitCodeOf, type Terminal } from './terminal';

/** A defect of ours (sysexits.h, EX_SOFTWARE). */
export const defectCode = 70;

/** What a command wants otherwise than usual. */
export interface EngineOptions {
  /** Where the demo database is. */
  readonly folder?: string | undefined;
  readonly port?: number | undefined;
  /** Further names of calls and tags that take SQL. */
  readonly callees?: readonly string[];
}

/** What each command is built with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Runs a command with the engine, lets go of it, and keeps the exit code. Never throws. */
  run(command: (app: App) => Promise<number>, options?: EngineOptions): Promise<void>;
  readonly exitCode: number;
}

export function createCommandContext(
  terminal: Terminal,
  folders: { readonly assets: string; readonly demo: string },
): CommandContext {
  const context = {
    terminal,
    exitCode: 0,
    async run(command: (app: App) => Promise<number>, options: EngineOptions = {}): Promise<void> {
      const app = createApp({
        log: silentLog,
        environment: terminal.environment,
        assets: folders.assets,
        demoFolder: options.folder ?? folders.demo,
        demoPort: options.port,
        callees: () => options.callees ?? [],
      });
      try {
        context.exitCode = await command(app);
      } catch (error) {
        context.exitCode = reportError(terminal, error);
      } finally {
        await app.dispose();
      }
    },
  };
  return context;
}

/** Writes the one message for what was thrown. @returns the exit code */
export function reportError(terminal: Terminal, error: unknown): number {
  const failure = error instanceof PlacedFailure ? error.failure : error;
  if (failure instanceof Failure) {
    terminal.err(describeFailure(failure, error instanceof PlacedFailure ? error.place : undefined));
    return exitCodeOf(failure);
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`This is a defect of Backend Optimizer; please report it.\n${told}\n`);
  return defectCode;
}
