package shop

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/lib/pq"
)

// @no
const orderColumns = "id, customer_id, status, total_cents, currency, created_at"

const (
	// @sql tables=orders params=value
	selectOrderByID = `SELECT id, customer_id, status, total_cents, currency, created_at
FROM orders
WHERE id = $1 AND deleted_at IS NULL`

	// @sql tables=orders params=value,value,value,value writes=true
	insertOrder = `
		INSERT INTO orders (customer_id, status, total_cents, currency)
		VALUES ($1, $2, $3, $4)
		RETURNING id, created_at`

	// @sql tables=order_items,products params=value
	selectItems = "SELECT i.id, i.product_id, p.title, i.quantity, i.price_cents " +
		"FROM order_items i " +
		"JOIN products p ON p.id = i.product_id " +
		"WHERE i.order_id = $1 " +
		"ORDER BY i.position"

	// @sql tables=stock writes=true
	reserveStock = "UPDATE stock SET reserved = reserved + $1 WHERE product_id = $2 AND on_hand - reserved >= $1"
)

// @no
const (
	StatusPending   = "PENDING"
	StatusPaid      = "PAID"
	StatusCancelled = "CANCELLED"
)

// Action is what the audit trail records. SELECT is not audited:
//
//	SELECT action, count(*) FROM audit_log GROUP BY action
type Action string

const (
	ActionInsert Action = "INSERT"
	ActionUpdate Action = "UPDATE"
	ActionDelete Action = "DELETE"
)

var ErrNotFound = errors.New("order: not found")
var ErrEmptyCart = errors.New("select at least one item from your cart")

type OrderRepository struct {
	db     *sql.DB
	log    *slog.Logger
	schema string
}

func (r *OrderRepository) Find(ctx context.Context, id int64) (*Order, error) {
	var o Order
	err := r.db.QueryRowContext(ctx, selectOrderByID, id).
		Scan(&o.ID, &o.CustomerID, &o.Status, &o.TotalCents, &o.Currency, &o.CreatedAt)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("select from orders where id = %d: %w", id, err)
	}
	return &o, nil
}

func (r *OrderRepository) ListByCustomer(ctx context.Context, customerID int64, sort, dir string, limit int) ([]Order, error) {
	// @sql tables=orders params=value,identifier,fragment,value
	query := fmt.Sprintf("SELECT id, status, total_cents FROM orders WHERE customer_id = $1 ORDER BY %s %s LIMIT %d", sort, dir, limit)
	rows, err := r.db.QueryContext(ctx, query, customerID)
	if err != nil {
		// @no
		r.log.Error("SELECT on orders failed", "customer", customerID, "err", err)
		return nil, err
	}
	defer rows.Close()
	return scanOrders(rows)
}

func (r *OrderRepository) Recent(ctx context.Context) ([]Order, error) {
	// @sql by=call tables=orders
	rows, err := r.db.QueryContext(ctx, "SELECT "+orderColumns+" FROM orders WHERE created_at > now() - interval '7 days' ORDER BY created_at DESC")
	if err != nil {
		return nil, err
	}
	return scanOrders(rows)
}

func (r *OrderRepository) ByIDs(ctx context.Context, ids []int64) ([]Order, error) {
	// @sql by=call tables=orders
	rows, err := r.db.QueryContext(ctx, `select id, customer_id, status, total_cents, currency, created_at from orders where id = any($1::bigint[])`, pq.Array(ids))
	if err != nil {
		return nil, err
	}
	return scanOrders(rows)
}

func (r *OrderRepository) ByStatuses(ctx context.Context, statuses []string) (*sql.Rows, error) {
	// @no
	marks := make([]string, len(statuses))
	args := make([]any, len(statuses))
	for i, s := range statuses {
		marks[i] = fmt.Sprintf("$%d", i+1)
		args[i] = s
	}
	// @sql tables=orders params=list
	query := "SELECT id, status FROM orders WHERE status IN (" + strings.Join(marks, ", ") + ") ORDER BY id"
	return r.db.QueryContext(ctx, query, args...)
}

func (r *OrderRepository) Search(ctx context.Context, f Filter) (*sql.Rows, error) {
	args := []any{f.ShopID}
	// @sql tables=orders,customers
	query := `
		SELECT o.id, o.status, c.email
		FROM orders o
		JOIN customers c ON c.id = o.customer_id
		WHERE o.shop_id = $1`
	if f.Email != "" {
		args = append(args, f.Email)
		query += fmt.Sprintf(" AND c.email ILIKE $%d", len(args))
	}
	if f.Status != "" {
		args = append(args, f.Status)
		query += fmt.Sprintf(" AND o.status = $%d", len(args))
	}
	query += " ORDER BY o.id DESC"
	// @no
	r.log.Debug("running query", "filter", f)
	return r.db.QueryContext(ctx, query, args...)
}

func (r *OrderRepository) Place(ctx context.Context, o *Order, items []Item) error {
	if len(items) == 0 {
		return ErrEmptyCart
	}
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer tx.Rollback()

	// @sql by=call
	if _, err = tx.ExecContext(ctx, "SET LOCAL lock_timeout = '2s'"); err != nil {
		return err
	}
	if err = tx.QueryRowContext(ctx, insertOrder, o.CustomerID, StatusPending, o.TotalCents, o.Currency).Scan(&o.ID, &o.CreatedAt); err != nil {
		// @no
		return fmt.Errorf("failed to insert into orders: %v", err)
	}
	// @sql by=call tables=order_items params=value,value,value,value writes=true
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO order_items (order_id, product_id, quantity, price_cents) VALUES ($1, $2, $3, $4)`)
	if err != nil {
		return err
	}
	for _, it := range items {
		if _, err := stmt.ExecContext(ctx, o.ID, it.ProductID, it.Quantity, it.PriceCents); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, reserveStock, it.Quantity, it.ProductID)
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n == 0 {
			// @no
			return fmt.Errorf("update stock set reserved: product %d is sold out", it.ProductID)
		}
	}
	payload, _ := json.Marshal(map[string]any{"order_id": o.ID, "items": len(items)})
	// @sql by=call params=value
	if _, err := tx.ExecContext(ctx, `SELECT pg_notify('order_events', $1)`, string(payload)); err != nil {
		return err
	}
	return tx.Commit()
}

func (r *OrderRepository) UpsertCustomer(ctx context.Context, email, name string, prefs []byte) (id int64, err error) {
	// @sql by=call tables=customers params=value,value,value writes=true
	err = r.db.QueryRowContext(ctx, `
		INSERT INTO customers AS c (email, name, preferences)
		VALUES (lower($1), $2, $3::jsonb)
		ON CONFLICT (email) DO UPDATE
			SET name = EXCLUDED.name,
			    preferences = c.preferences || EXCLUDED.preferences,
			    updated_at = now()
		RETURNING id`, email, name, prefs).Scan(&id)
	return
}

func (r *OrderRepository) BulkLoad(ctx context.Context, tx *sql.Tx, rows []Item) error {
	// @no
	stmt, err := tx.Prepare(pq.CopyIn("order_items", "order_id", "product_id", "quantity"))
	if err != nil {
		return fmt.Errorf("copy from: %w", err)
	}
	return stmt.Close()
}

func (r *OrderRepository) Purge(ctx context.Context, days int) (int64, error) {
	// @sql by=call tables=orders,orders_archive writes=true
	res, err := r.db.ExecContext(ctx, fmt.Sprintf(`
		WITH gone AS (
			DELETE FROM orders
			WHERE status = 'CANCELLED' AND created_at < now() - interval '%d days'
			RETURNING *
		)
		INSERT INTO orders_archive SELECT * FROM gone;`, days))
	if err != nil {
		return 0, err
	}
	// @sql by=call
	if _, err := r.db.Exec("VACUUM (ANALYZE) orders"); err != nil {
		// @no
		r.log.Warn("vacuum orders failed", "err", err)
	}
	return res.RowsAffected()
}

func (r *OrderRepository) CountIn(ctx context.Context, table string) (n int64, err error) {
	// @sql by=call params=identifier,identifier
	err = r.db.QueryRowContext(ctx, "SELECT count(*) FROM "+pq.QuoteIdentifier(r.schema)+"."+pq.QuoteIdentifier(table)).Scan(&n)
	return
}

func (r *OrderRepository) Label(o *Order) string {
	// @no
	switch o.Status {
	case StatusPending:
		return "Select a payment method from the list to continue"
	case StatusCancelled:
		return "Delete from your order history?"
	}
	return "With this order you earn points as a member"
}
