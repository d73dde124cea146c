import { Pool } from 'pg';

/** The demo database of Backend Optimizer, unless DATABASE_URL names another. */
const demo = 'postgres://postgres@127.0.0.1:54329/postgres?sslmode=disable';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL ?? demo, max: 4 });

// The demo database drops its clients when a statement is cancelled: the pool connects again by itself.
pool.on('error', error => console.error(`connection lost: ${error.message}`));
