<?php

declare(strict_types=1);

namespace App\Ledger;

use App\Entity\Account;
use App\Entity\Entry;
use Doctrine\DBAL\ArrayParameterType;
use Doctrine\DBAL\Connection;
use Doctrine\DBAL\Platforms\PostgreSQLPlatform;
use Doctrine\ORM\EntityManagerInterface;
use Doctrine\ORM\Query\ResultSetMapping;

final class LedgerGateway
{
    private const TABLE = 'ledger_entries';

    // @sql tables=accounts
    private const OPEN_ACCOUNTS = <<<'SQL'
        SELECT id, code, currency
        FROM accounts
        WHERE closed_on IS NULL
        SQL;

    // @no
    private const DQL_ACCOUNTS = 'SELECT a FROM App\Entity\Account a WHERE a.closedOn IS NULL';

    public function __construct(
        private readonly Connection $connection,
        private readonly EntityManagerInterface $em,
    ) {
        assert($connection->getDatabasePlatform() instanceof PostgreSQLPlatform, 'Select a PostgreSQL connection');
    }

    public function accounts(): array
    {
        return $this->connection->fetchAllAssociative(self::OPEN_ACCOUNTS);
    }

    public function balance(int $account, \DateTimeImmutable $day): string
    {
        // @sql by=call tables=ledger_entries params=value,value
        $balance = $this->connection->fetchOne(
            'SELECT coalesce(sum(amount), 0)::numeric(18, 2) FROM ledger_entries WHERE account_id = :account AND booked_on <= :day',
            ['account' => $account, 'day' => $day->format('Y-m-d')],
        );
        // @no
        return (string) $balance;
    }

    public function entries(array $accounts, string $currency): array
    {
        // @sql by=call tables=ledger_entries,accounts
        return $this->connection->fetchAllAssociative(
            <<<SQL
                Select e.id, e.amount, a.code
                From ledger_entries e
                Join accounts a On a.id = e.account_id
                Where e.account_id In (:accounts)
                  And a.currency = :currency
                Order By e.booked_on, e.id
                SQL,
            ['accounts' => $accounts, 'currency' => $currency],
            ['accounts' => ArrayParameterType::INTEGER],
        );
    }

    // @no
    public function entitiesByDql(string $code): array
    {
        $query = $this->em->createQuery('SELECT e, a FROM App\Entity\Entry e JOIN e.account a WHERE a.code = :code ORDER BY e.bookedOn DESC');
        $query->setParameter('code', $code);

        return $query->getResult();
    }

    public function closeByDql(): int
    {
        $dql = <<<'DQL'
            UPDATE App\Entity\Account a
            SET a.closedOn = CURRENT_DATE()
            WHERE a.balance = 0 AND a.code LIKE :prefix
            DQL;

        return (int) $this->em->createQuery($dql)->setParameter('prefix', '9%')->execute();
    }

    public function accountDtos(): array
    {
        return $this->em
            ->createQuery("SELECT NEW App\\Dto\\AccountDto(a.id, a.code) FROM App\\Entity\\Account a WHERE SIZE(a.entries) > 0")
            ->getResult();
    }

    public function dropDrafts(): int
    {
        return $this->em->createQuery('DELETE App\Entity\Entry e WHERE e.state = :state')->execute(['state' => 'draft']);
    }

    public function nativeAccounts(string $currency): array
    {
        $rsm = new ResultSetMapping();
        $rsm->addEntityResult(Account::class, 'a');
        $rsm->addFieldResult('a', 'id', 'id');
        $rsm->addFieldResult('a', 'code', 'code');

        // @sql by=call tables=accounts params=value
        $query = $this->em->createNativeQuery('SELECT id, code FROM accounts WHERE currency = ? ORDER BY code', $rsm);
        // @no
        $query->setParameter(1, $currency);

        return $query->getResult();
    }

    public function book(int $debit, int $credit, string $amount, string $text): void
    {
        $this->connection->beginTransaction();
        try {
            // @sql by=call tables=ledger_entries params=value,value,value,value writes=true
            $this->connection->executeStatement(
                'INSERT INTO ledger_entries (account_id, amount, text) VALUES (?, -1 * ?::numeric, ?), (?, 0, NULL)',
                [$debit, $amount, $text, $credit],
            );
            // @sql by=call tables=accounts params=value,value writes=true
            $this->connection->executeStatement('UPDATE accounts SET balance = balance + :amount WHERE id = :id', [
                'amount' => $amount,
                'id' => $credit,
            ]);
            // @no
            $this->connection->commit();
        } catch (\Throwable $e) {
            $this->connection->rollBack();
            throw new \RuntimeException('INSERT INTO ledger_entries was rolled back: ' . $e->getMessage(), 0, $e);
        }
    }

    public function statement(int $account, string $order = 'ASC'): iterable
    {
        $direction = $order === 'DESC' ? 'DESC' : 'ASC';
        // @sql tables=ledger_entries params=value,fragment
        $sql = sprintf(
            'SELECT id, amount, sum(amount) OVER (ORDER BY booked_on, id) AS running
               FROM ledger_entries
              WHERE account_id = ? AND text NOT LIKE \'50%%\'
              ORDER BY booked_on %s',
            $direction,
        );
        // @no
        return $this->connection->iterateAssociative($sql, [$account]);
    }

    public function count(string $table): int
    {
        $quoted = $this->connection->quoteIdentifier($table);
        // @sql by=call params=identifier
        return (int) $this->connection->executeQuery('SELECT count(*) FROM ' . $quoted)->fetchOne();
    }

    // @no
    public function countEntries(): int
    {
        // @sql by=call tables=ledger_entries
        return (int) $this->connection->fetchOne('SELECT COUNT(*) FROM ' . self::TABLE);
    }

    public function currencies(): array
    {
        // @sql by=call tables=accounts
        return $this->connection->fetchFirstColumn("select distinct currency from accounts order by 1");
    }

    public function names(): array
    {
        // @sql by=call tables=accounts
        return $this->connection->fetchAllKeyValue('SELECT code, initcap(name) FROM accounts;');
    }

    public function rates(array $filter): array
    {
        // @sql tables=rates
        $parts = [
            'SELECT r.currency, r.day, r.rate',
            'FROM rates r',
            'WHERE r.day = (SELECT max(day) FROM rates)',
        ];
        if (isset($filter['currency'])) {
            $parts[] = 'AND r.currency = :currency';
        }
        $sql = implode("\n", $parts);
        // @no
        return $this->connection->fetchAllAssociative($sql, $filter);
    }

    public function nested(int $root): array
    {
        // @sql by=hint tables=accounts params=value
        $tree = /* language=PostgreSQL */ 'WITH RECURSIVE tree (id, parent_id, path) AS (
                SELECT id, parent_id, ARRAY[code] FROM accounts WHERE id = ?
                UNION ALL
                SELECT a.id, a.parent_id, tree.path || a.code FROM accounts a JOIN tree ON a.parent_id = tree.id
            ) SELECT id, array_to_string(path, \' / \') AS label FROM tree';
        // @no
        return $this->connection->fetchAllAssociative($tree, [$root]);
    }

    public function describe(): string
    {
        return 'With every entry the ledger updates the account; select "Entries" from the menu to see them.';
    }
}
