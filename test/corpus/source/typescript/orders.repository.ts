import { Pool, PoolClient } from 'pg';
import Cursor from 'pg-cursor';
import format from 'pg-format';
import knexFactory, { Knex } from 'knex';
import { logger } from '../lib/logger';
import { NotFoundError, ConflictError } from '../lib/errors';

export type OrderStatus = 'OPEN' | 'PAID' | 'SHIPPED' | 'CANCELLED';

export interface OrderRow {
  id: string;
  customer_id: number;
  status: OrderStatus;
  total_cents: number;
  created_at: Date;
}

/**
 * Reads and writes orders.
 *
 * SELECT id, status FROM orders WHERE customer_id = 1;
 */
// @no
const ORDER_COLUMNS = 'o.id, o.customer_id, o.status, o.total_cents, o.created_at';
const SORTABLE: Record<string, string> = { newest: 'o.created_at', total: 'o.total_cents' };
const OPERATIONS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

// @sql tables=orders
const FIND_BY_ID = `SELECT ${ORDER_COLUMNS} FROM orders o WHERE o.id = $1`;

// @sql by=hint tables=products,order_items params=value writes=true
const RESERVE_STOCK = /* sql */ `
  UPDATE products p
     SET reserved = p.reserved + i.quantity
    FROM (SELECT product_id, sum(quantity) AS quantity
            FROM order_items
           WHERE order_id = $1
           GROUP BY product_id) i
   WHERE p.id = i.product_id
`;

export class OrderRepository {
  constructor(private readonly pool: Pool) {}

  // @no
  async findById(id: string): Promise<OrderRow> {
    const { rows } = await this.pool.query<OrderRow>(FIND_BY_ID, [id]);
    if (rows.length === 0) {
      logger.warn('select from orders returned nothing for %s', id);
      throw new NotFoundError(`Order ${id} was deleted from the system or never existed`);
    }
    return rows[0];
  }

  async list(customerId: number, sort: string, descending: boolean, limit = 50) {
    const column = SORTABLE[sort] ?? SORTABLE.newest;
    // @sql by=call tables=orders params=value,identifier,fragment,value
    const result = await this.pool.query<OrderRow>(
      `SELECT o.id, o.status, o.total_cents
       FROM orders AS o
       WHERE o.customer_id = $1
       ORDER BY ${column} ${descending ? 'DESC' : 'ASC'}
       LIMIT $2`,
      [customerId, limit],
    );
    return result.rows;
  }

  async search(filter: { status?: OrderStatus; from?: Date; to?: Date; tag?: string }) {
    // @sql tables=orders
    let text = 'SELECT o.id, o.status, o.total_cents FROM orders o WHERE o.deleted_at IS NULL';
    const values: unknown[] = [];
    if (filter.status) {
      values.push(filter.status);
      text += ` AND o.status = $${values.length}`;
    }
    if (filter.from) {
      values.push(filter.from);
      text += ` AND o.created_at >= $${values.length}`;
    }
    if (filter.tag) {
      values.push(JSON.stringify([filter.tag]));
      text += ` AND o.meta->'tags' @> $${values.length}::jsonb`;
    }
    text += ' ORDER BY o.created_at DESC';
    return (await this.pool.query(text, values)).rows;
  }

  async findMany(ids: string[]) {
    // @sql by=call tables=orders,customers params=list
    const { rows } = await this.pool.query(
      `SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id IN (${ids
        .map((_, i) => `$${i + 1}`)
        .join(', ')})`,
      ids,
    );
    return rows;
  }

  async place(customerId: number, items: Array<{ productId: number; quantity: number }>) {
    const client = await this.pool.connect();
    try {
      // @sql by=call
      await client.query('BEGIN');
      // @sql by=call tables=orders params=value writes=true
      const { rows } = await client.query<{ id: string }>({
        name: 'create-order',
        text: "INSERT INTO orders (customer_id, status) VALUES ($1, 'OPEN') RETURNING id",
        values: [customerId],
      });
      for (const item of items) {
        // @sql by=call tables=order_items params=value,value,value writes=true
        await client.query(
          'INSERT INTO order_items (order_id, product_id, quantity) ' +
            'VALUES ($1, $2, $3) ' +
            'ON CONFLICT (order_id, product_id) DO UPDATE ' +
            'SET quantity = order_items.quantity + EXCLUDED.quantity',
          [rows[0].id, item.productId, item.quantity],
        );
      }
      // @no
      await client.query(RESERVE_STOCK, [rows[0].id]);
      // @sql by=call
      await client.query('COMMIT');
      return rows[0].id;
    } catch (err) {
      // @sql by=call
      await client.query('ROLLBACK');
      // @no
      logger.error({ err }, 'insert into order_items failed, transaction rolled back');
      throw new ConflictError('Update of stock failed: select another product or reduce the quantity');
    } finally {
      client.release();
    }
  }

  async *stream(client: PoolClient, since: Date) {
    // @sql tables=orders,payments params=value
    const cursor = client.query(
      new Cursor(
        `with paid as (
           select order_id, sum(amount_cents) as paid
           from payments
           where state = 'captured' -- refunds are booked apart; see the ledger
           group by order_id
         )
         select o.id, coalesce(paid.paid, 0) as paid, o.total_cents
         from orders o
         left join paid on paid.order_id = o.id
         where o.created_at >= $1
         order by o.id`,
        [since],
      ),
    );
    // @no
    for (let batch = await cursor.read(500); batch.length > 0; batch = await cursor.read(500)) {
      yield* batch;
    }
  }

  async rematch(pattern: string) {
    // @sql tables=customers params=value
    const text = String.raw`SELECT id FROM customers WHERE phone ~ '^\+?\d{6,}$' AND email ~* $1`;
    return this.pool.query(text, [pattern]);
  }

  async note(client: PoolClient, orderId: string, note: string) {
    // @sql by=call
    await client.query('SAVEPOINT note');
    // @sql by=call tables=order_notes params=value,value writes=true
    await client.query("INSERT INTO order_notes (order_id, note)\n\tVALUES ($1, $2)\n\tRETURNING \"id\";", [orderId, note]);
    // @sql by=call
    await client.query('RELEASE SAVEPOINT note');
  }

  // @no
  draft(step: 1 | 2) {
    if (step === 1) {
      // @sql by=call tables=orders complete=false
      return this.pool.query('SELECT id, status FROM orders WHERE ');
    }
    // @sql by=call tables=orders complete=false
    return this.pool.query(`select o.id, o.status from orders o order by`);
  }

  async purge(table: 'carts' | 'sessions', column: string, before: Date) {
    // @sql params=identifier,identifier,value writes=true
    const statement = format('DELETE FROM %I WHERE %I < %L', table, column, before);
    const { rowCount } = await this.pool.query(statement);
    // @no
    logger.info(`Deleted ${rowCount} rows from ${table}`);
    return rowCount;
  }
}

export class OrderReports {
  private readonly db: Knex;

  constructor(connection: string) {
    // @no
    this.db = knexFactory({ client: 'pg', connection, searchPath: ['shop', 'public'] });
  }

  async revenueByMonth(year: number) {
    // @sql by=call tables=orders params=value
    const { rows } = await this.db.raw(
      `SELECT date_trunc('month', o.created_at)::date AS month,
              count(*) FILTER (WHERE o.status = 'PAID') AS paid,
              sum(sum(o.total_cents)) OVER (ORDER BY date_trunc('month', o.created_at)) AS running
         FROM shop.orders o
        WHERE extract(year FROM o.created_at) = ?
        GROUP BY 1
        ORDER BY 1`,
      [year],
    );
    return rows;
  }

  vipOrders() {
    // @sql by=call complete=false
    return this.db('orders').whereRaw("meta -> 'flags' \\? 'vip'").andWhere({ status: 'OPEN' });
  }

  lookup(table: string, column: string, value: string) {
    // @sql by=call params=identifier,identifier,value
    return this.db.raw('select * from ?? where ?? = ? limit 1', [table, column, value]);
  }

  topCustomers(limit: number) {
    // @no
    return this.db('orders')
      .select('customer_id')
      .sum({ total: 'total_cents' })
      .groupBy('customer_id')
      .limit(limit);
  }

  perWeekday() {
    // @sql n=2 by=call complete=false
    return this.db('orders')
      .select(this.db.raw('extract(isodow from created_at) as weekday'), this.db.raw('count(*)::int as orders'))
      .groupBy('weekday');
  }
}
