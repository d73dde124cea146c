use std::fmt::Write;

use anyhow::{bail, Context, Result};
use axum::{routing::get, Router};
use regex::Regex;
use sqlx::{postgres::PgRow, PgPool, Postgres, QueryBuilder, Row};

// @no
const BOOK_COLUMNS: &str = "b.id, b.isbn, b.title, b.year, b.language";
const DEFAULT_SORT: &str = "title";
const ROUTE_SELECT: &str = "/catalog/select/from/{shelf}";

// @sql tables=shelves
const SHELVES: &str = "SELECT id, code, floor FROM shelves ORDER BY floor, code";

// @sql tables=books,authors params=value
static BOOK_BY_ISBN: &str = concat!(
    "SELECT b.id, b.isbn, b.title, a.name AS author ",
    "FROM books b ",
    "LEFT JOIN authors a ON a.id = b.author_id ",
    "WHERE b.isbn = $1"
);

// @sql by=hint tables=loans
// language=SQL
pub const OVERDUE: &'static str = r"
    SELECT member_id, count(*) AS n, min(due_on) AS since
    FROM loans
    WHERE returned_at IS NULL AND due_on < CURRENT_DATE
    GROUP BY member_id
    HAVING count(*) > 2
";

// @no
lazy_static::lazy_static! {
    static ref STATEMENT: Regex = Regex::new(r"(?i)^\s*(select|insert\s+into|update|delete\s+from)\b").unwrap();
    static ref ISBN: Regex = Regex::new(r"^97[89][0-9]{10}$").unwrap();
}

const SEARCH_PAGE: &str = r#"
<form class="search">
  <label>Select a shelf from the list where you want to look</label>
  <select name="shelf"><option>all</option></select>
</form>
<style>select.from { width: 10em; }</style>
"#;

const AUTHOR_GRAPH: &str = "MATCH (a:Author)-[:WROTE]->(b:Book) WHERE a.name = $name RETURN b.title ORDER BY b.year";

const BOOKS_DOCUMENT: &str = r#"query Books($after: String) { books(after: $after) { edges { node { title from } } } }"#;

pub fn routes() -> Router {
    Router::new()
        .route("/catalog/select", get(page))
        .route("/catalog/update/set", get(page))
        .route(ROUTE_SELECT, get(page))
}

async fn page() -> &'static str {
    SEARCH_PAGE
}

pub async fn shelves(pool: &PgPool) -> Result<Vec<PgRow>> {
    sqlx::query(SHELVES).fetch_all(pool).await.context("select shelves")
}

pub async fn sorted(pool: &PgPool, column: &str, desc: bool) -> Result<Vec<PgRow>> {
    let dir = if desc { "DESC" } else { "ASC" };
    // @sql by=call tables=books params=identifier,value
    let rows = sqlx::query(&format!("SELECT id, title FROM books ORDER BY {} {} LIMIT {}", column, dir, 100))
        .fetch_all(pool)
        .await
        // @no
        .with_context(|| format!("select from books order by {column}"))?;
    Ok(rows)
}

pub async fn columns_of(pool: &PgPool, table: &str, id: i64) -> Result<PgRow> {
    // @sql params=identifier,value
    let sql = format!(r#"SELECT * FROM "{table}" WHERE id = $1"#);
    Ok(sqlx::query(&sql).bind(id).fetch_one(pool).await?)
}

pub async fn books(pool: &PgPool, year: i32) -> Result<Vec<PgRow>> {
    // @sql tables=books
    let sql = format!("SELECT {BOOK_COLUMNS} FROM books b WHERE b.year >= {year} AND b.meta @> '{{\"kind\": \"print\"}}'");
    Ok(sqlx::query(&sql).fetch_all(pool).await?)
}

pub async fn by_language(pool: &PgPool, langs: &[String]) -> Result<Vec<PgRow>> {
    // @no
    let marks: Vec<String> = (1..=langs.len()).map(|i| format!("${i}")).collect();
    // @sql tables=books params=list
    let sql = format!("select id, title from books where language in ({})", marks.join(", "));
    let mut q = sqlx::query(&sql);
    for l in langs {
        q = q.bind(l);
    }
    Ok(q.fetch_all(pool).await?)
}

pub async fn search(pool: &PgPool, f: &Filter) -> Result<Vec<PgRow>> {
    // @sql tables=books,authors
    let mut qb: QueryBuilder<Postgres> = QueryBuilder::new("SELECT b.id, b.title FROM books b JOIN authors a ON a.id = b.author_id WHERE b.deleted_at IS NULL");
    if let Some(title) = &f.title {
        qb.push(" AND b.title ILIKE ").push_bind(format!("%{title}%"));
    }
    if let Some(author) = &f.author {
        qb.push(" AND a.name = ");
        qb.push_bind(author);
    }
    qb.push(" ORDER BY b.title LIMIT ").push_bind(f.limit);
    // @no
    tracing::debug!("select books where {:?} with limit {}", f, f.limit);
    Ok(qb.build().fetch_all(pool).await?)
}

pub async fn import(pool: &PgPool, books: &[NewBook]) -> Result<u64> {
    if books.is_empty() {
        // @no
        bail!("Select a file to import from");
    }
    // @sql tables=books writes=true
    let mut qb = QueryBuilder::<Postgres>::new("INSERT INTO books (isbn, title, year) ");
    qb.push_values(books, |mut b, book| {
        b.push_bind(&book.isbn).push_bind(&book.title).push_bind(book.year);
    });
    qb.push(" ON CONFLICT (isbn) DO NOTHING");
    Ok(qb.build().execute(pool).await?.rows_affected())
}

pub async fn rank(pool: &PgPool, term: &str, lang: Option<&str>) -> Result<Vec<PgRow>> {
    // @sql tables=books
    let mut sql = String::from(
        "SELECT b.id, ts_rank(b.search, q) AS rank, \
                ts_headline('simple', b.title, q, 'StartSel=<b>, StopSel=</b>') \
         FROM books b, plainto_tsquery('simple', $1) AS q \
         WHERE b.search @@ q",
    );
    if lang.is_some() {
        sql.push_str(" AND b.language = $2");
    }
    write!(sql, " ORDER BY rank DESC LIMIT {}", 25)?;
    let mut q = sqlx::query(&sql).bind(term);
    if let Some(l) = lang {
        q = q.bind(l);
    }
    Ok(q.fetch_all(pool).await?)
}

pub async fn relabel(pool: &PgPool, sets: &[String], id: i64) -> Result<()> {
    // @sql tables=books params=fragment,value writes=true
    let sql = "UPDATE books SET ".to_string() + &sets.join(", ") + " WHERE id = $1";
    sqlx::query(&sql).bind(id).execute(pool).await?;
    Ok(())
}

pub async fn popular(pool: &PgPool) -> Result<Vec<(String, i64)>> {
    // @sql tables=loans,books
    let sql = [
        "SELECT b.title,",
        "       count(*) AS loans",
        "FROM loans l",
        "JOIN books b ON b.id = l.book_id",
        "GROUP BY b.title",
        "ORDER BY loans DESC",
    ]
    .join("\n");
    let rows = sqlx::query(&sql).fetch_all(pool).await?;
    // @no
    Ok(rows.iter().map(|r| (r.get("title"), r.get("loans"))).collect())
}

pub async fn chart(pool: &PgPool, bucket: &str) -> Result<Vec<PgRow>> {
    // @sql tables=loans
    let sql = indoc::formatdoc! {"
        WITH days AS (
            SELECT generate_series(CURRENT_DATE - 30, CURRENT_DATE, '1 day')::date AS day
        )
        SELECT date_trunc('{bucket}', d.day) AS bucket,
               count(l.id) AS loans,
               sum(count(l.id)) OVER (ORDER BY date_trunc('{bucket}', d.day)) AS running
        FROM days d
        LEFT JOIN loans l ON l.lent_on = d.day
        GROUP BY 1
        ORDER BY 1
    "};
    Ok(sqlx::query(&sql).fetch_all(pool).await?)
}

pub fn describe(f: &Filter) -> String {
    // @no
    let mut text = String::from("Select books from the catalogue");
    if let Some(t) = &f.title {
        let _ = write!(text, " where the title holds {t}");
    }
    text.push_str(" and order by ");
    text.push_str(DEFAULT_SORT);
    text
}
