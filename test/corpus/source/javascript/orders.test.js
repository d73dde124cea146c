import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import request from 'supertest';
import { app, pool } from '../src/app.js';
import { buildInsert, buildSelect, tokenize } from '../src/sql.js';

// @no
const users = { admin: { id: 1, role: 'admin' }, guest: { id: 2, role: 'select-only' } };

beforeEach(async () => {
  // @sql by=call tables=orders,order_lines writes=true
  await pool.query('TRUNCATE TABLE orders, order_lines RESTART IDENTITY');
  // @sql by=call tables=orders writes=true
  await pool.query(`
    INSERT INTO orders (customer, state, total)
    VALUES ('Blue Door Caf\u00e9', 'open', 12.50),
           ('O''Hara & Sons', 'paid', 99.00)
  `);
});

afterAll(async () => {
  // @sql by=call tables=orders writes=true
  await pool.query('drop table if exists orders cascade');
  // @no
  await pool.end();
});

describe('GET /orders', () => {
  // @no
  it('selects from the orders table when no filter is given', async () => {
    const response = await request(app).get('/orders?select=id&from=0').expect(200);
    expect(response.body).toHaveLength(2);
  });

  it('deletes from orders only where the state is open', async () => {
    await request(app).delete('/orders/1').expect(204);
    // @sql by=call tables=orders
    const { rows } = await pool.query('SELECT count(*)::int AS n FROM orders');
    // @no
    expect(rows[0].n, 'delete from orders left too many rows').toBe(1);
  });

  it('update of a paid order is refused', async () => {
    const response = await request(app).put('/orders/2').send({ state: 'open' }).expect(409);
    expect(response.body.error).toBe('Update failed: select an open order');
    // @sql by=call tables=orders params=value
    const { rows } = await pool.query('SELECT state FROM orders WHERE id = $1', [2]);
    // @no
    expect(rows).toEqual([{ state: 'paid' }]);
  });
});

describe('buildSelect', () => {
  // @no
  it('select with where and order by', () => {
    // @sql by=content tables=orders params=value
    const expected = 'SELECT id, total FROM orders WHERE state = $1 ORDER BY id';
    // @no
    expect(buildSelect('orders', ['id', 'total'], { state: 'open' }, 'id').text).toBe(expected);
  });

  it('insert into with several rows', () => {
    // @no
    const query = buildInsert('orders', [{ customer: 'a' }, { customer: 'b' }]);
    // @sql by=content tables=orders params=value,value writes=true
    expect(query.text).toEqual('INSERT INTO orders (customer) VALUES ($1), ($2)');
  });

  it.each([
    // @no
    ['select', 'SELECT'],
    ['insert into', 'INSERT'],
    ['update', 'UPDATE'],
    ['delete from', 'DELETE'],
  ])('upper-cases %s', (given, expected) => {
    expect(tokenize(given)[0].text.toUpperCase()).toBe(expected);
  });
});

describe('a pool that fails', () => {
  // @no
  it('logs "insert into orders failed" and answers 500', async () => {
    const query = vi.spyOn(pool, 'query').mockRejectedValueOnce(new Error('relation "orders" does not exist'));
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    await request(app).post('/orders').send({ customer: 'c' }).expect(500);
    expect(log).toHaveBeenCalledWith(expect.stringContaining('failed to insert into orders'));
    // @no
    expect(query.mock.calls[0][0]).toMatch(/^INSERT INTO orders \(customer\)/);
    query.mockRestore();
  });

  it('rejects half-typed statements', async () => {
    // @sql by=call tables=orders complete=false
    await expect(pool.query('SELECT id, total FROM orders WHERE')).rejects.toThrow(/syntax error/);
    // @sql by=call
    await expect(pool.query('SELECT id, FROM')).rejects.toThrow(/syntax error at or near "FROM"/);
    // @sql by=call tables=orders complete=false
    await expect(pool.query(`UPDATE orders SET`)).rejects.toThrow('syntax error at end of input');
  });

  it('times out', async () => {
    const client = await pool.connect();
    // @sql n=2 by=call
    await client.query("SET statement_timeout = '50ms'");
    await expect(client.query('SELECT pg_sleep(1)')).rejects.toThrow('canceling statement due to statement timeout');
    // @sql by=call
    await client.query('RESET statement_timeout');
    // @no
    client.release();
  });
});

describe('totals', () => {
  // @no
  it('are summed with a window', async () => {
    // @sql by=call tables=orders
    const { rows } = await pool.query({
      text: `
        WITH ranked AS MATERIALIZED (
          SELECT customer, total, row_number() OVER (PARTITION BY state ORDER BY total DESC) AS place
          FROM orders
        )
        SELECT customer, total FROM ranked WHERE place = 1
      `,
      rowMode: 'array',
    });
    // @no
    expect(rows).toContainEqual(['O\'Hara & Sons', '99.00']);
    expect(Object.keys(users)).toEqual(['admin', 'guest']);
  });

  it('keeps what the client sends as text', async () => {
    // @no
    const note = 'Select * the best from us; DROP by if you can';
    await request(app).post('/orders/1/notes').send({ note, tags: ['update', 'set'] }).expect(201);
    // @sql tables=order_notes params=value
    const text = 'select note from order_notes where order_id = $1';
    const { rows } = await pool.query(text, [1]);
    // @no
    expect(rows[0].note).toBe(note);
  });
});
