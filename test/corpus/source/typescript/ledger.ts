import { createPool, sql, type DatabasePool, type DatabaseTransactionConnection } from 'slonik';
import { z } from 'zod';
import { Command } from 'commander';

// @no
const account = z.object({ id: z.number(), code: z.string(), balance: z.string() });
const entry = z.object({ id: z.number(), account_id: z.number(), amount: z.string(), booked_on: z.string() });

export const messages = {
  en: {
    pickAccount: 'Select an account from the chart of accounts',
    confirmDelete: 'Delete from ledger? This cannot be undone.',
    withChange: 'With this change the balance is no longer zero',
    created: 'Create table of contents for the annual report',
  },
  de: {
    pickAccount: 'Konto aus dem Kontenplan w\u00e4hlen',
  },
};

export function accountById(pool: DatabasePool, id: number) {
  // @sql by=tag tables=accounts params=value
  return pool.maybeOne(sql.type(account)`
    SELECT id, code, balance::text
    FROM accounts
    WHERE id = ${id}
  `);
}

export function accountsByCodes(pool: DatabasePool, codes: string[]) {
  // @sql by=tag tables=accounts params=list
  return pool.any(sql.type(account)`
    SELECT id, code, balance::text
    FROM accounts
    WHERE code IN (${sql.join(codes, sql.fragment`, `)})
    ORDER BY code COLLATE "C"
  `);
}

export function entriesOf(pool: DatabasePool, accountId: number, column: string, descending: boolean) {
  // @no
  const direction = descending ? sql.fragment`DESC` : sql.fragment`ASC`;
  // @sql by=tag tables=entries params=value,identifier,fragment
  return pool.any(sql.type(entry)`
    SELECT id, account_id, amount::text, booked_on
    FROM ledger.entries
    WHERE account_id = ${accountId}
    ORDER BY ${sql.identifier([column])} ${direction}
  `);
}

export async function post(
  tx: DatabaseTransactionConnection,
  lines: Array<{ accountId: number; amount: string }>,
  text: string,
) {
  // @sql by=tag tables=postings params=value writes=true
  const id = await tx.oneFirst(sql.unsafe`insert into postings (text) values (${text}) returning id`);

  // @sql by=tag tables=entries writes=true
  await tx.query(sql.unsafe`
    INSERT INTO entries (posting_id, account_id, amount)
    SELECT ${id}, line.account_id, line.amount
    FROM ${sql.unnest(
      lines.map((line) => [line.accountId, line.amount]),
      ['int4', 'numeric'],
    )} AS line (account_id, amount)
  `);

  // @sql by=tag tables=accounts,entries params=value writes=true
  await tx.query(sql.unsafe`
    UPDATE accounts AS a
    SET balance = a.balance + e.amount, updated_at = now()
    FROM entries e
    WHERE e.account_id = a.id
      AND e.posting_id = ${id}
  `);

  // @sql by=tag tables=entries params=value
  const sum = await tx.oneFirst(sql.type(z.object({ sum: z.string() }))`SELECT sum(amount)::text FROM entries WHERE posting_id = ${id}`);
  // @no
  if (sum !== '0') {
    throw new Error(`Posting ${id} is not balanced: select lines whose amounts add up to zero`);
  }
}

export function tree(pool: DatabasePool, root: string) {
  // @sql by=tag tables=accounts params=value
  return pool.any(sql.unsafe`
    WITH RECURSIVE chart (id, code, depth, path) AS (
        SELECT a.id, a.code, 0, ARRAY[a.code]
        FROM accounts a
        WHERE a.code = ${root}
      UNION ALL
        SELECT c.id, c.code, chart.depth + 1, chart.path || c.code
        FROM accounts c
        INNER JOIN chart ON chart.id = c.parent_id
        WHERE NOT c.code = ANY (chart.path)
    )
    SELECT id, repeat('  ', depth) || code AS label
    FROM chart
    ORDER BY path
  `);
}

export function closeYear(pool: DatabasePool, year: number) {
  return pool.transaction(async (tx) => {
    // @sql by=tag
    await tx.query(sql.unsafe`SET LOCAL lock_timeout = '5s'`);
    // @sql by=tag
    await tx.query(sql.unsafe`LOCK TABLE entries IN SHARE ROW EXCLUSIVE MODE`);
    // @sql by=tag tables=entries,entry_archive params=value writes=true
    await tx.query(sql.unsafe`
      WITH moved AS (
        DELETE FROM entries
        WHERE extract(year from booked_on) = ${year}
        RETURNING *
      )
      INSERT INTO entry_archive
      SELECT * FROM moved
    `);
    // @sql by=tag
    await tx.query(sql.unsafe`REFRESH MATERIALIZED VIEW CONCURRENTLY yearly_balance`);
  });
}

// @no
const program = new Command('ledger')
  .description('Update the ledger from a bank export, or select entries to print')
  .option('--from <date>', 'select entries from this day on')
  .option('--delete', 'delete from the archive after the export')
  .option('--set <pairs>', 'update entries: set key=value pairs');

program.command('explain').description('EXPLAIN what a posting would do without doing it');

program
  .command('close <year>')
  .description('Close a year and move its entries')
  .action(async (year: string) => {
    const pool = await createPool('postgres://localhost/ledger');
    await closeYear(pool, Number(year));
    // @sql by=tag tables=entry_archive params=value
    const left = await pool.oneFirst(sql.unsafe`
      -- how many are there now?
      select count(*)
      from entry_archive
      where extract(year from booked_on) = ${Number(year)};
    `);
    // @no
    process.stdout.write(`Archived ${left} entries; update your bookmarks and select the new year from the menu\n`);
    await pool.end();
  });

export default program;
