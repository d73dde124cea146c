import { interpolate } from '../dotenv';
import { baseName, type Candidate, eachFile, type Finder, type Lookup } from '../finder';
import { asRecord, asText } from '../tree';
import { readYamlDocuments } from '../yaml';

/** `application*.properties` and `.yml` of Spring Boot, profiles included, and of Quarkus. */
export const findInSpring: Finder = project =>
  eachFile(
    project,
    path => /^(?:application|bootstrap)(?:-[\w-]+)?\.(?:properties|ya?ml)$/.test(baseName(path)),
    (text, path, lookup) => {
      const documents = path.endsWith('.properties') ? [readProperties(text)] : readDocuments(text);
      return documents.flatMap((properties, number) =>
        candidatesOf(properties, path, number === 0 ? '' : ` (document ${String(number + 1)})`, lookup),
      );
    },
  );

type Properties = ReadonlyMap<string, string>;

/** Every `….url` with a PostgreSQL address; user and password are its siblings. */
function candidatesOf(properties: Properties, path: string, suffix: string, lookup: Lookup): readonly Candidate[] {
  const found: Candidate[] = [];
  const resolve: Lookup = name =>
    properties.get(name) ?? lookup(name) ?? lookup(name.toUpperCase().replace(/[.-]/g, '_'));
  for (const [key, written] of properties) {
    if (!/(?:^|\.)(?:jdbc-)?url$|\.jdbc\.url$|\.reactive\.url$/.test(key) || /^(?:logging|management)\./.test(key))
      continue;
    const url = interpolate(written, resolve);
    if (!/^(?:(?:jdbc|r2dbc):)?postgres/.test(url)) continue;
    const parent = key.replace(/\.(?:jdbc\.|reactive\.)?(?:jdbc-)?url$/, '');
    const sibling = (...names: string[]) => {
      const text = names.map(name => properties.get(`${parent}.${name}`)).find(value => value !== undefined);
      const value = text === undefined ? undefined : interpolate(text, resolve);
      return value === '' ? undefined : value;
    };
    found.push({
      tool: parent.startsWith('quarkus') ? 'Quarkus' : 'Spring',
      file: path,
      detail: `${parent}${suffix}`,
      url,
      user: sibling('username', 'user'),
      password: sibling('password'),
    });
  }
  return found;
}

/** `key=value`, `key: value` or `key value`; `#` and `!` start comments; a backslash at the end joins lines. */
function readProperties(text: string): Properties {
  const properties = new Map<string, string>();
  for (const line of text.replace(/\\\r?\n[ \t]*/g, '').split(/\r?\n/)) {
    const match = /^\s*(?![#!])((?:\\.|[^\s:=\\])+)\s*[:=\s]\s*(.*)$/.exec(line);
    if (match !== null) {
      // Quarkus puts a profile before the key.
      const key = (match[1] ?? '').replace(/\\(.)/g, '$1').replace(/^%\w+\./, '');
      if (!properties.has(key)) properties.set(key, (match[2] ?? '').trim().replace(/\\([:=#!\\])/g, '$1'));
    }
  }
  return properties;
}

function readDocuments(text: string): readonly Properties[] {
  return readYamlDocuments(text).map(document => {
    const properties = new Map<string, string>();
    flatten(document, '', properties);
    return properties;
  });
}

function flatten(value: unknown, key: string, into: Map<string, string>): void {
  const text = asText(value);
  if (text !== undefined) into.set(key, text);
  for (const [name, entry] of Object.entries(asRecord(value)))
    flatten(entry, key === '' ? name : `${key}.${name}`, into);
}
