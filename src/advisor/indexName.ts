/** NAMEDATALEN - 1 (PostgreSQL manual, "Identifiers and Key Words"). */
const longestNameBytes = 63;

/**
 * The name that PostgreSQL would choose, `table_column_idx`, with a number behind it where `taken` has it already
 * (src/backend/commands/indexcmds.c, ChooseIndexName; makeObjectName for the cutting).
 */
export function indexName(table: string, columns: readonly string[], taken: ReadonlySet<string>): string {
  for (let pass = 0; ; pass++) {
    const name = objectName(table, columns.join('_'), pass === 0 ? 'idx' : `idx${String(pass)}`);
    if (!taken.has(name)) return name;
  }
}

/** Cuts the longer of the two first parts until all fits, never inside a character. */
function objectName(first: string, second: string, label: string): string {
  const room = longestNameBytes - label.length - 2;
  let firstBytes = byteLength(first);
  let secondBytes = byteLength(second);
  while (firstBytes + secondBytes > room) {
    if (firstBytes > secondBytes) firstBytes--;
    else secondBytes--;
  }
  return `${clip(first, firstBytes)}_${clip(second, secondBytes)}_${label}`;
}

function clip(text: string, bytes: number): string {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += byteLength(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}

/** Bytes in UTF-8. */
function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
