using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using NHibernate;
using NHibernate.Criterion;
using NHibernate.Transform;

namespace Library.Persistence;

/// <summary>
/// Loans of the library. HQL speaks of entities, the native queries speak of tables.
/// </summary>
public sealed class LoanQueries
{
    private readonly ISession _session;

    public LoanQueries(ISession session) => _session = session;

    // @no
    public IList<Loan> Open() =>
        _session.CreateQuery("from Loan l where l.ReturnedOn is null order by l.DueOn").List<Loan>();

    // @no
    public IList<object[]> Totals(string branch) =>
        _session.CreateQuery("select l.Book.Title, count(l) from Loan l join l.Book b where b.Branch.Code = :branch group by l.Book.Title")
            .SetParameter("branch", branch)
            .List<object[]>();

    // @no
    public int CloseLost() => _session
        .CreateQuery("update Loan l set l.State = :lost where l.DueOn < :limit and l.Book.Lost = true")
        .SetParameter("lost", "lost")
        .SetParameter("limit", DateTime.Today.AddYears(-1))
        .ExecuteUpdate();

    // @no
    public int Forget(int reader) => _session
        .CreateQuery("delete Reservation r where r.Reader.Id = :reader")
        .SetParameter("reader", reader)
        .ExecuteUpdate();

    public IList<LoanRow> Rows(int reader)
    {
        // @sql by=call tables=loans,books params=value
        return _session.CreateSQLQuery("SELECT l.id, b.title, l.due_on FROM loans l JOIN books b ON b.id = l.book_id WHERE l.reader_id = :reader")
            .SetParameter("reader", reader)
            // @no
            .SetResultTransformer(Transformers.AliasToBean<LoanRow>())
            .List<LoanRow>();
    }

    public int Purge(int days)
    {
        // @sql by=call tables=loan_events params=value writes=true
        return _session.CreateSQLQuery(@"DELETE FROM ""loan_events"" WHERE happened_at < now() - make_interval(days => :days)")
            .SetParameter("days", days)
            .ExecuteUpdate();
    }

    public IList<object[]> Popular(string[] genres)
    {
        // @sql tables=books,loans params=value
        var sql = """
            SELECT b.genre,
                   b.title,
                   count(*) AS loans,
                   dense_rank() OVER (PARTITION BY b.genre ORDER BY count(*) DESC) AS place
            FROM books b
            JOIN loans l ON l.book_id = b.id
            WHERE b.genre = ANY(string_to_array(:genres, ','))
            GROUP BY b.genre, b.title
            HAVING count(*) > 3
            """;
        // @no
        return _session.CreateSQLQuery(sql).SetParameter("genres", string.Join(",", genres)).List<object[]>();
    }

    // @no
    public IList<Loan> ByCriteria(string state) =>
        _session.CreateCriteria<Loan>("l")
            .CreateAlias("l.Book", "b")
            .Add(Restrictions.Eq("State", state))
            .AddOrder(NHibernate.Criterion.Order.Desc("DueOn"))
            .List<Loan>();

    public string Export(string format)
    {
        // @sql by=hint tables=loans
        // language=sql
        var query = "SELECT row_to_json(l) FROM loans l";

        // @sql by=hint tables=books,loans
        var missing = /* lang=sql */ "select id from books except select book_id from loans";

        // @no
        return format == "json" ? query : missing;
    }

    // @no
    private static readonly Regex Statement = new(@"^\s*(select|insert|update|delete)\s+(from|into)?\s*(?<table>\w+)", RegexOptions.IgnoreCase);

    // @no
    private const string GraphQl = """
        query Loans($reader: ID!) {
          loans(where: { reader: $reader }, orderBy: DUE_ON) { id book { title } }
        }
        """;

    // @no
    private const string Cypher = "MATCH (r:Reader)-[:BORROWED]->(b:Book) WHERE b.title = $title RETURN r.name ORDER BY r.name";

    // @no
    private const string ShelfFilter = "{ \"$set\": { \"state\": \"lost\" }, \"from\": \"books\" }";

    // @no
    public enum StatementKind
    {
        Select,
        Insert,
        Update,
        Delete,
    }

    // @no
    public static readonly Dictionary<StatementKind, string> KindNames = new()
    {
        [StatementKind.Select] = "SELECT",
        [StatementKind.Insert] = "INSERT INTO",
        [StatementKind.Update] = "UPDATE",
        [StatementKind.Delete] = "DELETE FROM",
    };

    // @no
    public static string Usage => """
        Usage: library loans <command>

          select   Select loans from one branch
          update   Update the loans, then set the new dates
          delete   Delete from the list whatever was returned
          with     With a reader only
        """;
}
