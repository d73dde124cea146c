-- A small town: what the statements of statements.ts run over. No random numbers, and every table small enough that
-- ANALYZE reads all of it, so that the planner sees the same on every run.
CREATE TABLE town (id int PRIMARY KEY, name text NOT NULL, region int NOT NULL);
INSERT INTO town SELECT n, 'town ' || n, n % 7 FROM generate_series(1, 100) n;

CREATE TABLE person (id int PRIMARY KEY, town_id int NOT NULL REFERENCES town ON DELETE CASCADE, born date, name text);
INSERT INTO person SELECT n, 1 + n % 100, date '1950-01-01' + n % 20000, 'person ' || n FROM generate_series(1, 10000) n;
CREATE INDEX person_town ON person (town_id);

CREATE TABLE visit (id int PRIMARY KEY, person_id int NOT NULL, shop_id int NOT NULL, day date NOT NULL, cents int, note text);
INSERT INTO visit
  SELECT n, 1 + (n * 7) % 10000, 1 + n % 50, date '2026-01-01' + n % 365, (n * 37) % 10000, repeat(md5(n::text), 2)
  FROM generate_series(1, 40000) n;
CREATE INDEX visit_person ON visit (person_id);
CREATE INDEX visit_shop ON visit (shop_id);
CREATE INDEX visit_day ON visit (day);

CREATE TABLE shop (id int PRIMARY KEY, parent_id int, name text);
INSERT INTO shop SELECT n, nullif(n / 3, 0), 'shop ' || n FROM generate_series(1, 50) n;

CREATE TABLE reading (day date NOT NULL, sensor int NOT NULL, value int) PARTITION BY RANGE (day);
CREATE TABLE reading_1 PARTITION OF reading FOR VALUES FROM ('2026-01-01') TO ('2026-04-01');
CREATE TABLE reading_2 PARTITION OF reading FOR VALUES FROM ('2026-04-01') TO ('2026-07-01');
CREATE TABLE reading_3 PARTITION OF reading FOR VALUES FROM ('2026-07-01') TO ('2026-10-01');
CREATE TABLE reading_4 PARTITION OF reading FOR VALUES FROM ('2026-10-01') TO ('2027-01-01');
INSERT INTO reading SELECT date '2026-01-01' + n % 365, n % 20, n FROM generate_series(1, 8000) n;
CREATE INDEX reading_day ON reading (day);

CREATE TABLE audit (at timestamptz DEFAULT now(), what text);
CREATE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN INSERT INTO public.audit (what) VALUES (TG_OP); RETURN coalesce(new, old); END $$;
CREATE TRIGGER shop_before BEFORE UPDATE ON shop FOR EACH ROW EXECUTE FUNCTION audit_change();
CREATE TRIGGER shop_after AFTER UPDATE OR INSERT ON shop FOR EACH ROW EXECUTE FUNCTION audit_change();

CREATE VIEW named_shop AS SELECT id, name FROM shop;
CREATE FUNCTION refuse_view() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER named_shop_instead INSTEAD OF UPDATE ON named_shop FOR EACH ROW EXECUTE FUNCTION refuse_view();
CREATE FUNCTION slow_town(town_id int) RETURNS int LANGUAGE plpgsql STABLE AS
  $$ BEGIN RETURN (SELECT count(*) FROM person p WHERE p.town_id = slow_town.town_id); END $$;

CREATE EXTENSION postgres_fdw;
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE number_file (n int) SERVER files OPTIONS (program 'seq 1 200', format 'csv');
