'use strict';

const { Pool } = require('pg');
const { pipeline } = require('node:stream/promises');
const fs = require('node:fs');
const util = require('node:util');
const copyFrom = require('pg-copy-streams').from;
const QueryStream = require('pg-query-stream');
const debug = require('debug')('accounts');

// @no
const pool = new Pool({ connectionString: process.env.DATABASE_URL, application_name: 'accounts with update' });

const ACTIONS = Object.freeze({ SELECT: 'SELECT', INSERT: 'INSERT', UPDATE: 'UPDATE', DELETE: 'DELETE' });
const COLUMNS = ['id', 'email', 'display_name', 'created_at'];

// @sql tables=accounts params=value
const BY_EMAIL = 'SELECT id, email, display_name FROM accounts WHERE lower(email) = lower($1)';

// @sql tables=accounts,sessions params=value
const WITH_SESSIONS = "select a.id, a.email, count(s.id) as sessions\n"
  + "from accounts a\n"
  + "left join sessions s on s.account_id = a.id and s.expires_at > now()\n"
  + "where a.id = $1\n"
  + "group by a.id, a.email";

// @sql by=hint tables=accounts
const ACTIVE = /* sql */ `
  SELECT id FROM accounts WHERE locked_at IS NULL
`;

// @no
async function findByEmail(email) {
  const { rows } = await pool.query(BY_EMAIL, [email]);
  if (!rows.length) {
    debug('select from accounts: no row for %s', email);
    return null;
  }
  return rows[0];
}

async function withSessions(id) {
  const result = await pool.query({ text: WITH_SESSIONS, values: [id] });
  return result.rows[0];
}

async function page(orderBy, direction, after) {
  if (!COLUMNS.includes(orderBy)) {
    throw new RangeError(`Select one of the columns ${COLUMNS.join(', ')} to sort by`);
  }
  // @sql by=call tables=accounts
  const { rows } = await pool.query(
    `SELECT ${COLUMNS.join(', ')} FROM accounts WHERE id > $1 ORDER BY ${orderBy} ${direction} LIMIT 20`,
    [after],
  );
  return rows;
}

async function update(id, changes) {
  // @no
  const names = Object.keys(changes);
  const pairs = names.map((name, i) => `"${name}" = $${i + 2}`);
  // @sql by=call tables=accounts params=fragment,value writes=true
  return pool.query(`UPDATE accounts SET ${pairs.join(', ')} WHERE id = $1`, [id, ...Object.values(changes)]);
}

async function search({ term, role, flags }) {
  // @sql tables=accounts,roles
  const parts = [
    'SELECT a.id, a.email, r.name AS role',
    'FROM accounts a',
    'JOIN roles r ON r.id = a.role_id',
    'WHERE TRUE',
  ];
  const values = [];
  if (term) parts.push(`AND a.email ILIKE '%' || $${values.push(term)} || '%'`);
  if (role) parts.push(`AND r.name = $${values.push(role)}`);
  if (flags) parts.push(`AND a.settings -> 'flags' ?| $${values.push(flags)}::text[]`);
  parts.push('ORDER BY a.email');
  const { rows } = await pool.query(parts.join(' '), values);
  return rows;
}

async function transfer(from, to, cents) {
  const client = await pool.connect();
  try {
    // @sql by=call
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    // @sql by=call tables=wallets writes=true
    await client.query('UPDATE wallets SET cents = cents - $1 WHERE account_id = $2 AND cents >= $1', [cents, from]);
    // @sql by=call tables=wallets params=value,value writes=true
    await client.query('UPDATE wallets SET cents = cents + $1 WHERE account_id = $2', [cents, to]);
    // @sql by=call
    await client.query('SAVEPOINT booked');
    // @sql by=call tables=transfers params=value,value,value writes=true
    await client.query(
      'INSERT INTO transfers \
         (source_id, target_id, cents) \
       VALUES \
         ($1, $2, $3)',
      [from, to, cents],
    );
    // @sql by=call
    await client.query('COMMIT;');
  } catch (error) {
    // @sql by=call
    await client.query('ROLLBACK');
    // @no
    debug('transfer failed: UPDATE wallets violates check, %O', error);
    throw Object.assign(new Error('failed to insert into transfers: ' + error.message), { status: 409 });
  } finally {
    client.release();
  }
}

async function importFile(path) {
  const client = await pool.connect();
  try {
    // @sql tables=account_import writes=true
    const target = client.query(copyFrom("COPY account_import (email, display_name) FROM STDIN WITH (FORMAT csv, HEADER, NULL '')"));
    await pipeline(fs.createReadStream(path), target);
    // @sql by=call tables=accounts,account_import writes=true
    await client.query(`
      MERGE INTO accounts AS a
      USING account_import AS i ON a.email = i.email
      WHEN MATCHED THEN UPDATE SET display_name = i.display_name
      WHEN NOT MATCHED THEN INSERT (email, display_name) VALUES (i.email, i.display_name)
    `);
  } finally {
    // @no
    client.release();
    debug('copy from %s to account_import ended', path);
  }
}

function exportAll(client) {
  // @sql tables=accounts
  const query = new QueryStream('SELECT row_to_json(a) FROM accounts a ORDER BY id', [], { batchSize: 100 });
  return client.query(query);
}

function partition(year) {
  // @sql writes=true
  const ddl = util.format(
    "CREATE TABLE %s PARTITION OF %s FOR VALUES FROM ('%s-01-01') TO ('%s-01-01')",
    `logins_${year}`,
    'logins',
    year,
    year + 1,
  );
  return pool.query(ddl);
}

function watch(client, onNotice) {
  // @no
  client.on('notification', onNotice);
  // @sql by=call
  return client.query('LISTEN account_changed');
}

async function plan(text) {
  // @sql by=call
  const { rows } = await pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`);
  return rows[0]['QUERY PLAN'];
}

// @no
module.exports = { ACTIONS, ACTIVE, findByEmail, withSessions, page, update, search, transfer, importFile, exportAll, partition, watch, plan };
