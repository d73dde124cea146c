import type { Node } from 'web-tree-sitter';

/** The outermost concatenation that the literal is an operand of, parentheses passed over; else the literal itself. */
export function outermostConcatenation(literal: Node, isConcatenation: (node: Node) => boolean): Node {
  let top = literal;
  for (let node = literal.parent; node; node = node.parent) {
    if (isConcatenation(node)) top = node;
    else if (node.type !== 'parenthesized_expression') break;
  }
  return top;
}
