package ledger

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
	"github.com/shopspring/decimal"
)

type Account struct {
	ID       string          `db:"id"`
	Code     string          `db:"code"`
	Name     string          `db:"name"`
	Kind     string          `db:"kind"`
	Balance  decimal.Decimal `db:"balance"`
	ParentID *string         `db:"parent_id"`
}

type Entry struct {
	ID        int64           `db:"id"`
	AccountID string          `db:"account_id"`
	BookedOn  time.Time       `db:"booked_on"`
	Amount    decimal.Decimal `db:"amount"`
	Memo      string          `db:"memo"`
}

// @no
const (
	accountCols = `a.id, a.code, a.name, a.kind, a.balance, a.parent_id`
	entryTable  = "entries"
	permRead    = "ledger:select"
	permWrite   = "ledger:insert,ledger:update"
)

var (
	reCode      = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2})?$`)
	reStatement = regexp.MustCompile(`(?is)^\s*(select|insert\s+into|update|delete\s+from)\s+(\w+)`)
	validKinds  = []string{"asset", "liability", "equity", "income", "expense"}
)

// @sql tables=entries,accounts params=value,value
const trialBalance = `
	-- one row per account, debit and credit apart
	SELECT a.code,
	       a.name,
	       COALESCE(SUM(e.amount) FILTER (WHERE e.amount > 0), 0)  AS debit,
	       COALESCE(-SUM(e.amount) FILTER (WHERE e.amount < 0), 0) AS credit
	  FROM entries e
	  /* closed accounts keep their history */
	  JOIN accounts a ON a.id = e.account_id
	 WHERE e.booked_on BETWEEN :from AND :to
	 GROUP BY a.code, a.name
	HAVING SUM(e.amount) <> 0
	 ORDER BY a.code`

type Store struct{ db *sqlx.DB }

func (s *Store) Account(ctx context.Context, code string) (a Account, err error) {
	// @sql by=call tables=accounts
	err = s.db.GetContext(ctx, &a, `SELECT `+accountCols+` FROM accounts a WHERE a.code = $1`, code)
	if err != nil {
		// @no
		err = fmt.Errorf("select account %q: %w", code, err)
	}
	return
}

func (s *Store) Accounts(ctx context.Context, kind string) ([]Account, error) {
	var out []Account
	// @sql by=call tables=accounts params=value
	if err := s.db.SelectContext(ctx, &out, "SELECT * FROM accounts WHERE kind = $1 AND NOT closed", kind); err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Store) Tree(ctx context.Context, root string) ([]Account, error) {
	var out []Account
	// @sql by=call tables=accounts params=value
	err := s.db.SelectContext(ctx, &out, `
		WITH RECURSIVE tree AS (
			SELECT id, code, name, kind, balance, parent_id, 0 AS depth
			FROM accounts WHERE id = $1
			UNION ALL
			SELECT a.id, a.code, a.name, a.kind, a.balance, a.parent_id, t.depth + 1
			FROM accounts a JOIN tree t ON a.parent_id = t.id
			WHERE t.depth < 12
		)
		SELECT id, code, name, kind, balance, parent_id FROM tree ORDER BY depth, code;
	`, root)
	return out, err
}

func (s *Store) ByIDs(ctx context.Context, ids []string) ([]Account, error) {
	// @sql by=call tables=accounts
	query, args, err := sqlx.In("SELECT id, code, name FROM accounts WHERE id IN (?) AND kind <> ?", ids, "expense")
	if err != nil {
		return nil, err
	}
	var out []Account
	return out, s.db.SelectContext(ctx, &out, s.db.Rebind(query), args...)
}

func (s *Store) Post(ctx context.Context, e Entry) (int64, error) {
	// @sql by=call tables=entries params=value,value,value,value writes=true
	rows, err := s.db.NamedQueryContext(ctx, `
		INSERT INTO entries (account_id, booked_on, amount, memo)
		VALUES (:account_id, :booked_on, :amount, NULLIF(TRIM(:memo), ''))
		RETURNING id`, e)
	if err != nil {
		// @no
		return 0, fmt.Errorf("insert into entries failed for account %s: %w", e.AccountID, err)
	}
	defer rows.Close()
	var id int64
	if rows.Next() {
		err = rows.Scan(&id)
	}
	return id, err
}

func (s *Store) PostAll(ctx context.Context, es []Entry) error {
	// @sql by=call tables=entries params=value,value,value writes=true
	_, err := s.db.NamedExecContext(ctx, "INSERT INTO "+entryTable+" (account_id, booked_on, amount) VALUES (:account_id, :booked_on, :amount)", es)
	return err
}

func (s *Store) Rename(ctx context.Context, id, name string) error {
	// @sql by=call tables=accounts params=value,value writes=true
	_, err := s.db.NamedExec(`UPDATE accounts SET name = :name, search = to_tsvector('simple', :name) WHERE id = CAST(:id AS uuid)`,
		map[string]interface{}{"id": id, "name": name})
	return err
}

func (s *Store) Statement(ctx context.Context, account string, from, to time.Time) (*sqlx.Rows, error) {
	// @sql by=call tables=entries
	return s.db.QueryxContext(ctx, `
SELECT e.id,
       e.booked_on,
       e.amount,
       SUM(e.amount) OVER w                          AS running_balance,
       LAG(e.booked_on) OVER w                       AS previous,
       ROW_NUMBER() OVER (PARTITION BY date_trunc('month', e.booked_on)
                          ORDER BY e.booked_on, e.id) AS nr_in_month,
       CASE
         WHEN e.memo IS NULL THEN '(no memo)'
         WHEN length(e.memo) > 40 THEN left(e.memo, 37) || '...'
         ELSE e.memo
       END                                           AS memo
  FROM entries e
 WHERE e.account_id = $1
   AND e.booked_on >= $2::date
   AND e.booked_on <  $3::date
WINDOW w AS (PARTITION BY e.account_id ORDER BY e.booked_on, e.id
             ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
 ORDER BY e.booked_on, e.id`, account, from, to)
}

func (s *Store) Find(ctx context.Context, f EntryFilter) ([]Entry, error) {
	var sb strings.Builder
	args := []interface{}{}
	// @sql tables=entries
	sb.WriteString("SELECT id, account_id, booked_on, amount, memo FROM entries WHERE 1 = 1")
	if f.Account != "" {
		args = append(args, f.Account)
		sb.WriteString(" AND account_id = $" + strconv.Itoa(len(args)))
	}
	if !f.Min.IsZero() {
		args = append(args, f.Min)
		fmt.Fprintf(&sb, " AND amount >= $%d", len(args))
	}
	sb.WriteString(" ORDER BY booked_on DESC, id DESC")
	if f.Limit > 0 {
		fmt.Fprintf(&sb, " LIMIT %d", f.Limit)
	}
	var out []Entry
	return out, s.db.SelectContext(ctx, &out, sb.String(), args...)
}

func (s *Store) Touch(ctx context.Context, sets []string, args map[string]any) error {
	// @sql by=call tables=accounts params=fragment,value writes=true
	_, err := s.db.NamedExecContext(ctx, "UPDATE accounts SET "+strings.Join(sets, ", ")+" WHERE id = :id", args)
	return err
}

func (s *Store) CloseYear(ctx context.Context, year int) error {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// @sql by=call
	tx.MustExec(`LOCK TABLE accounts, entries IN SHARE ROW EXCLUSIVE MODE`)
	// @sql by=call writes=true
	tx.MustExecContext(ctx, fmt.Sprintf(`CREATE TABLE IF NOT EXISTS entries_%d PARTITION OF entries FOR VALUES FROM ('%d-01-01') TO ('%d-01-01')`, year, year, year+1))
	// @sql by=call tables=accounts
	stmt, err := tx.Preparex("SELECT\tid,\n\tbalance\nFROM accounts\nWHERE kind = ANY($1) AND name <> 'L\u00f6schkonto \"alt\"'")
	if err != nil {
		// @no
		return fmt.Errorf("prepare: %w", err)
	}
	defer stmt.Close()
	// @sql by=call tables=accounts params=value writes=true
	named, err := tx.PrepareNamed("update accounts set locked_until = :until where not closed")
	if err != nil {
		return err
	}
	if _, err := named.Exec(map[string]any{"until": year}); err != nil {
		// @no
		return fmt.Errorf("UPDATE failed: %v", err)
	}
	return tx.Commit()
}

func (s *Store) Validate(e Entry) []string {
	var msgs []string
	// @no
	if e.Amount.IsZero() {
		msgs = append(msgs, "Values (debit and credit) must not be zero")
	}
	if e.AccountID == "" {
		msgs = append(msgs, "Select an account from the chart where the amount belongs")
	}
	if len(e.Memo) > 200 {
		msgs = append(msgs, "Truncate the memo; table rows hold 200 characters")
	}
	return msgs
}
