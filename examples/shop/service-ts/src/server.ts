/*
 * A small shop service on the demo database. Run it from the repository:
 *   npx tsx examples/shop/service-ts/src/server.ts
 * then open http://127.0.0.1:3000/customers/4711/orders
 */
import { type AddressInfo } from 'node:net';
import { createServer } from 'node:http';

import { pool } from './database';
import { cancelOrder, ordersByStatus, ordersOf, ordersWithItems } from './orders';
import { salesOf, searchProducts } from './products';

async function answer(method: string, url: URL): Promise<unknown> {
  const [area, id, part] = url.pathname.split('/').slice(1);
  switch (`${method} ${area ?? ''} ${part ?? ''}`.trimEnd()) {
    case 'GET customers orders':
      return url.searchParams.has('items') ? ordersWithItems(Number(id)) : ordersOf(Number(id));
    case 'GET orders':
      return ordersByStatus(
        url.searchParams.get('status') ?? 'pending',
        url.searchParams.get('sort') === 'dearest' ? 'dearest' : 'newest',
      );
    case 'POST orders cancel':
      return { cancelled: await cancelOrder(Number(id)) };
    case 'GET products sales':
      return salesOf(Number(id));
    case 'GET products':
      return searchProducts(url.searchParams.get('q') ?? '');
    default:
      return undefined;
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://shop.example');
  answer(request.method ?? 'GET', url)
    .then(result => {
      response.writeHead(result === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify(result ?? { error: 'not found' })}\n`);
    })
    .catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`);
    });
});

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`The shop answers at http://127.0.0.1:${port}/customers/4711/orders`);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
    void pool.end();
  });
}
