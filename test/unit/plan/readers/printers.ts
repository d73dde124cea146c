/** EXPLAIN's YAML and XML of what it gave as JSON, as explain_format.c prints them. */
export function asYaml(explain: unknown): string {
  return (explain as readonly Record<string, unknown>[])
    .map(query => `- ${yamlFields(query, 2).trimStart()}`)
    .join('\n');
}

function yamlFields(fields: Record<string, unknown>, indent: number): string {
  return Object.entries(fields)
    .map(([name, value]) => `${' '.repeat(indent)}${name}: ${yamlValue(value, indent + 2)}`)
    .join('\n');
}

function yamlValue(value: unknown, indent: number): string {
  if (Array.isArray(value)) {
    return value
      .map((item: unknown) => {
        const text = Array.isArray(item) ? JSON.stringify(item) : yamlValue(item, indent + 2).trimStart();
        return `\n${' '.repeat(indent)}- ${text}`;
      })
      .join('');
  }
  if (typeof value === 'object' && value !== null) {
    return Object.keys(value).length === 0 ? '' : `\n${yamlFields(value as Record<string, unknown>, indent)}`;
  }
  return JSON.stringify(value);
}

export function asXml(explain: unknown): string {
  const queries = (explain as readonly unknown[]).map(query => element('Query', query, '  ')).join('');
  return `<explain xmlns="http://www.postgresql.org/2009/explain">\n${queries}</explain>`;
}

/** Items of lists are named by their kind. */
const kinds: Readonly<Record<string, string>> = {
  Plans: 'Plan',
  Triggers: 'Trigger',
  Workers: 'Worker',
  'Target Tables': 'Target Table',
  'Grouping Sets': 'Grouping Set',
  'Group Keys': 'Group Key',
  'Hash Keys': 'Hash Key',
};

function element(name: string, value: unknown, indent: string): string {
  const tag = kindOf(name, value).replace(/[^\w.]/g, '-');
  if (typeof value !== 'object' || value === null) return `${indent}<${tag}>${escaped(String(value))}</${tag}>\n`;
  const inner = Array.isArray(value)
    ? value.map((item: unknown) => element(kinds[name] ?? 'Item', item, `${indent}  `))
    : Object.entries(value).map(([field, part]) => element(field, part, `${indent}  `));
  return `${indent}<${tag}>\n${inner.join('')}${indent}</${tag}>\n`;
}

/** Some groups have another name in XML than in JSON. */
function kindOf(name: string, value: unknown): string {
  if (name === 'Full-sort Groups' || name === 'Pre-sorted Groups') return 'Incremental Sort Groups';
  return name.startsWith('Sort Space ') && typeof value === 'object' ? 'Sort Space' : name;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
