import type { Fields } from '../postgresNodes';

const pair = /^([a-z_]+)=(\d+(?:\.\d+)?)$/;

/** `Buffers: shared hit=1 read=2, temp written=3` (explain.c, `show_buffer_usage`). */
export function readBuffers(text: string): Fields {
  return readGroups(text, (group, name) => `${group} ${name} Blocks`);
}

/**
 * `I/O Timings: shared read=1.5, temp write=2.5`; 15 and 16 wrote `shared/local read=…`, before there was `read=…`
 * alone, both of which JSON calls `I/O Read Time`.
 */
export function readTimings(text: string): Fields {
  return readGroups(text, (group, name) => `${group} I/O ${name} Time`.replace(/^(?:Shared\/local)? /, ''));
}

/** `WAL: records=1 fpi=2 bytes=3 buffers full=4` (`show_wal_usage`). */
export function readWal(text: string): Fields {
  const names: Readonly<Record<string, string>> = {
    records: 'WAL Records',
    fpi: 'WAL FPI',
    bytes: 'WAL Bytes',
    buffers_full: 'WAL Buffers Full',
  };
  return Object.fromEntries(
    pairs(text.replace('buffers full=', 'buffers_full=')).map(([name, value]) => [
      names[name] ?? `WAL ${capital(name)}`,
      value,
    ]),
  );
}

/** `exact=1 lossy=2`, `inserted=1 updated=2`, each pair under a name made from its own. */
export function readPairs(text: string, label: (name: string) => string): Fields {
  return Object.fromEntries(pairs(text).map(([name, value]) => [label(capital(name)), value]));
}

function readGroups(text: string, label: (group: string, name: string) => string): Fields {
  const fields: Fields = {};
  for (const part of text.split(',')) {
    const words = part.trim().split(/\s+/);
    const group = words[0]?.includes('=') === false ? capital(words[0]) : '';
    for (const [name, value] of pairs(part)) fields[label(group, capital(name))] = value;
  }
  return fields;
}

function pairs(text: string): readonly (readonly [name: string, value: number])[] {
  return text.split(/\s+/).flatMap(word => {
    const [, name, value] = pair.exec(word) ?? [];
    return name === undefined ? [] : [[name, Number(value)] as const];
  });
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
