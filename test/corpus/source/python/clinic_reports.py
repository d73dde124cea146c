"""Reports and services of the clinic, on SQLAlchemy sessions and data frames."""
from datetime import date
from typing import Iterable

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


# @no
class Base(DeclarativeBase):
    pass


# @no
class Patient(Base):
    """A person treated here. Select patients with PatientService, never by hand."""

    __tablename__ = "patients"
    __mapper_args__ = {"eager_defaults": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), comment="Insert into this column the full name")
    state: Mapped[str] = mapped_column(sa.Enum("ACTIVE", "DELETED", "MERGED", name="patient_state"))


PATIENT_COLUMNS = "p.id, p.name, p.born_on"

# @sql by=call tables=appointments,patients,doctors params=value,value
AGENDA = text(
    """
    SELECT a.id, a.starts_at, p.name AS patient, d.name AS doctor
    FROM appointments a
    INNER JOIN patients p ON p.id = a.patient_id
    INNER JOIN doctors d ON d.id = a.doctor_id
    WHERE a.starts_at::date = :day
      AND (:room IS NULL OR a.room = :room)
    ORDER BY a.starts_at
    """
)

# @sql by=call tables=invoices params=list
OPEN_INVOICES = text("SELECT id, total FROM invoices WHERE patient_id IN :ids AND paid_at IS NULL").bindparams(
    bindparam("ids", expanding=True)
)


class PatientService:
    # @no
    def __init__(self, session: Session):
        self.session = session

    def find(self, patient_id: int) -> Patient | None:
        return self.session.get(Patient, patient_id)

    # @no
    def active(self, order: str = "name") -> list[Patient]:
        query = select(Patient).where(Patient.state == "ACTIVE")
        return list(self.session.scalars(query.order_by(getattr(Patient, order))))

    def rename(self, patient_id: int, name: str) -> None:
        self.session.execute(update(Patient).where(Patient.id == patient_id).values(name=name))

    def by_phone(self, phone: str):
        # @sql by=call tables=patients,phones params=value
        statement = text(
            f"SELECT {PATIENT_COLUMNS} FROM patients p "
            "WHERE EXISTS (SELECT 1 FROM phones f WHERE f.patient_id = p.id AND f.number = :phone)"
        )
        return self.session.execute(statement, {"phone": phone}).mappings().all()

    def merge(self, keep: int, drop: int) -> None:
        # @sql by=call tables=appointments params=value,value writes=true
        self.session.execute(
            text("UPDATE appointments SET patient_id = :keep WHERE patient_id = :drop"),
            {"keep": keep, "drop": drop},
        )
        # @sql by=call tables=patients params=value writes=true
        self.session.execute(text("delete from patients where id = :drop"), {"drop": drop})
        # @no
        self.session.info["audit"] = f"merge {drop} into {keep} using patient ids"

    def newest(self):
        # @sql n=2 by=call complete=false
        return self.session.scalars(
            select(Patient).where(text("state <> 'MERGED'")).order_by(text("created_at DESC NULLS LAST"))
        ).all()

    def native(self):
        # @sql by=call tables=patients params=value
        query = sa.text("SELECT * FROM patients WHERE lower(name) LIKE :prefix || '%'")
        return self.session.scalars(select(Patient).from_statement(query), {"prefix": "mc"}).all()

    def duplicates(self):
        # @sql by=call tables=patients
        return self.session.connection().exec_driver_sql(
            "SELECT name, born_on, array_agg(id ORDER BY id) AS ids\n"
            "FROM patients\n"
            "GROUP BY name, born_on\n"
            "HAVING count(*) > 1"
        ).all()

    def allergies(self, patient_id: int):
        # @sql by=call params=value tables=patients
        rows = self.session.execute(
            sa.text(
                """
                SELECT item ->> 'substance' AS substance,
                       (item ->> 'severity')::int AS severity
                FROM patients
                CROSS JOIN jsonb_array_elements(record -> 'allergies') AS item
                WHERE patients.id = :id
                """
            ),
            {"id": patient_id},
        )
        return [row._asdict() for row in rows]


async def reserve(session: AsyncSession, slot: int, patient: int) -> bool:
    # @sql by=call tables=slots params=value,value writes=true
    result = await session.execute(
        text("Update slots Set patient_id = :patient Where id = :slot And patient_id Is Null Returning id"),
        {"slot": slot, "patient": patient},
    )
    # @no
    if result.scalar_one_or_none() is None:
        raise RuntimeError("Update slots: this slot is taken, select another one from the calendar")
    return True


async def archive(session: AsyncSession, year: int) -> None:
    # @sql by=call params=identifier writes=true
    await session.execute(text(f"CREATE TABLE appointments_{year} (LIKE appointments INCLUDING ALL)"))
    # @sql by=call writes=true
    await session.execute(
        text(
            "WITH moved AS (DELETE FROM appointments WHERE starts_at < make_date(:year + 1, 1, 1) RETURNING *) "
            "INSERT INTO appointments_{} SELECT * FROM moved".format(year)
        ),
        {"year": year},
    )
    # @sql by=call
    await session.execute(text("SELECT pg_notify('archive', 'done');"))


def revenue(engine, start: date, end: date) -> pd.DataFrame:
    # @sql by=call tables=invoices params=value,value
    frame = pd.read_sql(
        "SELECT date_trunc('month', paid_at) AS month, sum(total) AS total "
        "FROM invoices WHERE paid_at >= %(start)s AND paid_at < %(end)s GROUP BY 1 ORDER BY 1",
        engine,
        params={"start": start, "end": end},
        parse_dates=["month"],
    )
    # @no
    frame["label"] = frame["month"].dt.strftime("%Y-%m")
    return frame.query("total > 0 and label != ''")


def waiting_times(engine, doctor_ids: Iterable[int]) -> pd.DataFrame:
    ids = ", ".join(str(int(i)) for i in doctor_ids)
    # @sql by=call tables=appointments params=list
    return pd.read_sql_query(
        f"""
        SELECT doctor_id,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY called_at - checked_in_at) AS median_wait
        FROM appointments
        WHERE doctor_id IN ({ids})
          AND called_at IS NOT NULL
        GROUP BY doctor_id
        """,
        con=engine,
        index_col="doctor_id",
    )


def occupancy(connection) -> pd.DataFrame:
    # @sql by=call tables=rooms,appointments
    frame = pd.read_sql(
        sql=sa.text("SELECT r.name, count(a.*) AS n FROM rooms r LEFT JOIN appointments a ON a.room = r.name GROUP BY r.name"),
        con=connection,
    )
    # @no
    wide = pd.read_sql_table("rooms", connection, columns=["name", "floor"])
    return frame.merge(wide, on="name", how="left").rename(columns={"n": "from appointments"})


def report_filters(state=None, doctor=None):
    # @sql by=content tables=visits params=fragment
    base = "SELECT * FROM visits WHERE {conditions} ORDER BY visited_at"
    conditions = ["NOT void"]
    if state:
        conditions.append("state = :state")
    if doctor:
        conditions.append("doctor_id = :doctor")
    return base.format(conditions=" AND ".join(conditions))


# @no
PERMISSIONS = frozenset({"patients.select", "patients.insert", "patients.update", "patients.delete", "with_grant_option"})
LABELS = {
    "pick": "Select doctor from list",
    "drop": "Delete from waiting list?",
    "save": "Update patient where name was misspelled",
    "table": "Table of contents",
    "show": "Show all appointments",
    "with": "With insurance (select)",
}
