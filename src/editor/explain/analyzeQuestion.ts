import type { StatementFacts } from '../../sql/statement';
import type { Confirmation } from './dialogs';

/** What to ask before the statement runs; `undefined` where it only reads and leaves nothing behind. */
export function analyzeQuestion(
  facts: StatementFacts,
  announced: readonly string[],
  connection: string,
): Confirmation | undefined {
  if (!facts.writes && announced.length === 0) return undefined;
  const tables = [...new Set(facts.tables.map(table => table.name))];
  const lines = facts.writes
    ? [
        `${facts.command} really runs on ${connection}, in a transaction that is rolled back.`,
        ...(tables.length === 0
          ? []
          : [`Tables in it: ${tables.join(', ')}. Rows it writes stay locked until the rollback.`]),
      ]
    : [`The statement really runs on ${connection}, in a transaction that is rolled back.`];
  if (announced.length > 0) lines.push('What stays after the rollback:', ...announced.map(effect => `• ${effect}`));
  return {
    message: facts.writes ? 'Run this statement, then roll it back?' : 'Run this statement?',
    detail: lines.join('\n'),
    proceed: facts.writes ? 'Run and Roll Back' : 'Run',
  };
}
