import Database from 'better-sqlite3';
import { parseArgs } from 'node:util';
import chalk from 'chalk';

// @no
const USAGE = `
Usage: telemetry <command> [options]

  select <sensor>          Select readings from a sensor and print them
  update <sensor>          Update the calibration and set a new offset
  delete <sensor>          Delete from the store every reading of a sensor
  with-history             Print readings with their history

Options:
  --from <day>    Select from this day on
  --limit <n>     Values above 1000 are cut
`;

const db = new Database(process.env.TELEMETRY_DB ?? 'telemetry.db');
db.pragma('foreign_keys = ON');

// @sql by=call dialect=sqlite
const version = db.prepare('SELECT sqlite_version() AS version').pluck().get();

const migrations = [
  // @sql by=content dialect=sqlite tables=sensor writes=true
  `CREATE TABLE sensor (
     id INTEGER PRIMARY KEY,
     name TEXT NOT NULL,
     unit TEXT NOT NULL DEFAULT '\u00b0C',
     shift REAL DEFAULT 0
   ) STRICT`,
  // @sql by=content dialect=sqlite writes=true
  'CREATE TABLE reading (\n  sensor_id INTEGER NOT NULL REFERENCES sensor,\n  at INTEGER NOT NULL,\n  value REAL\n)',
  // @sql n=2 by=content dialect=sqlite writes=true
  'CREATE INDEX reading_sensor ON reading (sensor_id, at); CREATE VIEW latest AS SELECT sensor_id, max(at) AS at FROM reading GROUP BY sensor_id;',
  // @sql by=content dialect=sqlite writes=true
  "CREATE VIRTUAL TABLE note USING fts5(sensor, body, tokenize = 'porter')",
];

// @no
export function migrate() {
  const from = db.pragma('user_version', { simple: true });
  for (const statement of migrations.slice(from)) {
    db.exec(statement);
  }
  db.pragma(`user_version = ${migrations.length}`);
  console.log(chalk.green(`Migrated from version ${from}; create table errors are listed above`));
}

// @sql by=call dialect=sqlite tables=reading params=value,value,value writes=true
const insertReading = db.prepare('insert into reading (sensor_id, at, value) values (?, ?, ?)');

// @sql by=call dialect=sqlite tables=sensor params=value,value writes=true
const saveSensor = db.prepare(
  'INSERT INTO sensor (name, unit) VALUES (:name, :unit) ' + 'ON CONFLICT DO NOTHING ' + 'RETURNING id',
);

// @no
export const insertMany = db.transaction((sensor, rows) => {
  const { id } = saveSensor.get(sensor);
  for (const { at, value } of rows) {
    insertReading.run(id, at, value);
  }
});

export function readings(sensor, { from, limit, descending }) {
  // @sql dialect=sqlite tables=reading,sensor
  let query = `
    SELECT r.at, r.value + s.shift AS value
    FROM reading r
    JOIN sensor s ON s.id = r.sensor_id
    WHERE s.name = @sensor`;
  if (from) {
    query += ' AND r.at >= unixepoch(@from)';
  }
  query += ' ORDER BY r.at ' + (descending ? 'DESC' : 'ASC') + ' LIMIT @limit';
  return db.prepare(query).all({ sensor, from, limit });
}

export function smooth(sensorId, width) {
  // @sql by=call dialect=sqlite tables=reading params=value,value
  return db
    .prepare(
      `SELECT at,
              avg(value) OVER (
                ORDER BY at
                ROWS BETWEEN ${Number(width)} PRECEDING AND CURRENT ROW
              ) AS value
         FROM reading
        WHERE sensor_id = ?
          AND value IS NOT 'NaN' -- some old devices; they send text
        ORDER BY at`,
    )
    .iterate(sensorId);
}

export function search(text) {
  // @sql by=call dialect=sqlite tables=note params=value
  return db.prepare("SELECT highlight(note, 1, '<b>', '</b>') FROM note WHERE note MATCH ? ORDER BY rank").all(text);
}

export function calibrate(name, offset) {
  // @sql by=call dialect=sqlite tables=sensor params=value,value writes=true
  const { changes } = db.prepare(`UPDATE OR IGNORE sensor SET shift = ? WHERE name = ?`).run(offset, name);
  // @no
  if (changes === 0) {
    console.error(chalk.red(`UPDATE failed: no sensor ${name}. Select one from the list below.`));
  }
}

export function forget(ids) {
  // @sql by=call dialect=sqlite tables=reading params=list writes=true
  return db.prepare(`DELETE FROM reading WHERE sensor_id IN (${ids.map(() => '?').join()})`).run(ids);
}

export function attach(path) {
  // @sql n=2 by=call dialect=sqlite
  db.prepare('ATTACH DATABASE ? AS archive').run(path);
  db.exec('BEGIN IMMEDIATE');
  try {
    // @sql by=call dialect=sqlite tables=reading writes=true
    db.exec('INSERT INTO archive.reading SELECT * FROM main.reading');
    // @sql by=call dialect=sqlite
    db.exec('COMMIT');
  } catch (error) {
    // @sql by=call dialect=sqlite
    db.exec('ROLLBACK');
    // @no
    throw new Error('insert into archive failed', { cause: error });
  }
}

export function main(argv) {
  // @no
  const { positionals, values } = parseArgs({ args: argv, allowPositionals: true, options: { from: { type: 'string' } } });
  const [command, sensor] = positionals;
  switch (command) {
    case 'select':
      return readings(sensor, { from: values.from, limit: 100 });
    case 'update':
      return calibrate(sensor, Number(positionals[2]));
    case 'delete':
      return forget([Number(sensor)]);
    default:
      console.log(USAGE, `sqlite ${version}`);
      return undefined;
  }
}
