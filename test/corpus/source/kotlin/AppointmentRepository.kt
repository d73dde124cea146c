package com.example.clinic.persistence

import java.sql.ResultSet
import java.time.LocalDate
import java.time.OffsetDateTime
import org.slf4j.LoggerFactory
import org.springframework.dao.EmptyResultDataAccessException
import org.springframework.jdbc.core.JdbcTemplate
import org.springframework.jdbc.core.RowMapper
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate
import org.springframework.jdbc.core.queryForObject
import org.springframework.jdbc.core.simple.JdbcClient
import org.springframework.stereotype.Repository
import org.springframework.transaction.annotation.Transactional

/**
 * Appointments of a practice.
 *
 *     SELECT * FROM appointments WHERE id = 7;
 */
@Repository
class AppointmentRepository(
    private val jdbc: JdbcTemplate,
    private val named: NamedParameterJdbcTemplate,
    private val client: JdbcClient,
) {
    private val log = LoggerFactory.getLogger(javaClass)

    fun find(id: Long): Appointment? = try {
        // @sql by=call tables=appointments params=value
        jdbc.queryForObject("SELECT id, doctor_id, starts_at, status FROM appointments WHERE id = ?", mapper, id)
    } catch (e: EmptyResultDataAccessException) {
        // @no
        log.debug("select from appointments found nothing for id {}", id)
        null
    }

    fun ofDoctor(doctorId: Long, day: LocalDate): List<Appointment> =
        jdbc.query(
            // @sql by=call tables=appointments params=value,value
            """
            SELECT $COLUMNS
              FROM appointments a
             WHERE a.doctor_id = ?
               AND a.starts_at::date = ?
             ORDER BY a.starts_at
            """.trimIndent(),
            mapper,
            doctorId,
            day,
        )

    fun byRooms(rooms: Collection<Long>, status: String): List<Appointment> {
        // @no
        val params = MapSqlParameterSource("rooms", rooms).addValue("status", status)
        // @sql by=call tables=appointments params=list,value
        return named.query("select * from appointments where room_id in (:rooms) and status = :status", params, mapper)
    }

    fun sorted(column: SortColumn, descending: Boolean): List<Appointment> {
        // @no
        val direction = if (descending) "DESC" else "ASC"
        // @sql by=call tables=appointments params=identifier,fragment
        return jdbc.query("SELECT * FROM appointments ORDER BY ${column.sqlName} $direction NULLS LAST LIMIT 200", mapper)
    }

    @Transactional
    fun book(patientId: Long, slotId: Long, note: String?): Long {
        // @sql tables=appointments params=value,value,value writes=true
        val sql = """
            UPDATE appointments
               SET patient_id = :patientId,
                   status = 'booked',
                   note = COALESCE(:note, note)
             WHERE id = :slotId
               AND status = 'free'
            RETURNING id
        """
        // @no
        val params = mapOf("patientId" to patientId, "slotId" to slotId, "note" to note)
        return named.queryForObject(sql, params, Long::class.java)
            ?: error("Update of appointment $slotId failed: it is no longer free")
    }

    fun cancel(id: Long, reason: String) {
        // @sql by=call tables=appointments writes=true params=value,value
        val changed = jdbc.update("UPDATE appointments SET status = 'cancelled', cancel_reason = ? WHERE id = ?", reason, id)
        // @no
        check(changed == 1) { "UPDATE appointments changed $changed rows instead of one" }
    }

    fun patient(cardNo: String): Patient? =
        // @sql by=call tables=patients params=value
        client.sql("SELECT id, first_name, last_name FROM patients WHERE card_no = :cardNo")
            .param("cardNo", cardNo)
            .query(Patient::class.java)
            .optional()
            .orElse(null)

    fun remind(until: OffsetDateTime): List<Map<String, Any?>> =
        // @sql by=call tables=appointments,patients,reminders params=value
        client.sql(
            """
            |WITH due AS (
            |    SELECT a.id, a.patient_id, a.starts_at
            |      FROM appointments a
            |     WHERE a.status = 'booked'
            |       AND a.starts_at BETWEEN now() AND ?
            |)
            |SELECT due.id,
            |       p.email,
            |       p.settings ->> 'locale' AS locale, -- null: the locale of the practice
            |       row_number() OVER (PARTITION BY due.patient_id ORDER BY due.starts_at) AS nth
            |  FROM due
            |  JOIN patients p ON p.id = due.patient_id
            | WHERE NOT EXISTS (
            |           SELECT 1
            |             FROM reminders r
            |            WHERE r.appointment_id = due.id
            |       )
            """.trimMargin()
        )
            .param(until)
            .query()
            .listOfRows()

    fun addSlots(slots: List<Slot>) {
        // @sql by=call tables=appointments writes=true params=value,value,value
        jdbc.batchUpdate(
            "INSERT INTO appointments (doctor_id, starts_at, ends_at, status) " +
                "VALUES (?, ?, ?, 'free') " +
                "ON CONFLICT (doctor_id, starts_at) DO NOTHING",
            slots.map { arrayOf<Any?>(it.doctorId, it.startsAt, it.endsAt) },
        )
    }

    fun search(filter: Filter): List<Appointment> {
        val args = mutableListOf<Any>()
        // @sql tables=appointments,doctors
        val sql = StringBuilder("SELECT a.* FROM appointments a JOIN doctors d ON d.id = a.doctor_id WHERE true")
        filter.specialty?.let {
            sql.append(" AND d.specialty = ?")
            args += it
        }
        if (filter.onlyFree) sql.append(" AND a.status = 'free'")
        sql.append(" ORDER BY a.starts_at")
        // @no
        log.info("search with {} conditions, order by starts_at", args.size)
        return jdbc.query(sql.toString(), mapper, *args.toTypedArray())
    }

    fun purge(before: OffsetDateTime): Int {
        // @no
        log.info("Delete from appointments where the day is before {}", before)
        return jdbc.update(PURGE, before)
    }

    fun countIn(view: String): Long {
        // @sql by=call params=identifier
        return jdbc.queryForObject<Long>("SELECT count(*) FROM $view") ?: 0L
    }

    companion object {
        // @no
        private const val COLUMNS = "a.id, a.doctor_id, a.starts_at, a.status"

        // @sql tables=appointments writes=true params=value
        private const val PURGE =
            "DELETE FROM appointments WHERE status IN ('free', 'cancelled') AND ends_at < ?"

        // @no
        private val mapper = RowMapper { rs: ResultSet, _ ->
            Appointment(
                rs.getLong("id"),
                rs.getLong("doctor_id"),
                rs.getObject("starts_at", OffsetDateTime::class.java),
                rs.getString("status"),
            )
        }

        // @no
        val MESSAGES = mapOf(
            "doctor.choose" to "Select a doctor from the list",
            "dose.change" to "Alter the dose and confirm with your pin",
            "chart.insert" to "Insert into the chart only what was measured",
            "slot.drop" to "Drop index cards into the box",
            "profile.update" to "Update your profile to continue",
        )
    }
}

enum class SortColumn(val sqlName: String) {
    // @no
    START("starts_at"),
    DOCTOR("doctor_id"),
}

data class Appointment(val id: Long, val doctorId: Long, val startsAt: OffsetDateTime, val status: String)

data class Patient(val id: Long, val firstName: String, val lastName: String)

data class Slot(val doctorId: Long, val startsAt: OffsetDateTime, val endsAt: OffsetDateTime)

data class Filter(val specialty: String?, val onlyFree: Boolean)
