import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql, type Generated, type Migration } from 'kysely';
import { mkdirSync } from 'node:fs';
import { execSync } from 'node:child_process';

interface Schema {
  device: { id: Generated<number>; serial: string; state: string; seen_at: string | null };
  reading: { device_id: number; at: string; value: number; extra: string | null };
}

// @no
mkdirSync('data', { recursive: true });
const file = new Database('data/cache.db', { verbose: (line) => console.debug('sqlite:', line) });
file.pragma('journal_mode = WAL');

// @sql n=4 by=call dialect=sqlite writes=true
file.exec(`
  CREATE TABLE IF NOT EXISTS device (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    serial TEXT NOT NULL UNIQUE COLLATE NOCASE,
    state TEXT NOT NULL DEFAULT 'new',
    seen_at TEXT
  );
  CREATE TABLE IF NOT EXISTS reading (
    device_id INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    at TEXT NOT NULL DEFAULT (datetime('now')),
    value REAL NOT NULL,
    extra TEXT,
    PRIMARY KEY (device_id, at)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS reading_at ON reading (at);
  CREATE TRIGGER IF NOT EXISTS reading_seen AFTER INSERT ON reading
  BEGIN
    UPDATE device SET seen_at = NEW.at WHERE id = NEW.device_id;
  END;
`);

const statements = {
  // @sql by=call dialect=sqlite tables=device params=value
  bySerial: file.prepare<[string], Schema['device']>('SELECT * FROM device WHERE serial = ?'),

  // @sql by=call dialect=sqlite tables=device params=value,value writes=true
  register: file.prepare(`
    INSERT INTO device (serial, state) VALUES (@serial, @state)
    ON CONFLICT (serial) DO UPDATE SET state = excluded.state
  `),

  // @sql by=call dialect=sqlite tables=reading params=value,value,value writes=true
  store: file.prepare('INSERT OR REPLACE INTO reading (device_id, at, value) VALUES ($device, $at, $value)'),

  // @sql by=call dialect=sqlite tables=reading params=value writes=true
  expire: file.prepare("delete from reading where at < datetime('now', :age)"),

  // @sql by=call dialect=sqlite tables=reading
  flags: file.prepare("SELECT extra ->> '$.flags[0]' AS flag, count(*) FROM reading WHERE json_valid(extra) GROUP BY 1").pluck(),
};

// @no
export function register(serial: string) {
  if (!/^(select|insert|update)?[A-Z0-9]{8,}$/i.test(serial)) {
    throw new TypeError('Update the serial number: it has letters and digits only');
  }
  return statements.register.run({ serial, state: 'new' });
}

export const storeAll = file.transaction((rows: Array<{ device: number; at: string; value: number }>) => {
  for (const row of rows) {
    statements.store.run(row);
  }
});

export function average(ids: number[], bucket: string) {
  // @sql by=call dialect=sqlite tables=reading
  return file
    .prepare(
      `SELECT strftime('${bucket}', at) AS bucket, avg(value) AS value
       FROM reading
       WHERE device_id IN (${ids.map(() => '?').join(',')})
       GROUP BY bucket`,
    )
    .all(...ids);
}

export function dump(table: string) {
  // @sql by=call dialect=sqlite params=identifier
  return file.prepare(`SELECT rowid, * FROM [${table}] LIMIT 100`).all();
}

export function compact() {
  // @sql n=2 by=call dialect=sqlite
  file.exec('VACUUM; ANALYZE;');
  // @no
  execSync('update-ca-certificates --fresh && git commit -m "Update table of devices set in the cache"');
}

export const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: file }) });

export function online() {
  // @no
  return db.selectFrom('device').select(['id', 'serial']).where('state', '=', 'online').limit(50).execute();
}

export async function gaps(device: number, minutes: number) {
  // @sql by=tag dialect=sqlite tables=reading params=value,value
  const { rows } = await sql<{ at: string; gap: number }>`
    WITH ordered AS (
      SELECT at, lag(at) OVER (ORDER BY at) AS previous
      FROM reading
      WHERE device_id = ${device}
    )
    SELECT at, (julianday(at) - julianday(previous)) * 1440 AS gap
    FROM ordered
    WHERE gap > ${minutes}
  `.execute(db);
  return rows;
}

export async function copyTo(table: string) {
  // @sql by=tag dialect=sqlite writes=true
  await sql`create table ${sql.table(table)} as select * from reading where value is not null`.execute(db);
}

export async function forget(serials: string[]) {
  // @sql by=tag dialect=sqlite tables=device params=list writes=true
  await sql`DELETE FROM device WHERE serial IN (${sql.join(serials)})`.execute(db);
  // @no
  console.log(`Deleted devices from the cache: ${serials.join(', ')}. Insert into the dock to register again.`);
}

export const addBattery: Migration = {
  async up(migration: Kysely<unknown>) {
    // @sql by=tag dialect=sqlite tables=device writes=true
    await sql`ALTER TABLE device ADD COLUMN battery INTEGER NOT NULL DEFAULT 100`.execute(migration);
    // @sql by=tag dialect=sqlite tables=device writes=true
    await sql`
      UPDATE device /* old models */ SET battery = 0
      WHERE serial GLOB 'A0*' OR state = 'it''s gone'
    `.execute(migration);
  },
  async down(migration: Kysely<unknown>) {
    // @no
    await migration.schema.alterTable('device').dropColumn('battery').execute();
  },
};

export const CHANGES = [
  'Create table view for devices',
  'Drop index page in favour of the dashboard',
  'Alter table colours to match the theme',
  'Delete from cache when a device signs off',
];
