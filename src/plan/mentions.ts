import type { PlanNode } from './model';
import { type PlanIndex, isWithin } from './planIndex';

/**
 * Conditions that a node computes itself. The others show what a node below has computed (a `Sort Key`), or what is
 * computed again only when a bitmap is lossy (`Recheck Cond`).
 */
const computed: ReadonlySet<string> = new Set([
  ...['Index Cond', 'TID Cond', 'Hash Cond', 'Merge Cond', 'Join Filter', 'One-Time Filter', 'Filter', 'Order By'],
  ...['Run Condition', 'Conflict Filter', 'Function Call', 'Table Function Call', 'Sampling Method', 'Cache Key'],
]);

/**
 * For each of `SubPlan 1`, `InitPlan 1` and `$1` the nodes whose expressions name it, and so may have computed it. With
 * VERBOSE a node's output shows what it hands on as well as what it computes: of the nodes of one branch the lowest counts.
 */
export function findMentions(index: PlanIndex): ReadonlyMap<string, readonly PlanNode[]> {
  const mentions = new Map<string, PlanNode[]>();
  const outputs = new Map<string, PlanNode[]>();
  for (const { node } of index.visits) {
    const texts = node.conditions.filter(({ label }) => computed.has(label)).map(({ text }) => text);
    for (const name of namesIn(texts)) add(mentions, name, node);
    const output: unknown = node.details['Output'];
    if (!Array.isArray(output)) continue;
    const columns = (output as readonly unknown[]).filter(column => typeof column === 'string');
    for (const name of namesIn(columns)) add(outputs, name, node);
  }
  for (const [name, nodes] of outputs) {
    nodes.forEach((node, i) => {
      const next = nodes[i + 1];
      if (next === undefined || !isWithin(index, next, node)) add(mentions, name, node);
    });
  }
  return mentions;
}

function add(mentions: Map<string, PlanNode[]>, name: string, node: PlanNode): void {
  const nodes = mentions.get(name);
  if (nodes === undefined) mentions.set(name, [node]);
  else if (!nodes.includes(node)) nodes.push(node);
}

const words = ['SubPlan ', 'InitPlan ', '$'] as const;

function namesIn(texts: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of texts) {
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        let end = at + word.length;
        while (isDigit(text[end])) end++;
        if (end > at + word.length) names.add(text.slice(at, end));
      }
    }
  }
  return names;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}
