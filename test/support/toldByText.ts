/**
 * What a plan's text can tell of FORMAT JSON's fields: the list of all that it cannot, each with its reason. Reading a
 * text must give the rest.
 */
type Fields = Record<string, unknown>;

export function toldByText(top: unknown, { isVerbose }: { readonly isVerbose: boolean }): Fields {
  const copy = structuredClone(top) as Fields;
  const nodes: Fields[] = [];
  const stack = [copy['Plan'] as Fields];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    nodes.push(node);
    stack.push(...fieldsIn(node['Plans']));
  }
  const workers = nodes.flatMap(node => fieldsIn(node['Workers']));
  const planning = copy['Planning'] as Fields | undefined;
  const serialization = copy['Serialization'] as Fields | undefined;
  const counted = [...nodes, ...workers, ...(planning ? [planning] : []), ...(serialization ? [serialization] : [])];
  // A kind of counter of which all are zero leaves no line.
  for (const kind of [/ Blocks$(?<!Heap Blocks)/, /^(?:Shared |Local )?I\/O /, /^Temp I\/O /, /^WAL /]) {
    const values = counted.flatMap(fields => Object.entries(fields).filter(([key]) => kind.test(key)));
    if (values.some(([, value]) => value !== 0)) continue;
    for (const fields of counted) for (const [key] of values) delete fields[key];
  }
  for (const node of nodes) {
    // A list of members that were pruned, or of a subplan that is printed above another node.
    if (fieldsIn(node['Plans']).length === 0) delete node['Plans'];
    // Before 16 a scan for its distances alone had no direction; text has a word for the way back only.
    if (node['Scan Direction'] === 'NoMovement') node['Scan Direction'] = 'Forward';
    // Printed in VERBOSE only.
    if (!isVerbose) delete node['Inner Unique'];
    // Before 18 there was no such line.
    if (node['Disabled'] === false) delete node['Disabled'];
    // A single name may be a function's or an alias.
    const isFunction = node['Node Type'] === 'Function Scan' && !isVerbose;
    if (isFunction && node['Function Name'] === node['Alias']) delete node['Function Name'];
    // Workers of which nothing is printed.
    const kept = fieldsIn(node['Workers']).filter(worker => Object.keys(worker).length > 1);
    if (kept.length > 0) node['Workers'] = kept;
    else delete node['Workers'];
  }
  // An option that found nothing to print.
  if (planning !== undefined && Object.values(planning).every(value => value === 0)) delete copy['Planning'];
  if (planning !== undefined && Object.keys(planning).length === 0) delete copy['Planning'];
  if (Object.keys((copy['Settings'] as Fields | undefined) ?? { a: 1 }).length === 0) delete copy['Settings'];
  const triggers = fieldsIn(copy['Triggers']);
  for (const trigger of triggers) {
    if (!isVerbose && trigger['Constraint Name'] !== undefined) delete trigger['Trigger Name'];
    // Printed only where the statement has several relations.
    delete trigger['Relation'];
  }
  // Without SUMMARY the text has no end that would tell that there were none.
  if (triggers.length === 0) delete copy['Triggers'];
  return copy;
}

function fieldsIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}
