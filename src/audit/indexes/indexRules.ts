import type { Finding } from '../../plan/finding';

/** What is said about indexes, for the reference docs/rules.md, which is generated from it. */
export interface IndexRule {
  readonly id: string;
  readonly severity: Finding['severity'];
  readonly title: string;
  readonly why: string;
  readonly when: string;
  readonly remedy: string;
}

export const indexRules: readonly IndexRule[] = [
  {
    id: 'missing-index',
    severity: 'warning',
    title: 'A query reads a whole table for want of an index on one column',
    why: 'Without an index that begins with the column, the server reads every row to find the few that match.',
    when: 'the index was built in a transaction that was rolled back, the planner then used it, and the cost fell by a fifth or more.',
    remedy: 'Measure it on your own data with Measure Before/After, then create it with Create Index….',
  },
  {
    id: 'foreign-key-without-index',
    severity: 'warning',
    title: 'A foreign key without an index',
    why: 'PostgreSQL makes no index for the referencing columns. Each DELETE in the referenced table, and each change of its key, then reads the referencing table from end to end; so do joins from there.',
    when: 'no valid B-tree begins with the columns of the key, in any order (a hash index serves a key of one column).',
    remedy:
      'Create the index that the finding names. Leave it out where the referenced rows are never deleted and never joined from.',
  },
  {
    id: 'duplicate-index',
    severity: 'warning',
    title: 'Two indexes that are the same',
    why: 'Every write keeps both up to date and both take space and cache; no query needs the second.',
    when: 'table, method, keys with their operator classes, collations and order, INCLUDE columns, predicate and expressions agree. An index that enforces something is never the one to go.',
    remedy: 'Drop the one that the finding names.',
  },
  {
    id: 'redundant-index',
    severity: 'info',
    title: 'An index that is the beginning of another',
    why: 'A B-tree over (a, b) answers what one over (a) answers, though it is larger, so a query on a alone may become a little slower.',
    when: 'all keys of a B-tree without expressions are the first keys of another one with the same predicate, and it enforces nothing.',
    remedy: 'Measure the queries on the shorter one, then drop it.',
  },
  {
    id: 'unused-index',
    severity: 'info',
    title: 'An index that no scan has used',
    why: 'It slows writes and takes space. The count is of this server alone and since its statistics began: a standby counts its own, and a report that runs once a quarter may not have run yet.',
    when: 'pg_stat_user_indexes counts no scan, it enforces nothing and no foreign key needs it.',
    remedy: 'Check the standbys and rare jobs, then drop it.',
  },
];
