import type { Parser } from '../../sql/postgres/parser';

/** A DDL statement on indexes, told from its parse tree. */
export type IndexStatement =
  | {
      readonly kind: 'create';
      readonly concurrently: boolean;
      readonly ifNotExists: boolean;
      /** Absent where the server chooses it. */
      readonly name?: string;
      readonly schema?: string;
      readonly table: string;
    }
  | { readonly kind: 'drop'; readonly concurrently: boolean };

/** `undefined` for anything but exactly one CREATE INDEX or DROP INDEX. */
export function readIndexStatement(parser: Parser, ddl: string): IndexStatement | undefined {
  const statements = parser.parse(ddl).tree?.stmts ?? [];
  const node = statements[0]?.stmt;
  if (statements.length !== 1 || node === undefined || ddl.includes('\0')) return undefined;
  if ('IndexStmt' in node) {
    const { concurrent, idxname, relation, if_not_exists: ifNotExists } = node.IndexStmt;
    if (relation?.relname === undefined) return undefined;
    return {
      kind: 'create',
      concurrently: concurrent === true,
      ifNotExists: ifNotExists === true,
      table: relation.relname,
      ...(idxname === undefined || idxname === '' ? {} : { name: idxname }),
      ...(relation.schemaname === undefined ? {} : { schema: relation.schemaname }),
    };
  }
  if ('DropStmt' in node && node.DropStmt.removeType === 'OBJECT_INDEX') {
    return { kind: 'drop', concurrently: node.DropStmt.concurrent === true };
  }
  return undefined;
}
