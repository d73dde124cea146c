//! Command line job that copies tickets from the former help desk (SQL Server) to the archive (MySQL).

use clap::{Parser, Subcommand};
use mysql::{params, prelude::Queryable, PooledConn};
use redis::Commands;
use tiberius::{Client, Query};
use tokio::net::TcpStream;
use tokio_util::compat::Compat;

// @no
#[derive(Parser)]
#[command(name = "ticket-sync", about = "Select tickets from the help desk and insert them into the archive")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Update only what changed: SELECT * FROM tickets WHERE changed > $1
    #[arg(long, help = "Update the watermark and set it to now")]
    watermark: bool,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = "Delete from the archive every ticket older than --days")]
    Purge { days: u32 },
    #[command(about = "Create table files, one per queue")]
    Export,
    #[command(long_about = "With no queue given, as is the default, all are copied.\nSelect some from the list to copy less.")]
    Copy,
}

type Mssql = Client<Compat<TcpStream>>;

async fn changed(client: &mut Mssql, since: &str) -> tiberius::Result<Vec<tiberius::Row>> {
    // @sql by=call tables=tickets,users params=value,value dialect=transactsql
    let stream = client
        .query(
            "SELECT TOP (@P1) [t].[Id], [t].[Subject], ISNULL([u].[Name], N'nobody') AS [Owner]
             FROM [dbo].[Tickets] AS [t]
             LEFT JOIN [dbo].[Users] AS [u] ON [u].[Id] = [t].[OwnerId]
             WHERE [t].[Changed] > @P2
             ORDER BY [t].[Changed]",
            &[&500i32, &since],
        )
        .await?;
    stream.into_first_result().await
}

async fn flag(client: &mut Mssql, id: i64) -> tiberius::Result<u64> {
    // @sql tables=tickets params=value writes=true dialect=transactsql
    let mut query = Query::new("UPDATE [dbo].[Tickets] SET [Copied] = 1 OUTPUT inserted.[Id] WHERE [Id] = @P1");
    query.bind(id);
    let done = query.execute(client).await?;
    Ok(done.total())
}

async fn recount(client: &mut Mssql) -> tiberius::Result<()> {
    // @sql by=call dialect=transactsql
    client.simple_query("EXEC [dbo].[RecountQueues] @full = 1").await?;
    // @no
    println!("Update of the queue counters done");
    Ok(())
}

fn store(conn: &mut PooledConn, tickets: &[Ticket]) -> mysql::Result<()> {
    // @sql by=call tables=tickets params=value,value,value writes=true dialect=mysql
    conn.exec_batch(
        r"INSERT INTO `tickets` (`id`, `subject`, `owner`)
          VALUES (:id, :subject, :owner)
          ON DUPLICATE KEY UPDATE `subject` = VALUES(`subject`), `owner` = VALUES(`owner`)",
        tickets.iter().map(|t| params! { "id" => t.id, "subject" => &t.subject, "owner" => &t.owner }),
    )
}

fn owners(conn: &mut PooledConn) -> mysql::Result<Vec<(String, u64)>> {
    // @sql by=call tables=tickets dialect=mysql
    conn.query("SELECT IFNULL(`owner`, 'nobody'), COUNT(*) FROM `tickets` GROUP BY `owner` WITH ROLLUP")
}

fn purge(conn: &mut PooledConn, days: u32) -> mysql::Result<()> {
    // @sql by=call tables=tickets params=value writes=true dialect=mysql
    conn.exec_drop("DELETE FROM `tickets` WHERE `closed_at` < NOW() - INTERVAL ? DAY LIMIT 1000", (days,))?;
    // @sql by=call dialect=mysql
    conn.query_drop("OPTIMIZE TABLE `tickets`")
}

fn remember(con: &mut redis::Connection, mark: &str) -> redis::RedisResult<()> {
    // @no
    redis::cmd("SET").arg("ticket-sync:mark").arg(mark).query::<()>(con)?;
    redis::cmd("SELECT").arg(2).query::<()>(con)?;
    con.publish("tickets", "update tickets")
}

fn find_in_documents(db: &mongodb::sync::Database) -> mongodb::error::Result<Option<bson::Document>> {
    // @no
    let filter = bson::doc! { "$or": [ { "status": "open" }, { "select": { "$in": ["from", "where"] } } ] };
    db.collection::<bson::Document>("tickets").find_one(filter).run()
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    // @no
    let raw: &[u8] = b"SELECT";
    anyhow::ensure!(!raw.is_empty(), "insert into archive: nothing to do");
    match cli.command {
        Command::Purge { days } => println!("Delete from archive: {days} days and older? Type 'delete' to go on"),
        Command::Export => print!("{}", include_str!("../sql/select_export.sql")),
        Command::Copy => log::info!("select top 500 tickets from help desk, then insert into archive"),
    }
    Ok(())
}
