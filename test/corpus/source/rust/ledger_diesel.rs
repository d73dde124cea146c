use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Numeric, Text};
use diesel::{sql_query, QueryableByName, RunQueryDsl};

use crate::schema::{accounts, entries};

// @no
const KINDS: &[&str] = &["asset", "liability", "income", "expense"];
const HELP_IMPORT: &str = "Insert into the ledger every line of a CSV file, then update the balances";

diesel::table! {
    budgets (id) {
        id -> Int8,
        #[sql_name = "select"]
        selected -> Bool,
        name -> Text,
    }
}

#[derive(QueryableByName, Debug)]
pub struct Balance {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = BigInt)]
    pub cents: i64,
}

#[derive(QueryableByName)]
#[diesel(table_name = accounts)]
pub struct Account {
    pub id: i64,
    pub code: String,
}

// @sql tables=accounts
const ACCOUNT_TREE: &str = r#"
WITH RECURSIVE tree(id, code, depth, path) AS (
    SELECT id, code, 0, ARRAY[id]
    FROM accounts
    WHERE parent_id IS NULL
  UNION ALL
    SELECT a.id, a.code, t.depth + 1, t.path || a.id
    FROM accounts a
    JOIN tree t ON t.id = a.parent_id
    WHERE NOT a.id = ANY (t.path) /* no cycles */
)
SELECT id, code FROM tree ORDER BY path
"#;

// @no
pub fn tree(conn: &mut PgConnection) -> QueryResult<Vec<Account>> {
    sql_query(ACCOUNT_TREE).load(conn)
}

pub fn balances(conn: &mut PgConnection, from: NaiveDate, to: NaiveDate) -> QueryResult<Vec<Balance>> {
    // @sql by=call tables=accounts,entries params=value,value
    sql_query(
        "SELECT a.code, coalesce(sum(e.cents), 0)::bigint AS cents
         FROM accounts a
         LEFT JOIN entries e ON e.account_id = a.id AND e.booked_on >= $1 AND e.booked_on < $2
         GROUP BY a.code
         ORDER BY a.code",
    )
    .bind::<Date, _>(from)
    .bind::<Date, _>(to)
    .load(conn)
}

pub fn by_kind(conn: &mut PgConnection, kinds: Vec<String>) -> QueryResult<Vec<Account>> {
    // @sql by=call tables=accounts
    diesel::sql_query("select id, code from accounts where kind = any($1) order by code")
        .bind::<Array<Text>, _>(kinds)
        .get_results(conn)
}

pub fn top(conn: &mut PgConnection, limit: i32) -> QueryResult<Vec<Balance>> {
    // @sql by=call tables=balances params=value
    sql_query("SELECT code, cents FROM balances ORDER BY cents DESC LIMIT $1;")
        .bind::<Integer, _>(limit)
        .load::<Balance>(conn)
}

pub fn refresh(conn: &mut PgConnection) -> QueryResult<()> {
    // @sql by=call
    sql_query("REFRESH MATERIALIZED VIEW CONCURRENTLY balances").execute(conn)?;
    // @sql by=call
    sql_query("ANALYZE entries").execute(conn).map(|_| ())
}

pub fn book(conn: &mut PgConnection, from: i64, to: i64, cents: i64) -> Result<(), LedgerError> {
    if from == to {
        // @no
        return Err(LedgerError::Invalid("Select two accounts from the chart"));
    }
    conn.transaction(|conn| {
        // @sql by=call
        sql_query("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE").execute(conn)?;
        // @sql by=call tables=accounts writes=true
        let n = sql_query(
            "UPDATE accounts AS a
                SET cents = a.cents + v.delta
               FROM (VALUES ($1, -$3), ($2, $3)) AS v (id, delta)
              WHERE a.id = v.id AND NOT a.closed",
        )
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .bind::<BigInt, _>(cents)
        .execute(conn)?;
        if n != 2 {
            // @no
            log::warn!("update accounts set cents: {} of 2 rows where ids are {}, {}", n, from, to);
            return Err(LedgerError::Closed);
        }
        // @sql by=call tables=entries params=value,value,value writes=true
        sql_query("INSERT INTO entries (account_id, contra_id, cents) VALUES ($1, $2, $3)")
            .bind::<BigInt, _>(from)
            .bind::<BigInt, _>(to)
            .bind::<BigInt, _>(cents)
            .execute(conn)?;
        Ok(())
    })
}

pub fn year_table(conn: &mut PgConnection, year: i32) -> QueryResult<usize> {
    // @sql by=call writes=true
    sql_query(format!("CREATE TABLE entries_{0} (LIKE entries INCLUDING ALL, CHECK (date_part('year', booked_on) = {0}))", year)).execute(conn)
}

pub fn copy_year(conn: &mut PgConnection, target: &str, year: i32) -> QueryResult<usize> {
    // @sql by=call params=identifier,value writes=true
    sql_query(format!("INSERT INTO {} SELECT * FROM entries WHERE date_part('year', booked_on) = $1", target))
        .bind::<Integer, _>(year)
        .execute(conn)
}

pub fn filtered(conn: &mut PgConnection, conditions: &[String]) -> QueryResult<Vec<Account>> {
    // @sql tables=accounts,entries params=fragment
    let text = format!(
        "SELECT DISTINCT a.id, a.code \
         FROM accounts a INNER JOIN entries e ON e.account_id = a.id \
         WHERE {} \
         ORDER BY a.code",
        // @no
        conditions.join(" AND ")
    );
    sql_query(text).load(conn)
}

pub fn recent(conn: &mut PgConnection, account: i64) -> QueryResult<Vec<(i64, String)>> {
    entries::table
        .filter(entries::account_id.eq(account))
        .order(entries::id.desc())
        .select((entries::id, entries::memo))
        .load(conn)
        .map_err(|e| {
            // @no
            eprintln!("select id, memo from entries failed: {e}");
            e
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection() -> PgConnection {
        // @no
        let url = std::env::var("LEDGER_TEST_URL").expect("set LEDGER_TEST_URL to a database of its own");
        let mut conn = PgConnection::establish(&url).unwrap();
        conn.begin_test_transaction().unwrap();
        // @sql by=call writes=true
        sql_query("CREATE TEMP TABLE accounts (id bigint PRIMARY KEY, code text, kind text, cents bigint DEFAULT 0, closed boolean DEFAULT false, parent_id bigint)")
            .execute(&mut conn)
            .unwrap();
        // @sql by=call tables=accounts writes=true
        sql_query("INSERT INTO accounts (id, code, kind) VALUES (1, '1000', 'asset'), (2, '2000', 'it''s \"odd\"')").execute(&mut conn).unwrap();
        conn
    }

    #[test]
    fn updates_both_accounts() {
        let mut conn = connection();
        book(&mut conn, 1, 2, 500).unwrap();
        // @sql by=call tables=accounts
        let rows: Vec<Balance> = sql_query("SELECT code, cents FROM accounts WHERE cents <> 0").load(&mut conn).unwrap();
        // @no
        assert_eq!(rows.len(), 2, "both accounts must be updated and set");
    }

    #[test]
    fn refuses_a_half_typed_statement() {
        let mut conn = connection();
        // @sql by=call complete=false
        let got = sql_query("UPDATE accounts SET cents =").execute(&mut conn);
        // @no
        assert!(got.unwrap_err().to_string().starts_with("syntax error at"));
    }
}
