package library_test

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"testing"
	"time"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"example.com/library"
)

// @no
var bookRows = []string{"id", "isbn", "title", "copies"}

func TestLoanRepository(t *testing.T) {
	t.Run("selects from the loans table when the member exists", func(t *testing.T) {
		db, mock := newMock(t)
		// @sql tables=loans params=value
		mock.ExpectQuery(regexp.QuoteMeta(`SELECT id, book_id, due_on FROM loans WHERE member_id = $1 AND returned_at IS NULL`)).
			WithArgs(int64(7)).
			// @no
			WillReturnRows(sqlmock.NewRows([]string{"id", "book_id", "due_on"}).AddRow(1, 3, time.Now()))

		loans, err := library.NewLoans(db).Open(context.Background(), 7)
		require.NoError(t, err, "select open loans")
		assert.Len(t, loans, 1)
		assert.NoError(t, mock.ExpectationsWereMet())
	})

	t.Run("insert into loans fails when the book is out", func(t *testing.T) {
		db, mock := newMock(t)
		mock.ExpectBegin()
		// @sql tables=books params=value
		mock.ExpectQuery(regexp.QuoteMeta("SELECT copies FROM books WHERE id = $1 FOR UPDATE")).WithArgs(int64(3)).
			// @no
			WillReturnRows(sqlmock.NewRows([]string{"copies"}).AddRow(0))
		mock.ExpectRollback()

		err := library.NewLoans(db).Borrow(context.Background(), 7, 3)
		assert.EqualError(t, err, "loan: no copy left, select another book from the catalogue")
	})

	t.Run("update returned_at and set the fine", func(t *testing.T) {
		db, mock := newMock(t)
		mock.ExpectBegin()
		// @sql tables=loans params=value,value writes=true
		mock.ExpectExec(regexp.QuoteMeta("UPDATE loans SET returned_at = now(), fine_cents = $1 WHERE id = $2")).
			WithArgs(0, int64(1)).
			WillReturnResult(sqlmock.NewResult(0, 1))
		// @sql tables=books,loans writes=true
		mock.ExpectExec(regexp.QuoteMeta(
			"UPDATE books SET copies = copies + 1 " +
				"WHERE id = (SELECT book_id FROM loans WHERE id = $1)",
		)).WillReturnError(errors.New("connection reset"))
		mock.ExpectRollback()

		// @no
		err := library.NewLoans(db).Return(context.Background(), 1)
		assert.ErrorContains(t, err, "UPDATE failed: connection reset")
	})

	t.Run("delete from reservations where the loan starts", func(t *testing.T) {
		db, mock := newMock(t)
		mock.ExpectExec(`^DELETE FROM reservations WHERE .+ RETURNING \(.+\)$`).WillReturnResult(sqlmock.NewResult(0, 2))
		require.NoError(t, library.NewLoans(db).ClearReservations(context.Background(), 3))
	})
}

func TestEscaping(t *testing.T) {
	// @no
	cases := map[string]struct{ in, want string }{
		"select": {in: "select", want: `"select"`},
		"from":   {in: "from", want: `"from"`},
		"plain":  {in: "title", want: "title"},
	}
	for name, tc := range cases {
		t.Run("quotes "+name, func(t *testing.T) {
			assert.Equal(t, tc.want, library.Quote(tc.in), "Select and from are reserved words")
		})
	}
}

func TestBuildSearch(t *testing.T) {
	for _, tc := range []struct {
		name string
		opts library.Search
		want string
	}{
		{
			// @no
			name: "select all books",
			opts: library.Search{},
			// @sql by=content tables=books
			want: "SELECT id, isbn, title FROM books ORDER BY title",
		},
		{
			// @no
			name: "select by author, with a limit",
			opts: library.Search{Author: "Anon", Limit: 10},
			// @sql by=content tables=books,authors params=value
			want: `SELECT b.id, b.isbn, b.title FROM books b INNER JOIN authors a ON a.id = b.author_id WHERE a.name = $1 ORDER BY b.title LIMIT 10`,
		},
	} {
		// @no
		t.Run(tc.name, func(t *testing.T) {
			got, _ := tc.opts.Build()
			assert.Equal(t, tc.want, got, "update the expectation when the query changes")
		})
	}
}

func setup(t *testing.T, db *sql.DB) {
	t.Helper()
	// @sql n=4 by=call writes=true
	_, err := db.Exec(`
		CREATE TABLE authors (id serial PRIMARY KEY, name text NOT NULL);
		CREATE TABLE books (
			id        serial PRIMARY KEY,
			isbn      char(13) UNIQUE,
			title     text NOT NULL,
			author_id int REFERENCES authors,
			copies    int DEFAULT 1 CHECK (copies >= 0)
		);
		INSERT INTO authors (name) VALUES ('Anon; and others'), ('O''Neil');
		INSERT INTO books (isbn, title, author_id) VALUES
			('9780000000001', 'Selected -- Letters', 1),
			('9780000000002', 'Update /* Notes */', 2);
	`)
	// @no
	require.NoError(t, err, "create tables and insert rows")
	t.Cleanup(func() {
		// @sql n=2 by=call writes=true
		_, _ = db.Exec("DROP TABLE books; DROP TABLE authors")
	})
}

func TestIntegration(t *testing.T) {
	// @no
	dsn := library.Env("LIBRARY_TEST_DSN", "postgres://library@localhost/library_test?sslmode=disable")
	db, err := sql.Open("postgres", dsn)
	require.NoError(t, err)
	setup(t, db)

	var n int
	// @sql by=call tables=books
	require.NoError(t, db.QueryRow("SELECT COUNT(*) FROM books").Scan(&n))
	assert.Equal(t, 2, n)

	// @sql by=call
	_, err = db.Exec("BEGIN")
	require.NoError(t, err)
	// @sql by=call
	_, err = db.Exec("SAVEPOINT before_delete")
	require.NoError(t, err)
	// @sql by=call tables=books writes=true
	_, err = db.Exec("delete from books where title like 'Update%' returning *")
	require.NoError(t, err)
	// @sql by=call
	_, err = db.Exec("ROLLBACK TO SAVEPOINT before_delete")
	require.NoError(t, err)
	// @sql by=call
	_, err = db.Exec("COMMIT")
	require.NoError(t, err)

	// @sql by=call complete=false
	_, err = db.Exec("INSERT INTO books (isbn, title VALUES ('x'")
	// @no
	assert.ErrorContains(t, err, "syntax error at or near \"VALUES\"")

	// @sql by=call tables=books
	rows, err := db.Query(`VALUES ('a', 1), ('b', (SELECT max(id) FROM books))`)
	require.NoError(t, err)
	defer rows.Close()
	// @sql by=call tables=books
	_, err = db.Query("TABLE books")
	// @no
	require.NoError(t, err, "table books must be readable")
}

func newMock(t *testing.T) (*sql.DB, sqlmock.Sqlmock) {
	t.Helper()
	db, mock, err := sqlmock.New()
	require.NoError(t, err)
	return db, mock
}
