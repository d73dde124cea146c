"""Double entry ledger kept in PostgreSQL, read by the bookkeeping service."""
from __future__ import annotations

import structlog
from psycopg import AsyncConnection, Connection, sql
from psycopg.rows import class_row, dict_row
from psycopg_pool import AsyncConnectionPool

logger = structlog.get_logger()

SCHEMA = "ledger"
ENTRY_FIELDS = ("id", "account_id", "booked_on", "amount", "currency", "memo")

# @sql by=content tables=accounts,entries
BALANCE_SHEET = """
SELECT
    a.code,
    a.title,
    a.kind,
    coalesce(sum(e.amount) FILTER (WHERE e.side = 'debit'), 0)  AS debit,
    coalesce(sum(e.amount) FILTER (WHERE e.side = 'credit'), 0) AS credit,
    count(DISTINCT e.voucher_id)                                AS vouchers,
    min(e.booked_on)                                            AS first_booking,
    max(e.booked_on)                                            AS last_booking,
    CASE a.kind
        WHEN 'asset'     THEN 1
        WHEN 'liability' THEN 2
        WHEN 'equity'    THEN 3
        ELSE 4
    END AS section,
    row_number() OVER (
        PARTITION BY a.kind
        ORDER BY sum(e.amount) DESC NULLS LAST
    ) AS rank_in_kind
FROM accounts a
LEFT JOIN LATERAL (
    SELECT e.*
    FROM entries e
    WHERE e.account_id = a.id
      AND e.booked_on BETWEEN %(from)s AND %(to)s
      AND NOT e.voided
) e ON true
WHERE a.closed_on IS NULL
   OR a.closed_on > %(from)s
GROUP BY a.id, a.code, a.title, a.kind
HAVING count(e.id) > 0 OR %(with_empty)s
ORDER BY
    section,
    a.code COLLATE "C"
"""

# @no
MESSAGES = {
    "entry.create": "Insert a new entry into the journal",
    "entry.delete": "Delete from journal?",
    "entry.select": "Select an account from the chart of accounts",
    "entry.update": "Update the memo where needed",
    "period.close": "Lock the period",
}

# @no
ROUTES = ["/select/from", "/entries/update/set", "https://books.example.org/insert/into?values=1"]


# @no
def describe(key: str) -> str:
    return MESSAGES.get(key, "With this change the ledger is kept as it is")


class LedgerStore:
    # @no
    def __init__(self, conn: Connection) -> None:
        self.conn = conn

    def account(self, code: str):
        # @sql by=call tables=accounts params=value
        return self.conn.execute("SELECT * FROM accounts WHERE code = %s", [code]).fetchone()

    def entries(self, account_id: int, since, page: int = 0):
        with self.conn.cursor(row_factory=dict_row) as cur:
            # @sql by=call params=fragment,identifier,value,value,value
            query = sql.SQL(
                """
                SELECT {fields}
                FROM {table}
                WHERE account_id = %(account)s AND booked_on >= %(since)s
                ORDER BY booked_on, id
                OFFSET %(skip)s FETCH NEXT 100 ROWS ONLY
                """
            ).format(
                fields=sql.SQL(",").join(sql.Identifier(f) for f in ENTRY_FIELDS),
                table=sql.Identifier(SCHEMA, "entries"),
            )
            cur.execute(query, {"account": account_id, "since": since, "skip": page * 100})
            # @no
            logger.debug("selected entries", account=account_id, hint="select * is never used here")
            return cur.fetchall()

    def book(self, voucher: str, lines: list[dict]) -> None:
        with self.conn.transaction(), self.conn.cursor() as cur:
            # @sql by=call tables=vouchers params=value writes=true
            cur.execute("INSERT INTO ledger.vouchers (number) VALUES (%s)", (voucher,))
            # @sql by=call tables=entries params=value,value,value,value writes=true
            cur.executemany(
                "INSERT INTO ledger.entries (voucher_number, account_id, side, amount) "
                "VALUES (%(voucher)s, %(account)s, %(side)s, %(amount)s::numeric(14, 2))",
                [{"voucher": voucher, **line} for line in lines],
            )

    def load(self, rows) -> None:
        with self.conn.cursor() as cur:
            # @sql by=call tables=entries_staging writes=true
            with cur.copy("COPY entries_staging (account_code, booked_on, amount) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            # @sql tables=entries,entries_staging,accounts writes=true
            cur.execute(
                """
                INSERT INTO entries (account_id, booked_on, amount)
                SELECT a.id, s.booked_on::date, s.amount
                FROM entries_staging s
                JOIN accounts a USING (code)
                WHERE s.amount <> 0
                """
            )
            # @sql by=call tables=entries_staging writes=true
            cur.execute("TRUNCATE entries_staging")

    def tagged(self, tag: str, wanted: dict):
        # @sql by=call tables=entries params=value,value
        return self.conn.execute(
            "SELECT id, meta->>'source' AS source, meta->'tags'->0 AS first_tag "
            "FROM entries WHERE meta @> %s::jsonb AND meta->'tags' ? %s",
            (wanted, tag),
        ).fetchall()

    def partition(self, year: int) -> None:
        # @sql by=call writes=true
        self.conn.execute(
            sql.SQL("CREATE TABLE IF NOT EXISTS {} PARTITION OF entries FOR VALUES FROM ({}) TO ({})").format(
                sql.Identifier(f"entries_{year}"),
                sql.Literal(f"{year}-01-01"),
                sql.Literal(f"{year + 1}-01-01"),
            )
        )

    def by_codes(self, codes: list[str]):
        # @sql by=call tables=accounts params=list
        query = sql.SQL("select id, code from accounts where code in ({codes}) order by code").format(
            codes=sql.SQL(", ").join(sql.Literal(code) for code in codes)
        )
        return self.conn.execute(query).fetchall()


class AsyncLedger:
    # @no
    def __init__(self, pool: AsyncConnectionPool) -> None:
        self.pool = pool

    async def close_period(self, period: str) -> int:
        async with self.pool.connection() as conn:
            # @sql by=call
            await conn.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
            # @sql by=call tables=periods params=value writes=true
            cur = await conn.execute(
                "UPDATE periods SET closed_at = clock_timestamp() WHERE code = %s AND closed_at IS NULL RETURNING id",
                (period,),
            )
            row = await cur.fetchone()
            if row is None:
                # @no
                raise LookupError("update periods: no open period with this code")
            # @sql by=call
            await conn.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY trial_balance")
            return row[0]

    async def listen(self, conn: AsyncConnection):
        # @sql by=call
        await conn.execute("LISTEN ledger_changed")
        # @no
        async for note in conn.notifies():
            logger.info("table changed", channel=note.channel, payload=note.payload)

    async def currencies(self):
        async with self.pool.connection() as conn, conn.cursor(row_factory=class_row(tuple)) as cur:
            # @sql by=call
            await cur.execute("VALUES ('EUR', 2), ('JPY', 0), ('KWD', 3)")
            return await cur.fetchall()

    async def revalue(self, rates: dict[str, float]):
        # @sql by=call params=list tables=entries writes=true
        statement = sql.SQL(
            "UPDATE entries SET base_amount = amount * r.rate "
            "FROM (VALUES ('EUR', 1.0)) AS r (currency, rate) "
            "WHERE r.currency = entries.currency AND entries.currency IN ({})"
        ).format(sql.SQL(",").join(sql.Placeholder() * len(rates)))
        async with self.pool.connection() as conn:
            await conn.execute(statement, list(rates))
