import { Option, type Command } from 'commander';

import type { App } from '../app';
import type { Problem } from '../base/problem';
import type { Finding } from '../plan/finding';
import { findFindings } from '../plan/findings';
import type { Plan } from '../plan/model';
import { type ReadPlan, readPlans } from '../plan/readers/readPlans';
import { judgePlan } from '../plan/verdict';
import { type ExportFormat, exportFormats, exportPlan } from '../report/plan/exportPlan';
import type { CommandContext } from './commandContext';
import { badPlanNumber, noPlanHere, noSuchPlan } from './failures';
import { type Paint, paintFor } from './paint';
import { PlacedFailure } from './placedFailure';
import { readInput } from './planInput';
import { findingLines, treeLines } from './planTreeText';
import type { Terminal } from './terminal';

/** What `plan --format json` prints (docs/cli.md). */
export interface PlanReport {
  readonly version: 1;
  readonly plans: readonly JudgedPlan[];
}

export interface JudgedPlan {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly format: ReadPlan['format'];
  readonly line: number;
  readonly statement?: string;
}

interface PlanOptions {
  readonly format: PlanFormat;
  readonly plan?: string;
}

type PlanFormat = 'text' | ExportFormat;

/** @returns the command, for its subcommands */
export function planCommand(program: Command, context: CommandContext): Command {
  return (
    program
      .command('plan')
      .description(
        'read what EXPLAIN printed, in any format and from any text, and say what is wrong; without a database',
      )
      .argument('<file>', 'a file with plans (text, JSON, YAML, XML, a log of auto_explain), or - for standard input')
      .addOption(new Option('--format <format>', 'how to print it').choices(['text', ...exportFormats]).default('text'))
      .option('--plan <number>', 'only this one, where there are several; counts from 1')
      // Options behind a subcommand are its own.
      .enablePositionalOptions()
      .action(async (file: string, options: PlanOptions) => {
        await context.run(app => showPlans(app, context.terminal, file, options));
      })
  );
}

async function showPlans(app: App, terminal: Terminal, file: string, options: PlanOptions): Promise<number> {
  const name = file === '-' ? 'standard input' : file;
  const { plans, problems } = readPlans(await readInput(terminal, file));
  if (plans.length === 0) throw nothingRead(name, problems);
  const chosen = choose(name, plans, options.plan);
  const judged: JudgedPlan[] = [];
  for (const { plan, problems: own, format, line, statement } of chosen) {
    const said = statement === undefined ? {} : { statement };
    const findings = findFindings(plan, { sql: await app.sql(), ...said });
    judged.push({ plan, findings, problems: own, format, line, ...said });
  }
  const { format } = options;
  const alone = judged.length > 1 && (format === 'html' || format === 'svg' || format === 'svg-flame');
  const shown = alone ? judged.slice(0, 1) : judged;
  terminal.out(printed(shown, format, name, terminal));
  for (const problem of problems) terminal.err(noteOf(name, problem));
  if (format !== 'json')
    for (const one of shown) for (const problem of one.problems) terminal.err(noteOf(name, problem));
  if (alone) terminal.err(`Note: ${name} holds ${judged.length} plans; the first is drawn, --plan draws another.\n`);
  return 0;
}

function choose(name: string, plans: readonly ReadPlan[], option: string | undefined): readonly ReadPlan[] {
  if (option === undefined) return plans;
  const number = Number(option);
  if (!Number.isInteger(number) || number < 1) throw badPlanNumber(option);
  const plan = plans[number - 1];
  if (plan === undefined) throw noSuchPlan(name, number, plans.length);
  return [plan];
}

function printed(plans: readonly JudgedPlan[], format: PlanFormat, name: string, terminal: Terminal): string {
  if (format === 'json') {
    const report: PlanReport = { version: 1, plans };
    return `${JSON.stringify(report, undefined, 2)}\n`;
  }
  const titles = plans.map(({ line }, i) => (plans.length > 1 ? `Plan ${i + 1}, line ${line}` : undefined));
  if (format === 'text') return plans.map((plan, i) => planText(plan, paintFor(terminal), titles[i])).join('\n');
  return plans
    .map(({ plan, findings, statement }, i) => {
      const source = titles[i] === undefined ? name : `${name}: ${titles[i]}`;
      const said = statement === undefined ? {} : { statement };
      return exportPlan({ plan, findings, facts: [['Source', source]], ...said }, format, { mask: false });
    })
    .join('\n');
}

function planText({ plan, findings }: JudgedPlan, paint: Paint, title: string | undefined): string {
  const { figure, sentence } = judgePlan(plan);
  const head = [...(title === undefined ? [] : [paint.dim(title)]), `${paint.bold(figure)}  ${sentence}`, ''];
  return `${[...head, ...treeLines(plan, paint), ...findingLines(findings, paint)].join('\n')}\n`;
}

function nothingRead(name: string, problems: readonly Problem[]): PlacedFailure {
  const [first] = problems;
  return new PlacedFailure(noPlanHere(name, first?.message ?? 'nothing in it looks like a plan.'), {
    file: name,
    line: first?.line ?? 0,
    character: first?.column ?? 0,
  });
}

function noteOf(name: string, { message, line }: Problem): string {
  return `Note: ${name}${line === undefined ? '' : `, line ${line}`}: ${message}\n`;
}
