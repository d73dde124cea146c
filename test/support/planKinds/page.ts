import { nodeTypes, notProduced } from './traits';

/** test/corpus/plans/README.md: which kinds lie here, and which do not and why. */
export function kindsPage(produced: ReadonlyMap<number, ReadonlyMap<string, ReadonlySet<string>>>): string {
  const versions = [...produced.keys()];
  const lines = [
    '# Plans of every kind',
    '',
    'Written by `npm run generate:plans`; the statements stand in `test/support/planKinds`, the tables in',
    '`test/support/planKinds/schema.sql`. In each folder `NAME.txt`, `.json`, `.yaml` and `.xml` are one estimate in four formats,',
    "`NAME.analyze.json` and `NAME.analyze.txt` two runs. An older server's estimate lies here where it differs from the newer's. The plans beside the folders are of the demo shop",
    '(`test/support/planStatements.ts`).',
    '',
    `| kind | ${versions.map(version => `PostgreSQL ${version}`).join(' | ')} |`,
    `| --- |${versions.map(() => ' --- |').join('')}`,
  ];
  for (const kind of rows(produced)) {
    const cells = versions.map(version => cell(produced.get(version), kind));
    lines.push(`| ${kind} | ${cells.join(' | ')} |`);
  }
  lines.push('', '## Not produced', '');
  for (const [kind, why] of Object.entries(notProduced)) lines.push(`- **${kind}**: ${why}.`);
  return `${lines.join('\n')}\n`;
}

/** Every node type with its refinements, then what else the statements stand for. */
function rows(produced: ReadonlyMap<number, ReadonlyMap<string, ReadonlySet<string>>>): readonly string[] {
  const all = new Set<string>();
  for (const plans of produced.values())
    for (const traits of plans.values()) for (const trait of traits) all.add(trait);
  const types = nodeTypes.flatMap(type => [type, ...[...all].filter(trait => trait.endsWith(` ${type}`)).sort()]);
  const kinds = [...new Set<string>(types)].filter(kind => all.has(kind));
  return [...kinds, ...[...all].filter(trait => !kinds.includes(trait)).sort()];
}

function cell(plans: ReadonlyMap<string, ReadonlySet<string>> | undefined, kind: string): string {
  const names = [...(plans ?? [])].filter(([, traits]) => traits.has(kind)).map(([name]) => name);
  const rest = names.length - 3;
  return names.length === 0 ? '-' : `${names.slice(0, 3).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
