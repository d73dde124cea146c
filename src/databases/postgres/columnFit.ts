import type { AskedParameter } from '../../catalog/typicalValues';

/** A row of typicalColumns.sql; columns of the relation are null where none was found. */
export interface ColumnRow {
  readonly number: number;
  readonly places: number;
  readonly relation: string | null;
  readonly schema: string | null;
  readonly table: string | null;
  readonly name: string | null;
  /** `pg_class.relkind` */
  readonly kind: string | null;
  /** `pg_class.reltuples` */
  readonly rows: number | null;
  readonly may_read: boolean | null;
  readonly row_security: boolean | null;
  /** Of the column, a domain's base type for a domain. Categories are `pg_type.typcategory`. */
  readonly type: string | null;
  readonly category: string | null;
  readonly element_category: string | null;
  readonly same_type: boolean | null;
  /** The parameter is an array of the column's type. */
  readonly list_of_type: boolean;
  /** The column is an array of the parameter's type. */
  readonly element_type: boolean;
  readonly parameter_category: string | null;
  readonly parameter_element_category: string | null;
  /** Where it is not the type's own. */
  readonly collation: string | null;
  /** First label of the parameter's enum. */
  readonly label: string | null;
}

/**
 * How the column's values serve the parameter: as they are; one as a list's only item; an element of an array; an array
 * of one element; cut to whole numbers; not at all.
 */
export type Fit = 'value' | 'list' | 'element' | 'elements' | 'whole' | 'none';

/** Numbers, times, networks and time spans: their types take each other's texts. */
const kindred = new Set(['N', 'D', 'I', 'T']);
/** What has a text that a parameter of a text type can hold and a cast behind it can read: `status::text::mood`. */
const textual = new Set(['S', 'E', 'N', 'D', 'B', 'I', 'T']);
const wholeNumbers = new Set(['smallint', 'integer', 'bigint', 'oid']);

export function fitOf({ comparison, type }: AskedParameter, row: ColumnRow): Fit {
  if (row.element_type) return 'element';
  if (row.same_type === true) return comparison === '@>' && row.category === 'A' ? 'elements' : 'value';
  if (row.list_of_type) return 'list';
  const { category, parameter_category: asked, parameter_element_category: item } = row;
  if (category === null || asked === null) return 'none';
  if (asked === 'A' && category !== 'A') return item !== null && related(category, item) ? 'list' : 'none';
  if (!related(category, asked)) return 'none';
  return wholeNumbers.has(type) ? 'whole' : 'value';
}

function related(column: string, parameter: string): boolean {
  if (parameter === 'S') return textual.has(column);
  return column === parameter && kindred.has(column);
}
