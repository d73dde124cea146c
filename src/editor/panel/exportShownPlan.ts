import { env, type QuickPickItem, Uri, window, workspace } from 'vscode';

import { Failure } from '../../base/failure';
import type { PanelState, PlanView } from '../../protocol/messages';
import type { ExportFormat } from '../../report/plan/exportPlan';
import type { PlanReport } from '../../report/plan/planReport';

interface ExportChoice extends QuickPickItem {
  readonly format: ExportFormat;
  /** Absent: to the clipboard. */
  readonly file?: { readonly name: string; readonly kind: string };
}

const choices: readonly ExportChoice[] = [
  {
    label: 'Web page…',
    description: 'steps, drawings, findings and statement in one file that loads nothing',
    format: 'html',
    file: { name: 'plan.html', kind: 'Web page' },
  },
  { label: 'Markdown…', format: 'markdown', file: { name: 'plan.md', kind: 'Markdown' } },
  {
    label: 'JSON…',
    description: 'with own times and findings',
    format: 'json',
    file: { name: 'plan.json', kind: 'JSON' },
  },
  { label: 'Graph as SVG…', format: 'svg', file: { name: 'plan-graph.svg', kind: 'SVG' } },
  { label: 'Flame as SVG…', format: 'svg-flame', file: { name: 'plan-flame.svg', kind: 'SVG' } },
  { label: 'Copy as Markdown', format: 'markdown' },
  { label: 'Copy as JSON', format: 'json' },
];

const maskChoices = [
  { label: 'As it is', description: 'with the literals of the statement and its conditions', mask: false },
  { label: 'Without literals', description: 'each becomes ?', mask: true },
] as const;

/** Asks for the format and writes the plan that the panel shows to a file or the clipboard. */
export async function exportShownPlan(state: PanelState): Promise<void> {
  if (state.kind !== 'plan') throw nothingToExport();
  const choice = await window.showQuickPick(choices, { title: 'Export Plan (1/2)', placeHolder: 'As what?' });
  if (choice === undefined) return;
  const masking = await window.showQuickPick(maskChoices, {
    title: 'Export Plan (2/2)',
    placeHolder: 'Literals may be data of your users',
  });
  if (masking === undefined) return;
  const { exportPlan } = await import('../../report/plan/exportPlan');
  const text = exportPlan(reportOf(state, masking.mask), choice.format, { mask: masking.mask });
  if (choice.file === undefined) {
    await env.clipboard.writeText(text);
    return;
  }
  const { name, kind } = choice.file;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    title: 'Export Plan',
    filters: { [kind]: [name.slice(name.lastIndexOf('.') + 1)] },
    ...(folder !== undefined && { defaultUri: Uri.joinPath(folder, name) }),
  });
  if (target !== undefined) await workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

/** Values of parameters are literals as much as those of the statement. */
function reportOf(view: PlanView, mask: boolean): PlanReport {
  const facts: [string, string][] = [['Source', view.source]];
  if (view.connection !== undefined) {
    facts.push(['Database', view.connection.name], ['PostgreSQL', view.connection.serverVersion]);
  }
  if (view.origin !== undefined) facts.push(['Query', view.origin]);
  facts.push(['Time', view.time]);
  for (const { name, value } of mask ? [] : view.parameters) {
    if (value !== undefined) facts.push([name, value]);
  }
  return {
    plan: view.plan,
    findings: view.findings,
    facts,
    ...(view.statement !== undefined && { statement: view.statement }),
  };
}

function nothingToExport(): Failure {
  return new Failure({
    id: 'nothing-to-export',
    kind: 'usage',
    message: 'There is no plan in the panel to export.',
    remedy: 'Explain a query or open a plan first.',
  });
}
