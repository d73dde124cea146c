import { pool } from './database';

export interface Sale {
  readonly day: Date;
  readonly sold: string;
}

/** How often a product was sold on each day of December 2025. */
export async function salesOf(productId: number): Promise<readonly Sale[]> {
  const { rows } = await pool.query<Sale>(
    `SELECT date_trunc('day', o.created_at) AS day, sum(i.quantity) AS sold
     FROM order_items AS i
     JOIN orders AS o ON o.id = i.order_id
     WHERE i.product_id = $1 AND o.created_at >= '2025-12-01'
     GROUP BY day
     ORDER BY day`,
    [productId],
  );
  return rows;
}

export interface Found {
  readonly id: number;
  readonly name: string;
  readonly price_cents: number;
}

export async function searchProducts(word: string): Promise<readonly Found[]> {
  const { rows } = await pool.query<Found>(
    `SELECT id, name, price_cents FROM products WHERE name ILIKE '%' || $1 || '%' ORDER BY price_cents LIMIT 20`,
    [word],
  );
  return rows;
}
