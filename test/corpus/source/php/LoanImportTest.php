<?php

declare(strict_types=1);

namespace Library\Tests;

use Library\Import\LoanImport;
use PDO;
use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\Attributes\TestDox;
use PHPUnit\Framework\TestCase;

final class LoanImportTest extends TestCase
{
    private PDO $db;

    protected function setUp(): void
    {
        $this->db = new PDO('sqlite::memory:');
        // @sql by=call dialect=sqlite
        $this->db->exec('PRAGMA foreign_keys = ON');
        // @sql by=call n=2 writes=true dialect=sqlite
        $this->db->exec('
            CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, tags TEXT);
            CREATE TABLE loans (id INTEGER PRIMARY KEY, book_id INTEGER REFERENCES books (id), due TEXT);
        ');
        // @sql by=call tables=books writes=true dialect=sqlite
        $this->db->exec("INSERT OR IGNORE INTO books (title, tags) VALUES ('Birds', '[\"nature\"]'), ('Rivers', NULL)");
        // @no
    }

    #[TestDox('selects from the loans table when the book is known')]
    public function testFindsLoans(): void
    {
        $import = new LoanImport($this->db);
        $import->run([['title' => 'Birds', 'due' => '2024-05-01']]);

        // @sql by=call tables=loans,books dialect=sqlite
        $due = $this->db->query("SELECT l.due FROM loans l JOIN books b ON b.id = l.book_id WHERE b.title = 'Birds'")->fetchColumn();
        // @no
        self::assertSame('2024-05-01', $due, 'select from loans should return the date of the import');
    }

    #[TestDox('update of an unknown book sets nothing')]
    public function testUnknownBook(): void
    {
        $import = new LoanImport($this->db);
        $this->expectExceptionMessage('Insert into loans rejected: unknown book');
        $import->run([['title' => 'Stars', 'due' => '2024-05-01']]);
    }

    public function testKeepsTags(): void
    {
        // @sql by=call tables=books params=value dialect=sqlite
        $stmt = $this->db->prepare('select json_extract(tags, \'$[0]\') from books where title = :title');
        // @no
        $stmt->execute(['title' => 'Birds']);
        self::assertSame('nature', $stmt->fetchColumn());
    }

    /** @return iterable<string, array{string, int}> */
    public static function statements(): iterable
    {
        // @sql tables=books by=content dialect=sqlite
        yield 'all books' => ['SELECT id FROM books', 2];
        // @sql tables=books by=content dialect=sqlite
        yield 'with a title' => ["SELECT id FROM books WHERE title LIKE 'B%' -- only birds\n", 1];
        // @sql tables=books by=content dialect=sqlite
        yield 'counted' => ['WITH tagged AS (SELECT id FROM books WHERE tags IS NOT NULL) SELECT id FROM tagged', 1];
        // @no
        yield 'labels are no statements' => ['Select a book from the shelf', 0];
    }

    #[DataProvider('statements')]
    public function testStatements(string $sql, int $rows): void
    {
        self::assertCount($rows, $this->db->query($sql)->fetchAll());
    }

    public function testLogsTheStatement(): void
    {
        $log = [];
        $import = new LoanImport($this->db, function (string $line) use (&$log): void {
            $log[] = $line;
        });
        $import->run([]);

        // @sql tables=loans writes=true by=content dialect=sqlite
        self::assertContains('DELETE FROM loans WHERE due < date(\'now\', \'-1 year\')', $log);
        // @no
        self::assertNotContains('DELETE failed', $log);
        self::assertStringContainsString('UPDATE', strtoupper('update loans'));
        self::assertMatchesRegularExpression('/^SELECT\s+.+\s+FROM\s+(\w+)/i', $import->lastStatement());
        self::assertStringStartsWith('insert into', $import->lastStatement());
    }

    public function testHalfTypedStatementIsReported(): void
    {
        $this->expectException(\PDOException::class);
        // @sql by=call complete=false dialect=sqlite
        $this->db->query('SELECT b.id, b.title FROM books b WHERE ');
    }

    public function testUpsert(): void
    {
        $table = 'loans';
        // @sql writes=true dialect=sqlite
        $sql = "INSERT INTO $table (id, book_id, due) VALUES (?, ?, ?) "
            . 'ON CONFLICT (id) DO UPDATE SET due = excluded.due '
            // the id is what the desk needs
            . 'RETURNING id';
        // @no
        $stmt = $this->db->prepare($sql);
        foreach ([1, 1] as $id) {
            $stmt->execute([$id, 1, '2024-06-01']);
        }
        // @sql by=call tables=loans dialect=sqlite
        self::assertSame(1, (int) $this->db->query('SELECT COUNT(*) FROM "loans"')->fetchColumn());
        // @no
        self::assertFileDoesNotExist('/select/from/loans.csv');
    }
}
