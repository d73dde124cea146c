import { Option, type Command } from 'commander';

import { diffPlans } from '../plan/diff/diffPlans';
import type { PlanDiff } from '../plan/diff/planDiff';
import { diffMarkdown } from '../report/plan/diffMarkdown';
import { diffReport } from '../report/plan/diffReport';
import type { CommandContext } from './commandContext';
import { badPlanNumber, badRegression, onePlanFromInput } from './failures';
import { readPlanInput } from './planInput';
import { planDiffText } from './planDiffText';

interface PlanDiffOptions {
  readonly plan?: string;
  readonly failOnRegression?: string | true;
  readonly format: 'text' | 'json' | 'markdown';
}

export function planDiffCommand(parent: Command, context: CommandContext): void {
  parent
    .command('diff')
    .description('say what changed between two plans: how they work first, then by how much')
    .argument('<before>', 'a file with a plan, or - for standard input')
    .argument('<after>', 'the same')
    .option('--plan <number>', 'which plan, where an input holds several; counts from 1', '1')
    .option('--fail-on-regression [percent]', 'exit with 1 where the second is slower, or dearer, by more than this')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'markdown']).default('text'))
    .action(async (before: string, after: string, options: PlanDiffOptions) => {
      await context.run(() => planDiff(context, [before, after], options));
    });
}

async function planDiff(
  { terminal }: CommandContext,
  [before, after]: readonly [string, string],
  options: PlanDiffOptions,
): Promise<number> {
  if (before === '-' && after === '-') throw onePlanFromInput();
  const number = Number(options.plan ?? '1');
  if (!Number.isInteger(number) || number < 1) throw badPlanNumber(options.plan ?? '');
  const percent = regressionLimit(options.failOnRegression);
  const [one, other] = [await readPlanInput(terminal, before, number), await readPlanInput(terminal, after, number)];
  const sides = { before: one.plan, after: other.plan };
  const diff = diffPlans(one.plan, other.plan);
  const titles = { before: one.name, after: other.name };
  if (options.format === 'json') terminal.out(`${JSON.stringify({ version: 1, ...diff }, undefined, 2)}\n`);
  else if (options.format === 'markdown') terminal.out(diffMarkdown(diffReport(diff, sides), titles));
  else terminal.out(planDiffText(diffReport(diff, sides), titles, terminal));
  return percent !== undefined && regresses(diff, percent) ? 1 : 0;
}

const usualPercent = 50;

function regressionLimit(option: string | true | undefined): number | undefined {
  if (option === undefined) return undefined;
  if (option === true) return usualPercent;
  const percent = Number(option);
  if (option.trim() === '' || !Number.isFinite(percent) || percent < 0) throw badRegression(option);
  return percent;
}

/** By measured time where both have it, else by the planner's cost. */
function regresses({ before, after }: PlanDiff, percent: number): boolean {
  const timed = before.timeMs !== undefined && after.timeMs !== undefined;
  const [one, other] = timed ? [before.timeMs, after.timeMs] : [before.cost, after.cost];
  return one !== undefined && other !== undefined && other > one * (1 + percent / 100);
}
