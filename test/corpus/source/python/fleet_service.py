"""Vehicles, trips and positions of the fleet."""
import asyncio
import json
import re
from dataclasses import dataclass

import asyncpg
from neo4j import AsyncGraphDatabase
from fastapi import APIRouter, HTTPException

router = APIRouter(prefix="/fleet")

STATEMENT_PATTERN = re.compile(r"^\s*(select|insert|update|delete)\b.*\bfrom\s+(\w+)", re.IGNORECASE)

# @no
SEARCH_HELP = "Select vehicles from the depot and press Enter"


# @no
@dataclass
class Filter:
    depot: str = ""
    order: str = "name asc"
    columns: str = "id, plate, depot_id, odometer"

    def __str__(self):
        return f"select {self.columns} by {self.order}"


async def make_pool(dsn):
    async def setup(conn):
        # @no
        await conn.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
        # @sql by=call
        await conn.execute("SET search_path TO fleet, public")

    return await asyncpg.create_pool(dsn, init=setup, min_size=1)


async def vehicle(conn, plate):
    # @sql tables=vehicles params=value
    return await conn.fetchrow("SELECT id, plate, vin FROM vehicles WHERE plate = $1", plate)


async def odometer(conn, vehicle_id):
    # @sql tables=vehicles params=value
    return await conn.fetchval('SELECT "odometer" FROM "fleet"."vehicles" WHERE "id" = $1', vehicle_id)


async def nearby(conn, lat, lon, radius):
    # @sql tables=vehicles,positions params=value,value,value
    rows = await conn.fetch(
        """
        -- the last known position of each vehicle
        SELECT v.id, v.plate, p.lat, p.lon, p.seen_at
        FROM vehicles v
        CROSS JOIN LATERAL (
            SELECT lat, lon, seen_at
            FROM positions
            WHERE vehicle_id = v.id
            ORDER BY seen_at DESC
            LIMIT 1
        ) p
        WHERE earth_distance(ll_to_earth(p.lat, p.lon), ll_to_earth($1::float8, $2::float8)) < $3
        """,
        lat,
        lon,
        radius,
    )
    return [dict(row) for row in rows]


async def record(conn, samples):
    # @sql by=call tables=positions params=value,value,value,value writes=true
    await conn.executemany(
        "INSERT INTO positions (vehicle_id, seen_at, lat, lon) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        samples,
    )
    # @no
    await conn.copy_records_to_table("positions_archive", records=samples, columns=["vehicle_id", "seen_at"])


async def trips(conn, vehicle_ids, since, *, finished=None):
    # @sql tables=trips
    query = "SELECT id, vehicle_id, started_at, finished_at FROM trips WHERE vehicle_id = ANY($1::bigint[]) AND started_at >= $2"
    args = [vehicle_ids, since]
    if finished is not None:
        args.append(finished)
        query += f" AND (finished_at IS NOT NULL) = ${len(args)}"
    query = query + " ORDER BY started_at"
    return await conn.fetch(query, *args)


async def prepared(conn, ids):
    # @sql by=call tables=drivers params=value
    statement = await conn.prepare("select name, licence from drivers where id = $1")
    return [await statement.fetchrow(i) for i in ids]


async def stream(conn, day):
    async with conn.transaction(isolation="repeatable_read", readonly=True):
        # @sql params=identifier,value
        async for row in conn.cursor(f"SELECT lat, lon FROM positions_{day:%Y%m} WHERE seen_at::date = $1", day):
            yield row


async def assign(conn, trip_id, driver_id):
    # @sql by=call tables=trips params=value,value writes=true
    status = await conn.execute("UPDATE trips SET driver_id = $2 WHERE id = $1 AND driver_id IS NULL", trip_id, driver_id)
    # @no
    if status == "UPDATE 0":
        raise HTTPException(409, detail="Update rejected: the trip already has a driver")
    return status.removeprefix("UPDATE ")


async def idle_report(conn, hours):
    # @sql tables=positions,vehicles,depots params=value
    return await conn.fetch(
        "WITH gaps AS (\n"
        "\tSELECT vehicle_id,\n"
        "\t       seen_at - lag(seen_at) OVER (PARTITION BY vehicle_id ORDER BY seen_at) AS gap\n"
        "\tFROM positions\n"
        "),\n"
        "idle AS (\n"
        "\tSELECT vehicle_id, sum(gap) AS total FROM gaps\n"
        "\tWHERE gap > make_interval(hours => $1)\n"
        "\tGROUP BY vehicle_id\n"
        ")\n"
        "SELECT v.plate, d.name AS depot, idle.total\n"
        "FROM idle\n"
        "JOIN vehicles v ON v.id = idle.vehicle_id\n"
        "LEFT JOIN depots d ON d.id = v.depot_id\n"
        "ORDER BY idle.total DESC",
        hours,
    )


async def retire(pool, vehicle_id):
    async with pool.acquire() as conn:
        # @sql by=call
        await conn.execute("BEGIN")
        try:
            # @sql by=call tables=vehicles params=value writes=true
            await conn.execute("update vehicles set retired_on = current_date where id = $1", vehicle_id)
            # @sql by=call tables=assignments params=value writes=true
            await conn.execute("delete from assignments where vehicle_id = $1", vehicle_id)
            # @sql by=call
            await conn.execute("COMMIT")
        except asyncpg.PostgresError:
            # @sql by=call
            await conn.execute("ROLLBACK")
            raise


async def maintenance(conn, table):
    # @sql n=2 by=call
    await conn.execute("VACUUM (ANALYZE) positions")
    await conn.execute(f"ANALYZE {table}")
    # @sql n=2 by=call writes=true
    await conn.execute(
        """
        DELETE FROM positions WHERE seen_at < now() - interval '90 days';
        DELETE FROM trips WHERE finished_at < now() - interval '5 years';
        """
    )


# @sql by=hint tables=depots
# language=SQL
DEPOTS_QUERY = "SELECT code, name FROM depots WHERE closed_on IS NULL ORDER BY name"


async def settings(conn):
    # @sql tables=settings
    row = await conn.fetchrow("SELECT value #>> '{limits,speed}' AS speed, value -> 'units' AS units FROM settings")
    return row["speed"]


# @no
async def route_graph(uri, auth):
    async with AsyncGraphDatabase.driver(uri, auth=auth) as driver, driver.session() as session:
        await session.run("MATCH (a:Depot {code: $from})-[r:ROAD*1..4]->(b:Depot) WHERE r.open RETURN b.code ORDER BY b.code")
        await session.run("CREATE (d:Depot {code: $code}) SET d.open = true RETURN d")
        await session.run("MERGE (d:Depot {code: $code}) ON CREATE SET d.seen = 1")


# @no
@router.get("/vehicles/select/{depot}/from/{day}", summary="Select the vehicles of a depot from a day on")
async def list_vehicles(depot: str, day: str):
    """Select vehicles from a depot.

    Runs SELECT * FROM vehicles WHERE depot = ... with the filter given.
    """
    return {"depot": depot, "day": day, "help": SEARCH_HELP}


# @no
if __name__ == "__main__":
    print("Usage: fleet_service update FROM TO | delete FROM | select PLATE")
    asyncio.run(make_pool("postgresql://localhost/fleet"))
