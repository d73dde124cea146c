<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public $withinTransaction = false;

    public function up(): void
    {
        Schema::create('loans', function (Blueprint $table): void {
            $table->id();
            $table->foreignId('book_id')->constrained();
            $table->enum('state', ['open', 'returned', 'lost'])->comment('Update from the desk only');
            // @sql by=call complete=false
            $table->timestampTz('due_at')->default(DB::raw("now() + interval '28 days'"));
            // @no
            $table->timestampsTz();
        });

        // @sql by=call
        DB::statement('CREATE EXTENSION IF NOT EXISTS pg_trgm');

        // @sql by=call tables=books writes=true
        DB::statement("ALTER TABLE books ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('simple', coalesce(title, '') || ' ' || coalesce(author, ''))) STORED");

        // @sql by=call tables=books writes=true
        DB::statement('CREATE INDEX CONCURRENTLY IF NOT EXISTS books_search_idx ON books USING gin (search)');

        // @no
        foreach (['title', 'author'] as $column) {
            // @sql by=call writes=true
            DB::statement("CREATE INDEX CONCURRENTLY books_{$column}_trgm ON books USING gin ({$column} gin_trgm_ops)");
        }

        // @sql by=call writes=true
        DB::unprepared(<<<'SQL'
            CREATE OR REPLACE FUNCTION loans_touch() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                -- the desk shows what changed last
                NEW.updated_at := now();
                IF NEW.state = 'returned' THEN
                    UPDATE books SET available = true WHERE id = NEW.book_id;
                END IF;
                RETURN NEW;
            END;
            $$;
            SQL);

        // @sql by=call n=2 writes=true
        DB::unprepared('
            DROP TRIGGER IF EXISTS loans_touch ON loans;
            CREATE TRIGGER loans_touch BEFORE UPDATE ON loans
                FOR EACH ROW EXECUTE FUNCTION loans_touch();
        ');

        // @no
        $states = ['open' => 'Open', 'returned' => 'Returned', 'lost' => 'Lost'];
        foreach ($states as $state => $label) {
            // @sql by=call tables=loan_states params=value,value writes=true
            DB::insert('INSERT INTO loan_states (code, label) VALUES (?, ?) ON CONFLICT (code) DO NOTHING', [$state, $label]);
        }

        // @sql by=call writes=true
        DB::statement('
            CREATE MATERIALIZED VIEW loan_stats AS
            SELECT b.id AS book_id,
                   count(l.id) AS loans,
                   max(l.created_at) AS last_loan
            FROM books b
            LEFT JOIN loans l ON l.book_id = b.id
            GROUP BY b.id
            WITH NO DATA
        ');

        // @no
        if (DB::getDriverName() !== 'pgsql') {
            throw new LogicException('Create table loans needs PostgreSQL');
        }

        // @sql by=call tables=loans writes=true
        DB::table('loans')->getConnection()->statement("COMMENT ON TABLE loans IS 'Who borrowed what; don''t delete from here'");
    }

    // @no
    public function down(): void
    {
        // @sql by=call writes=true
        DB::statement('drop materialized view if exists loan_stats');
        // @sql by=call writes=true
        DB::statement('drop index concurrently if exists books_search_idx');
        // @sql by=call tables=books writes=true
        DB::statement('alter table books drop column if exists search, drop column if exists search_rank');
        // @no
        Schema::dropIfExists('loans');
    }
};
