/** What Java and Kotlin share: the libraries of their world and what tells one query language from another there. */
import type { Node } from 'web-tree-sitter';

import { readScript, render } from './dynamicSql';
import { jvmNames } from './jvmNames';
import { type Annotation, type Call, type Context, type LiteralPiece, verbatim } from './language';

/** Arguments of annotations that hold a text for people, whatever the annotation. */
const spokenArguments = /^(?:message|description|summary|reason|help|notes?|title|label|name|resultSetMapping)$/;

/** What an annotation says of a text in its argument `key`. */
export function annotated(annotation: Annotation, key: string | undefined, source: string): Context {
  if (key !== undefined && spokenArguments.test(key)) return { never: true };
  const name = annotation.name.replace(/^[^]*\./, '');
  if (name === 'Language') return { never: true };
  if (name !== 'Query') return { annotation: { ...annotation, name } };
  switch (languageOfQuery(annotation, source)) {
    case 'sql':
      return { annotation: { ...annotation, name: 'NativeQuery' } };
    case 'other':
      return { never: true };
    default:
      // Entities' languages are told by their look then.
      return { call: { name: 'query', argument: key ?? 0 } };
  }
}

const packagesOfSql =
  /^org\.springframework\.data\.(?:jdbc|r2dbc|relational)\b|^androidx\.room\b|^android\.arch\.persistence\.room\b/;
const packagesOfOthers =
  /^(?:org\.springframework\.data|jakarta\.data|io\.quarkus|com\.arangodb|org\.neo4j|retrofit2?|com\.datastax|io\.micronaut\.data\.mongodb)\b/;

/** A dozen libraries have a `@Query`, with as many languages: its import tells. */
function languageOfQuery({ name, arguments: given }: Annotation, source: string): 'sql' | 'other' | 'unknown' {
  if (/^true$/.test(given.get('nativeQuery') ?? '')) return 'sql';
  const imports = name.includes('.') ? [name] : importsOf(source);
  const own = imports.filter(imported => /\.(?:Query|\*)$/.test(imported));
  if (own.some(imported => packagesOfSql.test(imported))) return 'sql';
  if (own.some(imported => imported.startsWith('io.micronaut.data.annotation'))) {
    return imports.some(imported => /^io\.micronaut\.data\.(?:jdbc|r2dbc|model\.query\.builder\.sql)\b/.test(imported))
      ? 'sql'
      : 'unknown';
  }
  return own.some(imported => packagesOfOthers.test(imported)) ? 'other' : 'unknown';
}

/** What a call says of a text among its arguments. */
export function called(call: Call, source: string): Context {
  const { name } = call;
  if (/^[A-Z]\w*(?:Exception|Error|Throwable)$/.test(name)) return { never: true };
  // Values and labels in these languages' libraries.
  if (/^(?:text|literal|lit|raw|Select|Insert|Update|Delete)$/.test(name)) return {};
  if (name === 'createQuery' && !takesSql(call, source)) return { never: true };
  return speaksOtherwise(call, source) ? { never: true } : { call };
}

/** Clients of databases that have languages of their own. */
function speaksOtherwise({ name, receiver = '' }: Call, source: string): boolean {
  if (/(?:cql|cassandra|influx|ksql|redis|neo4j|mongo|elastic)\w*(?:\(\))?$/i.test(receiver)) return true;
  const has = (imports: RegExp) => importsOf(source).some(imported => imports.test(imported));
  switch (name) {
    case 'run':
      return has(/^org\.neo4j\b/);
    case 'select':
      return has(/^org\.jsoup\b/) && !/handle$/i.test(receiver);
    case 'execute':
    case 'executeAsync':
    case 'prepare':
      return /session\w*(?:\(\))?$/i.test(receiver) && has(/^com\.datastax\b/);
    case 'find':
    case 'update':
      return has(/^io\.quarkus\.hibernate\b/);
    default:
      return false;
  }
}

/** `createQuery` of JDBI and sql2o takes SQL, that of JPA and Hibernate their own languages. */
function takesSql({ receiver = '' }: Call, source: string): boolean {
  if (/(?:^|\.)(?:em|entity_?manager|\w*session)(?:\(\))?$/i.test(receiver)) return false;
  const imports = importsOf(source);
  if (imports.some(imported => /^(?:org\.jdbi|org\.skife\.jdbi|org\.sql2o)\b/.test(imported))) return true;
  const entities = imports.some(imported => /^(?:jakarta|javax)\.persistence\b|^org\.hibernate\b/.test(imported));
  return !entities && /(?:^|\.)(?:handle|h|jdbi)(?:\(\))?$/i.test(receiver);
}

/** What the name of a variable or constant says of its value, and the call that it is handed to next behind `at`. */
export function assigned(name: string, at: number, source: string): Context {
  if (otherLanguages.test(name)) return { never: true };
  const uses = factsOf(source).uses.get(name) ?? [];
  const use = uses.find(other => other.at >= at) ?? uses[0];
  if (!use) return { assignedTo: name };
  const { call } = use;
  if (call.name !== 'Query') return { assignedTo: name, ...called(call, source) };
  const native = /^[^()]*\bnativeQuery\s*=\s*true/.test(source.slice(source.indexOf('(', use.at) + 1, use.at + 400));
  const given = new Map(native ? [['nativeQuery', 'true']] : []);
  return { assignedTo: name, ...annotated({ name: 'Query', arguments: given }, undefined, source) };
}

/**
 * What JPQL and HQL have and SQL has not: a lone alias as output, fetched joins, joins along a path of an alias, objects
 * made of columns, names of classes with their package.
 */
const ofEntities: readonly RegExp[] = [
  /\bselect\s+(?:distinct\s+|count\s*\(\s*(?:distinct\s+)?)?(\w+)\s*\)?\s+from\s+[\w.]+\s+(?:as\s+)?\1\b(?!\.)/i,
  /\bjoin\s+fetch\b|\bselect\s+(?:distinct\s+)?(?:new\s+[\w.]+|object)\s*\(|\bmember\s+of\b|\bis\s+(?:not\s+)?empty\b/i,
  /\bfrom\s+[\w.]+\s+(?:as\s+)?(\w+)\b[^]*?(?:\bjoin\s+|,\s*in\s*\(\s*)\1\.\w/i,
  /\b(?:from|FROM)\s+(?:[a-z]\w*\.){3,}[A-Z]/,
];

/** Such a text is no SQL, unless it is given to a call or annotation that takes nothing else. */
export function unlessOfEntities(given: Context, written: string): Context {
  const { call, annotation, comment } = given;
  const sure =
    annotation !== undefined ||
    comment !== undefined ||
    (call !== undefined && jvmNames.calls?.includes(call.name) === true);
  const text = written.replace(/"\s*\+\s*"/g, '');
  return sure || !ofEntities.some(sign => sign.test(text)) ? given : { never: true };
}

const languages = ['hql', 'jpql', 'ejbql', 'cql', 'cypher', 'sparql', 'gremlin', 'graphql', 'mdx'];
const written = languages.flatMap(word => [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)]);
const otherLanguages = new RegExp(`(?:^|[a-z\\d_])(?:${written.join('|')}|ejbQL)(?![a-z])`);

/** Calls whose first argument tells what the variable there holds. */
const takers: ReadonlySet<string> = new Set([
  ...(jvmNames.calls ?? []),
  'query',
  'execute',
  'update',
  'sql',
  'fetch',
  'Query',
]);

/** `jdbc.query(SQL, …)`, `createQuery(sql.toString())`, `@Query(value = Queries.ALL)`. */
const handing =
  /\b(?:(\w+(?:\(\))?)\s*\??\.\s*)?(\w+)(?:<[\w?, ]+>)?\(\s*(?:(?:nativeQuery|value|query|sql)\s*=\s*(?:true,\s*value\s*=\s*)?)?(?:\w+\.)*([A-Za-z_]\w*)(?:\.toString\(\)|\[\w+\])?\s*[,)+]/g;

interface FileFacts {
  readonly imports: readonly string[];
  /** Calls by the name of the variable or constant that is their first argument. */
  readonly uses: ReadonlyMap<string, readonly { readonly call: Call; readonly at: number }[]>;
  /** Variables to which something is appended. */
  readonly built: ReadonlySet<string>;
  /** There are MyBatis scripts. */
  readonly scripts: boolean;
  /** JDBI's own placeholders may stand in texts. */
  readonly jdbi: boolean;
}

/** Imports stand at the head of a file. */
const longestHead = 30_000;

/** Of the last file: it is asked for each of its literals. */
let last: { readonly source: string; readonly facts: FileFacts } | undefined;

/** What a look at all of the file tells. */
export function factsOf(source: string): FileFacts {
  if (last?.source !== source) last = { source, facts: readFacts(source) };
  return last.facts;
}

function readFacts(source: string): FileFacts {
  const head = source.slice(0, longestHead).matchAll(/^[ \t]*import\s+(?:static\s+)?([\w.*]+)/gm);
  const uses = new Map<string, { readonly call: Call; readonly at: number }[]>();
  for (const match of source.matchAll(handing)) {
    const [, receiver, name = '', variable = ''] = match;
    if (!takers.has(name)) continue;
    const call: Call = { name, argument: 0, ...(receiver === undefined ? {} : { receiver }) };
    uses.set(variable, [...(uses.get(variable) ?? []), { call, at: match.index }]);
  }
  return {
    imports: [...head].map(match => match[1] ?? ''),
    uses,
    built: new Set(
      [...source.matchAll(/\b(\w+)\s*(?:\.append\w*\(|\+=|=\s*\1\s*(?:\+|\.concat\())/g)].map(match => match[1] ?? ''),
    ),
    scripts: source.includes('<script>'),
    jdbi: source.includes('org.jdbi'),
  };
}

function importsOf(source: string): readonly string[] {
  return factsOf(source).imports;
}

/** A stretch of a literal, cut at its escapes. */
export function escapedPieces(
  source: string,
  start: number,
  end: number,
  escapes: RegExp,
  decode: (escape: string) => string,
): readonly LiteralPiece[] {
  const out: LiteralPiece[] = [];
  let at = start;
  for (const match of source.slice(start, end).matchAll(escapes)) {
    const from = start + match.index;
    out.push(...verbatim(source, at, from));
    at = from + match[0].length;
    out.push({ kind: 'text', text: decode(match[0]), start: from, end: at, verbatim: false });
  }
  out.push(...verbatim(source, at, end));
  return out;
}

/** Escapes that both languages have. */
export const singleEscapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', s: ' ' };

/** What of a MyBatis script stands in one of the literals that it is written in. */
export function scriptPieces(
  literal: Node,
  literals: readonly Node[],
  piecesOf: (literal: Node) => readonly LiteralPiece[],
): readonly LiteralPiece[] {
  const { startIndex, endIndex } = literal;
  return render(readScript(literals.flatMap(piecesOf)), { fragments: new Map() }).flatMap(piece =>
    piece.kind === 'assumption' || piece.start < startIndex || piece.start >= endIndex ? [] : [piece],
  );
}

/** JDBI's `<name>` for what is put into the text when the statement is built. */
export function withDefinitions(pieces: readonly LiteralPiece[], source: string): readonly LiteralPiece[] {
  if (!factsOf(source).jdbi) return pieces;
  return pieces.flatMap(piece => {
    if (piece.kind === 'hole' || !piece.verbatim) return [piece];
    const out: LiteralPiece[] = [];
    let at = piece.start;
    for (const match of piece.text.matchAll(/<(\w+)>/g)) {
      const start = piece.start + match.index;
      const end = start + match[0].length;
      out.push(...verbatim(source, at, start), { kind: 'hole', source: match[1] ?? '', start, end });
      at = end;
    }
    return [...out, ...verbatim(source, at, piece.end)];
  });
}
