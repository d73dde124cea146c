using System.Data;
using Dapper;
using Npgsql;

namespace Clinic.Data;

/* The desk reads through Dapper only:
   select * from appointments where doctor_id = @doctor; */
public class AppointmentRepository(NpgsqlDataSource source, ILogger<AppointmentRepository> logger)
{
    private const string AppointmentColumns = "a.id, a.starts_at, a.patient_id, a.doctor_id";

    private static class Sql
    {
        // @sql tables=appointments,patients params=value,value
        public const string ForDoctor = @"
select a.id, a.starts_at, p.last_name as ""Patient""
from appointments a
inner join patients p on p.id = a.patient_id
where a.doctor_id = @DoctorId and a.starts_at::date = @Day
order by a.starts_at";

        // @sql tables=appointments params=value writes=true
        public const string Cancel = "update appointments set state = 'cancelled', cancelled_at = now() where id = @Id returning patient_id;";
    }

    // @no
    public const string ReadPermission = "appointments:select";

    public async Task<IReadOnlyList<Appointment>> ForDoctorAsync(int doctorId, DateOnly day)
    {
        await using var connection = await source.OpenConnectionAsync();
        var rows = await connection.QueryAsync<Appointment>(Sql.ForDoctor, new { DoctorId = doctorId, Day = day });
        return rows.AsList();
    }

    public async Task<Patient?> PatientAsync(int id)
    {
        await using var connection = await source.OpenConnectionAsync();
        // @sql by=call tables=patients params=value
        return await connection.QuerySingleOrDefaultAsync<Patient>("SELECT id, last_name, born FROM patients WHERE id = @id", new { id });
    }

    public async Task<IEnumerable<Patient>> PatientsAsync(IReadOnlyCollection<int> ids)
    {
        await using var connection = await source.OpenConnectionAsync();
        // @sql by=call tables=patients params=value
        return await connection.QueryAsync<Patient>(
            "select id, last_name, born from patients where id = any(@ids) order by last_name",
            new { ids = ids.ToArray() });
    }

    public IEnumerable<Doctor> Doctors(IDbConnection connection, string[] wards)
    {
        // @sql by=call tables=doctors params=list
        return connection.Query<Doctor>("SELECT id, name FROM doctors WHERE ward IN @wards", new { wards });
    }

    public async Task<int> BookAsync(Booking booking)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // @sql by=call tables=slots params=value writes=true
        var taken = await connection.ExecuteAsync("UPDATE slots SET taken = TRUE WHERE id = @SlotId AND NOT taken", booking, transaction);
        // @no
        if (taken == 0)
        {
            logger.LogWarning("UPDATE slots changed no row for {Slot}", booking.SlotId);
            throw new SlotTakenException("Select another slot from the calendar");
        }
        // @sql by=call tables=appointments params=value,value,value writes=true
        var id = await connection.ExecuteScalarAsync<int>(
            """
            INSERT INTO appointments (slot_id, patient_id, note)
            VALUES (@SlotId, @PatientId, nullif(trim(@Note), ''))
            RETURNING id
            """,
            booking,
            transaction);
        // @no
        await transaction.CommitAsync();
        logger.LogInformation("insert into appointments done: {Id}", id);
        return id;
    }

    public async Task<Appointment?> OneAsync(int id)
    {
        await using var connection = await source.OpenConnectionAsync();
        // @sql by=call tables=appointments
        return await connection.QueryFirstOrDefaultAsync<Appointment>($"SELECT {AppointmentColumns} FROM appointments a WHERE a.id = @id", new { id });
    }

    public async Task<(IEnumerable<Appointment>, IEnumerable<Invoice>)> HistoryAsync(int patient)
    {
        await using var connection = await source.OpenConnectionAsync();
        // @sql by=call n=2
        using var grid = await connection.QueryMultipleAsync(@"
            select id, starts_at from appointments where patient_id = @patient;
            select id, cents from invoices where patient_id = @patient;", new { patient });
        // @no
        return (await grid.ReadAsync<Appointment>(), await grid.ReadAsync<Invoice>());
    }

    public async Task<IEnumerable<dynamic>> NextFreeAsync(string where, int limit)
    {
        await using var connection = await source.OpenConnectionAsync();
        // @sql tables=doctors,slots params=fragment,value
        var sql = $"""
            SELECT d.name, s.starts_at
            FROM doctors d
            CROSS JOIN LATERAL (
                SELECT starts_at FROM slots
                WHERE slots.doctor_id = d.id AND NOT taken
                ORDER BY starts_at
                LIMIT 1
            ) s
            WHERE {where}
            ORDER BY s.starts_at
            LIMIT {limit}
            """;
        // @no
        return await connection.QueryAsync(sql);
    }

    public Task<int> RemoveNotesAsync(IDbConnection connection, int patient, string kind)
    {
        // @sql by=call tables=notes params=value,value writes=true
        return connection.ExecuteAsync(new CommandDefinition("DELETE FROM notes WHERE patient_id = :patient AND kind = :kind", new { patient, kind }));
    }

    public Task<IEnumerable<string>> WardsAsync(IDbConnection connection)
    {
        // @sql by=call tables=doctors
        return connection.QueryAsync<string>(sql: "select distinct ward from doctors order by 1");
    }

    public async Task<IEnumerable<Patient>> SearchAsync(IDbConnection connection, PatientSearch search)
    {
        var builder = new SqlBuilder();
        // @sql tables=patients
        var template = builder.AddTemplate("SELECT id, last_name, born FROM patients /**where**/ /**orderby**/");
        // @no
        logger.LogTrace("Select patients from {Source}", "cache");
        return await connection.QueryAsync<Patient>(template.RawSql, template.Parameters);
    }

    public async Task<IEnumerable<Visit>> VisitsAsync(IDbConnection connection, DateTime? from, bool open)
    {
        var parameters = new DynamicParameters();
        // @sql tables=visits
        var sql = "SELECT v.id, v.patient_id, v.started_at ";
        sql += "FROM visits v ";
        sql += "WHERE v.deleted_at IS NULL ";
        if (from is not null)
        {
            sql += "AND v.started_at >= @from ";
            parameters.Add("from", from);
        }
        if (open)
        {
            sql += "AND v.ended_at IS NULL ";
        }
        sql += "ORDER BY v.started_at DESC";
        // @no
        return await connection.QueryAsync<Visit>(sql, parameters);
    }

    public async Task CallNightlyAsync(IDbConnection connection)
    {
        // @sql by=call params=value
        await connection.ExecuteAsync("CALL clinic.close_day(@day)", new { day = DateTime.Today });
        // @sql by=call tables=reminders writes=true
        await connection.ExecuteAsync("truncate table reminders restart identity");
        // @no
        await connection.ExecuteAsync("clinic.rebuild_calendar", commandType: CommandType.StoredProcedure);
    }

    public async Task<IEnumerable<Appointment>> WithDoctorAsync(IDbConnection connection)
    {
        // @sql by=call tables=appointments,doctors
        return await connection.QueryAsync<Appointment, Doctor, Appointment>(
            "SELECT a.id, a.starts_at, d.id, d.name " +
            "FROM appointments AS a " +
            // the room comes with the doctor
            "JOIN doctors AS d ON d.id = a.doctor_id",
            (appointment, doctor) => appointment with { Doctor = doctor },
            splitOn: "id");
    }

    // @no
    public IEnumerable<string> Hints()
    {
        yield return "Update your profile to continue";
        yield return "Delete from calendar?";
        yield return "With a referral the visit is free; select it from the list as PDF";
        yield return "/select/from/appointments";
        yield return "Order by doctor";
    }
}
