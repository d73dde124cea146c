\set ON_ERROR_STOP on
\set day '2024-05-01'
\echo 'select trips from the fleet'
\timing on

-- @sql
SET search_path TO fleet, public;

-- @no
\if :{?limit}
\else
  \set limit 20
\endif
\pset format unaligned
\o /dev/null

-- @sql tables=trips,vehicles params=value,value
SELECT v.plate, t.started_at, t.km
FROM trips t
JOIN vehicles v ON v.id = t.vehicle_id
WHERE t.started_at::date = :'day'
ORDER BY t.km DESC
LIMIT :limit;

-- @no
\o
\echo Trips of :day

-- @sql params=identifier
SELECT count(*) FROM :"target";

-- @sql tables=trips
SELECT max(id) AS last_id FROM trips \gset

-- @no
\echo update finished, last id :last_id
\! echo "DELETE FROM trips"

-- @sql
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;

-- @sql tables=positions
TABLE positions;

-- @sql
COMMIT;

-- @no
\copy trips (vehicle_id, km) from 'trips.csv' with (format csv)
\i after.sql
\q
