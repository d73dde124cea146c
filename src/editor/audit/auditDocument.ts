import type { Finding } from '../../plan/finding';

/** A listing of findings, each with the line that its problem stands on. */
export interface AuditDocument {
  readonly text: string;
  readonly entries: readonly { readonly finding: Finding; readonly line: number }[];
}

/** Findings as SQL comments: to be read, and to copy the remedy from. Nothing in it runs as it stands. */
export function auditDocument(options: {
  readonly connection: string;
  readonly serverVersion: string;
  readonly findings: readonly Finding[];
  readonly at: Date;
}): AuditDocument {
  const { findings } = options;
  const lines = [
    `-- Audit of the indexes of ${options.connection} (PostgreSQL ${options.serverVersion}), ${options.at.toLocaleString()}`,
    findings.length === 0
      ? '-- Nothing was found: every foreign key has an index, none is there twice, each one is used.'
      : `-- ${String(findings.length)} ${findings.length === 1 ? 'finding' : 'findings'}. Nothing was changed: copy what you want into a migration.`,
  ];
  const entries = findings.map(finding => {
    const { ddl } = finding.evidence;
    const remedy = typeof ddl === 'string' ? finding.remedy.replace(`${ddl};`, '').trim() : finding.remedy;
    lines.push('', ...comment(finding.message), ...comment(remedy));
    // A quoted name may hold a line break.
    if (typeof ddl === 'string') lines.push(...`${ddl};`.split(/\r\n|\n|\r/).map(line => `-- ${line}`));
    return { finding, line: lines.length - 1 };
  });
  return { text: `${lines.join('\n')}\n`, entries };
}

const width = 100;

/** Lines of comment, broken between words. */
function comment(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(part => part !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`-- ${word}`);
  }
  return lines;
}
