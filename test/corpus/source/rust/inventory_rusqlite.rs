//! Stock of a small warehouse in one SQLite file.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{named_params, params, params_from_iter, Connection, OptionalExtension, Result, Row, ToSql};

// @no
const APP_TITLE: &str = "Select Stock";
const MENU: [(&str, &str); 4] = [
    ("insert", "Insert into stock"),
    ("update", "Update quantities"),
    ("delete", "Delete from stock"),
    ("select", "Select from list"),
];

// @sql n=5 dialect=sqlite
const SCHEMA: &str = r#"
PRAGMA foreign_keys = ON;
CREATE TABLE IF NOT EXISTS items (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    sku      TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name     TEXT NOT NULL,
    quantity INTEGER NOT NULL DEFAULT 0,
    tags     TEXT NOT NULL DEFAULT '[]',
    added    TEXT NOT NULL DEFAULT (datetime('now'))
) STRICT;
CREATE TABLE IF NOT EXISTS moves (
    id      INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    delta   INTEGER NOT NULL,
    at      TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS moves_item ON moves (item_id, at);
CREATE TRIGGER IF NOT EXISTS moves_apply AFTER INSERT ON moves
BEGIN
    UPDATE items SET quantity = quantity + NEW.delta WHERE id = NEW.item_id;
    DELETE FROM alerts WHERE item_id = NEW.item_id;
END;
"#;

// @sql by=content dialect=sqlite tables=items
pub const LOW_STOCK: &str = "SELECT sku, name, quantity FROM items WHERE quantity < ?1 ORDER BY quantity, sku";

// @no
#[derive(Debug, Clone)]
pub struct Item {
    pub id: i64,
    pub sku: String,
    pub quantity: i64,
}

impl Item {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Item {
            id: row.get("id")?,
            sku: row.get("sku")?,
            quantity: row.get("quantity")?,
        })
    }
}

pub struct Inventory {
    conn: Connection,
}

impl Inventory {
    pub fn open(path: &Path) -> Result<Self> {
        let conn = Connection::open(path)?;
        // @no
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.execute_batch(SCHEMA)?;
        Ok(Self { conn })
    }

    pub fn add(&self, sku: &str, name: &str) -> Result<i64> {
        // @sql by=call dialect=sqlite tables=items params=value,value writes=true
        self.conn.execute("INSERT OR IGNORE INTO items (sku, name) VALUES (?1, ?2)", params![sku, name])?;
        Ok(self.conn.last_insert_rowid())
    }

    pub fn find(&self, sku: &str) -> Result<Option<Item>> {
        self.conn
            .query_row(
                // @sql by=call dialect=sqlite tables=items params=value
                "SELECT id, sku, quantity FROM items WHERE sku = :sku",
                // @no
                named_params! { ":sku": sku },
                Item::from_row,
            )
            .optional()
    }

    pub fn rename(&self, id: i64, name: &str) -> Result<usize> {
        // @sql by=call dialect=sqlite tables=items params=value,value writes=true
        let mut stmt = self.conn.prepare_cached("UPDATE items SET name = $name WHERE id = $id")?;
        // @no
        stmt.execute(named_params! { "$name": name, "$id": id })
    }

    pub fn tagged(&self, tag: &str) -> Result<Vec<Item>> {
        // @sql by=call dialect=sqlite tables=items
        let mut stmt = self.conn.prepare(
            r#"
            select i.id, i.sku, i.quantity
            from "items" as i, json_each(i.tags) as t
            where t.value = ?1
              and i.sku glob 'A[0-9]*'
            "#,
        )?;
        let rows = stmt.query_map([tag], Item::from_row)?;
        rows.collect()
    }

    pub fn by_ids(&self, ids: &[i64]) -> Result<Vec<Item>> {
        // @no
        let marks = vec!["?"; ids.len()].join(",");
        // @sql dialect=sqlite tables=items params=list
        let sql = format!("SELECT id, sku, quantity FROM items WHERE id IN ({marks}) ORDER BY id");
        let mut stmt = self.conn.prepare(&sql)?;
        let rows = stmt.query_map(params_from_iter(ids), Item::from_row)?;
        rows.collect()
    }

    pub fn apply(&mut self, moves: &[(i64, i64)]) -> Result<()> {
        let tx = self.conn.transaction()?;
        {
            // @sql by=call dialect=sqlite tables=moves writes=true
            let mut stmt = tx.prepare("INSERT INTO moves (item_id, delta, at) VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))")?;
            for (item, delta) in moves {
                stmt.execute(params![item, delta])?;
            }
        }
        // @sql by=call dialect=sqlite tables=items
        let broken: i64 = tx.query_row("SELECT count(*) FROM items WHERE quantity < 0", [], |r| r.get(0))?;
        if broken > 0 {
            // @no
            eprintln!("update items: {broken} rows where quantity would be below zero");
            return tx.rollback();
        }
        tx.commit()
    }

    pub fn set_quantity(&self, sku: &str, quantity: i64) -> Result<usize> {
        // @sql by=call dialect=sqlite tables=items writes=true
        self.conn.execute(
            "INSERT INTO items (sku, name, quantity) VALUES (@sku, @sku, @quantity)
             ON CONFLICT (sku) DO UPDATE SET quantity = excluded.quantity
             WHERE items.quantity IS NOT excluded.quantity",
            // @no
            &[("@sku", &sku as &dyn ToSql), ("@quantity", &quantity)],
        )
    }

    pub fn export(&self, to: &str) -> Result<()> {
        // @sql by=call dialect=sqlite params=value
        self.conn.execute("ATTACH DATABASE ?1 AS export", [to])?;
        // @sql by=call dialect=sqlite writes=true
        self.conn.execute_batch("CREATE TABLE export.items AS SELECT * FROM main.items")?;
        // @sql by=call dialect=sqlite
        self.conn.execute("DETACH DATABASE export", [])?;
        Ok(())
    }

    pub fn compact(&self) -> Result<()> {
        // @sql by=call dialect=sqlite n=2
        self.conn.execute_batch("VACUUM; PRAGMA optimize")
    }

    pub fn counts(&self, tables: &[&str]) -> Result<HashMap<String, i64>> {
        let mut out = HashMap::new();
        for t in tables {
            // @sql by=call dialect=sqlite params=identifier
            let n = self.conn.query_row(&format!("SELECT COUNT(*) FROM {}", t), [], |r| r.get(0))?;
            out.insert(t.to_string(), n);
        }
        Ok(out)
    }

    pub fn history(&self, id: i64) -> Result<Vec<(String, i64)>> {
        // @sql by=call dialect=sqlite tables=moves
        let mut stmt = self.conn.prepare("\
            SELECT at, SUM(delta) OVER (ORDER BY at, id ROWS UNBOUNDED PRECEDING) AS quantity\n\
            FROM moves\n\
            WHERE item_id = ?1 -- one item only\n\
            ORDER BY at DESC\n\
            LIMIT 50")?;
        let rows = stmt.query_map([id], |r| Ok((r.get(0)?, r.get(1)?)))?;
        rows.collect()
    }
}

pub fn prompt(action: &str) -> &'static str {
    // @no
    match action {
        "insert" => "Insert into which shelf? Values: A1 to D9",
        "update" => "Update the quantity, set it to zero or leave it",
        "delete" => "Delete from stock where nothing is left? (y/n)",
        "begin" => "Begin transaction",
        "with" => "With this change, every item is selected from the shelf below",
        _ => "Select an action",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inserts_into_items() {
        // @no
        let inv = Inventory::open(Path::new(":memory:")).expect("create table items");
        inv.add("A1", "select screws").unwrap();
        // @sql by=call dialect=sqlite
        let sqlite: String = inv.conn.query_row("SELECT sqlite_version()", [], |r| r.get(0)).unwrap();
        assert!(!sqlite.is_empty());
        // @sql by=call dialect=sqlite tables=items writes=true
        assert_eq!(inv.conn.execute("DELETE FROM items", []).unwrap(), 1);
    }
}
