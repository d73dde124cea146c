package com.example.fleet.reactive

import io.r2dbc.spi.ConnectionFactory
import java.time.Instant
import java.util.UUID
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.reactive.awaitFirstOrNull
import kotlinx.coroutines.reactive.awaitSingle
import org.slf4j.LoggerFactory
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate
import org.springframework.data.r2dbc.repository.Modifying
import org.springframework.data.r2dbc.repository.Query
import org.springframework.data.relational.core.query.Criteria
import org.springframework.data.repository.kotlin.CoroutineCrudRepository
import org.springframework.http.HttpStatus
import org.springframework.r2dbc.core.DatabaseClient
import org.springframework.r2dbc.core.await
import org.springframework.r2dbc.core.awaitOneOrNull
import org.springframework.r2dbc.core.awaitRowsUpdated
import org.springframework.r2dbc.core.flow
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.PathVariable
import org.springframework.web.bind.annotation.RestController
import org.springframework.web.server.ResponseStatusException

interface VehicleRepository : CoroutineCrudRepository<Vehicle, Long> {
    // @sql by=call tables=vehicles params=value
    @Query("SELECT * FROM vehicles WHERE plate = :plate")
    suspend fun findByPlate(plate: String): Vehicle?

    // @sql by=call tables=vehicles,trips params=value
    @Query(
        """
        select v.*
        from vehicles v
        where exists (
            select 1 from trips t
            where t.vehicle_id = v.id
              and t.started_at > :since
        )
        """
    )
    fun movedSince(since: Instant): Flow<Vehicle>

    // @sql by=call tables=vehicles writes=true params=value,value
    @Modifying
    @Query("UPDATE vehicles SET depot_id = :depotId WHERE id = :id")
    suspend fun move(id: Long, depotId: Long): Int

    // @no
    suspend fun findByModelAndDepotIdOrderByPlate(model: String, depotId: Long): List<Vehicle>
}

class FleetReactiveRepository(
    private val client: DatabaseClient,
    private val template: R2dbcEntityTemplate,
    private val connections: ConnectionFactory,
) {
    private val log = LoggerFactory.getLogger(FleetReactiveRepository::class.java)

    fun vehiclesOf(depots: List<Long>): Flow<Vehicle> =
        // @sql by=call tables=vehicles params=list
        client.sql("SELECT id, plate, model FROM vehicles WHERE depot_id IN (:depots) ORDER BY plate")
            .bind("depots", depots)
            .map { row -> Vehicle(row.get("id") as Long, row.get("plate") as String, row.get("model") as String) }
            .flow()

    suspend fun register(vehicle: Vehicle): Long? =
        client
            // @sql by=call tables=vehicles writes=true params=value,value
            .sql("INSERT INTO vehicles (plate, model) VALUES (:plate, :model) ON CONFLICT (plate) DO UPDATE SET model = EXCLUDED.model RETURNING id")
            .bind("plate", vehicle.plate)
            .bind("model", vehicle.model)
            .map { row -> row.get("id", java.lang.Long::class.java)!!.toLong() }
            .awaitOneOrNull()

    suspend fun retire(id: Long): Long {
        // @sql tables=vehicles,trips writes=true params=value
        val sql = "DELETE FROM vehicles WHERE id = :id AND NOT EXISTS (SELECT 1 FROM trips WHERE trips.vehicle_id = vehicles.id)"
            .trim()
        // @no
        val rows = client.sql(sql).bind("id", id).fetch().awaitRowsUpdated()
        if (rows == 0L) {
            log.warn("DELETE of vehicle {} had no effect: trips refer to it", id)
            throw ResponseStatusException(HttpStatus.CONFLICT, "Delete from the fleet is refused while trips are open")
        }
        return rows
    }

    fun lastPositions(depotId: Long): Flow<Map<String, Any>> =
        client.sql(
            // @sql by=call tables=vehicles,positions params=value
            """
            SELECT v.id, v.plate, p.lat, p.lon, p.recorded_at
            FROM vehicles v
            LEFT JOIN LATERAL (
                SELECT lat, lon, recorded_at
                FROM positions
                WHERE positions.vehicle_id = v.id
                ORDER BY recorded_at DESC
                LIMIT 1
            ) p ON TRUE
            WHERE v.depot_id = :depotId
            """.trimIndent()
        )
            .bind("depotId", depotId)
            .fetch()
            .flow()

    suspend fun countTrips(vehicleId: Long, from: Instant): Long {
        val connection = connections.create().awaitSingle()
        try {
            // @sql by=call tables=trips params=value,value
            val statement = connection.createStatement("SELECT count(*) FROM trips WHERE vehicle_id = \$1 AND started_at >= \$2")
            // @no
            val result = statement.bind("$1", vehicleId).bind("$2", from).execute().awaitFirstOrNull()
            return result?.map { row -> row.get(0, java.lang.Long::class.java)!!.toLong() }?.awaitFirstOrNull() ?: 0L
        } finally {
            connection.close().awaitFirstOrNull()
        }
    }

    suspend fun tag(vehicleId: Long, tag: String) {
        val connection = connections.create().awaitSingle()
        // @sql by=call tables=vehicles writes=true params=value,value
        connection.createStatement(
            """
            UPDATE vehicles
               SET tags = array_append(tags, ${'$'}1)
             WHERE id = ${'$'}2
            """
        ).bind(0, tag).bind(1, vehicleId).execute().awaitFirstOrNull()
        connection.close().awaitFirstOrNull()
    }

    suspend fun report(metric: Metric, bucket: String): Flow<Map<String, Any>> {
        // @sql params=value,identifier
        val sql = "SELECT date_trunc('$bucket', recorded_at) AS bucket, avg(value) AS value FROM ${metric.table} GROUP BY 1 ORDER BY 1"
        return client.sql(sql).fetch().flow()
    }

    suspend fun createPartition(month: String, next: String) {
        // @sql writes=true
        val ddl = "CREATE TABLE IF NOT EXISTS positions_${month.replace("-", "_")} " +
            "PARTITION OF positions FOR VALUES FROM ('$month-01') TO ('$next-01')"
        client.sql(ddl).await()
        // @sql by=call writes=true
        client.sql("CREATE INDEX ON positions_${month.replace("-", "_")} (vehicle_id, recorded_at DESC)").await()
    }

    suspend fun mergeOdometers() {
        client.sql {
            // @sql tables=odometers,odometer_imports writes=true
            """
            MERGE INTO odometers AS o
            USING odometer_imports AS i ON i.vehicle_id = o.vehicle_id
            WHEN MATCHED AND i.metres > o.metres THEN
                UPDATE SET metres = i.metres
            WHEN NOT MATCHED THEN
                INSERT (vehicle_id, metres) VALUES (i.vehicle_id, i.metres)
            """
        }.await()
        // @no
        log.info("Merge into odometers done; values lower than before were skipped")
    }

    // @no
    suspend fun countActive(): Long =
        template.count(org.springframework.data.relational.core.query.Query.query(Criteria.where("status").`is`("active")), Vehicle::class.java)
            .awaitSingle()
}

@RestController
class FleetController(private val repository: FleetReactiveRepository) {
    // @no
    @GetMapping("/vehicles/select/from/{depotId}")
    fun list(@PathVariable("depotId") depotId: Long): Flow<Vehicle> = repository.vehiclesOf(listOf(depotId))

    // @no
    @GetMapping("/vehicles/update", params = ["set", "where"])
    suspend fun update(): String = "Update the odometer and set the brake"

    // @no
    fun form(depots: List<String>): String = buildString {
        append("<select name=\"depot\">")
        depots.forEach { append("<option>$it</option>") }
        append("</select>")
        append("<style>select, option { font: inherit } delete from { color: red }</style>")
    }

    // @no
    fun lockHint(id: UUID): String = "Lock the vehicle $id in exclusive mode"
}

enum class Metric(val table: String) {
    // @no
    SPEED("metric_speed"),
    FUEL("metric_fuel"),
}

data class Vehicle(val id: Long, val plate: String, val model: String)
