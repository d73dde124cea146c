import type { PostgresSql } from '../sql/postgresSql';
import { Names } from './evidence';
import { FileScan } from './fileScan';
import { GrammarLoader } from './grammarLoader';
import { dialectOfText } from './dialect';
import type { EmbeddingLanguage } from './languages/embedding';
import { embeddings, hosts } from './languages/hosts';
import type { HostLanguage } from './languages/language';
import { isSql, scriptQueries, scriptQueryAt, sqlExtensions, sqlIds } from './languages/sql';
import { LiteralText } from './reading/literalText';
import { type Grammars, longestText, type SourceFinder } from './sourceFinder';
import type { SourceQuery } from './sourceQuery';
import { inOrder } from './movedQuery';
import { sourceQuery } from './statementQuery';
import { TreeDocument } from './treeDocument';

export function createSourceFinder(options: {
  readonly sql: () => Promise<PostgresSql>;
  readonly grammars: Grammars;
  /** The user's own names of calls and tags that take SQL. */
  readonly callees?: () => readonly string[];
}): SourceFinder {
  const loader = new GrammarLoader(options.grammars);
  const known = new Map<HostLanguage, { readonly own: string; readonly names: Names }>();

  function namesFor(host: HostLanguage): Names {
    const callees = options.callees?.() ?? [];
    const own = callees.join('\n');
    const cached = known.get(host);
    if (cached?.own === own) return cached.names;
    const names = new Names(host, callees);
    known.set(host, { own, names });
    return names;
  }

  async function withTree<T>(languageId: string, text: string, none: T, read: (scan: FileScan) => T): Promise<T> {
    const host = hosts.find(({ ids }) => ids.includes(languageId));
    if (!host || text.length > longestText) return none;
    const [parser, sql] = await Promise.all([loader.load(host.grammar(languageId)), options.sql()]);
    const tree = parser.parse(text);
    if (!tree) return none;
    try {
      return read(new FileScan({ languageId, text, host, names: namesFor(host), sql, root: tree.rootNode }));
    } finally {
      tree.delete();
    }
  }

  const byExtension = new Map(
    [{ extensions: sqlExtensions }, ...hosts, ...embeddings].flatMap(({ extensions }) =>
      Object.entries(extensions).flatMap(([id, endings]) => endings.map(ending => [ending, id] as const)),
    ),
  );

  return {
    languageOf: fileName => byExtension.get(/\.[^./\\]+$/.exec(fileName)?.[0].toLowerCase() ?? ''),
    languages: [...sqlIds, ...[...hosts, ...embeddings].flatMap(({ ids }) => ids)],
    find: async (languageId, text) => {
      if (text.length > longestText) return [];
      if (isSql(languageId)) return scriptQueries(languageId, text, await options.sql());
      const embedding = embeddings.find(({ ids }) => ids.includes(languageId));
      if (embedding) return embeddedQueries(embedding, languageId, text, await options.sql());
      return withTree(languageId, text, [], scan => inOrder(scan.all().flatMap(({ queries }) => queries)));
    },
    open: async (languageId, text) => {
      const host = hosts.find(({ ids }) => ids.includes(languageId));
      if (!host || text.length > longestText) return undefined;
      const [parser, sql] = await Promise.all([loader.load(host.grammar(languageId)), options.sql()]);
      return new TreeDocument(languageId, text, { host, parser, sql, names: () => namesFor(host) });
    },
    at: async (languageId, text, offset) => {
      if (isSql(languageId)) return scriptQueryAt(languageId, text, offset, await options.sql());
      const embedding = embeddings.find(({ ids }) => ids.includes(languageId));
      if (!embedding) return withTree(languageId, text, undefined, scan => scan.at(offset));
      const queries = await embeddedQueries(embedding, languageId, text, await options.sql());
      return queries.find(({ startOffset, endOffset }) => startOffset <= offset && offset <= endOffset);
    },
  };
}

async function embeddedQueries(
  embedding: EmbeddingLanguage,
  languageId: string,
  document: string,
  sql: PostgresSql,
): Promise<readonly SourceQuery[]> {
  if (document.length > longestText) return [];
  return (await embedding.read(document)).flatMap(({ pieces, start, end, recognisedBy, name }) => {
    const text = new LiteralText(pieces);
    return sql.split(text.sql).map((statement): SourceQuery => {
      const query = sourceQuery({
        languageId,
        sql,
        text,
        statement,
        recognised: { by: recognisedBy, fragment: false },
        dialect: (sent, failed) => (failed ? dialectOfText(sent) : undefined) ?? 'postgresql',
        around: { start, end },
        constants: [],
      });
      return name === undefined ? query : { ...query, name };
    });
  });
}
