import { Argument, Option, type Command } from 'commander';

import type { App } from '../app';
import { auditIndexes } from '../audit/indexes/auditIndexes';
import type { Finding } from '../plan/finding';
import type { CommandContext } from './commandContext';
import { addDatabaseOptions, type DatabaseOptions, openDatabase } from './databaseOptions';
import { paintFor } from './paint';

type Severity = Finding['severity'];
const severities: readonly Severity[] = ['error', 'warning', 'info'];

interface AuditOptions extends DatabaseOptions {
  readonly failOn?: Severity;
  readonly format: 'text' | 'json';
}

export function auditCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('audit')
    .description('look for what is wrong with a whole schema')
    .addArgument(new Argument('<area>', 'what to look at').choices(['indexes']))
    .addOption(new Option('--fail-on <severity>', 'exit with 1 at findings this grave or graver').choices(severities))
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'));
  addDatabaseOptions(command).action(async (area: string, options: AuditOptions) => {
    await context.run(app => audit(app, context, area, options));
  });
}

async function audit(app: App, context: CommandContext, area: string, options: AuditOptions): Promise<number> {
  const { terminal } = context;
  const database = await openDatabase(app, context, options, { runs: false });
  try {
    const catalog = await database.readCatalog(terminal.signal);
    const findings = auditIndexes(catalog);
    const summary = summaryOf(findings, catalog.tables.length);
    if (options.format === 'json') {
      const report = {
        version: 1,
        status: 'ok',
        summary,
        findings,
        artifacts: [],
        performanceMetrics: {},
        costImpact: { droppableBytes: droppableBytes(findings) },
        nextActions: findings.map(finding => finding.remedy),
        areas: [{ area, ran: true, findings }],
      };
      terminal.out(`${JSON.stringify(report, undefined, 2)}\n`);
    } else {
      const paint = paintFor(terminal);
      for (const { severity, message, rule, remedy } of findings) {
        terminal.out(`${paint.severity(severity)}  ${message}  ${paint.dim(`[${rule}]`)}\n  ${remedy}\n`);
      }
      terminal.out(`${summary}\n`);
    }
    const { failOn } = options;
    const grave = failOn === undefined ? [] : severities.slice(0, severities.indexOf(failOn) + 1);
    return findings.some(finding => grave.includes(finding.severity)) ? 1 : 0;
  } finally {
    await database.dispose();
  }
}

function summaryOf(findings: readonly Finding[], tables: number): string {
  const counts = severities
    .map(severity => ({ severity, count: findings.filter(finding => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${String(count)} ${severity}`);
  const what = counts.length === 0 ? 'Nothing found' : `Found: ${counts.join(', ')}`;
  return `${what}, in the indexes of ${String(tables)} tables.`;
}

/** Duplicates and redundant ones alone: that an index is unused is not yet a reason to drop it. */
function droppableBytes(findings: readonly Finding[]): number {
  return findings
    .filter(finding => finding.rule === 'duplicate-index' || finding.rule === 'redundant-index')
    .reduce((sum, finding) => sum + Number(finding.evidence['sizeBytes']), 0);
}
