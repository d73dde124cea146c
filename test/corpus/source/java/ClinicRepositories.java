package com.example.clinic.persistence;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.NamedNativeQueries;
import jakarta.persistence.NamedNativeQuery;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Table;
import org.hibernate.Session;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.SQLDelete;
import org.hibernate.annotations.Subselect;
import org.hibernate.annotations.Synchronize;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.query.Param;
import org.springframework.stereotype.Component;

final class ClinicRepositories {

    private ClinicRepositories() {}
}

@Entity
@Table(name = "patients")
// @no
@NamedQuery(name = "Patient.byName", query = "SELECT p FROM Patient p WHERE p.lastName = :lastName ORDER BY p.firstName")
@NamedQuery(name = "Patient.purge", query = "DELETE FROM Patient p WHERE p.deletedAt < :before")
@NamedNativeQueries({
    // @sql by=call tables=patients,visits params=value
    @NamedNativeQuery(
            name = "Patient.withLastVisit",
            query = "SELECT p.id, p.last_name, max(v.started_at) AS last_visit "
                    + "FROM patients p LEFT JOIN visits v ON v.patient_id = p.id "
                    + "WHERE p.practice_id = :practiceId "
                    + "GROUP BY p.id, p.last_name",
            resultSetMapping = "PatientWithLastVisit"),
    // @sql by=call tables=patients
    @NamedNativeQuery(name = "Patient.count", query = "select count(*) from patients where deleted_at is null")
})
// @sql tables=patients writes=true params=value
@SQLDelete(sql = "UPDATE patients SET deleted_at = now() WHERE id = ?")
class Patient {

    // @no
    @Id
    @Column(name = "id")
    private Long id;

    @Column(name = "last_name", columnDefinition = "text not null default ''")
    private String lastName;
}

@Entity
@Immutable
// @sql tables=doctors,visits
@Subselect("""
        select d.id as doctor_id, d.name, count(v.id) as visits
        from doctors d
        join visits v on v.doctor_id = d.id
        group by d.id, d.name
        """)
// @no
@Synchronize({"visits", "doctors"})
class DoctorLoad {

    @Id
    private Long doctorId;
}

interface AppointmentRepository extends JpaRepository<Appointment, Long> {

    // @no
    @Query("select a from Appointment a where a.doctor.id = :doctorId and a.startsAt >= :from")
    List<Appointment> upcoming(@Param("doctorId") long doctorId, @Param("from") OffsetDateTime from);

    // @no
    @Query("""
            SELECT new com.example.clinic.api.SlotView(a.id, a.startsAt, d.name)
            FROM Appointment a JOIN a.doctor d
            WHERE a.status = com.example.clinic.domain.Status.OPEN
            """)
    List<SlotView> openSlots();

    // @no
    @Modifying
    @Query("UPDATE Appointment a SET a.status = :status WHERE a.id IN :ids")
    int setStatus(@Param("ids") Collection<Long> ids, @Param("status") String status);

    // @no
    @Query(value = "delete from Appointment a where a.startsAt < :before", nativeQuery = false)
    int purge(@Param("before") OffsetDateTime before);

    // @sql by=call tables=appointments params=value,value
    @Query(value = "SELECT * FROM appointments WHERE doctor_id = ?1 AND starts_at::date = ?2", nativeQuery = true)
    List<Appointment> onDay(long doctorId, LocalDate day);

    // @sql by=call tables=appointments params=list
    @Query(nativeQuery = true, value = "select * from appointments where room_id in (:rooms) order by starts_at")
    List<Appointment> inRooms(@Param("rooms") Collection<Long> rooms);

    // @sql n=2 by=call tables=appointments params=value
    @Query(
            value = "SELECT * FROM appointments WHERE patient_id = :patientId ORDER BY starts_at DESC",
            countQuery = "SELECT count(*) FROM appointments WHERE patient_id = :patientId",
            nativeQuery = true)
    Page<Appointment> history(@Param("patientId") long patientId, Pageable pageable);

    // @sql by=call tables=appointments writes=true params=value,value
    @Modifying(clearAutomatically = true)
    @Query(value = """
            UPDATE appointments
               SET status = 'missed',
                   notes = coalesce(notes, '') || E'\\n' || :note
             WHERE status = 'booked'
               AND ends_at < :now
            """, nativeQuery = true)
    int markMissed(@Param("now") OffsetDateTime now, @Param("note") String note);

    // @sql by=call tables=doctors,appointments params=value,value
    @NativeQuery("""
            SELECT d.id, d.name, next.starts_at
            FROM doctors d
            CROSS JOIN LATERAL (
                SELECT a.starts_at
                FROM appointments a
                WHERE a.doctor_id = d.id AND a.status = 'free' AND a.starts_at > :after
                ORDER BY a.starts_at
                LIMIT 1
            ) AS next
            WHERE d.specialty = :specialty
            """)
    List<NextFree> nextFree(@Param("specialty") String specialty, @Param("after") OffsetDateTime after);
}

@Component
class ClinicQueries {

    // @no
    private static final String OPEN_INVOICES = "SELECT i FROM Invoice i WHERE i.paidOn IS NULL AND i.dueOn < :today";

    // @sql tables=prescriptions
    private static final String EXPIRING =
            "SELECT id, drug_code FROM prescriptions WHERE expires_on < current_date + interval '14 days'";

    // @no
    @PersistenceContext
    private EntityManager em;

    List<Invoice> openInvoices(LocalDate today) {
        return em.createQuery(OPEN_INVOICES, Invoice.class).setParameter("today", today).getResultList();
    }

    List<Doctor> doctorsOf(String practice) {
        // @no
        return em.createQuery("SELECT DISTINCT d FROM Doctor d JOIN FETCH d.practice p WHERE p.name = :name", Doctor.class)
                .setParameter("name", practice)
                .getResultList();
    }

    int retire(long doctorId) {
        Session session = em.unwrap(Session.class);
        // @no
        session.createMutationQuery("update Doctor d set d.active = false where d.id = :id").setParameter("id", doctorId).executeUpdate();
        session.createQuery("from Appointment a where a.doctor.id = :id", Appointment.class).setParameter("id", doctorId).list();
        // @sql by=call tables=appointments writes=true params=value
        return session.createNativeMutationQuery("delete from appointments where doctor_id = :id and status = 'free'")
                .setParameter("id", doctorId)
                .executeUpdate();
    }

    @SuppressWarnings("unchecked")
    List<Object[]> expiring() {
        // @no
        return em.createNativeQuery(EXPIRING).getResultList();
    }

    @SuppressWarnings("unchecked")
    List<Object[]> findings(long patientId, String code) {
        // @sql by=call tables=findings
        return em.createNativeQuery("""
                        SELECT f.id, f.body ->> 'summary'
                        FROM findings f
                        WHERE f.patient_id = :patient
                          AND f.body @> jsonb_build_object('code', CAST(:code AS text))
                        ORDER BY f.recorded_at DESC NULLS LAST
                        """)
                .setParameter("patient", patientId)
                .setParameter("code", code)
                .getResultList();
    }

    Number occupancy(String view) {
        // @sql by=call params=identifier
        return (Number) em.createNativeQuery("SELECT avg(used_beds::numeric / beds) FROM " + view).getSingleResult();
    }

    void warmUp() {
        Session session = em.unwrap(Session.class);
        session.doWork(connection -> {
            // @sql by=call
            connection.createStatement().execute("REFRESH MATERIALIZED VIEW CONCURRENTLY ward_occupancy");
        });
        // @sql tables=wards
        List<?> wards = session.createNativeQuery("Select w.id, w.\"Name\" From wards w Where w.beds > 0", Object[].class).list();
        // @no
        if (wards.isEmpty()) {
            throw new IllegalStateException("Select at least one ward before you open the plan");
        }
    }
}
