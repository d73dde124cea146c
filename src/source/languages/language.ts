import type { Node } from 'web-tree-sitter';

/**
 * A host language whose programs hold SQL in string literals. What is common to all (climbing to the whole of a
 * concatenation, constants, holes, recognition) lies beside this folder; a language says how its syntax tree is read.
 * To add one: a file here, its grammar in `webpack.config.js`, fixtures in `test/corpus/source`.
 */
export interface HostLanguage {
  /** VS Code's language ids. */
  readonly ids: readonly string[];
  /** File name extensions with their dot, by language id. */
  readonly extensions: Readonly<Record<string, readonly string[]>>;
  /** Grammar file for one of the ids. */
  grammar(languageId: string): string;
  /** Node types of single string literals, from which the search starts. */
  readonly literalTypes: readonly string[];
  /** How a node is put together of text; `undefined`: it is no text and becomes a hole in the text around it. */
  expression(node: Node, source: string): Expression | undefined;
  /** What stands around a whole: the call, tag, annotation, comment or name that it belongs to. */
  context(whole: Node, source: string): Context;
  /** Node types that give a name to a value. */
  readonly declarationTypes: readonly string[];
  /** The names and values of such a node. A name that a file declares twice counts as unknown. */
  declarations(node: Node, source: string): readonly Declaration[];
  /** Names that this language adds to those of `src/source/evidence.ts`. */
  readonly names?: Partial<KnownNames>;
  /** Its persistence libraries have a query language of entities that looks like SQL (JPQL, HQL, DQL). */
  readonly entityQueries?: boolean;
}

/** How a node is put together. Nodes named here are read in turn; a node that is no text becomes a hole. */
export type Expression =
  /** A literal. `values`: its holes are handed over as parameters (tagged templates), not pasted into the text. */
  | { readonly kind: 'text'; readonly pieces: readonly LiteralPiece[]; readonly values?: boolean }
  /** `a + b`, adjacent literals, `a.append(b)`. */
  | { readonly kind: 'concatenation'; readonly parts: readonly Node[] }
  /** `[a, b].join(' ')`. */
  | { readonly kind: 'join'; readonly separator: string; readonly parts: readonly Node[] }
  /** `fmt.Sprintf(template, …)`: `printf` has `%s`, `%d`, `%1$s`, `%v`, `%(x)s`, `%%`; `braces` has `{}`, `{0}`, `{name}`, `{{`. */
  | {
      readonly kind: 'format';
      readonly style: 'printf' | 'braces';
      readonly template: Node;
      /** In order, where they are given one by one. */
      readonly arguments: readonly Node[];
      /** Named arguments. */
      readonly named?: ReadonlyMap<string, Node>;
    }
  /** Parentheses, casts, `.trim()`. `margin`: what stands before it on each line is dropped, with it (Kotlin's `trimMargin`). */
  | { readonly kind: 'same'; readonly of: Node; readonly margin?: string }
  /** `a ? b : c`: one of them. */
  | { readonly kind: 'choice'; readonly branches: readonly Node[] }
  /** A name that may stand for a constant of this file: the last part of `this.QUERY`, `Foo::BAR`. */
  | { readonly kind: 'name'; readonly name: string };

export type LiteralPiece =
  /** `verbatim`: the text stands in the file as it is; otherwise one escape stands for all of it. */
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly verbatim: boolean;
    }
  /** An expression among the text. With a node it is read further: it may be text itself. */
  | {
      readonly kind: 'hole';
      readonly source: string;
      readonly start: number;
      readonly end: number;
      readonly node?: Node;
      /** Handed over as a parameter rather than pasted in. */
      readonly value?: boolean;
    };

export interface Context {
  /** The call that takes the whole as an argument; arrays and objects around it are passed over. */
  readonly call?: Call;
  /** Name of the tag of a tagged template, dotted as written: `sql`, `Prisma.sql`, `sql.fragment`. */
  readonly tag?: string;
  /** An annotation, attribute or decorator that takes the whole. */
  readonly annotation?: Annotation;
  /** Text of the comment directly before, without its delimiters, trimmed. */
  readonly comment?: string | undefined;
  /** The variable, constant, field or key that gets the whole. */
  readonly assignedTo?: string;
  /** The whole is a documentation string, an import path or the like: never SQL. */
  readonly never?: boolean;
}

export interface Call {
  /** Last part of the callee: `query` of `this.db.query(…)`, `println!`. */
  readonly name: string;
  /** What stands before it, as written: `this.db`, `DB`, `console`; absent for a plain function. */
  readonly receiver?: string;
  /** Place among the arguments, from 0, or the name of a keyword argument or object key. */
  readonly argument: number | string;
}

export interface Annotation {
  readonly name: string;
  /** Names and source texts of its arguments; a lone one is called `value`. */
  readonly arguments: ReadonlyMap<string, string>;
}

export interface Declaration {
  readonly name: string;
  readonly value: Node;
}

/** Names that tell whether a literal is SQL. Compared as written, the last part of a dotted name. */
export interface KnownNames {
  /** Calls whose argument is SQL and hardly ever anything else. */
  readonly calls: readonly string[];
  /** Calls that take SQL, and by the same name much else. */
  readonly weakCalls: readonly string[];
  /** Calls that take a piece of SQL: `whereRaw`. */
  readonly fragmentCalls: readonly string[];
  /** Calls that take a text for people or another language: logging, errors, test names, JPQL. */
  readonly otherCalls: readonly string[];
  /** Tags of templates. */
  readonly tags: readonly string[];
  readonly otherTags: readonly string[];
  /** Annotations that take SQL. */
  readonly annotations: readonly string[];
  readonly otherAnnotations: readonly string[];
}

/** Text of a node; offsets of web-tree-sitter are UTF-16 code units. */
export function sourceOf(node: Node, source: string): string {
  return source.slice(node.startIndex, node.endIndex);
}

/** A verbatim piece for a stretch of the file; nothing for an empty one. */
export function verbatim(source: string, start: number, end: number): readonly LiteralPiece[] {
  return start < end ? [{ kind: 'text', text: source.slice(start, end), start, end, verbatim: true }] : [];
}

export function escaped(node: Node, text: string): LiteralPiece {
  return { kind: 'text', text, start: node.startIndex, end: node.endIndex, verbatim: false };
}

/** An interpolation: `whole` is what stands in the text (`${x}`), `expression` what is in it. */
export function hole(whole: Node, expression: Node | null | undefined, source: string, value = false): LiteralPiece {
  return {
    kind: 'hole',
    source: expression ? sourceOf(expression, source) : sourceOf(whole, source),
    start: whole.startIndex,
    end: whole.endIndex,
    ...(expression ? { node: expression } : {}),
    ...(value ? { value } : {}),
  };
}

/** Named children without comments. */
export function namedParts(node: Node): readonly Node[] {
  return node.namedChildren.filter(child => !child.type.includes('comment'));
}

/** Place of a node among the arguments of its list, from 0. */
export function placeAmong(node: Node, list: Node): number {
  return namedParts(list).findIndex(child => child.id === node.id);
}

/** A dotted name cut in its last part and what stands before it: `a.b::c` → `c` and `a.b`. */
export function cutName(written: string): { readonly name: string; readonly receiver?: string } {
  const match = /^([^]*?)(?:\?\.|\.|::|->|\?->)\s*([\w$]+[!?]?)$/.exec(written.trim());
  if (!match) return { name: written.trim() };
  const [, receiver = '', name = ''] = match;
  return { name, receiver: receiver.trim() };
}

/** Text of a comment without its delimiters. */
export function commentText(written: string): string {
  return written
    .replace(/^(?:\/\/+|\/\*+|#+|--|<!--)/, '')
    .replace(/(?:\*\/|-->)$/, '')
    .trim();
}
