"""A report on the demo database, with psycopg 3:

    pip install "psycopg[binary]"
    python shop.py 4711
"""

import os
import sys

DEMO = "postgres://postgres@127.0.0.1:54329/postgres?sslmode=disable"

REVENUE_BY_COUNTRY = """
    SELECT c.country, count(*) AS orders, sum(o.total_cents) / 100.0 AS revenue
    FROM orders AS o
    JOIN customers AS c ON c.id = o.customer_id
    WHERE o.created_at >= %(since)s AND o.status = %(status)s
    GROUP BY c.country
    ORDER BY revenue DESC
"""


def latest_orders(connection, customer_id):
    """The customer's latest orders: orders.customer_id has no index."""
    return connection.execute(
        "SELECT id, status, total_cents FROM orders WHERE customer_id = %s ORDER BY created_at DESC LIMIT 5",
        (customer_id,),
    ).fetchall()


def revenue_by_country(connection, since, status="delivered"):
    return connection.execute(REVENUE_BY_COUNTRY, {"since": since, "status": status}).fetchall()


def reviews_of(connection, customer_id, ratings):
    """What a customer wrote with one of these ratings."""
    return connection.execute(
        """
        SELECT p.name, r.rating, r.body
        FROM reviews AS r
        JOIN products AS p ON p.id = r.product_id
        WHERE r.customer_id = %(customer)s AND r.rating = ANY(%(ratings)s)
        """,
        {"customer": customer_id, "ratings": ratings},
    ).fetchall()


def products_of(connection, order_ids):
    """One query for each order: a loop that a join would save."""
    found = {}
    for order_id in order_ids:
        found[order_id] = connection.execute(
            "SELECT product_id, quantity FROM order_items WHERE order_id = %s", (order_id,)
        ).fetchall()
    return found


def main():
    import psycopg

    customer_id = int(sys.argv[1]) if len(sys.argv) > 1 else 4711
    with psycopg.connect(os.environ.get("DATABASE_URL", DEMO)) as connection:
        orders = latest_orders(connection, customer_id)
        print("orders:", orders)
        print("products:", products_of(connection, [order[0] for order in orders]))
        print("good reviews:", reviews_of(connection, customer_id, [4, 5]))
        for row in revenue_by_country(connection, "2025-01-01"):
            print(*row)


if __name__ == "__main__":
    main()
