import { Failure } from '../base/failure';

export const usage = (id: string, message: string, remedy: string) =>
  new Failure({ id, kind: 'usage', message, remedy });

export const notAPlace = (text: string) =>
  usage('bad-place', `"${text}" is not a place in a file.`, 'Write --at LINE:COLUMN, both counted from 0.');

export const unknownLanguage = (file: string) =>
  usage(
    'unknown-language',
    `SQL is not looked for in files like ${file}.`,
    'Give a .sql file, or a file in a language that is searched (docs/cli.md).',
  );

export const placeNeeded = (file: string) =>
  usage('place-needed', `${file} is a program, and it may hold many queries.`, 'Say which one with --at LINE:COLUMN.');

export const severalStatements = (file: string, count: number) =>
  usage(
    'several-statements',
    `${file} holds ${String(count)} statements.`,
    'Choose one with --at LINE:COLUMN, both counted from 0.',
  );

export const noDatabase = () =>
  usage('no-database', 'No database was named.', 'Give --database-url URL, or set DATABASE_URL.');

export const badValues = (why: string) =>
  usage(
    'bad-values',
    `--values: ${why}.`,
    'Write "generic", a JSON array in the order of the parameters ([7, "paid", null]), or an object by name ({"id": 7}); explain also takes "common", "rare", "median" and "all".',
  );

export const badPin = (why: string) =>
  usage(
    'bad-value',
    `--value: ${why}.`,
    'Write --value NAME=VALUE for each parameter, or beside --values all, common, rare or median for those that are to keep their value.',
  );

export const productionAnalyze = (name: string) =>
  usage(
    'production',
    `${name} counts as a production database: nothing is run there.`,
    'Leave out --analyze, or say --no-production when it is a development database.',
  );

export const badPort = (text: string) =>
  usage('bad-port', `"${text}" is not a port.`, 'Write --port with a number from 0 (any free one) to 65535.');

const input = (id: string, message: string, remedy: string) => new Failure({ id, kind: 'input', message, remedy });

export const unreadableFile = (file: string) =>
  input('unreadable-file', `${file} cannot be read.`, 'Check the path and its permissions; "-" is standard input.');

export const nothingHere = (file: string, where: string) =>
  input('no-statement', `There is no SQL statement in ${file}${where}.`, 'Point at a statement.');

export const noPlanHere = (file: string, why: string) =>
  input('no-plan', `No plan could be read from ${file}: ${why}`, 'Give what EXPLAIN printed, in any of its formats.');

export const noSuchPlan = (file: string, number: number, count: number) =>
  usage(
    'no-such-plan',
    `${file} holds ${String(count)} ${count === 1 ? 'plan' : 'plans'}, and no number ${String(number)}.`,
    'Choose another with --plan NUMBER; it counts from 1.',
  );

export const badPlanNumber = (text: string) =>
  usage('bad-plan-number', `"${text}" is not the number of a plan.`, 'Write --plan NUMBER; it counts from 1.');

export const badRegression = (text: string) =>
  usage(
    'bad-regression',
    `"${text}" is not a percentage.`,
    'Write --fail-on-regression PERCENT, behind the two files, or without a number for 50.',
  );

export const onePlanFromInput = () =>
  usage('one-standard-input', 'Only one of the two plans can come from standard input.', 'Name a file for the other.');
