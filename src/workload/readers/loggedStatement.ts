import type { ParameterValue } from '../../catalog/database';
import { readPostgresStatement } from './postgresLog';
import { readTypeormStatement } from './typeormLog';

/** One statement as an application or a server logged it. Lines count from 0. */
export interface LoggedStatement {
  readonly format: 'postgresql' | 'typeorm';
  /** With `$n` where the log has parameters. */
  readonly sql: string;
  /** In order of number; absent where the log names none. */
  readonly parameters?: readonly ParameterValue[];
  /** First and last line, parameters included. */
  readonly startLine: number;
  readonly endLine: number;
}

/** The statement that `line` is part of; `undefined` where the line belongs to none. Never throws. */
export function readLoggedStatement(text: string, line: number): LoggedStatement | undefined {
  const lines = text.split(/\r\n|\n|\r/).map(withoutColour);
  if (!Number.isInteger(line) || line < 0 || line >= lines.length) return undefined;
  return readPostgresStatement(lines, line) ?? readTypeormStatement(lines, line);
}

/** ANSI escape sequences (ECMA-48, CSI) are how terminals show colour; a capture keeps them. */
function withoutColour(line: string): string {
  // eslint-disable-next-line no-control-regex -- ESC is what begins them.
  return line.includes('\u001B') ? line.replace(/\u001B\[[0-9;?]*[ -/]*[@-~]/g, '') : line;
}
