/**
 * What stands around a literal and tells whether it is SQL: the call, tag, annotation or comment. Names common to many
 * languages and libraries live here; what only one language has, in its file.
 */
import type { Call, Context, HostLanguage, KnownNames } from './languages/language';

export type Evidence =
  /** A hint or a tag says so: nothing else is asked. */
  | { readonly kind: 'hint' | 'tag' }
  /** A call or annotation that takes SQL. `sure`: hardly anything else goes by the name; `likely`: mostly SQL does. */
  | { readonly kind: 'call'; readonly sure: boolean; readonly likely?: boolean }
  /** A call that takes a piece of SQL. */
  | { readonly kind: 'fragment'; readonly sure: boolean }
  /** A text for people or in another language. */
  | { readonly kind: 'other' }
  | { readonly kind: 'none' };

export const commonNames: KnownNames = {
  calls: [
    // Prisma, TypeORM, Knex, Sequelize, slonik, pg-promise, node-pg-migrate, db-migrate
    ...['$queryRaw', '$executeRaw', '$queryRawUnsafe', '$executeRawUnsafe', '$queryRawTyped', 'queryRaw', 'executeRaw'],
    ...[
      'queryRawUnsafe',
      'executeRawUnsafe',
      'executeSql',
      'runSql',
      'querySql',
      'queryStream',
      'oneOrNone',
      'manyOrNone',
    ],
    ...['queryArray', 'queryObject', 'queryAsync', 'execAsync', 'executeAsync', 'sqlQuery', 'sql_query', 'rawQuery'],
    // DB-API, SQLAlchemy, asyncpg, Django, pandas, Alembic
    ...['executemany', 'execute_values', 'execute_batch', 'mogrify', 'copy_expert', 'executescript', 'exec_driver_sql'],
    ...[
      'fetchrow',
      'fetchval',
      'fetch_all',
      'fetch_one',
      'fetch_val',
      'RawSQL',
      'RunSQL',
      'read_sql',
      'read_sql_query',
    ],
    ...[
      'read_database',
      'from_statement',
      'run_sql',
      'execute_sql',
      'query_df',
      'get_pandas_df',
      'get_records',
      'get_first',
    ],
  ],
  weakCalls: [
    ...['query', 'execute', 'exec', 'prepare', 'raw', 'unsafe', 'run', 'get', 'all', 'one', 'many', 'any', 'none'],
    ...[
      'result',
      'each',
      'multi',
      'maybeOne',
      'oneFirst',
      'manyFirst',
      'exists',
      'stream',
      'cursor',
      'iterate',
      'scalar',
    ],
    ...['scalars', 'text', 'sql', 'SQL', 'fetch', 'fetchmany', 'fetchall', 'fetchone', 'first', 'select', 'statement'],
    ...['batch', 'command', 'Command', 'pluck', 'selectOne', 'literal', 'lit'],
  ],
  fragmentCalls: [
    ...['whereRaw', 'orWhereRaw', 'andWhereRaw', 'havingRaw', 'orHavingRaw', 'orderByRaw', 'groupByRaw', 'selectRaw'],
    ...['joinRaw', 'fromRaw', 'columnRaw', 'orderRaw'],
    // These take whole statements too, and by the same name much else.
    ...['raw', 'literal', 'text', 'lit'],
  ],
  otherCalls: [
    // Logging and errors
    ...['log', 'debug', 'info', 'warn', 'warning', 'error', 'fatal', 'trace', 'critical', 'notice', 'verbose', 'silly'],
    ...['Error', 'TypeError', 'Exception', 'RuntimeException', 'ValueError', 'RuntimeError', 'Throwable', 'assert'],
    ...['print', 'println', 'printf', 'puts', 'echo', 'alert', 'confirm', 'abort', 'panic', 'fail', 'die', 'exit'],
    // Names of tests
    ...['describe', 'it', 'test', 'context', 'suite', 'specify', 'scenario', 'feature', 'step'],
    // Texts for people
    ...[
      't',
      'i18n',
      'translate',
      'gettext',
      '_',
      '__',
      'ngettext',
      '$t',
      'tr',
      'trans',
      'setText',
      'setTitle',
      'label',
    ],
    ...['gql', 'graphql', 'querySelector', 'querySelectorAll', 'closest', 'matches', 'require', 'import', 'RegExp'],
    ...['help', 'description', 'describe', 'option', 'usage', 'tooltip', 'placeholder', 'toast', 'notify', 'title'],
  ],
  tags: [
    ...[
      'sql',
      'SQL',
      'pgsql',
      'postgres',
      '$queryRaw',
      '$executeRaw',
      'queryRaw',
      'executeRaw',
      'pgSql',
      'plpgsql',
      'psql',
    ],
    ...['mysql', 'sqlite', 'tsql', 'query', 'raw', 'typedSql', 'prql'],
  ],
  otherTags: ['gql', 'graphql', 'html', 'css', 'svg', 'md', 'markdown', 'styled', 'cypher', 'outdent', 'groq'],
  annotations: [],
  otherAnnotations: [],
};

/** Of the weak names, those that take half-typed SQL too. */
const likely = new Set(['query', 'execute', 'prepare', 'unsafe', 'raw', 'fetch', 'fetchone', 'fetchall', 'select']);

/** Receivers that are databases by their name. */
const databases =
  /(?:^|[._>:@$])(?:\w*(?:db|conn(?:ection)?|pool|cursor|database|trx)|tx|cur|stmt|jdbc\w*|pg|knex|sequelize|prisma|dbh)(?:\(\))?$/i;

/** Receivers whose methods write for people, whatever they are called. */
const speakers =
  /^(?:(?:this|self|@)?[._]?)*(?:console|_?log(?:ger|ging)?|[A-Z_]*LOG(?:GER)?|Log|Logger|slog|glog|klog|zap|winston|pino|bunyan|logrus|Rails\.logger|System\.out|System\.err|stdout|stderr|process\.stdout|child_process|shell|subprocess|os|Debug|Trace|Console|assert|toast|vscode\.window|window)$/;

export class Names {
  readonly #calls: ReadonlySet<string>;
  readonly #weak: ReadonlySet<string>;
  readonly #fragments: ReadonlySet<string>;
  readonly #others: ReadonlySet<string>;
  readonly #tags: ReadonlySet<string>;
  readonly #otherTags: ReadonlySet<string>;
  readonly #annotations: ReadonlySet<string>;
  readonly #otherAnnotations: ReadonlySet<string>;
  readonly #own: ReadonlySet<string>;

  /** `own`: the user's names of calls and tags that take SQL. */
  constructor(host: HostLanguage, own: readonly string[]) {
    const all = (key: keyof KnownNames) => new Set([...commonNames[key], ...(host.names?.[key] ?? [])]);
    const others = new Set(host.names?.otherCalls ?? []);
    // What a language knows of a name outweighs what is common.
    const without = (names: ReadonlySet<string>) => new Set([...names].filter(name => !others.has(name)));
    this.#calls = without(all('calls'));
    this.#weak = without(all('weakCalls'));
    this.#fragments = without(all('fragmentCalls'));
    const known = new Set([
      ...(host.names?.calls ?? []),
      ...(host.names?.weakCalls ?? []),
      ...(host.names?.fragmentCalls ?? []),
    ]);
    this.#others = new Set([...all('otherCalls')].filter(name => !known.has(name) || others.has(name)));
    this.#tags = all('tags');
    this.#otherTags = all('otherTags');
    this.#annotations = all('annotations');
    this.#otherAnnotations = all('otherAnnotations');
    this.#own = new Set(own);
  }

  /** A cheap first question, by the word directly before a literal's bracket. */
  takesFragments(name: string): boolean {
    return this.#fragments.has(name) || this.#own.has(name);
  }

  evidence(context: Context): Evidence {
    const { comment, tag, annotation, call } = context;
    if (context.never === true) return { kind: 'other' };
    if (comment !== undefined) {
      const hint = hintOf(comment);
      if (hint) return { kind: hint };
    }
    if (tag !== undefined) return this.#tag(tag);
    if (annotation) {
      if (this.#otherAnnotations.has(annotation.name)) return { kind: 'other' };
      if (this.#annotations.has(annotation.name)) return { kind: 'call', sure: true };
    }
    return call ? this.#call(call) : { kind: 'none' };
  }

  #tag(written: string): Evidence {
    const parts = written.split(/[.?!]+/);
    const name = parts.at(-1) ?? '';
    if (this.#own.has(written) || this.#own.has(name)) return { kind: 'tag' };
    if (parts.some(part => this.#otherTags.has(part))) return { kind: 'other' };
    if (this.#tags.has(name) || parts.some(part => /^(?:sql|SQL)$/.test(part))) return { kind: 'tag' };
    return this.#calls.has(name) || this.#weak.has(name) ? { kind: 'call', sure: true } : { kind: 'none' };
  }

  #call({ name, receiver }: Call): Evidence {
    if (this.#own.has(name) || (receiver !== undefined && this.#own.has(`${receiver}.${name}`))) {
      return { kind: 'call', sure: true };
    }
    if (receiver !== undefined && speakers.test(receiver)) return { kind: 'other' };
    if (this.#fragments.has(name)) return { kind: 'fragment', sure: !this.#weak.has(name) };
    if (this.#calls.has(name)) return { kind: 'call', sure: true };
    if (this.#weak.has(name)) {
      const known = likely.has(name.toLowerCase()) || (receiver !== undefined && databases.test(receiver));
      return { kind: 'call', sure: false, likely: known };
    }
    if (this.#others.has(name)) return { kind: 'other' };
    // `asyncQuery`, `run_sql`, `executeOnce`: libraries' and programs' own.
    return /sql|query|execute|statement/i.test(name) ? { kind: 'call', sure: false, likely: true } : { kind: 'none' };
  }
}

/** `language=SQL`, `sql`, `pgsql`: IntelliJ's and the usual editors' hints. */
function hintOf(comment: string): 'hint' | 'other' | undefined {
  const injected = /(?:^|\s)@?lang(?:uage)?\s*[=:(]\s*["']?([\w-]+)/i.exec(comment);
  if (injected) return /sql|^plpgsql$/i.test(injected[1] ?? '') ? 'hint' : 'other';
  if (/^(?:sql|pgsql|postgresql|postgres|mysql|sqlite|plpgsql|tsql)$/i.test(comment)) return 'hint';
  return /^(?:graphql|html|css|hql|jpql|cypher|json|xml)$/i.test(comment) ? 'other' : undefined;
}
