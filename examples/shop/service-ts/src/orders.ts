import { pool } from './database';

export interface Order {
  readonly id: number;
  readonly status: string;
  readonly total_cents: string;
  readonly created_at: Date;
}

export interface OrderWithItems extends Order {
  readonly items: readonly { readonly product: string; readonly quantity: number }[];
}

/** The latest orders of a customer, newest first. */
export async function ordersOf(customerId: number): Promise<readonly Order[]> {
  const { rows } = await pool.query<Order>(
    'SELECT id, status, total_cents, created_at FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 20',
    [customerId],
  );
  return rows;
}

/** The same with what was ordered: one query for the list, then one more for each order of it. */
export async function ordersWithItems(customerId: number): Promise<readonly OrderWithItems[]> {
  const orders = await ordersOf(customerId);
  const result: OrderWithItems[] = [];
  for (const order of orders) {
    const { rows } = await pool.query<OrderWithItems['items'][number]>(
      `SELECT p.name AS product, i.quantity
       FROM order_items AS i
       JOIN products AS p ON p.id = i.product_id
       WHERE i.order_id = $1
       ORDER BY i.line_no`,
      [order.id],
    );
    result.push({ ...order, items: rows });
  }
  return result;
}

const sortable = { newest: 'created_at DESC', dearest: 'total_cents DESC' } as const;

/** Orders in one state; the order of the list is one of ours, never the caller's text. */
export async function ordersByStatus(status: string, sort: keyof typeof sortable): Promise<readonly Order[]> {
  const { rows } = await pool.query<Order>(
    `SELECT id, status, total_cents, created_at
     FROM orders
     WHERE status = $1 AND created_at >= $2
     ORDER BY ${sortable[sort]}
     LIMIT 50`,
    [status, '2025-12-01'],
  );
  return rows;
}

/** Takes an order back, once. */
export async function cancelOrder(id: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE orders SET status = 'cancelled' WHERE id = $1 AND status IN ('pending', 'paid') RETURNING id`,
    [id],
  );
  return rowCount === 1;
}
