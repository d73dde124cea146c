package migrations

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3"
)

// @no
const description = "create table visits and move rows from appointments"

func init() {
	goose.AddMigrationContext(upPatientVisits, downPatientVisits)
}

// The statements this replaces were
//
//	CREATE TABLE visit (id int);
//	DROP TABLE visit;
func upPatientVisits(ctx context.Context, tx *sql.Tx) error {
	// @sql by=call writes=true
	if _, err := tx.ExecContext(ctx, `CREATE EXTENSION IF NOT EXISTS btree_gist`); err != nil {
		return err
	}
	// @sql by=call writes=true
	_, err := tx.ExecContext(ctx, `CREATE TYPE visit_status AS ENUM ('planned', 'arrived', 'finished', 'no_show');`)
	if err != nil {
		return err
	}
	// @sql by=call writes=true
	_, err = tx.ExecContext(ctx, `
CREATE TABLE visits (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    patient_id  bigint NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
    doctor_id   bigint NOT NULL REFERENCES staff (id),
    room        varchar(20),
    during      tstzrange NOT NULL,
    status      visit_status NOT NULL DEFAULT 'planned',
    notes       jsonb NOT NULL DEFAULT '{}'::jsonb,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT visits_room_free EXCLUDE USING gist (room WITH =, during WITH &&),
    CONSTRAINT visits_not_empty CHECK (NOT isempty(during))
)`)
	if err != nil {
		// @no
		return fmt.Errorf("create table visits: %w", err)
	}
	// @sql n=3 by=call writes=true
	_, err = tx.ExecContext(ctx, `
		CREATE INDEX visits_patient_idx ON visits (patient_id, lower(during) DESC);
		CREATE INDEX visits_open_idx ON visits USING btree (doctor_id) WHERE status IN ('planned', 'arrived');
		COMMENT ON COLUMN visits.notes IS 'free text; keyed by author';
	`)
	if err != nil {
		return err
	}
	// @sql by=call tables=visits,appointments writes=true
	if _, err = tx.ExecContext(ctx, `
		INSERT INTO visits (patient_id, doctor_id, during)
		SELECT a.patient_id, a.doctor_id, tstzrange(a.starts_at, a.starts_at + a.minutes * interval '1 minute')
		FROM appointments a
		WHERE a.cancelled_at IS NULL`); err != nil {
		// @no
		return fmt.Errorf("insert into visits select from appointments: %w", err)
	}
	for _, stmt := range triggers {
		if _, err = tx.Exec(stmt); err != nil {
			return err
		}
	}
	return grant(ctx, tx)
}

var triggers = []string{
	// @sql writes=true
	`CREATE OR REPLACE FUNCTION visits_touch() RETURNS trigger AS $$
BEGIN
	IF NEW.status = 'finished' AND OLD.status <> 'finished' THEN
		UPDATE patients SET last_visit = now() WHERE id = NEW.patient_id;
		INSERT INTO outbox (topic, body) VALUES ('visit.finished', row_to_json(NEW));
	END IF;
	RETURN NEW;
END;
$$ LANGUAGE plpgsql`,
	// @sql writes=true
	`CREATE TRIGGER visits_touch AFTER UPDATE ON visits FOR EACH ROW EXECUTE FUNCTION visits_touch()`,
}

// @no
var readers = []string{"reception", "billing"}

func grant(ctx context.Context, tx *sql.Tx) error {
	for _, role := range readers {
		// @sql by=call params=identifier
		if _, err := tx.ExecContext(ctx, fmt.Sprintf("GRANT SELECT ON visits TO %s", role)); err != nil {
			// @no
			return fmt.Errorf("grant select on visits to %s: %w", role, err)
		}
	}
	return nil
}

func downPatientVisits(ctx context.Context, tx *sql.Tx) error {
	// @sql n=2 writes=true
	statements := []string{
		"DROP TABLE IF EXISTS visits CASCADE",
		"DROP TYPE IF EXISTS visit_status",
	}
	for _, s := range statements {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	var left int
	// @sql by=call
	if err := tx.QueryRow("SELECT count(*) FROM information_schema.columns WHERE table_name = 'visits' AND udt_name = 'visit_status'").Scan(&left); err != nil {
		return err
	}
	if left > 0 {
		// @no
		return fmt.Errorf("drop type visit_status: %d columns of table visits are left", left)
	}
	return nil
}

func upPatientVisitsNoTx(ctx context.Context, db *sql.DB) error {
	// @sql by=call writes=true
	if _, err := db.ExecContext(ctx, "create index concurrently if not exists visits_notes_idx on visits using gin (notes jsonb_path_ops)"); err != nil {
		return err
	}
	// @sql by=call writes=true
	_, err := db.ExecContext(ctx, "ALTER TABLE patients\n\tADD COLUMN IF NOT EXISTS last_visit timestamptz,\n\tALTER COLUMN phone TYPE text USING phone::text")
	if err != nil {
		return err
	}
	// @no
	goose.AddNamedMigrationContext("00013_update_patients.go", nil, nil)
	return nil
}
