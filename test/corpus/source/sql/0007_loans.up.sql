-- +goose Up
-- Loans get a state and a log. DROP TABLE loans is never needed for that.

-- @sql
BEGIN;

-- @sql writes=true
CREATE TYPE loan_state AS ENUM ('open', 'returned', 'lost; paid');

-- @sql tables=loans writes=true
ALTER TABLE loans
    ADD COLUMN state loan_state NOT NULL DEFAULT 'open',
    ADD CONSTRAINT loans_due CHECK (due_on > lent_on);

-- @sql writes=true
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION log_loan() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    reader text;
BEGIN
    SELECT r.name INTO reader FROM readers r WHERE r.id = NEW.reader_id;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO loan_log (loan_id, text) VALUES (NEW.id, format('%s: %s', reader, NEW.state));
    ELSE
        DELETE FROM loan_log WHERE loan_id = NEW.id;
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd

-- @sql writes=true
CREATE FUNCTION open_loans(reader bigint) RETURNS bigint
LANGUAGE sql STABLE
AS $body$
    SELECT count(*) FROM loans WHERE reader_id = reader AND state = 'open';
$body$;

-- @sql writes=true
CREATE TRIGGER loans_log
    AFTER INSERT OR UPDATE ON loans
    FOR EACH ROW EXECUTE FUNCTION log_loan();

-- @sql
DO $do$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['loans', 'loan_log'] LOOP
        EXECUTE format('GRANT SELECT ON %I TO library_reader; -- %s', t, $q$it's read only$q$);
    END LOOP;
END
$do$;

/* Old rows: a nested /* comment; with a semicolon */ UPDATE loans SET x = 1; */

-- @sql tables=loans writes=true
UPDATE loans SET state = 'returned' WHERE returned_on IS NOT NULL;

-- @sql n=2 writes=true
INSERT INTO loan_log (loan_id, text) SELECT id, E'migrated; it\'s "open"' FROM loans; CREATE INDEX loans_state_idx ON loans (state) WHERE state <> 'returned';

-- @sql
COMMIT;
