//! Vehicles and trips through tokio-postgres.

use std::time::Duration;

use bytes::Bytes;
use deadpool_postgres::{Object, Pool};
use futures_util::SinkExt;
use log::{debug, error};
use tokio_postgres::{types::ToSql, Client, Error, NoTls, Row};

// @no
pub const TOPIC_UPDATE: &str = "fleet.update.set";
pub const ROLE: &str = "fleet:select,fleet:update";

mod sql {
    // @sql tables=vehicles params=value
    pub const VEHICLE: &str = "SELECT id, plate, model FROM fleet.vehicles WHERE id = $1";

    // @sql tables=vehicles params=value writes=true
    pub const SCRAP: &str = "
        UPDATE vehicles
           SET scrapped_at = now(),
               note = E'scrapped\\nno longer in service'
         WHERE id = $1
           AND scrapped_at IS NULL
    ";

    // @sql tables=trips,vehicles
    pub const UTILISATION: &str = r#"
        -- share of the day each vehicle was on the road
        SELECT v.plate,
               t.day,
               round(100.0 * sum(extract(epoch FROM t.ended_at - t.started_at)) / 86400, 1) AS "percent",
               dense_rank() OVER (PARTITION BY t.day ORDER BY count(*) DESC) AS "rank"
          FROM (SELECT vehicle_id, started_at, ended_at, started_at::date AS day
                  FROM trips
                 WHERE started_at >= $1 AND ended_at < $2) AS t
          JOIN vehicles v ON v.id = t.vehicle_id
         GROUP BY v.plate, t.day
         ORDER BY t.day, "rank"
    "#;
}

// @no
pub async fn connect(url: &str) -> Result<Client, Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        if let Err(e) = connection.await {
            error!("connection lost, select from the pool again: {e}");
        }
    });
    // @sql by=call n=2
    client.batch_execute("SET search_path TO fleet, public; SET application_name = 'fleet; worker'").await?;
    Ok(client)
}

pub async fn vehicle(c: &Client, id: i64) -> Result<Option<Row>, Error> {
    c.query_opt(sql::VEHICLE, &[&id]).await
}

pub async fn by_tags(c: &Client, tags: &[String], key: &str) -> Result<Vec<Row>, Error> {
    // @sql by=call tables=vehicles
    c.query(
        "SELECT id, plate FROM vehicles WHERE tags @> $1 AND attributes ? $2 AND attributes #>> '{owner,kind}' = 'leased'",
        &[&tags, &key],
    )
    .await
}

pub async fn register(c: &Client, plate: &str, model: &str, depot: Option<i32>) -> Result<i64, Error> {
    let row = c
        .query_one(
            // @sql by=call tables=vehicles params=value,value,value writes=true
            "insert into vehicles (plate, model, depot_id) values ($1, $2, $3) returning id",
            &[&plate, &model, &depot],
        )
        .await?;
    // @no
    Ok(row.get("id"))
}

pub async fn move_all(pool: &Pool, from: i32, to: i32) -> anyhow::Result<u64> {
    let mut c: Object = pool.get().await?;
    let tx = c.transaction().await?;
    // @sql by=call tables=depots
    let stmt = tx.prepare_cached("SELECT capacity FROM depots WHERE id = $1 FOR NO KEY UPDATE").await?;
    let cap: i64 = tx.query_one(&stmt, &[&to]).await?.get(0);
    // @sql by=call tables=vehicles params=value,value writes=true
    let n = tx.execute("UPDATE vehicles SET depot_id = $1 WHERE depot_id = $2", &[&to, &from]).await?;
    if n as i64 > cap {
        tx.rollback().await?;
        // @no
        anyhow::bail!("update vehicles: depot {to} holds {cap}, select another one from the map");
    }
    // @sql by=call tables=depot_moves params=value,value,value writes=true
    tx.execute(
        r#"INSERT INTO depot_moves ("from", "to", vehicles) VALUES ($1, $2, $3)"#,
        &[&from, &to, &(n as i64)],
    )
    .await?;
    tx.commit().await?;
    Ok(n)
}

pub async fn load_positions(c: &Client, csv: Bytes) -> anyhow::Result<u64> {
    // @sql by=call tables=positions
    let sink = c.copy_in("COPY positions (vehicle_id, lat, lon, seen_at) FROM STDIN WITH (FORMAT csv, HEADER)").await?;
    futures_util::pin_mut!(sink);
    sink.send(csv).await?;
    let n = sink.finish().await?;
    // @no
    debug!("copy positions from stdin: {n} rows");
    Ok(n)
}

pub async fn find(c: &Client, plate: Option<&str>, depot: Option<i32>, sort: &str) -> Result<Vec<Row>, Error> {
    let mut args: Vec<&(dyn ToSql + Sync)> = Vec::new();
    // @sql tables=vehicles
    let mut query = "SELECT id, plate, model FROM vehicles WHERE true".to_owned();
    if let Some(p) = plate.as_ref() {
        args.push(p);
        query += &format!(" AND plate LIKE ${}", args.len());
    }
    if let Some(d) = depot.as_ref() {
        args.push(d);
        query += &format!(" AND depot_id = ${}", args.len());
    }
    query.push_str(&format!(" ORDER BY {sort}"));
    c.query(query.as_str(), &args).await
}

pub async fn listen(c: &Client, channel: &str) -> Result<(), Error> {
    // @sql by=call params=identifier
    c.simple_query(&format!("LISTEN {channel}")).await?;
    // @sql by=call
    c.execute("NOTIFY fleet_started, 'ready'", &[]).await?;
    // @no
    debug!("LISTEN {channel} set");
    Ok(())
}

pub async fn partition(c: &Client, day: &str, next: &str) -> Result<(), Error> {
    // @sql by=call n=2 writes=true
    c.batch_execute(&format!(
        "CREATE TABLE IF NOT EXISTS positions_{day} PARTITION OF positions FOR VALUES FROM ('{day}') TO ('{next}');
         CREATE INDEX ON positions_{day} (vehicle_id, seen_at DESC);"
    ))
    .await
}

pub async fn schema(c: &Client) -> Result<(), Error> {
    // @sql by=call n=4 writes=true
    c.batch_execute(
        r#"
        CREATE SCHEMA IF NOT EXISTS fleet;
        CREATE TABLE IF NOT EXISTS fleet.depots (
            id       serial PRIMARY KEY,
            name     text NOT NULL UNIQUE,
            capacity int NOT NULL DEFAULT 10 CHECK (capacity > 0),
            "order"  int
        );
        CREATE OR REPLACE FUNCTION fleet.free(depot int) RETURNS bigint LANGUAGE sql STABLE AS $fn$
            SELECT d.capacity - count(v.id) FROM depots d LEFT JOIN vehicles v ON v.depot_id = d.id WHERE d.id = depot GROUP BY d.capacity;
        $fn$;
        CREATE VIEW fleet.full_depots AS SELECT id FROM fleet.depots WHERE fleet.free(id) <= 0;
        "#,
    )
    .await
}

/// Waits until the depot has room; `SELECT fleet.free($1)` is asked each second.
pub async fn wait_for_room(c: &Client, depot: i32) -> Result<i64, Error> {
    loop {
        // @sql by=call params=value
        let free: i64 = c.query_one("SELECT fleet.free($1)", &[&depot]).await?.get(0);
        if free > 0 {
            return Ok(free);
        }
        // @no
        println!("Update: no room in the depot, set back by a second");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
