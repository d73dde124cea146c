package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	_ "github.com/go-sql-driver/mysql"
)

// @no
const usage = `Usage: nightly [flags] <command>

Commands:
  delete     Delete from the reminder queue everything older than --days
  update     Update the visit statistics and set the watermark
  select     Select the clinics to work on from a file
  truncate   Truncate log files

With no command given, as in a dry run, nothing is changed.
`

// @sql by=content dialect=mysql tables=appointments,patients params=value,value
const dueReminders = `
SELECT a.id, a.starts_at, p.phone, p.locale
  FROM ` + "`appointments`" + ` AS a
  INNER JOIN ` + "`patients`" + ` AS p ON p.id = a.patient_id
 WHERE a.clinic_id = ?
   AND a.starts_at BETWEEN NOW() AND DATE_ADD(NOW(), INTERVAL ? HOUR)
   AND a.reminded_at IS NULL`

// @sql dialect=mysql tables=appointments writes=true
const markReminded = "UPDATE `appointments` SET `reminded_at` = NOW() WHERE `id` = ? LIMIT 1"

// @no
var templates = map[string]string{
	"en.reminder": "Update your appointment or cancel it here: %s",
	"en.subject":  "Insert into your calendar",
	"en.select":   "Select a doctor from the list where you feel at home",
	"fr.reminder": "Votre rendez-vous est confirm\u00e9",
	"en.call":     "Call the front desk (%s) to change it",
}

func main() {
	days := flag.Int("days", 90, "delete from queue all entries older than this many days")
	dsn := flag.String("dsn", "clinic:clinic@tcp(localhost:3306)/clinic?parseTime=true", "data source name")
	clinic := flag.Int64("clinic", 0, "update only this clinic")
	flag.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	flag.Parse()

	db, err := sql.Open("mysql", *dsn)
	if err != nil {
		log.Fatalf("open: %v", err)
	}
	defer db.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()

	switch flag.Arg(0) {
	case "delete":
		err = purge(ctx, db, *days)
	case "update":
		err = refreshStats(ctx, db, *clinic)
	default:
		flag.Usage()
		os.Exit(2)
	}
	if err != nil {
		log.Fatalf("DELETE or UPDATE failed: %v", err)
	}
}

func purge(ctx context.Context, db *sql.DB, days int) error {
	// @sql by=call dialect=mysql
	if _, err := db.ExecContext(ctx, "SET SESSION sql_log_bin = 0"); err != nil {
		return err
	}
	for {
		// @sql by=call dialect=mysql tables=reminder_queue params=value,value writes=true
		res, err := db.ExecContext(ctx,
			"DELETE FROM reminder_queue WHERE sent_at < NOW() - INTERVAL ? DAY ORDER BY id LIMIT ?",
			days, 5000)
		if err != nil {
			// @no
			return fmt.Errorf("delete from reminder_queue: %w", err)
		}
		n, _ := res.RowsAffected()
		log.Printf("deleted %d rows from reminder_queue where sent_at is older than %d days", n, days)
		if n == 0 {
			return nil
		}
	}
}

func refreshStats(ctx context.Context, db *sql.DB, clinicID int64) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()

	// @sql by=call dialect=mysql tables=visit_stats,visits params=value writes=true
	_, err = tx.ExecContext(ctx, `
		INSERT INTO visit_stats (clinic_id, day, visits, no_shows)
		SELECT clinic_id, DATE(started_at), COUNT(*), SUM(IF(status = 'no_show', 1, 0))
		FROM visits
		WHERE clinic_id = ?
		GROUP BY clinic_id, DATE(started_at)
		ON DUPLICATE KEY UPDATE
			visits   = VALUES(visits),
			no_shows = VALUES(no_shows)`, clinicID)
	if err != nil {
		return err
	}

	var last sql.NullTime
	// @sql by=call dialect=mysql tables=job_state writes=true
	if _, err := tx.Exec("REPLACE INTO job_state (name, value) VALUES ('visit_stats', UTC_TIMESTAMP())"); err != nil {
		return err
	}
	// @sql by=call dialect=mysql tables=visits params=value
	row := tx.QueryRow("SELECT MAX(`started_at`) FROM `visits` WHERE `clinic_id` = ? FOR UPDATE", clinicID)
	if err := row.Scan(&last); err != nil {
		// @no
		log.Print("select max(started_at) from visits returned nothing")
		return err
	}
	return tx.Commit()
}

// insertReadings writes all readings with one statement.
func insertReadings(ctx context.Context, db *sql.DB, rs []Reading) error {
	// @sql dialect=mysql writes=true
	query := "INSERT IGNORE INTO device_readings (device_id, taken_at, value) VALUES "
	vals := make([]string, 0, len(rs))
	args := make([]any, 0, len(rs)*3)
	for _, r := range rs {
		vals = append(vals, "(?, ?, ?)")
		args = append(args, r.DeviceID, r.TakenAt, r.Value)
	}
	query += strings.Join(vals, ",")
	_, err := db.ExecContext(ctx, query, args...)
	return err
}

func patientsByIDs(ctx context.Context, db *sql.DB, ids []any) (*sql.Rows, error) {
	// @sql dialect=mysql tables=patients
	q := fmt.Sprintf("SELECT `id`, `name`, `meta`->>'$.insurer' AS insurer FROM `patients` WHERE `id` IN (?%s)", strings.Repeat(",?", len(ids)-1))
	return db.QueryContext(ctx, q, ids...)
}

func partition(ctx context.Context, db *sql.DB, name string, until time.Time) error {
	// @sql by=call dialect=mysql writes=true
	_, err := db.ExecContext(ctx, fmt.Sprintf("ALTER TABLE `audit_events` ADD PARTITION (PARTITION %s VALUES LESS THAN (TO_DAYS('%s')))", name, until.Format("2006-01-02")))
	if err != nil {
		return err
	}
	// @sql by=call dialect=mysql
	rows, err := db.QueryContext(ctx, "SHOW TABLES LIKE 'audit_%'")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var t string
		if err := rows.Scan(&t); err != nil {
			return err
		}
		// @sql by=call dialect=mysql params=identifier
		if _, err := db.ExecContext(ctx, "OPTIMIZE TABLE `"+t+"`"); err != nil {
			// @no
			log.Printf("optimize table %s: %v", t, err)
		}
	}
	return rows.Err()
}
