import { svgFile } from './drawing';
import { flameDrawing } from './flameDrawing';
import { graphDrawing } from './graphDrawing';
import { maskReport } from './maskReport';
import { planHtml } from './planHtml';
import { planJson } from './planJson';
import { planMarkdown } from './planMarkdown';
import type { PlanReport } from './planReport';

export const exportFormats = ['markdown', 'json', 'html', 'svg', 'svg-flame'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The plan as one file. `mask`: without the literals of the statement and of the plan's expressions. */
export function exportPlan(report: PlanReport, format: ExportFormat, { mask }: { readonly mask: boolean }): string {
  const told = mask ? maskReport(report) : report;
  switch (format) {
    case 'markdown':
      return planMarkdown(told);
    case 'json':
      return planJson(told);
    case 'html':
      return planHtml(told);
    case 'svg':
      return svgFile(told, graphDrawing(told.plan));
    case 'svg-flame':
      return svgFile(told, flameDrawing(told.plan));
  }
}
