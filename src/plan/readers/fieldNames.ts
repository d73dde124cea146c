/** What the formats without types (XML, YAML written anew) need to know of EXPLAIN's fields (explain.c of versions 9.6 to 18). */

/** Fields whose value is a list, also where it is empty. */
export const listFields: ReadonlySet<string> = new Set([
  'Plans',
  'Triggers',
  'Workers',
  'Target Tables',
  'Grouping Sets',
  'Group Keys',
  'Hash Keys',
  'Hash Key',
  'Output',
  'Sort Key',
  'Group Key',
  'Presorted Key',
  'Conflict Arbiter Indexes',
  'Sort Methods Used',
  'Tasks',
]);

/** Fields whose value is an object, also where it is empty. */
export const objectFields: ReadonlySet<string> = new Set(['Settings', 'Planning', 'JIT', 'Serialization']);

const textFields: ReadonlySet<string> = new Set([
  'Node Type',
  'Strategy',
  'Partial Mode',
  'Command',
  'Operation',
  'Join Type',
  'Scan Direction',
  'Parent Relationship',
  'Subplan Name',
  'Custom Plan Provider',
  'Relation Name',
  'Schema',
  'Alias',
  'Index Name',
  'CTE Name',
  'Function Name',
  'Table Function Name',
  'Tuplestore Name',
  'Trigger Name',
  'Constraint Name',
  'Relation',
  'Filter',
  'Join Filter',
  'One-Time Filter',
  'Index Cond',
  'Recheck Cond',
  'TID Cond',
  'Hash Cond',
  'Merge Cond',
  'Order By',
  'Run Condition',
  'Window',
  'Cache Key',
  'Cache Mode',
  'Function Call',
  'Table Function Call',
  'Sampling Method',
  'Repeatable Seed',
  'Conflict Resolution',
  'Conflict Filter',
  'Remote SQL',
  'Relations',
  'Sort Method',
  'Sort Space Type',
  'Storage',
  'Format',
  'Query Text',
  'Query Parameters',
]);

/** Whether the value is text whatever it looks like: a table may be called `1e5`. */
export function isTextField(name: string): boolean {
  return textFields.has(name);
}

/** Names with characters that an XML tag cannot have (explain_format.c, `ExplainXMLTag`), and those with a true hyphen. */
const namesOfTags = new Map<string, string>([
  ['One-Time-Filter', 'One-Time Filter'],
  ['Full-sort-Groups', 'Full-sort Groups'],
  ['Pre-sorted-Groups', 'Pre-sorted Groups'],
]);

/** The field's name as JSON has it: `Node-Type` is `Node Type`, `Shared-I-O-Read-Time` `Shared I/O Read Time`. */
export function nameOfTag(tag: string): string {
  return namesOfTags.get(tag) ?? tag.replaceAll('I-O-', 'I/O ').replaceAll('-', ' ');
}
