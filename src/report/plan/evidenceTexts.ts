/** A finding's evidence, one text a value; numbers to four digits. */
export function evidenceTexts(evidence: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(evidence).map(([name, value]) => {
    const text = typeof value === 'number' ? short(value) : typeof value === 'string' ? value : JSON.stringify(value);
    return `${name}: ${text}`;
  });
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
