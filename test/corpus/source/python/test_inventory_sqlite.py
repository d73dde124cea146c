"""Tests of the inventory cache, on an in-memory database."""
import sqlite3
import textwrap
from pathlib import Path

import pytest


@pytest.fixture
def db(tmp_path: Path):
    # @no
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.row_factory = sqlite3.Row
    # @sql by=call dialect=sqlite
    conn.execute("PRAGMA foreign_keys = ON")
    # @sql n=3 by=call writes=true dialect=sqlite
    conn.executescript(
        """
        CREATE TABLE items (
            id       INTEGER PRIMARY KEY AUTOINCREMENT,
            sku      TEXT NOT NULL UNIQUE,
            quantity INTEGER NOT NULL DEFAULT 0 CHECK (quantity >= 0)
        );
        CREATE TABLE moves (
            item_id  INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
            delta    INTEGER NOT NULL,
            moved_at TEXT NOT NULL DEFAULT (datetime('now'))
        );
        CREATE INDEX moves_item ON moves (item_id, moved_at);
        """
    )
    yield conn
    # @no
    conn.close()


@pytest.fixture
def filled(db):
    # @sql by=call tables=items params=value,value writes=true dialect=sqlite
    db.executemany("INSERT INTO items (sku, quantity) VALUES (?, ?)", [("bolt", 40), ("nut", 12), ("washer", 0)])
    return db


# @no
def test_selects_from_the_items_table_when_sku_is_known(filled):
    """selects from the items table when the sku is known"""
    # @sql by=call tables=items dialect=sqlite
    row = filled.execute("SELECT quantity FROM items WHERE sku = 'bolt'").fetchone()
    # @no
    assert row["quantity"] == 40, "select quantity from items should give forty"


def test_move(filled):
    # @sql by=call dialect=sqlite
    filled.execute("BEGIN IMMEDIATE")
    # @sql by=call tables=items params=value,value writes=true dialect=sqlite
    filled.execute("UPDATE items SET quantity = quantity + :delta WHERE sku = :sku", {"sku": "nut", "delta": 3})
    # @sql by=call tables=moves,items params=value,value writes=true dialect=sqlite
    filled.execute("insert into moves (item_id, delta) select id, ? from items where sku = ?", (3, "nut"))
    # @sql by=call dialect=sqlite
    filled.execute("COMMIT")
    # @sql by=call tables=moves dialect=sqlite
    assert filled.execute("select sum(delta) from moves").fetchone()[0] == 3


@pytest.mark.parametrize(
    "statement, message",
    [
        # @sql by=content tables=items writes=true dialect=sqlite
        ("INSERT INTO items (sku) VALUES ('bolt')", "UNIQUE constraint failed: items.sku"),
        # @sql by=content tables=items writes=true dialect=sqlite
        ("UPDATE items SET quantity = -1 WHERE sku = 'nut'", "CHECK constraint failed: quantity >= 0"),
        # @sql by=content tables=warehouse writes=true dialect=sqlite
        ("DELETE FROM warehouse WHERE id = 1", "no such table: warehouse"),
    ],
)
# @no
def test_rejects(filled, statement, message):
    with pytest.raises(sqlite3.Error, match="constraint failed|no such table"):
        filled.execute(statement)


def test_upsert(filled):
    # @sql tables=items params=value,value writes=true dialect=sqlite
    statement = textwrap.dedent(
        """\
        INSERT INTO items (sku, quantity)
        VALUES (@sku, @quantity)
        ON CONFLICT (sku) DO UPDATE SET quantity = excluded.quantity
        RETURNING id, quantity
        """
    )
    assert filled.execute(statement, {"sku": "bolt", "quantity": 7}).fetchone()
    # @sql by=call tables=items params=value,value writes=true dialect=sqlite
    filled.execute("INSERT OR REPLACE INTO items (sku, quantity) VALUES (?1, ?2)", ("gear", 1))
    # @sql by=call tables=items params=value writes=true dialect=sqlite
    filled.execute("insert or ignore into items (sku) values ($sku)", {"sku": "gear"})


def test_low_stock(filled):
    skus = ["bolt", "nut", "washer"]
    # @sql by=call tables=items params=list,value dialect=sqlite
    rows = filled.execute(
        f"SELECT sku FROM items WHERE sku IN ({','.join('?' * len(skus))}) AND quantity < ? ORDER BY sku COLLATE NOCASE",
        [*skus, 20],
    ).fetchall()
    # @no
    assert [r["sku"] for r in rows] == ["nut", "washer"]


def test_ledger_view(filled):
    # @sql n=2 by=call dialect=sqlite
    filled.execute(
        "CREATE TEMP VIEW running AS "
        "SELECT item_id, moved_at, sum(delta) OVER (PARTITION BY item_id ORDER BY moved_at ROWS UNBOUNDED PRECEDING) AS stock "
        "FROM moves"
    )
    assert not filled.execute("SELECT * FROM running WHERE stock < 0").fetchall()
    # @sql by=call writes=true dialect=sqlite
    filled.execute("DROP VIEW IF EXISTS running;")


def test_syntax_error(filled):
    # @no
    with pytest.raises(sqlite3.OperationalError, match='near "FROM": syntax error'):
        # @sql by=call complete=false dialect=sqlite
        filled.execute("SELECT id, sku, FROM")
    # @no
    with pytest.raises(sqlite3.OperationalError):
        # @sql by=call tables=items complete=false dialect=sqlite
        filled.execute("SELECT sku FROM items WHERE")


def test_explain(filled):
    # @sql by=call tables=items params=value dialect=sqlite
    plan = filled.execute("EXPLAIN QUERY PLAN SELECT quantity FROM items WHERE sku = ?", ("nut",)).fetchall()
    # @no
    assert "SEARCH items USING INDEX" in plan[0]["detail"]
    assert plan[0]["detail"] != "SCAN items"


# @no
def test_messages():
    texts = {
        "empty": "Select an item from the shelf first",
        "gone": "Delete from inventory?",
        "saved": "Insert into slot 4 done",
        "css": "select.sku > option[value='from']",
        "html": "<select name='from'><option>update</option></select>",
    }
    assert all(texts.values())
