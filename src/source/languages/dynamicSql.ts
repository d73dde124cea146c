/**
 * MyBatis' dynamic SQL: elements among the text that are left out, repeated or trimmed when the statement is built.
 * What may be left out is taken; each such choice is told by an assumption. https://mybatis.org/mybatis-3/dynamic-sql.html
 */
import type { Piece } from '../reading/pieces';

export interface DynamicElement {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly DynamicPart[];
  readonly start: number;
  /** Behind the opening tag. */
  readonly openEnd: number;
  /** The opening tag as written. */
  readonly source: string;
}

export type DynamicPart = Piece | DynamicElement;

export interface Scope {
  /** `<sql>` elements by id. */
  readonly fragments: ReadonlyMap<string, DynamicElement>;
  /** Of the `<property>` elements in the `<include>` around. */
  readonly properties?: ReadonlyMap<string, string>;
  readonly depth?: number;
}

/** Fragments nested deeper include themselves. */
const deepest = 20;

export function render(parts: readonly DynamicPart[], scope: Scope): readonly Piece[] {
  const out: Piece[] = [];
  const taken: Condition[] = [];
  let beside = false;
  for (const part of parts) {
    const isElement = part.kind === 'element';
    if (isElement && part.name === 'if' && !isPossible(part.attributes['test'] ?? '', taken)) continue;
    const pieces = isElement ? element(part, scope) : substituted(part, scope);
    // MyBatis joins what stands beside an element with a blank.
    const at = part.start;
    if ((isElement || beside) && !endsBlank(out) && !beginsBlank(pieces)) {
      out.push({ kind: 'text', text: ' ', start: at, end: at, verbatim: false });
    }
    out.push(...pieces);
    beside = isElement;
  }
  return out;
}

interface Condition {
  readonly name: string;
  readonly equal: boolean;
  readonly value: string;
}

/** Whether a test can hold when those taken before it in the same element do: of `x == 1` and `x == 2` the first is taken. */
function isPossible(test: string, taken: Condition[]): boolean {
  const ways = test.split(/\s+or\s+|\|\|/).map(way => way.split(/\s+and\s+|&&/).flatMap(conditionOf));
  if (!ways.some(way => way.every(condition => !taken.some(other => contradicts(condition, other))))) return false;
  if (ways.length === 1) taken.push(...(ways[0] ?? []));
  return true;
}

function conditionOf(written: string): readonly Condition[] {
  const match = /^\s*\(?\s*([\w.]+)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)"|([\w.]+))(?:\.toString\(\))?\s*\)?\s*$/.exec(
    written,
  );
  if (!match) return [];
  const [, name = '', operator, single, double, bare] = match;
  return [{ name, equal: operator === '==', value: single ?? double ?? bare ?? '' }];
}

function contradicts(a: Condition, b: Condition): boolean {
  if (a.name !== b.name) return false;
  return a.equal && b.equal ? a.value !== b.value : a.equal !== b.equal && a.value === b.value;
}

function element(part: DynamicElement, scope: Scope): readonly Piece[] {
  const { name, attributes, children } = part;
  switch (name) {
    case 'if':
    case 'when':
    case 'otherwise':
      return assumed(part, render(children, scope));
    case 'choose': {
      const branches = children.filter(child => child.kind === 'element');
      return branches.length > 0 ? render(branches.slice(0, 1), scope) : [];
    }
    case 'where':
      return trimmed(part, render(children, scope), {
        prefix: 'WHERE',
        before: ['AND', 'OR'].flatMap(spaced),
        after: [],
      });
    case 'set':
      return trimmed(part, render(children, scope), { prefix: 'SET', before: [','], after: [','] });
    case 'trim': {
      const { prefix = '', suffix = '', prefixOverrides = '', suffixOverrides = '' } = attributes;
      const overrides = { before: listed(prefixOverrides), after: listed(suffixOverrides) };
      return trimmed(part, render(children, scope), { prefix, suffix, ...overrides });
    }
    case 'foreach':
      return repeated(part, render(children, scope));
    case 'include':
      return included(part, scope);
    case 'bind':
    case 'property':
    case 'selectKey':
      return [];
    default:
      return render(children, scope);
  }
}

function spaced(word: string): readonly string[] {
  return [' ', '\n', '\r', '\t'].map(blank => word + blank);
}

function listed(overrides: string): readonly string[] {
  return overrides.split('|').filter(override => override !== '');
}

function assumed({ source, start }: DynamicElement, pieces: readonly Piece[]): readonly Piece[] {
  return pieces.some(piece => !isBlank(piece)) ? [{ kind: 'assumption', source, start }, ...pieces] : pieces;
}

interface Trim {
  readonly prefix: string;
  readonly suffix?: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** `TrimSqlNode`: nothing at all of nothing, else one of the overrides dropped at each end and the prefix and suffix put there. */
function trimmed(
  part: DynamicElement,
  pieces: readonly Piece[],
  { prefix, suffix = '', before, after }: Trim,
): readonly Piece[] {
  const out = [...pieces];
  if (out.every(isBlank)) return [];
  const first = out.findIndex(piece => !isBlank(piece));
  const head = out[first];
  if (head?.kind === 'text') {
    const text = head.text.trimStart();
    const dropped = before.find(override => text.toUpperCase().startsWith(override.toUpperCase()));
    out[first] = cut(head, head.text.length - text.length + (dropped?.length ?? 0), head.text.length);
  }
  const last = out.findLastIndex(piece => !isBlank(piece));
  const tail = out[last];
  if (tail?.kind === 'text') {
    const text = tail.text.trimEnd();
    const dropped = after
      .map(override => override.trim())
      .find(override => text.toUpperCase().endsWith(override.toUpperCase()));
    out[last] = cut(tail, 0, text.length - (dropped?.length ?? 0));
  }
  const kept = out.filter((piece, i) => piece.kind === 'assumption' || (i >= first && i <= last));
  return [
    ...inserted(part, prefix === '' ? '' : ` ${prefix} `),
    ...kept,
    ...inserted(part, suffix === '' ? '' : ` ${suffix}`, kept),
  ];
}

/** One element stands for all: a lone placeholder is a list, anything else is taken once. */
function repeated(part: DynamicElement, pieces: readonly Piece[]): readonly Piece[] {
  const { attributes, start, source } = part;
  const { open = '', close = '', collection = '' } = attributes;
  const text = pieces
    .map(piece => (piece.kind === 'text' ? piece.text : piece.kind === 'hole' ? '?' : ''))
    .join('')
    .trim();
  if (text === '') return [];
  const end = pieces.at(-1);
  const to = end && end.kind !== 'assumption' && end.end > part.openEnd ? end.end : part.openEnd;
  const body: readonly Piece[] = /^[#$]\{[^{}]*\}$/.test(text)
    ? [{ kind: 'hole', source: collection === '' ? text : collection, start, end: to, value: text.startsWith('#') }]
    : [{ kind: 'assumption', source, start }, ...pieces];
  return [...inserted(part, open === '' ? '' : ` ${open}`), ...body, ...inserted(part, close, body)];
}

/** Text that an element adds: before what it holds at its opening tag, behind it where that ends. */
function inserted({ start, openEnd }: DynamicElement, text: string, behind?: readonly Piece[]): readonly Piece[] {
  if (text === '') return [];
  const last = behind?.at(-1);
  const end = last && last.kind !== 'assumption' ? last.end : openEnd;
  return [{ kind: 'text', text, start: behind ? end : start, end: behind ? end : openEnd, verbatim: false }];
}

function included(part: DynamicElement, scope: Scope): readonly Piece[] {
  const refid = valueOf(part.attributes['refid'] ?? '', scope.properties);
  const fragment = scope.fragments.get(refid);
  const depth = (scope.depth ?? 0) + 1;
  if (!fragment || depth > deepest) return [{ kind: 'hole', source: refid, start: part.start, end: part.openEnd }];
  const given = part.children.flatMap(child => {
    if (child.kind !== 'element' || child.name !== 'property') return [];
    const { name = '', value = '' } = child.attributes;
    return [[name, valueOf(value, scope.properties)] as const];
  });
  const properties = new Map([...(scope.properties ?? []), ...given]);
  return render(fragment.children, { fragments: scope.fragments, properties, depth }).map(piece =>
    piece.kind === 'assumption' ? piece : { ...piece, elsewhere: true },
  );
}

const placeholder = /\$\{\s*([\w.]+)\s*\}/g;

function valueOf(text: string, properties: ReadonlyMap<string, string> | undefined): string {
  return text.replaceAll(placeholder, (whole, name: string) => properties?.get(name) ?? whole);
}

/** `${alias}` in an included fragment, given by a property. */
function substituted(piece: Piece, { properties }: Scope): readonly Piece[] {
  if (piece.kind !== 'text' || !properties || properties.size === 0 || !piece.text.includes('${')) return [piece];
  const out: Text[] = [];
  let at = 0;
  for (const match of piece.text.matchAll(placeholder)) {
    const value = properties.get(match[1] ?? '');
    if (value === undefined) continue;
    const end = match.index + match[0].length;
    out.push(cut(piece, at, match.index), { ...cut(piece, match.index, end), text: value, verbatim: false });
    at = end;
  }
  return [...out, cut(piece, at, piece.text.length)].filter(({ text }) => text !== '');
}

type Text = Extract<Piece, { kind: 'text' }>;

function cut(piece: Text, from: number, to: number): Text {
  if (from <= 0 && to >= piece.text.length) return piece;
  const text = piece.text.slice(from, to);
  return piece.verbatim
    ? { ...piece, text, start: piece.start + from, end: piece.start + Math.max(from, to) }
    : { ...piece, text };
}

function isBlank(piece: Piece): boolean {
  return piece.kind === 'assumption' || (piece.kind === 'text' && piece.text.trim() === '');
}

function endsBlank(pieces: readonly Piece[]): boolean {
  const last = pieces.findLast(piece => piece.kind !== 'assumption' && !(piece.kind === 'text' && piece.text === ''));
  return last === undefined || (last.kind === 'text' && /\s$/.test(last.text));
}

function beginsBlank(pieces: readonly Piece[]): boolean {
  const first = pieces.find(piece => piece.kind !== 'assumption' && !(piece.kind === 'text' && piece.text === ''));
  return first === undefined || (first.kind === 'text' && /^\s/.test(first.text));
}

const markup =
  /<!--[^]*?-->|<!\[CDATA\[|\]\]>|<(\/?)(script|where|set|trim|if|choose|when|otherwise|foreach|bind)\b((?:[^<>"']|"[^"]*"|'[^']*')*?)(\/?)>|&(\w+|#\d+|#x[\da-f]+);/gi;

/** A script in an annotation: `<script>` with the elements of a mapper file. */
export function readScript(pieces: readonly Exclude<Piece, { kind: 'assumption' }>[]): readonly DynamicPart[] {
  const text = pieces.map(textIn).join('');
  const root: DynamicPart[] = [];
  const open: DynamicPart[][] = [root];
  let at = 0;
  for (const match of text.matchAll(markup)) {
    const [whole, closing, name, attributes = '', alone, entity] = match;
    const within = slice(pieces, match.index, match.index + whole.length);
    const [first] = within;
    const last = within.at(-1);
    open.at(-1)?.push(...slice(pieces, at, match.index));
    at = match.index + whole.length;
    if (!first || !last) continue;
    const { start } = first;
    if (entity !== undefined)
      open.at(-1)?.push({ kind: 'text', text: characterOf(entity) ?? whole, start, end: last.end, verbatim: false });
    else if (closing === '/') open.length = Math.max(1, open.length - 1);
    else if (name !== undefined) {
      const children: DynamicPart[] = [];
      open.at(-1)?.push({
        kind: 'element',
        name,
        attributes: attributesIn(attributes),
        children,
        start,
        openEnd: last.end,
        source: whole,
      });
      if (alone !== '/') open.push(children);
    }
  }
  open.at(-1)?.push(...slice(pieces, at, text.length));
  return root;
}

/** What is no text counts as one character. */
function textIn(piece: Exclude<Piece, { kind: 'assumption' }>): string {
  return piece.kind === 'text' ? piece.text : '\ufffc';
}

function slice<P extends Exclude<Piece, { kind: 'assumption' }>>(
  pieces: readonly P[],
  from: number,
  to: number,
): readonly (P | Text)[] {
  const out: (P | Text)[] = [];
  let at = 0;
  for (const piece of pieces) {
    const behind = at + textIn(piece).length;
    const [start, end] = [Math.max(from, at), Math.min(to, behind)];
    if (start < end) out.push(piece.kind === 'text' ? cut(piece, start - at, end - at) : piece);
    at = behind;
  }
  return out;
}

function attributesIn(written: string): Readonly<Record<string, string>> {
  const pairs = [...written.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
  return Object.fromEntries(pairs.map(([, key = '', double, single]) => [key, double ?? single ?? '']));
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function characterOf(entity: string): string | undefined {
  const code = /^#(?:x([\da-f]+)|(\d+))$/i.exec(entity);
  if (!code) return entities[entity];
  const point = code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}
