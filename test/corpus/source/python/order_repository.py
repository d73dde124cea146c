"""Storage of orders and customers of the shop.

The schema lives in the migrations. A typical lookup is

    SELECT * FROM orders WHERE number = 'A-1001'

which is what OrderRepository.by_number does.
"""
import logging
from contextlib import contextmanager
from enum import Enum

import psycopg2
from psycopg2 import errors, sql
from psycopg2.extras import RealDictCursor, execute_batch, execute_values

log = logging.getLogger(__name__)

ORDER_COLUMNS = "o.id, o.number, o.status, o.placed_at, o.total_cents"
SORTABLE = {"number": "o.number", "placed": "o.placed_at", "total": "o.total_cents"}

# @sql tables=orders,customers params=value
FIND_BY_NUMBER = """
    SELECT o.id, o.number, o.status, o.total_cents, c.email
    FROM orders o
    JOIN customers c ON c.id = o.customer_id
    WHERE o.number = %s
"""

# @sql tables=stock_movements params=value,value,value writes=true
ADD_MOVEMENT = (
    "INSERT INTO stock_movements (product_id, delta, reason) "
    "VALUES (%(product_id)s, %(delta)s, %(reason)s) "
    "RETURNING id"
)


# @no
class AuditAction(Enum):
    READ = "SELECT"
    CHANGE = "UPDATE"
    REMOVE = "DELETE"
    CREATE = "INSERT"


# @no
class StockError(Exception):
    """Update of the stock is not possible, the amount would become negative."""

    default_message = "Update of stock failed: not enough units in warehouse"


class OrderRepository:
    # @no
    def __init__(self, dsn):
        self._conn = psycopg2.connect(dsn, application_name="shop", connect_timeout=5)

    @contextmanager
    def cursor(self):
        cur = self._conn.cursor(cursor_factory=RealDictCursor)
        try:
            yield cur
            self._conn.commit()
        except Exception:
            self._conn.rollback()
            log.exception("transaction rolled back, commit was not reached")
            raise
        finally:
            cur.close()

    # @no
    def by_number(self, number):
        """Select from the orders the one with this number, or None."""
        with self.cursor() as cur:
            cur.execute(FIND_BY_NUMBER, (number,))
            return cur.fetchone()

    def by_ids(self, ids):
        with self.cursor() as cur:
            # @sql by=call tables=orders params=list
            cur.execute("SELECT id, number FROM orders WHERE id IN %s", (tuple(ids),))
            return cur.fetchall()

    def by_customer(self, customer_id, status=None, limit=50):
        # @sql tables=orders
        query = f"SELECT {ORDER_COLUMNS} FROM orders o WHERE o.customer_id = %(customer)s"
        args = {"customer": customer_id, "limit": limit}
        if status is not None:
            query += " AND o.status = %(status)s"
            args["status"] = status
        query += " ORDER BY o.placed_at DESC LIMIT %(limit)s"
        with self.cursor() as cur:
            cur.execute(query, args)
            return cur.fetchall()

    def page(self, sort, direction, offset):
        sort_column = SORTABLE[sort]
        # @no
        direction = "DESC" if direction == "desc" else "ASC"
        with self.cursor() as cur:
            # @sql by=call tables=orders params=identifier,fragment,value
            cur.execute(
                f"""
                SELECT o.id, o.number
                FROM shop.orders AS o
                WHERE o.deleted_at IS NULL
                ORDER BY {sort_column} {direction}
                LIMIT 25 OFFSET %s
                """,
                [offset],
            )
            return cur.fetchall()

    def search(self, term):
        with self.cursor() as cur:
            # @sql by=call tables=customers params=value
            cur.execute(
                "select id, email from customers where email ilike '%%' || %(term)s || '%%' or name ilike %(term)s",
                {"term": term},
            )
            return cur.fetchall()

    def place(self, customer_id, lines):
        with self.cursor() as cur:
            # @sql by=call tables=orders params=value writes=true
            cur.execute(
                "INSERT INTO orders (customer_id, status, placed_at) VALUES (%s, 'new', now()) RETURNING id, number",
                (customer_id,),
            )
            order = cur.fetchone()
            # @sql tables=order_lines writes=true
            execute_values(
                cur,
                "INSERT INTO order_lines (order_id, product_id, quantity) VALUES %s",
                [(order["id"], line.product_id, line.quantity) for line in lines],
            )
            # @sql tables=products params=value,value writes=true
            execute_batch(
                cur,
                "UPDATE products SET reserved = reserved + %s WHERE id = %s",
                [(line.quantity, line.product_id) for line in lines],
                page_size=200,
            )
            # @no
            log.info("Inserted into orders: %s with %d lines", order["number"], len(lines))
            return order

    def cancel(self, order_id, reason):
        with self.cursor() as cur:
            # @sql by=call tables=orders,order_lines,products writes=true
            cur.execute(
                """
                WITH cancelled AS (
                    UPDATE orders
                    SET status = 'cancelled',
                        cancel_reason = %(reason)s,
                        cancelled_at = now()
                    WHERE id = %(id)s
                      AND status IN ('new', 'paid')
                    RETURNING id
                ), released AS (
                    SELECT l.product_id, sum(l.quantity) AS quantity
                    FROM order_lines l
                    JOIN cancelled c ON c.id = l.order_id
                    GROUP BY l.product_id
                )
                UPDATE products p
                SET reserved = p.reserved - r.quantity  -- never below zero, see the check constraint
                FROM released r
                WHERE p.id = r.product_id
                """,
                {"id": order_id, "reason": reason},
            )
            # @no
            if cur.rowcount == 0:
                raise StockError("UPDATE failed: order %s cannot be cancelled any more" % order_id)

    def upsert_price(self, sku, cents):
        try:
            with self.cursor() as cur:
                # @sql by=call tables=prices params=value,value writes=true
                cur.execute(
                    "INSERT INTO prices (sku, cents, valid_from)\n"
                    "VALUES (%s, %s, CURRENT_DATE)\n"
                    "ON CONFLICT (sku, valid_from)\n"
                    "DO UPDATE SET cents = EXCLUDED.cents",
                    (sku, cents),
                )
        # @no
        except errors.ForeignKeyViolation as error:
            log.error("insert into prices failed for %s: %s", sku, error)
            raise ValueError("Insert the product first, then set its price") from error

    def lock(self, order_id):
        with self.cursor() as cur:
            # @sql by=call
            cur.execute("SET LOCAL lock_timeout = '2s'")
            # @sql by=call tables=orders params=value
            cur.execute("SELECT 1 FROM orders WHERE id = %s FOR UPDATE NOWAIT", (order_id,))

    def count_rows(self, table):
        with self.cursor() as cur:
            # @sql by=call params=identifier
            cur.execute(sql.SQL("SELECT count(*) AS n FROM {}").format(sql.Identifier(table)))
            return cur.fetchone()["n"]

    def column_values(self, table, column, fields, key):
        # @sql by=call params=fragment,identifier,identifier,value
        statement = sql.SQL("SELECT {fields} FROM {table} WHERE {column} = {key}").format(
            fields=sql.SQL(", ").join(map(sql.Identifier, fields)),
            table=sql.Identifier("shop", table),
            column=sql.Identifier(column),
            key=sql.Placeholder(),
        )
        with self.cursor() as cur:
            cur.execute(statement, (key,))
            return cur.fetchall()

    def purge(self, table, days):
        with self.cursor() as cur:
            # @sql by=call params=identifier,value writes=true
            cur.execute("DELETE FROM %s WHERE created_at < now() - make_interval(days => %d)" % (table, days))
            # @no
            log.warning("Delete from %s removed %d rows", table, cur.rowcount)

    def dump(self, path):
        # @no
        with open(path, "w+", encoding="utf-8") as handle, self.cursor() as cur:
            # @sql by=call tables=orders
            cur.copy_expert("COPY (SELECT id, number, total_cents FROM orders) TO STDOUT WITH (FORMAT csv, HEADER)", handle)
            handle.seek(0)
            # @sql by=call tables=orders_import writes=true
            cur.copy_expert("COPY orders_import (id, number, total_cents) FROM STDIN WITH (FORMAT csv, HEADER)", handle)
