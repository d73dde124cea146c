<?php

namespace App\Http\Controllers;

use App\Models\Ticket;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Log;

class TicketReportController extends Controller
{
    private array $rules = [
        'clerk_id' => 'required|integer|exists:clerks,id',
        'from' => 'required|date',
        'sort' => 'in:created_at,priority,select',
    ];

    public function __construct()
    {
        $this->middleware('can:select tickets')->only('index');
        $this->middleware('can:delete from tickets')->only('destroy');
    }

    public function index(Request $request): JsonResponse
    {
        $this->validate($request, $this->rules);

        // @sql by=call tables=tickets,clerks params=value,value
        $rows = DB::select('select t.id, t.subject, a.name as clerk from tickets t join clerks a on a.id = t.clerk_id where t.clerk_id = ? and t.created_at >= ?', [
            $request->integer('clerk_id'),
            $request->date('from'),
        ]);
        // @no
        Log::info('Selected tickets from the queue', ['count' => count($rows)]);

        return response()->json($rows);
    }

    public function summary(Request $request): JsonResponse
    {
        $query = DB::table('tickets')
            // @sql by=call complete=false
            ->select(DB::raw('count(*) as total'))
            // @sql by=call complete=false
            ->selectRaw("avg(extract(epoch from closed_at - created_at)) / 3600 as hours")
            // @sql by=call complete=false params=value
            ->selectRaw('count(*) filter (where priority >= ?) as urgent', [4])
            // @sql by=call complete=false params=value
            ->whereRaw("created_at >= now() - ?::interval", [$request->input('period', '30 days')])
            // @sql by=call complete=false
            ->whereRaw('meta->>\'channel\' is not null')
            // @sql by=call complete=false params=value,value
            ->orWhereRaw('(priority > ? and lower(status) = ?)', [3, 'open'])
            // @sql by=call complete=false
            ->groupByRaw("date_trunc('week', created_at)")
            // @sql by=call complete=false params=value
            ->havingRaw('count(*) > ?', [10])
            // @sql by=call complete=false
            ->orderByRaw('total desc nulls last');
        // @no
        return response()->json($query->get());
    }

    public function slowest(int $limit): JsonResponse
    {
        // @sql by=call tables=ticket_events,tickets,clerks params=value,value
        $rows = DB::connection('reporting')->select(<<<'EOT'
            WITH waits AS (
                SELECT e.ticket_id,
                       e.created_at - lag(e.created_at) OVER w AS waited,
                       row_number() OVER w AS step
                FROM ticket_events e
                WINDOW w AS (PARTITION BY e.ticket_id ORDER BY e.created_at)
            )
            SELECT t.id, t.subject, a.name, max(waits.waited) AS longest
            FROM tickets t
            JOIN clerks a ON a.id = t.clerk_id
            JOIN waits ON waits.ticket_id = t.id
            WHERE t.team = :team
            GROUP BY t.id, t.subject, a.name
            ORDER BY longest DESC NULLS LAST
            LIMIT :limit
        EOT, ['team' => 'support', 'limit' => $limit]);
        // @no
        return response()->json(['title' => 'Select from the slowest tickets', 'rows' => $rows]);
    }

    public function store(Request $request): JsonResponse
    {
        DB::transaction(function () use ($request): void {
            // @sql by=call tables=tickets params=value,value,value writes=true
            DB::insert('insert into tickets (subject, body, meta) values (?, ?, ?::jsonb)', [
                $request->input('subject'),
                $request->input('body'),
                json_encode($request->input('meta', [])),
            ]);
            // @sql by=call tables=teams params=value writes=true
            DB::update("update teams set open_count = open_count + 1 where slug = :slug", ['slug' => 'support']);
            // @sql by=call writes=false params=value,value
            DB::statement('select pg_notify(?, ?)', ['tickets', 'created']);
            // @no
        });
        Log::debug('insert into tickets ok');

        return response()->json(['message' => __('Update the ticket or create another one')], 201);
    }

    public function destroy(int $id): JsonResponse
    {
        // @sql by=call tables=ticket_drafts params=value writes=true
        $count = DB::delete('delete from ticket_drafts where id = ?', [$id]);
        // @no
        if ($count === 0) {
            abort(404, 'Delete failed: no draft with this id, create one first');
        }

        return response()->json(['message' => 'Deleted from drafts']);
    }

    public function clerkLoad(array $teams, string $column): array
    {
        $placeholders = implode(', ', array_map(fn (string $team): string => '?', $teams));
        // @sql by=call tables=tickets
        return DB::select("SELECT {$column} AS bucket, count(*) AS open FROM tickets WHERE team IN ($placeholders) AND closed_at IS NULL GROUP BY {$column}", $teams);
    }

    // @no
    public function firstOpen(): ?object
    {
        // @sql by=call tables=tickets params=value
        return DB::selectOne('select id, subject from tickets where status = ? order by priority desc, created_at limit 1', ['open']);
    }

    public function backlog(): int
    {
        // @sql by=call tables=tickets
        return (int) DB::scalar("select count(*) from tickets where status <> 'closed'");
    }

    public function export(): void
    {
        // @sql by=call tables=tickets
        foreach (DB::cursor('SELECT id, subject FROM tickets ORDER BY id') as $row) {
            // @no
            echo $row->id, "\t", $row->subject, "\n";
        }
    }

    public function merge(int $from, int $into): void
    {
        // @sql by=call
        DB::unprepared('SET LOCAL lock_timeout = \'2s\'');
        // @sql by=call tables=ticket_events,tickets params=value,value,value writes=true
        DB::statement(
            'WITH moved AS (UPDATE ticket_events SET ticket_id = ? WHERE ticket_id = ? RETURNING id) '
            . 'UPDATE tickets SET event_count = event_count + (SELECT count(*) FROM moved) WHERE id = ?',
            [$into, $from, $into],
        );
        // @no
        Ticket::query()->whereKey($from)->delete();
    }

    public function overdue(): JsonResponse
    {
        $tickets = Ticket::query()
            // @sql by=call tables=ticket_events
            ->selectSub(DB::raw('select max(created_at) from ticket_events where ticket_events.ticket_id = tickets.id'), 'last_event')
            // @sql by=call complete=false
            ->where('due_at', '<', DB::raw("now() - interval '1 day'"))
            // @no
            ->where('status', 'open')
            ->orderBy('due_at')
            ->paginate(50);

        return response()->json($tickets);
    }

    public function refresh(): void
    {
        // @sql by=call
        DB::statement('REFRESH MATERIALIZED VIEW CONCURRENTLY ticket_stats');
        // @sql by=call tables=ticket_stats
        $stale = DB::select(DB::raw("SELECT team, refreshed_at FROM ticket_stats WHERE refreshed_at < now() - interval '1 hour'"));
        // @no
        if ($stale !== []) {
            Log::warning('SELECT from ticket_stats returned stale teams', ['rows' => count($stale)]);
        }
        $this->dispatch('Update statistics set for the dashboard');
    }

    // @no
    public function hints(): array
    {
        return [
            'empty' => 'Select one or more tickets from the list to merge them',
            'url' => url('/tickets/select/from/archive'),
            'merge' => 'Merge into another ticket',
            'order' => 'Order by date',
        ];
    }
}
