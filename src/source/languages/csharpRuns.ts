/**
 * Texts that one statement begins and others add to: `var sql = "SELECT …"; sql += " WHERE …"; builder.Append(…);`.
 * What branches add is left out, the statement is the shorter one without; what a loop adds is a hole.
 */
import type { Node, Tree } from 'web-tree-sitter';

import { beginsLikeSql } from '../look';
import { calledName, receiverOf } from './csharpText';
import { namedParts, sourceOf } from './language';

/** A statement that gives a variable or builder its text, or adds to it. */
interface Giving {
  /** As written: `sql`, `command.CommandText`. */
  readonly target: string;
  /** None: it is emptied. */
  readonly values: readonly Node[];
  readonly adds: boolean;
}

/**
 * What the statements of a block put together of texts that begin like SQL and are added to: their values, with the
 * semicolon of the code between one text and the next. `undefined`: nothing, or the node is no block.
 */
export function runOf(block: Node, source: string): readonly Node[] | undefined {
  if (block.type !== 'block' && block.type !== 'switch_section') return undefined;
  // Each literal of a block asks for it.
  const known = runs.get(block.tree) ?? new Map<number, readonly Node[] | undefined>();
  runs.set(block.tree, known);
  if (!known.has(block.id)) known.set(block.id, readRun(block, source));
  return known.get(block.id);
}

const runs = new WeakMap<Tree, Map<number, readonly Node[] | undefined>>();

function readRun(block: Node, source: string): readonly Node[] | undefined {
  const statements = namedParts(block);
  const begun = new Set<string>();
  const out: Node[] = [];
  let end: Node | null = null;
  statements.forEach((statement, i) => {
    const giving = givingOf(statement, source);
    if (!giving || (giving.adds && begun.has(giving.target))) return;
    if (giving.values.length > 0) begun.add(giving.target);
    else begun.delete(giving.target);
    if (!beginsSql(giving.values, source)) return;
    const added = addedBy(statements.slice(i + 1), giving.target, source);
    if (added.length === 0) return;
    if (end) out.push(end);
    out.push(...giving.values, ...added);
    end = statement.lastChild;
  });
  return out.length > 0 ? out : undefined;
}

function addedBy(statements: readonly Node[], target: string, source: string): readonly Node[] {
  const out: Node[] = [];
  const name = `(?<![\\w.])${target.replace(/[^\w]/g, '\\$&')}`;
  const named = new RegExp(`${name}(?!\\w)`);
  const changed = new RegExp(`${name}\\s*(?:\\+?=(?!=)|\\.(?:Append|Insert|Remove|Replace|Length))`);
  for (const statement of statements) {
    const giving = givingOf(statement, source);
    if (giving?.target === target) {
      if (!giving.adds) break;
      out.push(...giving.values);
      continue;
    }
    const text = sourceOf(statement, source);
    if (!named.test(text)) continue;
    const isLoop = /^(?:for|foreach|while)_statement$/.test(statement.type);
    if (!changed.test(text) ? statement.type !== 'if_statement' : !isLoop && !isBranch(statement)) break;
    const over = statement.childForFieldName('right') ?? statement.childForFieldName('condition');
    const bracket = statement.children.find(({ type }) => type === ')');
    // The bracket stands for a line break: what follows is no part of the hole's word.
    if (isLoop && over && bracket) out.push(over, bracket);
  }
  return out;
}

/** Whether the statement around adds to a text that begins like SQL in a statement before it. */
export function isAdded(within: Node, source: string): boolean {
  let at: Node | null = within;
  while (at && at.type !== 'expression_statement') at = isBoundary(at) ? null : at.parent;
  const giving = at && givingOf(at, source);
  if (!at || giving?.adds !== true) return false;
  let first: readonly Node[] | undefined;
  for (; at && !isBoundary(at); at = at.parent) {
    for (let before = at.previousNamedSibling; before; before = before.previousNamedSibling) {
      const other = givingOf(before, source);
      if (other?.target !== giving.target) continue;
      if (!other.adds) return beginsSql(other.values.length > 0 ? other.values : (first ?? []), source);
      first = other.values;
    }
  }
  return first !== undefined && beginsSql(first, source);
}

/** Also another method of the builder. */
function isBranch({ type }: Node): boolean {
  return /^(?:if|switch|try|using|lock|expression)_statement$/.test(type);
}

function isBoundary(node: Node): boolean {
  return /_declaration$|^lambda_expression$|^anonymous_method_expression$|^local_function_statement$/.test(node.type);
}

function beginsSql([first]: readonly Node[], source: string): boolean {
  const text = first && /"+\s*([^]*)/.exec(sourceOf(first, source))?.[1];
  return text !== undefined && beginsLikeSql(text.slice(0, 200).replace(/^(?:\\[nrt]|\s)+/, ''));
}

function givingOf(statement: Node, source: string): Giving | undefined {
  const [inner] = namedParts(statement);
  if (!inner) return undefined;
  if (statement.type === 'local_declaration_statement') {
    const declarators = namedParts(inner).filter(({ type }) => type === 'variable_declarator');
    const name = declarators[0]?.childForFieldName('name');
    const value = declarators[0] && namedParts(declarators[0]).at(-1);
    if (!name || !value || declarators.length > 1) return undefined;
    return { target: sourceOf(name, source), values: value.id === name.id ? [] : nonEmpty(value, source), adds: false };
  }
  if (statement.type !== 'expression_statement') return undefined;
  return inner.type === 'assignment_expression' ? assigned(inner, source) : called(inner, source);
}

function assigned(assignment: Node, source: string): Giving | undefined {
  const left = assignment.childForFieldName('left');
  const right = assignment.childForFieldName('right');
  if (!left || !right) return undefined;
  const target = sourceOf(left, source);
  const operator = assignment.childForFieldName('operator')?.type;
  if (operator === '+=') return { target, values: [right], adds: true };
  if (operator !== '=') return undefined;
  const cleared = /^(.*)\.Length$/.exec(target)?.[1];
  if (cleared !== undefined) return { target: cleared, values: [], adds: false };
  const adds = right.type === 'binary_expression' && sourceOf(leftmost(right), source) === target;
  return { target, values: nonEmpty(right, source), adds };
}

/** `sql` of `sql = sql + a + b`. */
function leftmost(node: Node): Node {
  let at = node;
  for (
    let left = at.childForFieldName('left');
    at.type === 'binary_expression' && left;
    left = at.childForFieldName('left')
  )
    at = left;
  return at;
}

/** `builder.Append(a).AppendLine(b)`, `builder.Clear()`. */
function called(call: Node, source: string): Giving | undefined {
  if (call.type !== 'invocation_expression') return undefined;
  const { name } = calledName(call, source);
  let root: Node | null = call;
  while (root?.type === 'invocation_expression' && /^Append|^Clear$/.test(calledName(root, source).name)) {
    root = receiverOf(root);
  }
  if (!root || root.id === call.id || !/^(?:identifier|member_access_expression)$/.test(root.type)) return undefined;
  const target = sourceOf(root, source);
  return name === 'Clear' ? { target, values: [], adds: false } : { target, values: [call], adds: true };
}

function nonEmpty(value: Node, source: string): readonly Node[] {
  const written = sourceOf(value, source);
  const empty =
    /^(?:@?""|[sS]tring\.Empty|null|default|new\s*(?:System\.Text\.)?(?:StringBuilder)?\s*\(\s*\d*\s*\))!?$/;
  return empty.test(written) ? [] : [value];
}
