import type { ParameterValue } from '../catalog/database';
import type { Parameter } from '../sql/statement';
import { parameterText, readJson } from '../workload/parameterText';
import type { TypicalKind } from '../catalog/typicalValues';
import { typicalKinds } from '../plan/variants/valueVariants';
import { badPin, badValues } from './failures';

/**
 * `--values`: `generic`, a JSON array in order of number, or a JSON object by name (or by number).
 * @throws Failure
 */
export function readValues(option: string, parameters: readonly Parameter[]): 'generic' | readonly ParameterValue[] {
  if (option === 'generic') return 'generic';
  const json = parse(option);
  if (Array.isArray(json)) {
    const count = Math.max(0, ...parameters.map(parameter => parameter.number));
    if (json.length !== count) {
      throw badValues(`${String(json.length)} given, and the statement has ${String(count)} parameters`);
    }
    return json.map(parameterText);
  }
  if (typeof json !== 'object' || json === null) throw badValues('this is neither a JSON array nor an object');
  const given = new Map(Object.entries(json));
  const values: ParameterValue[] = [];
  const used = new Set<string>();
  for (const parameter of parameters) {
    const key = [parameter.name, String(parameter.number), `$${String(parameter.number)}`].find(
      name => name !== undefined && given.has(name),
    );
    if (key === undefined) throw badValues(`there is no value for ${parameterName(parameter)}`);
    used.add(key);
    values[parameter.number - 1] = parameterText(given.get(key));
  }
  const unused = [...given.keys()].filter(key => !used.has(key));
  if (unused.length > 0) throw badValues(`the statement has no parameter ${unused.join(', ')}`);
  return values;
}

/** What `--values` asks for that the database's statistics answer. */
export type TypicalChoice = TypicalKind | 'all';

export function isTypicalChoice(option: string | undefined): option is TypicalChoice {
  return option === 'all' || typicalKinds.some(kind => kind === option);
}

/**
 * `--value name=text`, each for one parameter: by name or by number. The text is the value itself; `NULL` is SQL's null,
 * `'NULL'` the four letters.
 * @throws Failure
 */
export function readPins(
  options: readonly string[],
  parameters: readonly Parameter[],
): ReadonlyMap<number, ParameterValue> {
  const pins = new Map<number, ParameterValue>();
  for (const option of options) {
    const equals = option.indexOf('=');
    if (equals < 1) throw badPin(`"${option}" is not of the form name=value`);
    const name = option.slice(0, equals).replace(/^[:@$]/, '');
    const text = option.slice(equals + 1);
    const parameter = parameters.find(one => one.name === name || String(one.number) === name);
    if (parameter === undefined) throw badPin(`the statement has no parameter ${name}`);
    pins.set(parameter.number, text === 'NULL' ? null : text === "'NULL'" ? 'NULL' : text);
  }
  return pins;
}

/** Pinned values alone, which then have to be all. @throws Failure */
export function pinnedValues(
  pins: ReadonlyMap<number, ParameterValue>,
  parameters: readonly Parameter[],
): readonly ParameterValue[] {
  const values: ParameterValue[] = [];
  for (const parameter of parameters) {
    const value = pins.get(parameter.number);
    if (value === undefined) throw badPin(`there is no value for ${parameterName(parameter)}`);
    values[parameter.number - 1] = value;
  }
  return values;
}

/** As the user knows it: `:id` is `id`, `$2` is `$2`. */
export function parameterName(parameter: Parameter): string {
  return parameter.name ?? `$${String(parameter.number)}`;
}

function parse(option: string): unknown {
  try {
    return readJson(option);
  } catch {
    throw badValues('this is neither "generic" nor JSON');
  }
}
