// @ts-check
import { tsImport } from 'tsx/esm/api';

/** docs/rules.md: every rule about a plan and about indexes, from the rules themselves. */
export async function rulesPage() {
  /** @type {typeof import('../src/plan/findings')} */
  const { planRules } = await tsImport('../src/plan/findings.ts', import.meta.url);
  const sections = planRules.map(
    rule => `## ${rule.id}

**${rule.title}** (${rule.severity})

${rule.why}

**When:** ${rule.when}

**Remedy:** ${rule.remedy}

Speaks: ${rule.bad.title}.

\`\`\`json
${JSON.stringify(rule.bad.explain, undefined, 2)}
\`\`\`

Stays silent: ${rule.good.title}.

<details><summary>Plan</summary>

\`\`\`json
${JSON.stringify(rule.good.explain, undefined, 2)}
\`\`\`

</details>
`,
  );
  /** @type {typeof import('../src/audit/indexes/indexRules')} */
  const { indexRules } = await tsImport('../src/audit/indexes/indexRules.ts', import.meta.url);
  const indexSections = indexRules.map(
    rule => `## ${rule.id}

**${rule.title}** (${rule.severity})

${rule.why}

**When:** ${rule.when}

**Remedy:** ${rule.remedy}
`,
  );
  return `# Rules

<!-- Generated from src/plan/rules and src/audit/indexes/indexRules.ts by npm run generate. -->

What Backend Optimizer finds wrong in a plan, and in the indexes of a schema. Each rule decides on the numbers of the plan that your own server gave; each
finding carries those numbers as its evidence. The examples below run as tests.

${[...sections, ...indexSections].join('\n')}`;
}
