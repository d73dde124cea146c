package db.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;

import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Splits the trips of the fleet by month.
 *
 * <pre>
 * ALTER TABLE trips RENAME TO trips_old;
 * DROP TABLE trips_old;
 * </pre>
 */
public class V14__RebuildFleetTrips extends BaseJavaMigration {

    private static final Logger log = LoggerFactory.getLogger(V14__RebuildFleetTrips.class);

    // @no
    private static final String OLD = "trips_old";

    // @no
    private static final List<String> MONTHS = List.of("2024_01", "2024_02", "2024_03");

    // @sql writes=true
    private static final String CREATE_TRIPS = """
            CREATE TABLE trips (
                id          bigint GENERATED ALWAYS AS IDENTITY,
                vehicle_id  bigint NOT NULL REFERENCES vehicles (id) ON DELETE CASCADE,
                driver_id   bigint REFERENCES drivers (id),
                started_at  timestamptz NOT NULL,
                ended_at    timestamptz,
                metres      integer NOT NULL DEFAULT 0 CHECK (metres >= 0),
                route       jsonb NOT NULL DEFAULT '{}'::jsonb,
                tags        text[] NOT NULL DEFAULT ARRAY[]::text[],
                PRIMARY KEY (id, started_at)
            ) PARTITION BY RANGE (started_at)
            """;

    @Override
    public void migrate(Context context) throws Exception {
        Connection connection = context.getConnection();
        try (Statement st = connection.createStatement()) {
            // @no
            log.info("Alter the trips table, create the new partitions, drop the old ones");

            // @sql by=call writes=true
            st.execute("ALTER TABLE trips RENAME TO " + OLD);

            // @no
            st.execute(CREATE_TRIPS);

            for (String month : MONTHS) {
                // @sql writes=true
                String ddl = "CREATE TABLE trips_" + month + " PARTITION OF trips FOR VALUES FROM ('"
                        + month.replace('_', '-') + "-01') TO (('" + month.replace('_', '-') + "-01'::date + interval '1 month')::date)";
                st.execute(ddl);
            }

            // @sql by=call writes=true n=2
            st.execute("CREATE INDEX trips_vehicle_idx ON trips (vehicle_id, started_at DESC);\n"
                    + "CREATE INDEX trips_tags_idx ON trips USING gin (tags);");

            // @sql by=call writes=true
            st.execute("""
                    create or replace function touch_vehicle() returns trigger
                    language plpgsql as $$
                    begin
                        update vehicles set last_trip_at = new.started_at where id = new.vehicle_id;
                        return new;
                    end;
                    $$
                    """);

            // @sql by=call writes=true
            st.execute("CREATE TRIGGER trips_touch AFTER INSERT ON trips FOR EACH ROW EXECUTE FUNCTION touch_vehicle()");

            // @sql by=call
            st.execute("COMMENT ON COLUMN trips.metres IS 'Metres driven; \"0\" while the trip is open'");

            // @sql by=call
            st.executeUpdate("GRANT SELECT, INSERT ON trips TO fleet_app");
        }

        copyTrips(connection);

        try (Statement st = connection.createStatement()) {
            // @sql by=call writes=true
            st.execute("DROP TABLE IF EXISTS " + OLD + " CASCADE");
            // @sql by=call
            st.execute("ANALYZE trips");
        }
    }

    private void copyTrips(Connection connection) throws Exception {
        long last = 0;
        int copied;
        do {
            // @sql by=call tables=trips_old params=value,value
            try (PreparedStatement read = connection.prepareStatement(
                    "SELECT id, vehicle_id, driver_id, started_at, ended_at, metres\n"
                            + "  FROM trips_old\n"
                            + " WHERE id > ?\n"
                            + " ORDER BY id\n"
                            + " FETCH FIRST ? ROWS ONLY");
                 // @sql by=call tables=trips writes=true params=value,value,value,value,value
                 PreparedStatement write = connection.prepareStatement(
                         "INSERT INTO trips (vehicle_id, driver_id, started_at, ended_at, metres)"
                                 + " VALUES (?, ?, ?, ?, ?)"
                                 + " ON CONFLICT DO NOTHING")) {
                read.setLong(1, last);
                read.setInt(2, 1000);
                copied = 0;
                ResultSet rs = read.executeQuery();
                // @no
                while (rs.next()) {
                    last = rs.getLong("id");
                    write.setLong(1, rs.getLong("vehicle_id"));
                    write.setObject(2, rs.getObject("driver_id"));
                    write.setObject(3, rs.getObject("started_at"));
                    write.setObject(4, rs.getObject("ended_at"));
                    write.setInt(5, rs.getInt("metres"));
                    write.addBatch();
                    copied++;
                }
                write.executeBatch();
            }
            // @no
            log.info("copied {} trips, continue with id > {}", copied, last);
        } while (copied > 0);

        // @no
        if (log.isWarnEnabled()) {
            log.warn("Truncate trips_old by hand when the copy was interrupted");
        }
    }

    @Override
    public boolean canExecuteInTransaction() {
        return false;
    }
}
