import type { Fields } from '../postgresNodes';
import { childrenOf } from './nodeNames';

export interface TreeNode {
  readonly fields: Fields;
  readonly column: number;
  /** `InitPlan 1 (returns $0)`, `SubPlan 1`, `CTE x`: what stands above the node. */
  readonly heading?: string;
  readonly line: number;
  readonly children: TreeNode[];
}

/** Nodes in the order of their lines become a tree by their columns: a node's children stand further right than it. */
export class TreeBuilder {
  readonly nodes: TreeNode[] = [];
  private readonly open: TreeNode[] = [];
  /** No two columns differ, and there are more nodes than one can have: the indentation is lost. */
  private isFlat = true;

  constructor(readonly root: TreeNode) {
    this.nodes.push(root);
    this.open.push(root);
  }

  get last(): TreeNode {
    return this.nodes.at(-1) ?? this.root;
  }

  /** `headingColumn` is where the node's heading stands; children of one parent stand there, nodes below headings further right. */
  add(node: TreeNode, headingColumn: number | undefined): void {
    const column = headingColumn ?? node.column;
    const first = this.nodes[1];
    if (first !== undefined && first.column !== node.column && headingColumn === undefined) this.isFlat = false;
    while (this.open.length > 1 && (this.open.at(-1)?.column ?? 0) >= column) this.open.pop();
    (this.open.at(-1) ?? this.root).children.push(node);
    // Below a heading the node stands 2 further right than its siblings do.
    this.open.push(headingColumn === undefined ? node : { ...node, column });
    this.nodes.push(node);
  }

  /** Gives what is odd about the tree. */
  finish(): 'guessed' | 'short' | undefined {
    const guessed = this.isFlat && plainChildren(this.root).length > childrenOf(typeOf(this.root)).most;
    if (guessed) this.rebuild();
    relate(this.nodes);
    if (guessed) return 'guessed';
    return this.nodes.some(node => plainChildren(node).length < childrenOf(typeOf(node)).least) ? 'short' : undefined;
  }

  /** The tree that preorder and the number of children of each kind of node give. */
  private rebuild(): void {
    for (const node of this.nodes) node.children.length = 0;
    const open: TreeNode[] = [this.root];
    for (const node of this.nodes.slice(1)) {
      if (node.heading === undefined) {
        while (open.length > 1 && isFull(open.at(-1))) open.pop();
      } else {
        const near = open.slice(-100);
        const owner = near.findLastIndex(candidate => mentions(candidate.fields, node.heading));
        if (owner !== -1) open.length += owner + 1 - near.length;
      }
      (open.at(-1) ?? this.root).children.push(node);
      open.push(node);
    }
  }
}

function isFull(node: TreeNode | undefined): boolean {
  return node === undefined || plainChildren(node).length >= childrenOf(typeOf(node)).most;
}

/** Whether a condition of a node asks for the plan below this heading. */
function mentions(fields: Fields, heading: string | undefined): boolean {
  const [, name] = /^((?:Init|Sub)Plan \d+)/.exec(heading ?? '') ?? [];
  return name !== undefined && Object.values(fields).some(value => typeof value === 'string' && value.includes(name));
}

function plainChildren(node: TreeNode): readonly TreeNode[] {
  return node.children.filter(child => child.heading === undefined);
}

function typeOf(node: TreeNode): string {
  const type = node.fields['Node Type'];
  return typeof type === 'string' ? type : '';
}

const memberParents = new Set(['Append', 'Merge Append', 'BitmapAnd', 'BitmapOr']);

/** Sets `Parent Relationship`, `Subplan Name` and `Plans` (explain.c, the calls of `ExplainNode`). */
function relate(nodes: readonly TreeNode[]): void {
  for (const node of nodes) {
    const plain = plainChildren(node);
    for (const [i, child] of plain.entries()) child.fields['Parent Relationship'] = relationship(node, i, plain.length);
    for (const { heading, fields } of node.children) {
      if (heading === undefined) continue;
      fields['Parent Relationship'] = heading.startsWith('SubPlan') ? 'SubPlan' : 'InitPlan';
      fields['Subplan Name'] = heading;
    }
    if (node.children.length > 0) node.fields['Plans'] = node.children.map(child => child.fields);
  }
}

function relationship(parent: TreeNode, position: number, count: number): string {
  const type = typeOf(parent);
  if (memberParents.has(type)) return 'Member';
  if (type === 'Subquery Scan') return 'Subquery';
  if (type === 'Custom Scan') return count === 1 ? 'child' : 'children';
  // Before 14 a ModifyTable had one child for each table; where there is one child, the later name is taken.
  if (type === 'ModifyTable' && count > 1) return 'Member';
  if (position === 0) return 'Outer';
  return position === 1 ? 'Inner' : 'Member';
}
