import { type Uri, workspace } from 'vscode';

import type { ConnectOptions } from '../../app';
import { settings } from '../contributions';

const short = (name: string) => name.slice(settings.section.length + 1);

/** Limits for a connection that is opened now. */
export function readLimits(): ConnectOptions['limits'] {
  const configuration = workspace.getConfiguration(settings.section);
  const ms = (name: string, fallback: number, least: number) => {
    const value = configuration.get<unknown>(short(name));
    return typeof value === 'number' && Number.isFinite(value) ? Math.max(least, Math.round(value)) : fallback;
  };
  return {
    connectTimeoutMs: ms(settings.connectTimeout, 10_000, 100),
    statementTimeoutMs: ms(settings.statementTimeout, 30_000, 1),
    lockTimeoutMs: ms(settings.lockTimeout, 2_000, 1),
  };
}

/** Id or name of the connection that the settings choose for the folder; blank means none. */
export function readConnectionSetting(folder: Uri | undefined): string | undefined {
  const value = workspace.getConfiguration(settings.section, folder ?? null).get<unknown>(short(settings.connection));
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
