import type { Parser } from '../../sql/postgres/parser';

export interface WrittenRelation {
  readonly schema?: string;
  readonly name: string;
  /** Its column defaults run: rows are inserted, or a column is set to DEFAULT. */
  readonly defaults: boolean;
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
          const defaults = key === 'InsertStmt' || key === 'MergeStmt' || setsDefault(child);
          found.push({ name: relation.relname, defaults, ...(schema === undefined ? {} : { schema }) });
        }
      }
      visit(child);
    }
  };
  visit(tree);
  return found;
}

function setsDefault(update: unknown): boolean {
  const { targetList } = update as { targetList?: readonly { ResTarget?: { val?: object } }[] };
  return targetList?.some(target => 'SetToDefault' in (target.ResTarget?.val ?? {})) ?? false;
}
