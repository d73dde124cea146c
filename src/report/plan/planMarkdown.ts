import { formatPercent } from '../../plan/units';
import { judgePlan } from '../../plan/verdict';
import { evidenceTexts } from './evidenceTexts';
import type { PlanReport } from './planReport';
import { type StepLine, stepLines } from './stepLines';

/** Deeper steps stand at this indentation. */
const mostLevels = 24;

/** For an issue or a chat: the verdict, the steps as a table, the findings, the statement. */
export function planMarkdown({ plan, findings, statement, facts }: PlanReport): string {
  const { figure, sentence } = judgePlan(plan);
  const lines = stepLines(plan);
  const parts = [`# ${plain(figure)}`, plain(sentence)];
  if (facts.length > 0) parts.push(facts.map(([label, value]) => `${plain(label)}: ${plain(value)}`).join(' · '));
  parts.push(table(lines));
  if (findings.length > 0) {
    parts.push('## Findings');
    for (const { severity, message, remedy, rule, docs, evidence } of findings) {
      const numbers = evidenceTexts(evidence);
      parts.push(
        [
          `- **${severity}** ${plain(message)}`,
          `  ${plain(remedy)} (${ruleLink(rule, docs)})`,
          ...(numbers.length === 0 ? [] : [`  ${code(numbers.join(', '))}`]),
        ].join('\n'),
      );
    }
  }
  if (statement !== undefined && statement.trim() !== '') parts.push('## Statement', fenced(statement, 'sql'));
  return `${parts.join('\n\n')}\n`;
}

function ruleLink(rule: string, docs: string): string {
  return /^https:\/\/[\w./#-]+$/.test(docs) ? `[${plain(rule)}](${docs})` : plain(rule);
}

function table(lines: readonly StepLine[]): string {
  const columns: readonly (readonly [head: string, cell: (line: StepLine) => string])[] = [
    [lines.some(({ node }) => node.ownMs !== undefined) ? 'own time' : 'own cost', ({ own }) => own],
    ['share', ({ share }) => (share > 0 ? formatPercent(share) : '')],
    ['rows', ({ rows }) => rows],
    ['estimate', ({ ratio }) => ratio],
    ['buffers', ({ buffers }) => buffers],
  ];
  const shown = columns.filter(([, cell]) => lines.some(line => cell(line) !== ''));
  const rows = lines.map(line => `| ${[step(line), ...shown.map(([, cell]) => plain(cell(line)))].join(' | ')} |`);
  return [
    `| ${['step', ...shown.map(([head]) => head)].join(' | ')} |`,
    `| --- |${' ---: |'.repeat(shown.length)}`,
    ...rows,
  ].join('\n');
}

function step({ depth, words }: StepLine): string {
  const more = [
    ...(words.name === undefined ? [] : [plain(words.name)]),
    ...(words.index === undefined ? [] : [code(words.index)]),
    ...words.conditions.map(({ text }) => code(text)),
    ...words.notes.map(plain),
  ];
  const indent = depth === 0 ? '' : `${'&emsp;'.repeat(Math.min(depth, mostLevels) - 1)}└ `;
  return `${indent}**${plain(words.headline)}** ${plain(words.term)}${more.length === 0 ? '' : `; ${more.join('; ')}`}`;
}

/** Text that no reader of Markdown takes for markup, on one line. */
function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>#|~$&!]/g, '\\$&');
}

/** A code span; its fence is longer than any run of backticks inside. */
function code(text: string): string {
  const inner = oneLine(text).replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(inner) + 1);
  return `${fence} ${inner === '' ? ' ' : inner} ${fence}`;
}

function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.replace(/\r\n?/g, '\n')}\n${fence}`;
}

function longestRun(text: string): number {
  let longest = 0;
  let run = 0;
  for (const letter of text) {
    run = letter === '`' ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
