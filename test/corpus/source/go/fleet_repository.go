package fleet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"
)

// @no
var errVehicleInUse = errors.New("vehicle: delete from fleet refused, a trip is open")

const (
	channelPositions = "positions"
	routeVehicles    = "/fleet/vehicles/select/from/:depot"
	routeUpdate      = "/update/set/status"
)

// Positions of the last day, newest first.
//
// @sql by=hint tables=vehicles,positions
// language=PostgreSQL
const lastPositions = `
SELECT v.id, v.plate, p.lat, p.lon, p.seen_at
FROM vehicles v
CROSS JOIN LATERAL (
    SELECT lat, lon, seen_at
    FROM positions
    WHERE vehicle_id = v.id
      AND seen_at > now() - make_interval(hours => $1)
    ORDER BY seen_at DESC
    LIMIT 1
) p
WHERE v.depot_id = $2`

// @no
type Repo struct {
	pool *pgxpool.Pool
	log  *zap.Logger
}

func (r *Repo) Vehicle(ctx context.Context, id int64) (Vehicle, error) {
	// @sql by=call tables=vehicles params=value
	rows, err := r.pool.Query(ctx, `select id, plate, model, odometer_km from vehicles where id = $1`, id)
	if err != nil {
		return Vehicle{}, err
	}
	return pgx.CollectOneRow(rows, pgx.RowToStructByName[Vehicle])
}

func (r *Repo) Exists(ctx context.Context, plate string) (ok bool, err error) {
	// @sql by=call tables=vehicles params=value
	err = r.pool.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM vehicles WHERE upper(plate) = upper($1))", plate).Scan(&ok)
	return
}

func (r *Repo) Create(ctx context.Context, v Vehicle) (int64, error) {
	var id int64
	err := r.pool.QueryRow(
		ctx,
		// @sql by=call tables=vehicles params=value,value,value,value writes=true
		`INSERT INTO fleet.vehicles (plate, model, depot_id, attributes)
		 VALUES (@plate, @model, @depot, @attributes::jsonb)
		 ON CONFLICT (plate) DO NOTHING
		 RETURNING id`,
		// @no
		pgx.NamedArgs{
			"plate":      v.Plate,
			"model":      v.Model,
			"depot":      v.DepotID,
			"attributes": v.Attributes,
		},
	).Scan(&id)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.Code == "23514" {
		return 0, fmt.Errorf("insert into vehicles: check %s", pgErr.ConstraintName)
	}
	return id, err
}

func (r *Repo) WithAttributes(ctx context.Context, filter []byte, key string) (pgx.Rows, error) {
	// @sql by=call tables=vehicles
	return r.pool.Query(ctx, `
		SELECT id, plate,
		       attributes->>'fuel' AS fuel,
		       (attributes->'tank'->>'litres')::numeric AS litres,
		       attributes #>> '{owner,name}' AS owner
		FROM vehicles
		WHERE attributes @> $1
		  AND attributes ? $2
		  AND tags && ARRAY['van', 'truck']::text[]
		  AND NOT (attributes ?| array['sold','scrapped'])`, filter, key)
}

func (r *Repo) Tagged(ctx context.Context, depot int64, tags []string) (pgx.Rows, error) {
	// @sql by=call tables=vehicles,depots params=value,value
	return r.pool.Query(ctx, "SELECT v.id, v.plate FROM vehicles v JOIN depots d USING (depot_id) WHERE d.id = @depot AND v.tags @> @tags", pgx.NamedArgs{"depot": depot, "tags": tags})
}

func (r *Repo) Track(ctx context.Context, ps []Position) error {
	batch := &pgx.Batch{}
	for _, p := range ps {
		// @sql by=call tables=positions params=value,value,value,value writes=true
		batch.Queue("INSERT INTO positions (vehicle_id, lat, lon, seen_at) VALUES ($1, $2, $3, $4)", p.VehicleID, p.Lat, p.Lon, p.SeenAt)
		// @sql by=call tables=vehicles writes=true
		batch.Queue(`UPDATE vehicles
			SET last_seen_at = greatest(last_seen_at, $2),
			    odometer_km  = odometer_km + coalesce($3, 0)
			WHERE id = $1`, p.VehicleID, p.SeenAt, p.DeltaKm)
	}
	// @sql by=call params=value
	batch.Queue("select pg_notify('positions', $1)", len(ps)).Exec(func(ct pgconn.CommandTag) error {
		// @no
		r.log.Info("select pg_notify done", zap.String("tag", ct.String()))
		return nil
	})
	return r.pool.SendBatch(ctx, batch).Close()
}

func (r *Repo) Assign(ctx context.Context, trip, driver int64) error {
	return pgx.BeginTxFunc(ctx, r.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		// @sql by=call params=value
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", driver); err != nil {
			return err
		}
		// @sql by=call tables=trips,drivers,driver_shifts writes=true
		tag, err := tx.Exec(ctx, `
			UPDATE trips AS t
			   SET driver_id = d.id, assigned_at = clock_timestamp()
			  FROM drivers AS d
			 WHERE t.id = $1 AND d.id = $2
			   AND NOT EXISTS (SELECT FROM driver_shifts s
			                    WHERE s.driver_id = d.id AND s.during && t.during)`, trip, driver)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			// @no
			return fmt.Errorf("update trips: driver %d has no free shift", driver)
		}
		return nil
	})
}

func (r *Repo) NextJob(ctx context.Context) (id int64, err error) {
	// @sql by=call tables=jobs writes=true
	err = r.pool.QueryRow(ctx, `
		UPDATE jobs SET state = 'running', started_at = now()
		WHERE id = (
			SELECT id FROM jobs
			WHERE state = 'queued' AND run_after <= now()
			ORDER BY priority DESC, id
			FOR UPDATE SKIP LOCKED
			LIMIT 1
		)
		RETURNING id`).Scan(&id)
	return
}

func (r *Repo) Import(ctx context.Context, rows [][]any) (int64, error) {
	// @no
	n, err := r.pool.CopyFrom(ctx, pgx.Identifier{"fleet", "fuel_cards"}, []string{"card_no", "vehicle_id", "valid_to"}, pgx.CopyFromRows(rows))
	if err != nil {
		return 0, fmt.Errorf("copy fuel_cards from rows: %w", err)
	}
	conn, err := r.pool.Acquire(ctx)
	if err != nil {
		return n, err
	}
	defer conn.Release()
	// @sql n=2 by=call writes=true
	_, err = conn.Exec(ctx, `
		DELETE FROM fuel_cards WHERE valid_to < current_date;
		INSERT INTO import_log (source, finished_at) VALUES ('fuel; cards', now());
	`)
	return n, err
}

func (r *Repo) Listen(ctx context.Context, each func(string)) error {
	conn, err := r.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	// @sql by=call params=identifier
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{channelName(ctx)}.Sanitize()); err != nil {
		// @no
		r.log.Error("LISTEN failed", zap.String("channel", channelPositions))
		return err
	}
	for {
		n, err := conn.Conn().WaitForNotification(ctx)
		if err != nil {
			return err
		}
		each(n.Payload)
	}
}

func (r *Repo) Mileage(ctx context.Context, unit string, from time.Time) (pgx.Rows, error) {
	// @sql tables=trips params=value,value
	q := fmt.Sprintf(`SELECT date_trunc('%s', started_at) AS bucket, sum(distance_km) AS km, to_char(min(started_at), 'YYYY-MM-DD') FROM trips WHERE started_at >= $1 GROUP BY 1`, unit)
	return r.pool.Query(ctx, q, from)
}

func (r *Repo) Reset(ctx context.Context) error {
	// @sql n=3 writes=true
	for _, q := range []string{
		"TRUNCATE TABLE positions RESTART IDENTITY CASCADE",
		"DELETE FROM trips WHERE finished_at IS NULL",
		"DROP MATERIALIZED VIEW IF EXISTS mileage_by_month",
	} {
		if _, err := r.pool.Exec(ctx, q); err != nil {
			// @no
			return fmt.Errorf("reset (%s): %w", q, err)
		}
	}
	return nil
}
