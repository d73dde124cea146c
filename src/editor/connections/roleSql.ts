/** What the SQL for a reading role is made for; names are unquoted. */
export interface RoleSqlOptions {
  readonly role: string;
  readonly database: string;
  readonly schemas: readonly string[];
  /** The role that creates the tables, so that later ones are readable too. */
  readonly owner: string;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

/**
 * SQL that makes a role which can explain and read, and nothing else; PostgreSQL 12 to 18. The user runs it, after
 * putting a password in. Each grant says what it is for.
 */
export function roleSql(options: RoleSqlOptions): string {
  const role = identifier(options.role);
  const owner = identifier(options.owner);
  const perSchema = options.schemas.flatMap(name => {
    const schema = identifier(name);
    return [
      `-- ${oneLine(name)}: see its objects, read its tables and views. EXPLAIN checks the same rights as running the query.`,
      `GRANT USAGE ON SCHEMA ${schema} TO ${role};`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role};`,
      `-- Tables that ${oneLine(options.owner)} creates later. Repeat it for each role that creates tables.`,
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${schema} GRANT SELECT ON TABLES TO ${role};`,
      '',
    ];
  });
  return [
    '-- A role for Backend Optimizer that can explain and read, and change nothing.',
    '-- Run it as a superuser or as the owner of the database, with a password of your own in the first statement.',
    '',
    `CREATE ROLE ${role} LOGIN PASSWORD '<password>' CONNECTION LIMIT 5;`,
    '',
    '-- May connect to this database.',
    `GRANT CONNECT ON DATABASE ${identifier(options.database)} TO ${role};`,
    '',
    ...perSchema,
    '-- Only for advice from pg_stat_statements: shows the statements of all roles. Uncomment where that is wanted.',
    `-- GRANT pg_read_all_stats TO ${role};`,
    '',
    '-- A second fence behind the missing rights: transactions begin READ ONLY, nothing runs or waits for long.',
    `ALTER ROLE ${role} SET default_transaction_read_only = on;`,
    `ALTER ROLE ${role} SET statement_timeout = ${literal(`${String(options.statementTimeoutMs)}ms`)};`,
    `ALTER ROLE ${role} SET lock_timeout = ${literal(`${String(options.lockTimeoutMs)}ms`)};`,
    `ALTER ROLE ${role} SET idle_in_transaction_session_timeout = '60s';`,
    '',
    '-- Before PostgreSQL 15 every role may create tables in schema public. To end that, for all roles:',
    '-- REVOKE CREATE ON SCHEMA public FROM PUBLIC;',
    '',
    '-- To take it back:',
    ...options.schemas.map(
      name =>
        `-- ALTER DEFAULT PRIVILEGES FOR ROLE ${oneLine(owner)} IN SCHEMA ${oneLine(identifier(name))} REVOKE SELECT ON TABLES FROM ${oneLine(role)};`,
    ),
    `-- DROP OWNED BY ${oneLine(role)}; DROP ROLE ${oneLine(role)};`,
    '',
  ].join('\n');
}

/** Always quoted: no list of reserved words to keep. */
function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name inside a comment must not end it. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
