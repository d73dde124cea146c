import type { Failure } from '../../base/failure';
import type { ErrorAction, PanelState } from '../../protocol/messages';

/** What went wrong, as the panel shows it: with the ways onward that fit. */
export function errorState(statement: string, failure: Failure): PanelState {
  return {
    kind: 'error',
    statement,
    title: failure.message,
    remedy: failure.remedy,
    ...(failure.sqlState === undefined ? {} : { detail: `SQLSTATE ${failure.sqlState}` }),
    actions: actionsFor(failure),
  };
}

function actionsFor(failure: Failure): readonly ErrorAction[] {
  if (failure.id === 'defect') return ['showLog', 'explain'];
  if (failure.kind === 'connection') return ['explain', 'selectConnection', 'showLog'];
  if (failure.position !== undefined) return ['openSource', 'explain'];
  // Class 22 is "data exception": a value that the parameter's type does not take.
  if (failure.sqlState?.startsWith('22') === true) return ['setValues', 'explain'];
  return ['explain'];
}
