import type { ParameterValue } from '../catalog/database';
import type { Parameter } from '../sql/statement';
import { parameterText, readJson } from '../workload/parameterText';
import { badValues } from './failures';

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
