/** Where the program says what it does. Secrets and literals are redacted before a line is handed over. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  /** `error` may be anything that was thrown; its stack is written, never its connection string. */
  error(message: string, error?: unknown): void;
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
