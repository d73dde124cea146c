use sea_orm::{
    entity::prelude::*, ConnectionTrait, DatabaseBackend, DatabaseConnection, DbBackend, DbErr, FromQueryResult,
    JsonValue, QueryOrder, QueryResult, Statement, TransactionTrait,
};
use sea_orm_migration::prelude::*;
use serde::Deserialize;

use crate::entity::{patient, visit};

// @no
#[derive(DeriveMigrationName)]
pub struct Migration;

pub const PERMISSION: &str = "patients.update.set";

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuditAction {
    #[serde(rename = "SELECT")]
    Read,
    #[serde(rename = "INSERT INTO")]
    Create,
    #[serde(rename = "UPDATE")]
    Change,
}

#[derive(Debug, FromQueryResult)]
pub struct DoctorLoad {
    pub doctor_id: i64,
    pub visits: i64,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // @sql by=call writes=true
        db.execute_unprepared(
            "CREATE TABLE visits (
                id         BIGSERIAL PRIMARY KEY,
                patient_id BIGINT NOT NULL REFERENCES patients (id),
                doctor_id  BIGINT NOT NULL,
                starts_at  TIMESTAMPTZ NOT NULL,
                status     TEXT NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'done', 'no_show')),
                vitals     JSONB
            )",
        )
        .await?;
        // @sql by=call writes=true
        db.execute_unprepared("CREATE UNIQUE INDEX visits_slot ON visits (doctor_id, starts_at) WHERE status <> 'no_show'").await?;
        // @sql by=call writes=true n=2
        db.execute_unprepared(
            r#"ALTER TABLE patients ADD COLUMN "lastVisit" timestamptz;
               UPDATE patients p SET "lastVisit" = (SELECT max(starts_at) FROM visits v WHERE v.patient_id = p.id);"#,
        )
        .await?;
        // @sql by=call writes=true
        db.execute(Statement::from_string(
            manager.get_database_backend(),
            "ALTER TYPE role ADD VALUE IF NOT EXISTS 'nurse'".to_owned(),
        ))
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // @no
        manager.drop_table(Table::drop().table(Alias::new("visits")).to_owned()).await?;
        // @sql by=call writes=true
        manager.get_connection().execute_unprepared(r#"alter table patients drop column if exists "lastVisit""#).await?;
        Ok(())
    }
}

pub async fn patient(db: &DatabaseConnection, id: i64) -> Result<Option<patient::Model>, DbErr> {
    // @sql by=call tables=patients params=value
    patient::Entity::find()
        .from_raw_sql(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT "patients"."id", "patients"."name", "patients"."born_on" FROM "patients" WHERE "patients"."id" = $1"#,
            [id.into()],
        ))
        .one(db)
        .await
}

pub async fn load(db: &DatabaseConnection, day: Date) -> Result<Vec<DoctorLoad>, DbErr> {
    // @sql by=call tables=visits
    DoctorLoad::find_by_statement(Statement::from_sql_and_values(
        DbBackend::Postgres,
        r#"
            SELECT doctor_id, count(*) AS visits
            FROM visits
            WHERE starts_at >= $1::date AND starts_at < $1::date + 1
            GROUP BY doctor_id
            ORDER BY visits DESC
        "#,
        vec![day.into()],
    ))
    .all(db)
    .await
}

pub async fn vitals(db: &DatabaseConnection, min: i32) -> Result<Vec<JsonValue>, DbErr> {
    // @sql by=call tables=visits,patients params=value
    let stmt = Statement::from_string(
        DatabaseBackend::Postgres,
        format!(
            "SELECT p.name, v.vitals->>'pulse' AS pulse, v.vitals #> '{{pressure,0}}' AS systolic \
             FROM visits v INNER JOIN patients p ON p.id = v.patient_id \
             WHERE (v.vitals->>'pulse')::int > {}",
            min
        ),
    );
    JsonValue::find_by_statement(stmt).all(db).await
}

pub async fn slots(db: &DatabaseConnection, doctors: &[i64]) -> Result<Vec<QueryResult>, DbErr> {
    // @no
    let list = doctors.iter().map(|d| d.to_string()).collect::<Vec<_>>().join(", ");
    // @sql tables=visits params=list
    let sql = format!("SELECT doctor_id, starts_at FROM visits WHERE doctor_id IN ({list}) AND starts_at > now() ORDER BY 1, 2");
    db.query_all(Statement::from_string(DbBackend::Postgres, sql)).await
}

pub async fn check_in(db: &DatabaseConnection, id: i64) -> Result<(), DbErr> {
    let txn = db.begin().await?;
    // @sql by=call tables=visits params=value writes=true
    let res = txn
        .execute(Statement::from_sql_and_values(DbBackend::Postgres, "UPDATE visits SET status = 'done' WHERE id = $1", [id.into()]))
        .await?;
    if res.rows_affected() == 0 {
        // @no
        return Err(DbErr::RecordNotUpdated);
    }
    // @sql by=call tables=queue,visits params=value writes=true
    txn.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        "DELETE FROM queue USING visits WHERE visits.id = queue.visit_id AND visits.id = $1 RETURNING queue.id",
        [id.into()],
    ))
    .await?;
    txn.commit().await
}

pub async fn legacy_names(old: &DatabaseConnection, clinic: i64) -> Result<Vec<QueryResult>, DbErr> {
    // @sql by=call tables=patient params=value,value dialect=mysql
    old.query_all(Statement::from_sql_and_values(
        DbBackend::MySql,
        "SELECT `id`, CONCAT_WS(' ', `first`, `last`) AS `name` FROM `patient` WHERE `clinic` = ? LIMIT ?, 100",
        [clinic.into(), 0.into()],
    ))
    .await
}

pub async fn legacy_upsert(old: &DatabaseConnection) -> Result<(), DbErr> {
    // @sql by=call tables=sync_state writes=true dialect=mysql
    old.execute_unprepared("INSERT INTO `sync_state` (`name`, `at`) VALUES ('patients', NOW()) ON DUPLICATE KEY UPDATE `at` = VALUES(`at`)").await?;
    Ok(())
}

pub async fn latest(db: &DatabaseConnection) -> Result<Vec<visit::Model>, DbErr> {
    // @no
    tracing::info!("select the latest visits from the database");
    visit::Entity::find()
        .filter(visit::Column::Status.eq("planned"))
        .order_by_desc(visit::Column::StartsAt)
        .all(db)
        .await
        .map_err(|e| DbErr::Custom(format!("SELECT from visits failed: {e}")))
}

pub fn label(key: &str) -> Option<&'static str> {
    // @no
    Some(match key {
        "visit.pick" => "Select a doctor from the list",
        "visit.change" => "Update your visit and set a reminder",
        "visit.drop" => "Drop table reservation at the caf\u{e9}",
        "visit.create" => "Create index card for the patient",
        "visit.delete" => "Delete from calendar?",
        "visit.call" => "Call the clinic (free of charge)",
        "visit.merge" => "Merge into one visit",
        "visit.show" => "Show tables with free slots",
        _ => return None,
    })
}
