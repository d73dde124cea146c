<?php

declare(strict_types=1);

namespace Shop\Command;

use MongoDB\Client as MongoClient;
use PDO;
use Psr\Log\LoggerInterface;
use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;
use Symfony\Component\Console\Question\ConfirmationQuestion;

/**
 * Moves old orders away.
 *
 *     DELETE FROM orders WHERE placed_at < '2020-01-01';
 */
#[AsCommand(name: 'orders:archive', description: 'Delete from the shop all orders that are older than a year')]
final class ArchiveOrdersCommand extends Command
{
    // @no
    private const HELP = <<<'TXT'
        Select the orders from the shop with --older-than, and
        insert them into the archive.

          %command.full_name% --older-than=365

        Use "select" to list, "update" to refresh and "delete" to remove.
        TXT;

    // @no
    private const PERMISSIONS = ['orders.select', 'orders.insert', 'orders.update', 'orders.delete', 'TRUNCATE'];

    // @no
    private const GRAPHQL = <<<'GRAPHQL'
        query Orders($after: String) {
          orders(first: 50, after: $after, orderBy: {field: PLACED_AT}) { nodes { id number } }
        }
        GRAPHQL;

    public function __construct(
        private readonly PDO $pdo,
        private readonly LoggerInterface $logger,
        private readonly MongoClient $mongo,
    ) {
        parent::__construct();
    }

    protected function configure(): void
    {
        $this
            ->setHelp(self::HELP)
            ->addArgument('table', InputArgument::OPTIONAL, 'Table to select from', 'orders')
            ->addOption('older-than', null, InputOption::VALUE_REQUIRED, 'Select orders that are older, in days')
            ->addOption('update', null, InputOption::VALUE_NONE, 'Update the set of totals afterwards')
            ->addOption('drop', null, InputOption::VALUE_NONE, 'Drop table rows that have no customer');
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $question = new ConfirmationQuestion('Delete from archive first? ', false);
        if ($this->getHelper('question')->ask($input, $output, $question)) {
            // @sql by=call tables=orders_archive writes=true
            $this->pdo->exec('TRUNCATE TABLE orders_archive');
        }
        // @no
        $days = (int) $input->getOption('older-than');
        $output->writeln("<info>Select from orders: older than {$days} days</info>");

        // @sql tables=orders,orders_archive params=value writes=true
        $move = <<<"SQL"
            WITH gone AS (
                DELETE FROM orders
                WHERE placed_at < now() - make_interval(days => $days)
                RETURNING *
            )
            INSERT INTO orders_archive
            SELECT * FROM gone
            SQL;
        // @no
        $moved = $this->pdo->exec($move);
        $this->logger->info('DELETE FROM orders moved {count} rows', ['count' => $moved]);

        // @sql by=hint tables=orders_archive
        // language=SQL
        $check = 'SELECT min(placed_at), max(placed_at) FROM orders_archive';
        // @no
        [$first, $last] = $this->pdo->query($check)->fetch(PDO::FETCH_NUM);
        $output->writeln(sprintf('With %d orders from %s to %s as archived', $moved, $first, $last));

        return Command::SUCCESS;
    }

    // @no
    private function mirror(string $number): void
    {
        $collection = $this->mongo->selectCollection('shop', 'orders');
        $collection->updateOne(['number' => $number], ['$set' => ['archived' => true]]);
        $collection->aggregate([['$match' => ['status' => 'select']], ['$group' => ['_id' => '$from']]]);
    }

    // @no
    private function graph($session, string $number): void
    {
        $session->run('MATCH (o:Order {number: $number})<-[:PLACED]-(c:Customer) DELETE o RETURN c', ['number' => $number]);
    }

    // @no
    private function pattern(string $line): bool
    {
        return preg_match('~\b(select|insert|update|delete)\b.+\bfrom\b~i', $line) === 1
            || str_starts_with($line, 'DELETE FROM');
    }

    private function reports(): array
    {
        return [
            // @sql by=content tables=orders
            'daily' => 'SELECT placed_at::date AS day, count(*) FROM orders GROUP BY 1 ORDER BY 1 DESC',
            // @sql by=content tables=customers,orders
            'idle' => "SELECT c.name\nFROM customers c\nWHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)",
            // @no
            'help' => 'Select a report from the list above',
            'todo' => 'Update set-up guide',
        ];
    }

    private function fix(string $report): void
    {
        // @sql complete=false
        $sql = 'UPDATE orders SET status = ';
        // @no
        $this->logger->critical('UPDATE failed for report "' . $report . '": ' . $sql);
        $this->logger->critical('Create index on orders before running this');
        $this->logger->notice('Merge branch \'orders\' into main');
        $this->logger->notice("Set status from 'open' to 'archived'");
        $this->logger->notice('Alter table reservations in the restaurant module');
    }
}
