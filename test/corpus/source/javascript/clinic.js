'use strict';

const pgp = require('pg-promise')({ capSQL: true });
const cheerio = require('cheerio');
const nodemailer = require('nodemailer');

// @no
const db = pgp(process.env.CLINIC_DB);
const columns = new pgp.helpers.ColumnSet(['patient_id', 'ward', 'since'], { table: 'stays' });

const SUBJECTS = {
  created: 'With this letter we confirm your appointment',
  moved: 'Update: your appointment was set to another day',
  cancelled: 'Your appointment was deleted from our calendar',
};

const sql = {
  // @sql tables=patients params=value
  byId: 'SELECT * FROM patients WHERE id = ${id}',
  // @sql tables=patients
  byName: "SELECT id, name FROM patients WHERE name ILIKE '%$(term:value)%' LIMIT $(limit)",
  // @sql tables=patients params=list
  byIds: 'SELECT id, name FROM patients WHERE id IN ($1:csv)',
  // @sql
  columns: 'SELECT ${columns:name} FROM patients',
  // @sql params=identifier,value
  generic: 'SELECT * FROM ${table:name} WHERE id = ${id}',
};

// @no
class PatientRepository {
  constructor(task, initOptions) {
    this.db = task;
    this.pgp = initOptions;
  }

  find(id) {
    return this.db.oneOrNone(sql.byId, { id });
  }

  add(patient) {
    // @sql by=call tables=patients params=value,value writes=true
    return this.db.one('INSERT INTO patients(name, born_on) VALUES($<name>, $<bornOn>) RETURNING id', patient, (row) => row.id);
  }

  rename(id, name) {
    // @sql by=call tables=patients params=value,value writes=true
    return this.db.none('UPDATE patients SET name = $2 WHERE id = $1', [id, name]);
  }

  remove(id) {
    // @sql by=call tables=patients params=value writes=true
    return this.db.result('DELETE FROM patients WHERE id = $1', id, (result) => result.rowCount);
  }

  count() {
    // @sql by=call tables=patients
    return this.db.one('SELECT count(*) FROM patients', [], (row) => +row.count);
  }

  admitMany(stays) {
    // @no
    const insert = this.pgp.helpers.insert(stays, columns);
    return this.db.none(insert);
  }

  wards(order) {
    // @sql by=call tables=wards,stays params=fragment
    return this.db.any(
      `select w.name, count(s.id) filter (where s.until is null) as taken, w.beds
       from wards as w
       left join stays as s on s.ward = w.name
       group by w.name, w.beds
       order by $1:raw`,
      [order],
    );
  }

  history(patientId) {
    // @sql by=call tables=stays,visits params=value
    return this.db.manyOrNone(
      [
        "SELECT 'stay' AS kind, since AS at FROM stays WHERE patient_id = $/patientId/",
        'UNION ALL',
        "SELECT 'visit', starts_at FROM visits WHERE patient_id = $/patientId/",
        'ORDER BY at DESC',
      ].join('\n'),
      { patientId },
    );
  }

  discharge(id) {
    // @no
    return this.db.tx('discharge', async (t) => {
      // @sql by=call tables=stays params=value writes=true
      const stay = await t.one('UPDATE stays SET until = now() WHERE id = $1 AND until IS NULL RETURNING patient_id, ward', id);
      // @sql n=2 by=call writes=true
      await t.batch([
        t.none('UPDATE wards SET free = free + 1 WHERE name = $1', stay.ward),
        t.none("INSERT INTO letters(patient_id, kind) SELECT $1, kind FROM letter_kinds WHERE moment = 'discharge'", stay.patient_id),
      ]);
      // @no
      return stay;
    });
  }

  beds(ward) {
    // @sql by=call params=value
    return this.db.func('free_beds', [ward]).catch(() => this.db.one('SELECT free_beds($1) AS beds', [ward]));
  }

  refresh() {
    // @sql by=call
    return this.db.any('CALL refresh_ward_statistics()');
  }

  settings(ward, key, value) {
    // @sql by=call tables=wards params=value,value,value writes=true
    return this.db.none(
      `UPDATE wards
       SET settings = jsonb_set(coalesce(settings, '{}'), ARRAY[$2], to_jsonb($3::text))
       WHERE name = $1
         AND NOT (settings ? 'locked')
         AND settings #>> '{owner,role}' <> 'system'`,
      [ward, key, value],
    );
  }

  timetable(days) {
    // @sql by=call
    return this.db.any('VALUES (current_date, $1), (current_date + 1, $1)', [days]);
  }
}

async function scrapeHolidays(html) {
  // @no
  const $ = cheerio.load(html);
  const year = $('select[name=year] option:selected').text();
  const days = $('select.from, .update table td').map((_, cell) => $(cell).text()).get();
  const match = /^select\s+(.+)\s+from\s+(\w+)$/i.exec(days[0] ?? '');
  return { year, days, match };
}

async function notify(patient, kind) {
  // @no
  const mail = nodemailer.createTransport({ sendmail: true });
  await mail.sendMail({
    to: patient.email,
    subject: SUBJECTS[kind],
    text: 'Select a new date from our calendar, or call us.\nUpdate your address if it has changed.',
    html: `<p>Select a new date from <a href="https://clinic.example/select/from?update=1">our calendar</a>.</p>`,
  });
}

async function install() {
  // @sql n=4 by=call
  await db.none(`
    CREATE SCHEMA IF NOT EXISTS clinic;
    CREATE TABLE IF NOT EXISTS clinic.wards (name text PRIMARY KEY, beds int NOT NULL, settings jsonb);
    INSERT INTO clinic.wards (name, beds) VALUES ('A; north', 12), ('B -- south', 8) ON CONFLICT DO NOTHING;
    GRANT SELECT ON clinic.wards TO reception;
  `);
  // @sql by=call
  await db.none('SET search_path TO clinic, public');
}

// @no
module.exports = { PatientRepository, sql, scrapeHolidays, notify, install, help: 'install: create schema and tables, then insert the wards' };
