import type { ParameterValue } from './database';

export type TypicalKind = 'common' | 'rare' | 'median';

/**
 * How the statement uses a parameter, as far as the choice of a value depends on it. Read with the column on the left:
 * `5 < $1` on a column is `>` of `$1`. `like` and `~` stand for their case-insensitive kin too, `@>` for `&&` and `<@`.
 */
export type Comparison = '=' | 'in' | '<' | '<=' | '>' | '>=' | 'like' | '~' | '@>' | 'limit' | 'offset' | 'other';

/** A parameter for which a value is looked for. */
export interface AskedParameter {
  /** 1 for `$1`. */
  readonly number: number;
  /** As the server inferred it, e.g. `integer`. */
  readonly type: string;
  readonly comparison: Comparison;
  /** It will have another value than the one found: others are not chosen so as to fit it. */
  readonly fixed?: boolean;
  /** The column that it is compared with, or written to. Of several tables the one that has the column is meant. */
  readonly column?: {
    readonly name: string;
    readonly tables: readonly { readonly schema?: string; readonly name: string }[];
  };
}

export interface TypicalValue {
  /** In the type's input syntax. */
  readonly value: string;
  /**
   * Of the table's rows, from 0 to 1, by the statistics: those that the comparison keeps. Where a lower and an upper
   * bound on one column are parameters, those that both together keep.
   */
  readonly share?: number;
}

/**
 * Why a parameter has no typical values.
 * - `no column`: it is compared with none - `unknown column`: none of the tables has it, or several have
 * - `not a table`: a view's column - `no right`: the role may not read the column - `row security`: its policies hide
 *   the statistics - `no view`: the role may not read `pg_stats` - `never analyzed` - `empty`: analyzed without rows
 * - `not kept`: ANALYZE keeps nothing of this column - `only nulls` - `other type`: the parameter's is not the column's
 */
export type MissingStatistics =
  | 'no column'
  | 'unknown column'
  | 'not a table'
  | 'no right'
  | 'row security'
  | 'no view'
  | 'never analyzed'
  | 'empty'
  | 'not kept'
  | 'only nulls'
  | 'other type';

/** What is known of one parameter: values from its column's statistics, or a neutral one and why. */
export interface TypicalParameter {
  readonly number: number;
  readonly type: string;
  readonly column?: { readonly schema: string; readonly table: string; readonly name: string };
  readonly values?: Readonly<Record<TypicalKind, TypicalValue>>;
  /** The statistics are those of this partition, the largest, because the parent has none of its own. */
  readonly partition?: string;
  /** With no `values`: what stands for it, chosen by the type alone; NULL where no other value is known to be valid. */
  readonly neutral?: ParameterValue;
  /** With no `values`. */
  readonly missing?: MissingStatistics;
}
