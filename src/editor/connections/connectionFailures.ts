import { Failure } from '../../base/failure';

export const untrustedWorkspace = () =>
  new Failure({
    id: 'untrusted-workspace',
    kind: 'connection',
    message: 'This workspace is not trusted, so its configuration is not read and no connection is opened.',
    remedy: 'Trust the workspace to go on.',
  });

export const connectionGone = () =>
  new Failure({
    id: 'connection-gone',
    kind: 'connection',
    message: 'This connection is no longer saved.',
    remedy: 'Select another connection.',
  });

export const settingNamesNothing = (value: string) =>
  new Failure({
    id: 'setting-names-nothing',
    kind: 'connection',
    message: `The setting backendOptimizer.connection names "${value}", and no saved connection has that id or name.`,
    remedy: 'Select a connection, or correct the setting.',
  });

export const noConnectionSaved = () =>
  new Failure({
    id: 'no-connection-saved',
    kind: 'connection',
    message: 'There is no connection that this could be done to.',
    remedy: 'Select or add a connection first.',
  });
