using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Fleet.Services;

public sealed class VehicleService
{
    private readonly FleetContext _db;
    private readonly ILogger _logger;

    // @sql tables=vehicles
    private const string ActiveVehicles = "SELECT * FROM vehicles WHERE retired_on IS NULL";

    // @no
    private const string MeterName = "fleet.select.count";

    public VehicleService(FleetContext db, ILogger<VehicleService> logger) => (_db, _logger) = (db, logger);

    public Task<List<Vehicle>> ActiveAsync() => _db.Vehicles.FromSqlRaw(ActiveVehicles).AsNoTracking().ToListAsync();

    public Task<List<Vehicle>> InDepotAsync(string depot)
    {
        // @sql by=call tables=vehicles params=value
        return _db.Vehicles.FromSqlRaw("SELECT * FROM vehicles WHERE depot = {0}", depot).ToListAsync();
    }

    public Task<List<Vehicle>> NearAsync(double lat, double lon, int meters)
    {
        // @sql by=call tables=vehicles,positions params=value,value,value
        return _db.Vehicles
            .FromSqlInterpolated($"""
                SELECT v.*
                FROM vehicles v
                JOIN positions p ON p.vehicle_id = v.id AND p.is_last
                WHERE earth_distance(ll_to_earth(p.lat, p.lon), ll_to_earth({lat}, {lon})) < {meters}
                """)
            .Where(v => v.RetiredOn == null)
            .OrderBy(v => v.Plate)
            .ToListAsync();
    }

    public IQueryable<Vehicle> ByPlate(string plate)
    {
        // @sql by=call tables=vehicles params=value
        return _db.Vehicles.FromSql($"select * from vehicles where upper(plate) = upper({plate})");
    }

    public async Task<int> RetireAsync(int id, DateOnly day)
    {
        // @sql by=call tables=vehicles params=value,value writes=true
        var rows = await _db.Database.ExecuteSqlInterpolatedAsync($"UPDATE vehicles SET retired_on = {day} WHERE id = {id} AND retired_on IS NULL");
        // @no
        if (rows == 0)
        {
            _logger.LogWarning("UPDATE failed, vehicle {Id} is not in the fleet", id);
        }
        return rows;
    }

    public Task<int> ForgetAsync(int days)
    {
        // @sql by=call tables=positions params=value writes=true
        return _db.Database.ExecuteSqlAsync($"DELETE FROM positions WHERE recorded_at < now() - make_interval(days => {days})");
    }

    public int Rename(string from, string to)
    {
        // @sql by=call tables=depots params=value,value writes=true
        return _db.Database.ExecuteSqlRaw("UPDATE depots SET name = @to WHERE name = @from", new NpgsqlParameter("to", to), new NpgsqlParameter("from", from));
    }

    public Task<List<int>> MileageAsync(int vehicle)
    {
        // @sql by=call tables=trips params=value
        return _db.Database.SqlQuery<int>($"SELECT km AS \"Value\" FROM trips WHERE vehicle_id = {vehicle} ORDER BY started_at").ToListAsync();
    }

    public Task<List<TripSummary>> SummaryAsync(string column, int[] vehicles)
    {
        // @sql by=call tables=trips
        return _db.Database
            .SqlQueryRaw<TripSummary>(
                $"SELECT {column} AS bucket, sum(km) AS km, count(*) AS trips " +
                $"FROM trips WHERE vehicle_id IN ({string.Join(", ", vehicles)}) " +
                $"GROUP BY {column}")
            .ToListAsync();
    }

    public async Task RecountAsync()
    {
        await using var transaction = await _db.Database.BeginTransactionAsync();
        // @sql by=call
        await _db.Database.ExecuteSqlRawAsync("SET LOCAL statement_timeout = '30s'");
        // @sql by=call tables=depot_totals,vehicles writes=true
        await _db.Database.ExecuteSqlRawAsync(@"
            INSERT INTO depot_totals AS t (depot, vehicles, seen_at)
            SELECT depot, count(*), now()
            FROM vehicles
            WHERE retired_on IS NULL
            GROUP BY depot
            ON CONFLICT (depot) DO UPDATE
                SET vehicles = excluded.vehicles,
                    seen_at = excluded.seen_at
            WHERE t.vehicles <> excluded.vehicles");
        // @no
        await transaction.CommitAsync();
        _logger.LogInformation("Merge into depot_totals finished");
    }

    // @no
    public Task<List<string>> PlatesAsync(string depot)
    {
        var query =
            from v in _db.Vehicles
            where v.Depot == depot && v.Label != "select from"
            orderby v.Plate
            select v.Plate;
        return query.ToListAsync();
    }

    public Task<List<Vehicle>> TaggedAsync(string tag)
    {
        // @sql by=call tables=vehicles params=value
        return _db.Vehicles.FromSqlRaw("SELECT * FROM vehicles WHERE tags @> jsonb_build_array({0}) AND meta -> 'gps' ->> 'mode' = 'live'", tag).ToListAsync();
    }

    public Task<List<Depot>> TreeAsync(int root)
    {
        // @sql by=call tables=depots params=value
        return _db.Depots.FromSqlInterpolated($@"
            WITH RECURSIVE tree AS (
                SELECT * FROM depots WHERE id = {root}
                UNION ALL
                SELECT d.* FROM depots d JOIN tree ON d.parent_id = tree.id
            )
            SELECT * FROM tree").ToListAsync();
    }

    public Task<int> StoreSettingsAsync(int vehicle, string mode)
    {
        // @sql by=call tables=vehicles params=value,value writes=true
        return _db.Database.ExecuteSqlAsync($$"""
            UPDATE vehicles
               SET meta = jsonb_set(coalesce(meta, '{}'), '{gps,mode}', to_jsonb({{mode}}::text))
             WHERE id = {{vehicle}}
            """);
    }

    public Task<int> MarkAsync(string table)
    {
        // @sql by=call params=identifier writes=true
        return _db.Database.ExecuteSqlRawAsync("UPDATE \"" + table + "\" SET marked = true, note = E'caf\u00e9\\nparis' WHERE marked IS NULL");
    }

    public Task<List<DriverShift>> ShiftsAsync(DateTime from)
    {
        // @sql tables=shifts,drivers params=value
        FormattableString sql = $"""
            SELECT DISTINCT ON (s.driver_id)
                   s.driver_id, dr.name, s.started_at,
                   lead(s.started_at) OVER (PARTITION BY s.driver_id ORDER BY s.started_at) AS next_start
            FROM shifts AS s
            JOIN drivers AS dr ON dr.id = s.driver_id
            WHERE s.started_at >= {from}
            ORDER BY s.driver_id, s.started_at DESC
            """;
        // @no
        return _db.Database.SqlQuery<DriverShift>(sql).ToListAsync();
    }

    public async Task WarmUpAsync()
    {
        foreach (var sql in new[]
        {
            // @sql by=content tables=vehicles
            "SELECT count(*) FROM vehicles",
            // @sql by=content tables=depots
            "SELECT max(id) FROM depots",
            // @no
        })
        {
            await _db.Database.ExecuteSqlRawAsync(sql);
        }
    }

    // @no
    public IDictionary<string, string> Texts() => new Dictionary<string, string>
    {
        ["pick"] = "Select a vehicle from the list",
        ["save"] = "Update the vehicle, set a depot and save",
        ["drop"] = "Delete from fleet?",
        ["css"] = "select.form-control option { color: #333; }",
        ["html"] = "<select name=\"depot\"><option>From</option></select>",
    };
}
