<?php

declare(strict_types=1);

namespace Shop\Infrastructure;

use PDO;
use PDOException;
use Psr\Log\LoggerInterface;
use RuntimeException;

/**
 * Reads and writes the orders of the shop.
 *
 * The list is roughly SELECT id, status FROM orders WHERE customer_id = ? ORDER BY placed_at,
 * see findForCustomer().
 */
final class OrderRepository
{
    private const COLUMNS = 'o.id, o.number, o.status, o.total_cents, o.placed_at';

    // @sql tables=orders params=value
    private const FIND_BY_NUMBER = 'SELECT o.id, o.number, o.status FROM orders o WHERE o.number = :number LIMIT 1';

    // @no
    private const ERROR_INSERT = 'failed to insert into orders: %s';
    private const ACTIONS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

    private PDO $pdo;
    private LoggerInterface $logger;

    public function __construct(LoggerInterface $logger, string $host, string $user, string $password)
    {
        $this->logger = $logger;
        $this->pdo = new PDO('pgsql:host=' . $host . ';dbname=shop', $user, $password, [
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
        ]);
        // @sql by=call
        $this->pdo->exec("SET search_path TO shop, public");
        // @no
        $this->logger->debug('Connected, select a schema with search_path when needed');
    }

    public function findByNumber(string $number): ?array
    {
        $stmt = $this->pdo->prepare(self::FIND_BY_NUMBER);
        $stmt->execute(['number' => $number]);

        return $stmt->fetch(PDO::FETCH_ASSOC) ?: null;
    }

    public function find(int $id): ?array
    {
        // @sql by=call tables=orders
        $stmt = $this->pdo->prepare('SELECT ' . self::COLUMNS . ' FROM orders o WHERE o.id = ?');
        // @no
        $stmt->execute([$id]);

        return $stmt->fetch(PDO::FETCH_ASSOC) ?: null;
    }

    /** @return list<array<string, mixed>> */
    public function findForCustomer(int $customerId, string $sort, string $direction, int $limit): array
    {
        $allowed = ['placed_at', 'total_cents', 'number'];
        if (!in_array($sort, $allowed, true)) {
            throw new RuntimeException('Order by column is not allowed: ' . $sort);
        }
        // @sql tables=orders,order_items params=value,identifier,fragment,value
        $sql = "SELECT o.id, o.number, count(i.id) AS items
                FROM orders o
                LEFT JOIN order_items i ON i.order_id = o.id
                WHERE o.customer_id = :customer
                GROUP BY o.id, o.number
                ORDER BY o.{$sort} {$direction}
                LIMIT {$limit}";
        // @no
        $stmt = $this->pdo->prepare($sql);
        $stmt->execute([':customer' => $customerId]);

        return $stmt->fetchAll(PDO::FETCH_ASSOC);
    }

    public function findMany(array $ids): array
    {
        if ($ids === []) {
            return [];
        }
        $in = implode(',', array_fill(0, count($ids), '?'));
        // @sql by=call tables=orders params=list
        $stmt = $this->pdo->prepare("SELECT id, number, status FROM orders WHERE id IN ({$in})");
        // @no
        $stmt->execute(array_values($ids));

        return $stmt->fetchAll(PDO::FETCH_ASSOC);
    }

    public function revenue(string $from, string $to): array
    {
        // @sql tables=orders,payments params=value,value writes=false
        $sql = <<<'SQL'
            WITH days AS (
                SELECT d::date AS day
                FROM generate_series(:from::date, :to::date, interval '1 day') AS d
            ), paid AS (
                SELECT o.placed_at::date AS day,
                       sum(p.amount_cents) AS cents,
                       count(*) FILTER (WHERE p.method = 'card') AS by_card
                FROM orders o
                JOIN payments p ON p.order_id = o.id   -- one row for each payment
                WHERE p.state = 'captured'
                GROUP BY 1
            )
            SELECT days.day,
                   coalesce(paid.cents, 0) AS cents,
                   coalesce(paid.by_card, 0) AS by_card,
                   sum(coalesce(paid.cents, 0)) OVER (ORDER BY days.day
                       ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running_cents,
                   lag(paid.cents, 7) OVER (ORDER BY days.day) AS week_before
            FROM days
            LEFT JOIN paid USING (day)
            /* the screen shows the oldest day first */
            ORDER BY days.day
            SQL;
        // @no
        $stmt = $this->pdo->prepare($sql);
        $stmt->bindValue('from', $from);
        $stmt->bindValue('to', $to);
        $stmt->execute();

        return $stmt->fetchAll(PDO::FETCH_ASSOC);
    }

    public function place(int $customerId, array $lines): int
    {
        // @sql by=call
        $this->pdo->exec('BEGIN');
        // @no
        try {
            // @sql by=call tables=orders params=value,value writes=true
            $stmt = $this->pdo->prepare(
                'INSERT INTO orders (customer_id, status, total_cents) '
                . "VALUES (:customer, 'open', :total) "
                . 'RETURNING id'
            );
            // @no
            $stmt->execute(['customer' => $customerId, 'total' => array_sum(array_column($lines, 'cents'))]);
            $id = (int) $stmt->fetchColumn();

            // @sql by=call tables=order_items params=value,value,value writes=true
            $insert = $this->pdo->prepare("insert into order_items (order_id, sku, cents)\n\tvalues (?, ?, ?)\n\ton conflict (order_id, sku) do update set cents = excluded.cents");
            // @no
            foreach ($lines as $line) {
                $insert->execute([$id, $line['sku'], $line['cents']]);
            }
            // @sql by=call
            $this->pdo->exec('COMMIT');
            // @no
            $this->logger->info('insert into orders done', ['order' => $id]);

            return $id;
        } catch (PDOException $e) {
            // @sql by=call
            $this->pdo->exec('ROLLBACK');
            // @no
            $this->logger->error(sprintf(self::ERROR_INSERT, $e->getMessage()));
            throw $e;
        }
    }

    public function tagged(array $tags, ?string $note): array
    {
        // @sql tables=orders
        $sql = 'SELECT id, meta->>\'channel\' AS channel, meta #> \'{gift,card}\' AS card FROM orders WHERE meta @> ?::jsonb';
        if ($note !== null) {
            $sql .= " AND note ILIKE '%' || ? || '%'";
        }
        $sql .= ' ORDER BY id DESC';
        // @no
        $stmt = $this->pdo->prepare($sql);
        $stmt->execute(array_filter([json_encode(['tags' => $tags]), $note]));

        return $stmt->fetchAll();
    }

    public function archive(string $table, int $days): int
    {
        // @sql by=call params=identifier,value writes=true
        $count = $this->pdo->exec(sprintf("DELETE FROM %s WHERE placed_at < now() - make_interval(days => %d)", $table, $days));
        // @no
        $this->logger->notice("Deleted {$count} rows from {$table}");

        return (int) $count;
    }

    public function setStatus(int $id, string $status, array $changes): void
    {
        $pairs = [];
        foreach (array_keys($changes) as $column) {
            $pairs[] = $column . ' = :' . $column;
        }
        // @sql tables=orders params=value,fragment,value writes=true
        $update = 'UPDATE orders SET status = :status, ' . implode(', ', $pairs) . ' WHERE id = :id';
        // @no
        $this->pdo->prepare($update)->execute(['id' => $id, 'status' => $status] + $changes);
    }

    public function loadPrices(): void
    {
        // @sql by=call n=2 writes=true
        $this->pdo->exec("TRUNCATE price_stage; COPY price_stage (sku, cents) FROM '/srv/import/prices.csv' WITH (FORMAT csv, HEADER);");
        // @sql by=call tables=products,price_stage writes=true
        $this->pdo->exec(<<<EOT
            UPDATE products AS p
               SET cents = s.cents, updated_at = now()
              FROM price_stage s
             WHERE s.sku = p.sku
               AND p.cents IS DISTINCT FROM s.cents
            EOT);
        // @no
        $this->logger->info('Update products finished');
    }

    public function latestPerCustomer(): iterable
    {
        // @sql by=call tables=customers,orders
        yield from $this->pdo->query('
            select c.id, c.name, last.number, last.placed_at
            from customers c
            cross join lateral (
                select o.number, o.placed_at from orders o
                where o.customer_id = c.id
                order by o.placed_at desc
                limit 1
            ) as last
        ', PDO::FETCH_ASSOC);
    }
}
