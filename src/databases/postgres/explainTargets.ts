import type { Parser } from '../../sql/postgres/parser';

export interface WrittenRelation {
  readonly schema?: string;
  readonly name: string;
}

const writingNodes = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** Targets of INSERT, UPDATE, DELETE and MERGE anywhere in the statement, CTEs included. */
export function writtenRelations(parser: Parser, sql: string): readonly WrittenRelation[] {
  const { tree } = parser.parse(sql);
  const found: WrittenRelation[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [key, child] of Object.entries(value)) {
      if (writingNodes.has(key)) {
        const relation = (child as { relation?: { schemaname?: string; relname?: string } }).relation;
        if (relation?.relname !== undefined) {
          const schema = relation.schemaname;
          found.push({ name: relation.relname, ...(schema === undefined ? {} : { schema }) });
        }
      }
      visit(child);
    }
  };
  visit(tree);
  return found;
}
