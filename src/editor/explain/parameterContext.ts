const reach = 28;

/**
 * The words around `$n`, on one line, for the question after its value. `$n` inside a literal may be taken for it:
 * this is for the eye only.
 */
export function parameterContext(sql: string, number: number): string {
  const name = `$${String(number)}`;
  let at = sql.indexOf(name);
  while (at >= 0 && isDigit(sql.charAt(at + name.length))) at = sql.indexOf(name, at + 1);
  if (at < 0) return 'the statement';
  const end = at + name.length;
  const before = oneLine(sql.slice(Math.max(0, at - reach), at));
  const after = oneLine(sql.slice(end, end + reach));
  // Words are not cut.
  const lead = at > reach ? `…${before.slice(Math.max(0, before.indexOf(' ')))}` : before;
  const tail = end + reach < sql.length ? `${after.slice(0, after.lastIndexOf(' ') + 1)}…` : after;
  return `${lead}${name}${tail}`;
}

function oneLine(text: string): string {
  return text.split(/\s+/).join(' ');
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}
