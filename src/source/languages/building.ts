/** Texts that are built statement by statement: `sql.append("…")`, `sql += "…"`. */
import type { Node } from 'web-tree-sitter';

import { beginsLikeSql } from '../look';
import { sourceOf } from './language';

/** How a language's statements add to a variable. */
export interface Builders {
  /** What a statement puts behind the value of the variable; `fresh`: it gets another value. `undefined`: neither. */
  appended(statement: Node, name: string): Appended | undefined;
  /** The statements in it that are taken to run: of a loop its body, of two branches the first, of an `if` alone none. */
  inner(statement: Node): readonly Node[];
  /** Where statements that run one after the other end: a method's body. */
  isWhole(block: Node): boolean;
  /** One of several branches: what stands beside it in its parent did not run. */
  isBranch(node: Node): boolean;
}

export interface Appended {
  readonly parts: readonly Node[];
  readonly fresh: boolean;
}

/** More are data. */
const mostParts = 200;
const mostStatements = 500;

/** What the statements behind `statement` append to the variable. */
export function appendedBehind(statement: Node, name: string, builders: Builders): readonly Node[] {
  const parts: Node[] = [];
  const read = (statements: Iterable<Node>): boolean => {
    for (const next of statements) {
      const appended = builders.appended(next, name);
      if (appended?.fresh === true || parts.length > mostParts) return false;
      if (appended) parts.push(...appended.parts);
      else if (!read(builders.inner(next))) return false;
    }
    return true;
  };
  for (let node: Node | null = statement; node && !builders.isWhole(node); node = node.parent) {
    if (!builders.isBranch(node) && !read(siblings(node, 'nextNamedSibling'))) break;
  }
  return parts;
}

/** The variable holds the beginning of a statement of SQL already. */
export function isContinued(statement: Node, name: string, builders: Builders, source: string): boolean {
  const put = new RegExp(
    `\\b${name}\\s*(?:\\.append\\w*\\(|\\+?=(?!=))\\s*(?:${name}\\.concat\\()?(?:new\\s+)?(?:String\\w*\\()?\\s*"+([^"]*)`,
    'g',
  );
  for (let node: Node | null = statement; node && !builders.isWhole(node); node = node.parent) {
    if (builders.isBranch(node)) continue;
    for (const before of siblings(node, 'previousNamedSibling')) {
      if ([...sourceOf(before, source).matchAll(put)].some(match => beginsLikeSql(match[1] ?? ''))) return true;
      if (builders.appended(before, name)?.fresh === true) return false;
    }
  }
  return false;
}

function* siblings(node: Node, way: 'nextNamedSibling' | 'previousNamedSibling'): Iterable<Node> {
  let next = node[way];
  for (let i = 0; next && i < mostStatements; i++, next = next[way]) yield next;
}
