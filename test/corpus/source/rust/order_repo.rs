//! Orders of the shop, kept in PostgreSQL and read with the checked macros of sqlx.

use chrono::{DateTime, Utc};
use sqlx::{types::Json, PgPool, Postgres, Transaction};
use tracing::{error, info, instrument, warn};
use uuid::Uuid;

// @no
const CACHE_PREFIX: &str = "select:orders:from:";
const PERMISSIONS: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];

#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    #[error("select at least one item from the cart")]
    EmptyCart,
    #[error("update of order {0} failed: set a status first")]
    BadStatus(Uuid),
    #[error("insert into orders failed: {0}")]
    Database(#[from] sqlx::Error),
}

#[derive(Debug, sqlx::FromRow, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    pub id: Uuid,
    pub customer_id: i64,
    #[sqlx(rename = "status")]
    pub state: String,
    pub total_cents: i64,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone)]
pub struct OrderRepo {
    pool: PgPool,
}

impl OrderRepo {
    /// Runs `SELECT * FROM orders WHERE id = $1`.
    #[instrument(skip(self), name = "select order from database")]
    pub async fn find(&self, id: Uuid) -> Result<Option<Order>, OrderError> {
        // @sql by=call tables=orders params=value
        let order = sqlx::query_as!(
            Order,
            r#"
            SELECT id, customer_id, status AS "state!", total_cents, created_at
            FROM orders
            WHERE id = $1 AND deleted_at IS NULL
            "#,
            id
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(order)
    }

    pub async fn count(&self, status: &str) -> Result<i64, OrderError> {
        // @sql by=call tables=orders params=value
        let n = sqlx::query_scalar!("select count(*) as \"n!\" from orders where status = $1", status)
            .fetch_one(&self.pool)
            .await?;
        Ok(n)
    }

    pub async fn with_lines(&self, customer: i64) -> Result<Vec<OrderLines>, OrderError> {
        // @sql by=call tables=orders,order_lines,products
        let rows = sqlx::query_as!(
            OrderLines,
            r#"SELECT o.id,
                      o.created_at,
                      l.lines AS "lines: Json<Vec<Line>>",
                      (l.totals->>'gross')::bigint AS gross_cents
               FROM orders o
               CROSS JOIN LATERAL (
                   SELECT jsonb_agg(jsonb_build_object('sku', p.sku, 'qty', ol.quantity)) AS lines,
                          jsonb_build_object('gross', sum(ol.quantity * ol.price_cents)) AS totals
                   FROM order_lines ol
                   JOIN products p ON p.id = ol.product_id
                   WHERE ol.order_id = o.id
               ) l
               WHERE o.customer_id = $1
               ORDER BY o.created_at DESC
               LIMIT 20"#,
            customer
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    pub async fn by_ids(&self, ids: &[Uuid]) -> Result<Vec<Order>, OrderError> {
        // @sql by=call tables=orders
        Ok(sqlx::query_as::<_, Order>("SELECT * FROM orders WHERE id = ANY($1::uuid[])")
            .bind(ids)
            .fetch_all(&self.pool)
            .await?)
    }

    pub async fn place(&self, new: NewOrder) -> Result<Uuid, OrderError> {
        if new.lines.is_empty() {
            return Err(OrderError::EmptyCart);
        }
        let mut tx = self.pool.begin().await?;
        // @sql by=call
        sqlx::query("SET LOCAL statement_timeout = '3s'").execute(&mut *tx).await?;
        // @sql by=call tables=orders params=value,value,value writes=true
        let id = sqlx::query_scalar!(
            "INSERT INTO orders (customer_id, status, total_cents) \
             VALUES ($1, $2, $3) \
             RETURNING id",
            new.customer_id,
            // @no
            "open",
            new.total_cents
        )
        .fetch_one(&mut *tx)
        .await?;
        self.add_lines(&mut tx, id, &new.lines).await?;
        tx.commit().await?;
        info!(%id, "insert into orders done");
        Ok(id)
    }

    async fn add_lines(&self, tx: &mut Transaction<'_, Postgres>, order: Uuid, lines: &[Line]) -> Result<(), OrderError> {
        let skus: Vec<String> = lines.iter().map(|l| l.sku.clone()).collect();
        let qtys: Vec<i32> = lines.iter().map(|l| l.quantity).collect();
        // @sql by=call tables=order_lines,products writes=true
        sqlx::query!(
            r#"
            INSERT INTO order_lines (order_id, product_id, quantity, price_cents)
            SELECT $1, p.id, t.qty, p.price_cents
            FROM UNNEST($2::text[], $3::int[]) AS t(sku, qty)
            JOIN products p ON p.sku = t.sku
            "#,
            order,
            &skus,
            &qtys
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    pub async fn set_status(&self, id: Uuid, status: &str) -> Result<(), OrderError> {
        // @sql by=call tables=orders params=value,value writes=true
        let done = sqlx::query!("UPDATE orders SET status = $1, updated_at = now() WHERE id = $2", status, id)
            .execute(&self.pool)
            .await
            .map_err(|e| {
                // @no
                error!("UPDATE orders failed: {e}");
                e
            })?;
        if done.rows_affected() == 0 {
            warn!("update orders: no row where id is {}", id);
            return Err(OrderError::BadStatus(id));
        }
        Ok(())
    }

    pub async fn remember_customer(&self, email: &str, name: &str) -> Result<i64, OrderError> {
        // @sql by=call tables=customers params=value,value writes=true
        let row = sqlx::query!(
            r##"INSERT INTO customers (email, name, color)
                VALUES (lower($1), $2, '#"fff"#')
                ON CONFLICT (email) DO UPDATE SET name = EXCLUDED.name
                RETURNING id -- the old id when the row was there"##,
            email,
            name
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(row.id)
    }

    pub async fn report(&self) -> Result<Vec<Report>, sqlx::Error> {
        // @no
        sqlx::query_file_as!(Report, "queries/select_report.sql").fetch_all(&self.pool).await
    }

    pub async fn archive(&self, days: i32) -> Result<u64, sqlx::Error> {
        // @sql by=call tables=orders,orders_archive params=value writes=true
        let done = sqlx::query!(
            "WITH gone AS (
                 DELETE FROM orders
                 WHERE status = 'cancelled'
                   AND created_at < now() - make_interval(days => $1)
                 RETURNING *
             )
             INSERT INTO orders_archive SELECT * FROM gone",
            days
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }

    pub fn hint(&self, lang: &str) -> &'static str {
        // @no
        match lang {
            "de" => "W\u{e4}hlen Sie einen Artikel aus der Liste",
            "fr" => "S\u{e9}lectionnez un article",
            _ => "Select an item from the list, or delete from cart?",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[sqlx::test(fixtures("orders"))]
    async fn selects_from_orders_where_open(pool: PgPool) -> sqlx::Result<()> {
        // @sql by=call tables=orders writes=true
        sqlx::query("delete from only orders where status <> 'open'").execute(&pool).await?;
        let repo = OrderRepo { pool: pool.clone() };
        // @no
        assert_eq!(repo.count("open").await.unwrap(), 2, "select count from orders");
        // @sql by=call tables=orders
        let (max,): (i64,) = sqlx::query_as("SELECT max(total_cents) FROM orders").fetch_one(&pool).await?;
        assert!(max > 0);
        // @sql by=call tables=orders writes=true
        sqlx::raw_sql("TRUNCATE orders CASCADE;").execute(&pool).await?;
        // @sql by=call complete=false
        let broken = sqlx::query("SELECT id, status FROM orders WHERE").execute(&pool).await;
        // @no
        assert!(broken.unwrap_err().to_string().contains("syntax error at end of input"));
        Ok(())
    }
}
