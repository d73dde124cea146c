import type { PlanNode } from './model';

/** What a kind of node is, for a reader who never heard of it. */
export interface NodeKind {
  readonly does: string;
  /** When it is the right choice. */
  readonly good: string;
  /** What makes it slow, and what to look at then. */
  readonly slow: string;
}

/** `undefined` for a kind that PostgreSQL itself does not have. */
export function nodeKind(node: PlanNode): NodeKind | undefined {
  const operation = node.details['Operation'];
  const variant = node.type === 'ModifyTable' && typeof operation === 'string' ? operation : node.strategy;
  return nodeKinds.get(`${node.type}/${variant ?? ''}`) ?? nodeKinds.get(node.type);
}

function kind(does: string, good: string, slow: string): NodeKind {
  return { does, good, slow };
}

/** Every kind of PostgreSQL 9.6 to 18 (explain.c, `ExplainNode`); behind a slash its strategy or operation. */
export const nodeKinds: ReadonlyMap<string, NodeKind> = new Map(
  Object.entries({
    'Seq Scan': kind(
      'Reads the whole table from its first page to its last, and drops rows that the filter does not want.',
      'Right for small tables, and wherever a good part of the rows is needed anyway.',
      'Slow where it reads many rows to keep few: an index on the filtered columns would go straight to them.',
    ),
    'Sample Scan': kind(
      'Reads a random part of the table, as TABLESAMPLE asks.',
      'Right for estimates over large tables.',
      'BERNOULLI reads every page and throws rows away; SYSTEM reads only the pages that it picks.',
    ),
    'Index Scan': kind(
      'Walks an index to the entries that match, and fetches each row from the table.',
      'Right for few rows, or where rows are wanted in the order of the index.',
      'Each row may be a page of its own: many rows mean many scattered reads. A filter besides the index condition throws away what was fetched already.',
    ),
    'Index Only Scan': kind(
      'Answers from the index alone, as all wanted columns stand in it.',
      'Right wherever it is possible: the table is not touched.',
      'Where pages are not marked all-visible the row is fetched after all (“heap fetches”); VACUUM sets those marks.',
    ),
    'Bitmap Index Scan': kind(
      'Collects from an index where matching rows lie, without fetching them yet.',
      'Right for a medium number of rows, and for joining several indexes.',
      'Gathers all matches before the first row comes; a condition that fits badly collects far too many.',
    ),
    'Bitmap Heap Scan': kind(
      'Fetches the rows that bitmaps point to, page by page in the order of the table.',
      'Right between an index scan and a full read: each page is read once.',
      'When work_mem is too small, the bitmap keeps pages only (“lossy”), and every row of them is checked again.',
    ),
    BitmapAnd: kind(
      'Keeps the places that all bitmaps below point to.',
      'Right where each condition alone finds too much.',
      'Each index is read in full for its condition; one index over both columns does it in one go.',
    ),
    BitmapOr: kind(
      'Keeps the places that any bitmap below points to.',
      'Right for OR over indexed columns.',
      'Each branch reads an index of its own; many branches add up.',
    ),
    'Tid Scan': kind(
      'Fetches rows by their physical address (ctid).',
      'The fastest way to one known row.',
      'Addresses change with every update, so it serves within one statement only.',
    ),
    'Tid Range Scan': kind(
      'Reads the pages between two physical addresses.',
      'Right for going through a table in portions.',
      'Reads every row of those pages, whatever else is asked.',
    ),
    'Subquery Scan': kind(
      'Hands on the rows of a subquery, filtered or with other columns.',
      'Costs next to nothing by itself.',
      'A filter here could not be moved into the subquery: it computes rows that nobody wants.',
    ),
    'Function Scan': kind(
      'Reads the rows that a function returns.',
      'Right for functions that return few rows.',
      'The function runs to its end first, and the planner guesses its row count (ROWS of CREATE FUNCTION).',
    ),
    'Table Function Scan': kind(
      'Reads the rows of XMLTABLE or JSON_TABLE.',
      'Right for documents of moderate size.',
      'The whole document is taken apart for each run.',
    ),
    'Values Scan': kind(
      'Goes through a list of rows written in the statement.',
      'Right for some dozens of rows.',
      'Long lists are compared one by one; a temporary table with an index or an array parameter scales better.',
    ),
    'CTE Scan': kind(
      'Reads the stored result of a WITH query.',
      'Right where the result is read several times.',
      'The WITH query is computed on its own: conditions from outside do not reach into it. NOT MATERIALIZED lets them.',
    ),
    'WorkTable Scan': kind(
      'Reads what the round before of a recursive query found.',
      'Belongs to every recursive WITH.',
      'Grows with the rows of each round; look at what the recursion joins to.',
    ),
    'Named Tuplestore Scan': kind(
      'Reads the changed rows that a trigger gets as its transition table.',
      'Right for triggers per statement.',
      'It has no index and no statistics: joins to large tables may be planned badly.',
    ),
    'Foreign Scan': kind(
      'Asks another server, or a file, for rows.',
      'Right where the other side filters and joins by itself; the remote SQL says what it was asked.',
      'Conditions that are not sent along make it fetch everything and filter here.',
    ),
    'Custom Scan': kind(
      'A way of reading that an extension brings along.',
      'Its extension chooses it where it expects to be faster.',
      'Its fields are the extension’s own; its documentation explains them.',
    ),
    'Nested Loop': kind(
      'For each row of the first input, looks for partners in the second.',
      'Right where the first input has few rows and the second can be looked up by an index.',
      'The second input runs once for each row of the first: when more rows come than were planned, time multiplies.',
    ),
    'Hash Join': kind(
      'Puts one input in a hash table by the join key, then looks up each row of the other in it.',
      'Right for joining many rows by equality.',
      'A hash table larger than work_mem is split into batches on disk.',
    ),
    'Merge Join': kind(
      'Walks two inputs sorted by the join key side by side, like closing a zip.',
      'Right where both come sorted already, from indexes for example.',
      'Sorting an input just for the join may cost more than the join; many equal keys are read again and again.',
    ),
    Hash: kind(
      'Builds the hash table for the join above.',
      'Right for the smaller input.',
      'More than one batch means that it did not fit into work_mem and went to disk.',
    ),
    Materialize: kind(
      'Keeps the rows from below in memory, so that they can be read again.',
      'Right on the inner side of a join that reads the same rows many times.',
      'Many rows read for many rounds: see whether the join above has a join condition at all.',
    ),
    Memoize: kind(
      'Remembers the rows found for each key, so that a key which comes again need not be looked up again.',
      'Right where keys repeat often.',
      'Few hits, or evictions because memory was short, make it work for nothing.',
    ),
    Sort: kind(
      'Sorts all rows before it hands on the first.',
      'Right for few rows, and for the top rows of a LIMIT, of which it keeps no more than asked.',
      'What does not fit into work_mem is sorted on disk; an index in the wanted order spares the sort.',
    ),
    'Incremental Sort': kind(
      'Sorts within groups of rows that come sorted by the first keys already.',
      'Right under a LIMIT: the first rows come early.',
      'Groups of very different size take away the gain.',
    ),
    Group: kind(
      'Leaves one row of each run of rows with equal keys.',
      'Right on sorted input.',
      'The sort below it is the dear part.',
    ),
    Aggregate: kind(
      'Reduces all rows to one: counts, sums, extremes.',
      'It has to read everything below; nothing is wrong with that.',
      'Its time is mostly that of evaluating the aggregates for every row.',
    ),
    'Aggregate/Sorted': kind(
      'Aggregates one group after the other over input sorted by the group’s keys.',
      'Right where the input is sorted anyway; it needs little memory.',
      'Sorting large input just for this may cost more than hashing.',
    ),
    'Aggregate/Hashed': kind(
      'Keeps one entry for each group in a hash table and updates it row by row.',
      'Right for a moderate number of groups.',
      'More groups than fit into memory go to disk in batches; the number of groups is often planned too low.',
    ),
    'Aggregate/Mixed': kind(
      'Aggregates by several sets of keys, some hashed, some sorted.',
      'Right for GROUPING SETS, CUBE and ROLLUP.',
      'Each set of keys adds work and memory.',
    ),
    WindowAgg: kind(
      'Computes window functions over rows sorted by their window.',
      'Right as it is; a condition such as row_number() <= 3 may stop it early (“run condition”).',
      'The sort below, and frames that begin far back, cost most.',
    ),
    Unique: kind(
      'Drops rows that equal the one before.',
      'Right on input that is sorted already.',
      'Many rows dropped often mean a join that multiplies them: EXISTS may do instead of DISTINCT.',
    ),
    SetOp: kind(
      'Compares two sets of rows for INTERSECT or EXCEPT.',
      'Right for moderate sets.',
      'Both sides are computed in full; a semi or anti join may be cheaper.',
    ),
    'SetOp/Hashed': kind(
      'Compares two sets of rows for INTERSECT or EXCEPT through a hash table.',
      'Right where the distinct rows fit into memory.',
      'Both sides are computed in full; a semi or anti join may be cheaper.',
    ),
    Limit: kind(
      'Stops asking for rows once it has enough.',
      'Right where what lies below can give its first rows early.',
      'Rows skipped by OFFSET are computed all the same: continue behind the last key instead.',
    ),
    LockRows: kind(
      'Locks each row for FOR UPDATE or FOR SHARE.',
      'Right for few rows.',
      'It waits for others that hold a lock, and writes a mark into every row that it locks.',
    ),
    Result: kind(
      'Computes values, without a table or on top of the rows below.',
      'Costs next to nothing.',
      'A function that it calls for every row may be what costs.',
    ),
    ProjectSet: kind(
      'Unfolds functions that return several rows each.',
      'Right for generate_series, unnest and their like.',
      'It multiplies rows, and the planner guesses by how much.',
    ),
    ModifyTable: kind(
      'Changes rows of a table, and its indexes with them.',
      'Right as it is.',
      'Every index makes a write dearer; triggers and foreign keys come on top and are listed beside the plan.',
    ),
    'ModifyTable/Insert': kind(
      'Inserts the rows from below, and an entry for each into every index.',
      'Right for many rows in one statement.',
      'Every index makes it dearer; checks of foreign keys run as triggers beside the plan.',
    ),
    'ModifyTable/Update': kind(
      'Writes a new version of each row from below.',
      'Cheap where no indexed column changes and the page has room (HOT).',
      'Otherwise every index gets a new entry too; old versions stay until VACUUM.',
    ),
    'ModifyTable/Delete': kind(
      'Marks each row from below as deleted.',
      'Cheap by itself.',
      'A table that refers to this one is searched for each deleted row: without an index on its foreign key that reads all of it.',
    ),
    'ModifyTable/Merge': kind(
      'Compares the rows from below with the table and inserts, updates or deletes, as MERGE says.',
      'Right for bringing two tables into line.',
      'The join that finds the partners decides what it costs.',
    ),
    Append: kind(
      'Gives the rows of several inputs one after the other: partitions, or branches of UNION ALL.',
      'Right where partitions that cannot match were left out.',
      'All partitions listed means that the condition does not name the partition key.',
    ),
    'Merge Append': kind(
      'Merges several sorted inputs into one sorted stream.',
      'Right for ORDER BY over partitions with fitting indexes.',
      'It needs the first row of every input before it gives one.',
    ),
    'Recursive Union': kind(
      'Runs the first part once, then the recursive part again and again until nothing new comes.',
      'Right for trees and graphs.',
      'The recursive part needs an index for its join; UNION ALL never ends on a cycle.',
    ),
    Gather: kind(
      'Collects rows from parallel workers, in whatever order they come.',
      'Right over much work that gives few rows.',
      'Many rows through it cost more than they gain; fewer workers may have started than were planned.',
    ),
    'Gather Merge': kind(
      'Collects sorted rows from parallel workers and keeps their order.',
      'Right above sorts done in the workers.',
      'Many rows through it cost more than they gain; fewer workers may have started than were planned.',
    ),
  }),
);
