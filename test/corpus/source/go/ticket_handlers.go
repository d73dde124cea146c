package tickets

import (
	"database/sql"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/redis/go-redis/v9"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// @no
const (
	sortByDate  = "created_at"
	listColumns = "id, title, status, assignee_id, created_at"
	filterForm  = `<form action="/tickets" method="get">
  <select name="status" class="select from-group">
    <option value="">Select a status from the list</option>
    <option value="open">Open</option>
  </select>
  <button type="submit">Update</button>
</form>`
	filterCSS = `
select, input { width: 100%; }
select::after { content: "from"; }
`
	ticketsDocument = `
query Tickets($status: Status!) {
  tickets(where: {status: $status}, orderBy: created_at) { id title from { name } }
}`
	createMutation = `mutation { insert_tickets(objects: {title: "x"}) { returning { id } } }`
)

type Ticket struct {
	ID         uint       `gorm:"primaryKey" json:"id"`
	Title      string     `gorm:"size:200;not null" json:"title"`
	Status     string     `gorm:"default:open;check:status in ('open','closed')" json:"status"`
	AssigneeID *uint      `gorm:"index" json:"assignee_id"`
	ClosedAt   *time.Time `json:"closed_at"`
}

type Handlers struct {
	db    *gorm.DB
	cache *redis.Client
}

func (h *Handlers) Routes(r gin.IRouter) {
	r.GET("/tickets/select", h.List)
	r.POST("/tickets/update/:id", h.Update)
	r.DELETE("/delete/from/queue/:id", h.Close)
}

func (h *Handlers) List(c *gin.Context) {
	var out []Ticket
	statuses := c.QueryArray("status")
	// @sql by=call tables=tickets params=list,value
	err := h.db.Raw("SELECT id, title, status FROM tickets WHERE status IN ? ORDER BY id DESC LIMIT ?", statuses, 50).Scan(&out).Error
	if err != nil {
		// @no
		c.JSON(http.StatusInternalServerError, gin.H{"error": "SELECT from tickets failed, please try again"})
		return
	}
	c.JSON(http.StatusOK, out)
}

func (h *Handlers) Overview(c *gin.Context) {
	var stats []struct {
		TeamID  uint
		Open    int64
		Overdue int64
	}
	// @sql by=call tables=tickets,memberships,teams params=value,value
	h.db.Raw(`
		WITH load AS (
			SELECT m.team_id,
			       count(*)                                         AS open,
			       count(*) FILTER (WHERE t.due_at < @now)          AS overdue,
			       percentile_cont(0.5) WITHIN GROUP (ORDER BY t.priority) AS median
			FROM tickets t
			JOIN memberships m ON m.user_id = t.assignee_id
			WHERE t.status = 'open' -- closed ones don't count
			GROUP BY m.team_id
		)
		SELECT load.*, teams.name, rank() OVER (ORDER BY load.overdue DESC)
		FROM load
		JOIN teams ON teams.id = load.team_id
		WHERE teams.org_id = @org AND load.overdue >= 0
	`, sql.Named("now", time.Now()), sql.Named("org", c.GetUint("org"))).Scan(&stats)
	// @no
	c.HTML(http.StatusOK, "select.html", gin.H{"title": "With love from the help desk", "stats": stats})
}

func (h *Handlers) Update(c *gin.Context) {
	// @no
	id := c.Param("id")
	// @sql by=call tables=tickets params=value,value writes=true
	res := h.db.Exec("UPDATE tickets SET title = ?, updated_at = NOW() WHERE id = ?", c.PostForm("title"), id)
	if res.Error != nil {
		// @no
		c.String(http.StatusConflict, "Update failed: set a title and try again")
		return
	}
	if res.RowsAffected == 0 {
		c.String(http.StatusNotFound, "Nothing to update: ticket "+id+" was deleted from the queue")
		return
	}
	h.cache.Do(c, "SET", "ticket:"+id, "stale")
	h.cache.Do(c, "SELECT", 2)
	c.Status(http.StatusNoContent)
}

func (h *Handlers) Close(c *gin.Context) {
	err := h.db.Transaction(func(tx *gorm.DB) error {
		// @sql by=call tables=tickets params=value writes=true
		if err := tx.Exec(`update tickets set status = 'closed', closed_at = now() where id = ?`, c.Param("id")).Error; err != nil {
			return err
		}
		// @sql by=call tables=ticket_watchers,tickets writes=true
		return tx.Exec(`DELETE FROM ticket_watchers w USING tickets t WHERE t.id = w.ticket_id AND t.closed_at < now() - interval '1 year'`).Error
	})
	if err != nil {
		// @no
		c.JSON(500, gin.H{"message": "Delete from watch list? Please confirm", "code": "DELETE"})
	}
}

func (h *Handlers) Export(c *gin.Context) {
	// @no
	sort := c.DefaultQuery("sort", sortByDate)
	dir := "ASC"
	if c.Query("desc") != "" {
		dir = "DESC"
	}
	var cond []string
	var args []any
	if s := c.Query("status"); s != "" {
		cond = append(cond, "status = ?")
		args = append(args, s)
	}
	cond = append(cond, "deleted_at IS NULL")
	// @sql tables=tickets
	q := fmt.Sprintf("SELECT %s FROM tickets WHERE %s ORDER BY %q %s", listColumns, strings.Join(cond, " AND "), sort, dir)
	rows, err := h.db.Raw(q, args...).Rows()
	if err != nil {
		// @no
		c.AbortWithError(500, fmt.Errorf("export: select %s from tickets: %w", listColumns, err))
		return
	}
	defer rows.Close()
	w := csv.NewWriter(c.Writer)
	w.Write([]string{"id", "title", "status", "assignee", "created at"})
}

func (h *Handlers) Suggest(c *gin.Context) {
	var titles []string
	// @sql tables=tickets params=value,value
	q := fmt.Sprintf("SELECT DISTINCT title FROM tickets WHERE title ILIKE '%%%s%%' AND title <> '100%%' LIMIT %d", escape(c.Query("q")), 10)
	h.db.Raw(q).Scan(&titles)
	// @no
	c.JSON(200, gin.H{"titles": titles, "hint": "Select one, or create table reservations with the button"})
}

func (h *Handlers) Merge(tx *gorm.DB, table string, from, into uint) error {
	// @sql by=call params=identifier,value,value writes=true
	if err := tx.Exec("UPDATE "+table+" SET ticket_id = ? WHERE ticket_id = ?", into, from).Error; err != nil {
		return err
	}
	// @sql by=call tables=ticket_totals,tickets writes=true
	return tx.Exec(`MERGE INTO ticket_totals AS tt
		USING (SELECT assignee_id, count(*) AS n FROM tickets GROUP BY assignee_id) AS src
		   ON tt.user_id = src.assignee_id
		WHEN MATCHED THEN UPDATE SET total = src.n
		WHEN NOT MATCHED THEN INSERT (user_id, total) VALUES (src.assignee_id, src.n)`).Error
}

func (h *Handlers) Lock(tx *gorm.DB, id uint) (t Ticket, err error) {
	// @no
	err = tx.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).First(&t, id).Error
	if err != nil {
		err = fmt.Errorf("select for update: %w", err)
	}
	return
}

func (h *Handlers) Maintenance() {
	// @sql by=call
	h.db.Exec("REFRESH MATERIALIZED VIEW CONCURRENTLY ticket_stats")
	// @sql by=call
	h.db.Exec("call archive_tickets(?)", 500)
	// @sql by=call writes=true
	h.db.Exec(strings.Join([]string{
		"CREATE TEMPORARY TABLE stale AS",
		"SELECT id FROM tickets",
		"WHERE updated_at < now() - interval '30 days'",
	}, " "))
	// @sql by=call complete=false
	h.db.Exec("SELECT id, title FROM ")
}

// syncLegacy reads what the former help desk changed since the last run.
func syncLegacy(old *sql.DB, since time.Time) (*sql.Rows, error) {
	// @sql by=call tables=tickets,users params=value,value dialect=transactsql
	return old.Query(`
		SELECT TOP (@batch) [t].[TicketNo], [t].[Subject], ISNULL([u].[Login], N'none') AS [Login]
		FROM [dbo].[Tickets] AS [t] WITH (NOLOCK)
		LEFT JOIN [dbo].[Users] AS [u] ON [u].[Id] = [t].[OwnerId]
		WHERE [t].[ChangedAt] > @since
		ORDER BY [t].[ChangedAt]`, sql.Named("batch", 100), sql.Named("since", since))
}

// markSynced flags one ticket of the former help desk.
func markSynced(old *sql.DB, no string) error {
	// @sql by=call tables=tickets params=value writes=true dialect=transactsql
	_, err := old.Exec("UPDATE [dbo].[Tickets] SET [Synced] = 1, [SyncedAt] = SYSUTCDATETIME() OUTPUT inserted.[Id] WHERE [TicketNo] = @p1", no)
	return err
}
