import type { Fields } from '../postgresNodes';
import { putField } from './fieldsOf';
import { plainValue } from './properties';

/** Labels that stand below the tree, with their names in JSON; versions before 10 wrote the second word small. */
const facts: Readonly<Record<string, string>> = {
  Planning: 'Planning',
  'Planning Time': 'Planning Time',
  'Planning time': 'Planning Time',
  'Execution Time': 'Execution Time',
  'Execution time': 'Execution Time',
  'Total runtime': 'Execution Time',
  JIT: 'JIT',
  Settings: 'Settings',
  'Query Identifier': 'Query Identifier',
  Serialization: 'Serialization',
};
/** What belongs to a group of facts even where its indentation is lost. */
const members: Readonly<Record<string, readonly string[]>> = {
  Planning: ['Buffers', 'I/O Timings', 'Memory'],
  JIT: ['Functions', 'Options', 'Timing'],
  Serialization: ['Buffers', 'I/O Timings'],
};

export function isFact(label: string): boolean {
  return Object.hasOwn(facts, label);
}

export function isMemberOf(group: string, label: string): boolean {
  return Object.hasOwn(members, group) && members[group]?.includes(label) === true;
}

/** The last line of a plan that was measured. */
export function isExecutionTime(label: string): boolean {
  return facts[label] === 'Execution Time';
}

/** Puts one fact among the fields beside the plan; gives the object that the lines indented below it belong to. */
export function readFact(label: string, text: string, top: Fields): Fields | undefined {
  const name = Object.hasOwn(facts, label) ? (facts[label] ?? label) : label;
  switch (name) {
    case 'Planning':
    case 'JIT': {
      const group: Fields = {};
      putField(top, name, group);
      return group;
    }
    case 'Serialization': {
      const group = readSerialization(text);
      putField(top, name, group);
      return group;
    }
    case 'Settings':
      putField(top, name, readSettings(text));
      return undefined;
    default:
      putField(top, name, plainValue(text));
      return undefined;
  }
}

/** Planner settings have an underscore in their name, but for two. */
const setting = /^(geqo|jit|\w+[_.][\w.]+) = (?:'|NULL)/;

/** `work_mem = '1MB', search_path = '"$user", public'`: quotes inside a value stand as they are. */
function readSettings(text: string): Fields {
  const settings: Fields = {};
  let at = 0;
  while (at < text.length) {
    const [opening, name] = setting.exec(text.slice(at, at + 200)) ?? [];
    if (opening === undefined || name === undefined) break;
    const from = at + opening.length;
    let end = from;
    // The value ends at the quote behind which the next setting begins, or the text ends.
    for (;;) {
      const comma = text.indexOf(', ', end);
      end = comma === -1 ? text.length : comma;
      if (comma === -1 || setting.test(text.slice(comma + 2, comma + 202))) break;
      end += 2;
    }
    const value = text.slice(from, end);
    putField(settings, name, opening.endsWith('NULL') ? null : value.endsWith("'") ? value.slice(0, -1) : value);
    at = end + 2;
  }
  return settings;
}

/** `time=0.012 ms  output=1kB  format=text` (explain.c, `ExplainPrintSerialize`). */
function readSerialization(text: string): Fields {
  const [, time] = /\btime=(\d+(?:\.\d+)?) ms/.exec(text) ?? [];
  const [, output] = /\boutput=(\d+)kB/.exec(text) ?? [];
  const [, format] = /\bformat=(\w+)/.exec(text) ?? [];
  return {
    ...(time !== undefined && { Time: Number(time) }),
    ...(output !== undefined && { 'Output Volume': Number(output) }),
    ...(format !== undefined && { Format: format }),
  };
}

const timing = /(\w+) (\d+(?:\.\d+)?) ms(?: \(Deform (\d+(?:\.\d+)?) ms\))?/g;

/** A line below `JIT:` (`ExplainPrintJIT`). */
export function readJitLine(label: string, text: string, jit: Fields): void {
  if (label === 'Options') {
    const options = [...text.slice(0, 400).matchAll(/(\w+) (true|false)/g)];
    putField(jit, label, Object.fromEntries(options.map(([, name = '', value]) => [name, value === 'true'])));
  } else if (label === 'Timing') {
    const times = [...text.slice(0, 400).matchAll(timing)].map(([, name = '', total, deform]): [string, unknown] => [
      name,
      deform === undefined ? Number(total) : { Deform: Number(deform), Total: Number(total) },
    ]);
    putField(jit, label, Object.fromEntries(times));
  } else putField(jit, label, plainValue(text));
}

const triggerTail = /: (?:time=(\d+(?:\.\d+)?) )?calls=(\d+)$/;

/** `Trigger t for constraint c on r: time=0.1 calls=1` (`report_triggers`); names are not quoted. */
export function readTrigger(line: string): Fields | undefined {
  if (!line.startsWith('Trigger')) return undefined;
  const tailAt = line.lastIndexOf(': ');
  if (tailAt === -1) return undefined;
  const [tail, time, calls] = triggerTail.exec(line.slice(tailAt)) ?? [];
  if (tail === undefined) return undefined;
  let head = line.slice('Trigger'.length, tailAt);
  const fields: Fields = {};
  const on = head.lastIndexOf(' on ');
  const relation = on === -1 ? undefined : head.slice(on + ' on '.length);
  if (on !== -1) head = head.slice(0, on);
  const constraint = head.indexOf(' for constraint ');
  const name = (constraint === -1 ? head : head.slice(0, constraint)).trim();
  if (name !== '') fields['Trigger Name'] = name;
  if (constraint !== -1) fields['Constraint Name'] = head.slice(constraint + ' for constraint '.length);
  if (relation !== undefined) fields['Relation'] = relation;
  if (time !== undefined) fields['Time'] = Number(time);
  fields['Calls'] = Number(calls);
  return fields;
}
