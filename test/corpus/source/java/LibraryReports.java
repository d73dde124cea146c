package com.example.library.reports;

import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import java.text.MessageFormat;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.bson.Document;
import org.intellij.lang.annotations.Language;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindBean;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.customizer.Define;
import org.jdbi.v3.sqlobject.statement.GetGeneratedKeys;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jsoup.nodes.Element;
import org.neo4j.driver.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class LibraryReports {

    private static final Logger log = LoggerFactory.getLogger(LibraryReports.class);

    // @no
    private static final Pattern SELECT_PATTERN = Pattern.compile("(?i)^\\s*select\\s+(.+?)\\s+from\\s+(\\w+)");
    private static final Pattern KEYWORD = Pattern.compile("\\b(INSERT INTO|DELETE FROM|UPDATE)\\b");

    // @sql by=hint tables=loans params=value
    // language=SQL
    private static final String OVERDUE = "SELECT id, reader_id, due_on FROM loans WHERE returned_on IS NULL AND due_on < ?";

    // @sql tables=branches
    @Language("PostgreSQL")
    private static final String BRANCHES = "SELECT id, name FROM branches ORDER BY name";

    // @no
    private final DSLContext ctx;
    private final Jdbi jdbi;

    public LibraryReports(DSLContext ctx, Jdbi jdbi) {
        this.ctx = ctx;
        this.jdbi = jdbi;
    }

    public Result<Record> overdue(LocalDate today) {
        // @no
        return ctx.fetch(OVERDUE, today);
    }

    public Result<Record> topTitles(int branchId, int limit) {
        // @sql by=call tables=loans,books params=value,value
        return ctx.fetch(
                """
                SELECT b.title,
                       count(*) AS loans,
                       dense_rank() OVER (PARTITION BY b.genre ORDER BY count(*) DESC) AS place
                  FROM loans l
                  JOIN books b ON b.id = l.book_id
                 WHERE l.branch_id = ?
                 GROUP BY b.title, b.genre
                 LIMIT ?
                """,
                branchId, limit);
    }

    public Result<Record> countBy(String tableName, String columnName) {
        // @sql by=call params=identifier
        return ctx.resultQuery("select count(*) as n from {0}", table(name(tableName))).fetch();
    }

    public int renew(long loanId, int days) {
        // @sql by=call tables=loans writes=true params=value,value
        return ctx.execute("update loans set due_on = due_on + {0}, renewals = renewals + 1 where id = {1}", val(days), val(loanId));
    }

    public boolean exists(String isbn) {
        // @sql by=call tables=books params=value
        return Boolean.TRUE.equals(ctx.fetchValue("SELECT EXISTS (SELECT 1 FROM books WHERE isbn = ?)", isbn));
    }

    public void drop(String schema) {
        // @sql by=call writes=true params=identifier
        ctx.query("drop schema if exists {0} cascade", name(schema)).execute();
    }

    public List<Map<String, Object>> readers(String city) {
        try (Handle handle = jdbi.open()) {
            // @sql by=call tables=readers params=value
            return handle.createQuery("SELECT id, card_no, full_name FROM readers WHERE city = :city ORDER BY full_name")
                    .bind("city", city)
                    .mapToMap()
                    .list();
        }
    }

    public int block(List<Long> ids, String reason) {
        // @sql by=call tables=readers writes=true params=value,list
        return jdbi.withHandle(handle -> handle.createUpdate("UPDATE readers SET blocked = true, block_reason = :reason WHERE id IN (<ids>)")
                .bind("reason", reason)
                .bindList("ids", ids)
                .execute());
    }

    public void reserve(long readerId, long bookId) {
        jdbi.useTransaction(handle -> {
            // @sql by=call tables=reservations writes=true params=value,value
            handle.execute("INSERT INTO reservations (reader_id, book_id) VALUES (?, ?)", readerId, bookId);
            // @sql by=call tables=books params=value
            int free = handle.select("SELECT copies - reserved FROM books WHERE id = ? FOR UPDATE", bookId).mapTo(int.class).one();
            // @no
            if (free < 1) {
                log.error("Insert into reservations rejected: no copy of book {} is free", bookId);
                throw new IllegalStateException("With no free copy the reservation waits in the queue");
            }
        });
    }

    public List<String> shelves(String shelfTable, int floor) {
        // @sql params=identifier,value
        String sql = MessageFormat.format("SELECT label FROM {0} WHERE floor = {1}", shelfTable, floor);
        return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    public List<String> authors() {
        // @sql by=call tables=authors
        return jdbi.withHandle(handle -> handle.createQuery(String.join("\n",
                "SELECT a.name",
                "FROM authors a",
                "WHERE a.name LIKE '\u00c9%'",
                "  AND a.\"deathYear\" IS NULL")).mapTo(String.class).list());
    }

    public int deleteOld(String interval) {
        // @sql tables=search_log writes=true params=value
        String sql = "DELETE FROM search_log WHERE logged_at < now() - interval '%s'".formatted(interval);
        return ctx.execute(sql);
    }

    // @no
    public List<String> recommended(Session session, long readerId) {
        session.run("MERGE (r:Reader {id: $id}) ON CREATE SET r.since = date() RETURN r", Map.of("id", readerId));
        session.run("MATCH (r:Reader)-[b:BORROWED]->(:Book) WHERE r.id = $id AND b.closed DELETE b", Map.of("id", readerId));
        return session.run("MATCH (r:Reader {id: $id})-[:BORROWED]->(:Book)<-[:BORROWED]-(o) RETURN o.name", Map.of("id", readerId))
                .list(row -> row.get(0).asString());
    }

    // @no
    public static Document openLoans() {
        return Document.parse("{ \"returned\": null, \"$where\": \"this.due < new Date()\" }");
    }

    // @no
    public static String loansQuery() {
        return """
                query Loans($reader: ID!) {
                  loans(where: {reader: $reader}, orderBy: DUE_ASC) {
                    id
                    update { by at }
                  }
                }
                """;
    }

    // @no
    public static Element genreSelect(Element form) {
        form.append("<select name=\"genre\"><option value=\"\">Select a genre from the list</option></select>");
        return form.select("select[name=genre] > option").first();
    }
}

@RegisterConstructorMapper(Reader.class)
interface ReaderDao {

    // @sql by=call tables=readers params=value
    @SqlQuery("select id, card_no, full_name from readers where card_no = :cardNo")
    Reader byCard(@Bind("cardNo") String cardNo);

    // @sql by=call tables=readers params=list
    @SqlQuery("SELECT id, card_no, full_name FROM readers WHERE id IN (<ids>)")
    List<Reader> byIds(@BindList("ids") List<Long> ids);

    // @sql by=call tables=readers
    @SqlQuery("SELECT id, card_no, full_name FROM readers ORDER BY <column> LIMIT :limit")
    List<Reader> sorted(@Define("column") String column, @Bind("limit") int limit);

    // @sql by=call tables=readers writes=true params=value,value
    @SqlUpdate("INSERT INTO readers (card_no, full_name) VALUES (:cardNo, :fullName)")
    // @no
    @GetGeneratedKeys("id")
    long insert(@BindBean Reader reader);

    // @sql by=call tables=fines writes=true params=value,value
    @SqlBatch("""
            INSERT INTO fines (reader_id, cents, note)
            VALUES (:readerId, :cents, 'late; see "Fees"')
            """)
    void insertFines(@BindBean List<Fine> fines);
}

record Reader(long id, String cardNo, String fullName) {}

record Fine(long readerId, int cents) {}
