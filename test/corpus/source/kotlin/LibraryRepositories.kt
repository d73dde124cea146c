package com.example.library.persistence

import jakarta.persistence.Entity
import jakarta.persistence.EntityManager
import jakarta.persistence.Id
import jakarta.persistence.NamedNativeQuery
import jakarta.persistence.NamedQuery
import java.time.LocalDate
import org.jdbi.v3.core.Jdbi
import org.jdbi.v3.core.kotlin.mapTo
import org.jdbi.v3.core.kotlin.useTransactionUnchecked
import org.jdbi.v3.core.kotlin.withHandleUnchecked
import org.jdbi.v3.sqlobject.customizer.BindList
import org.jdbi.v3.sqlobject.statement.SqlQuery
import org.jdbi.v3.sqlobject.statement.SqlUpdate
import org.jooq.DSLContext
import org.jooq.impl.DSL.name
import org.jooq.impl.DSL.table
import org.neo4j.driver.Session
import org.slf4j.LoggerFactory
import org.springframework.data.domain.Page
import org.springframework.data.domain.Pageable
import org.springframework.data.jpa.repository.JpaRepository
import org.springframework.data.jpa.repository.Modifying
import org.springframework.data.jpa.repository.Query
import org.springframework.data.repository.query.Param

// @no
@Entity
@NamedQuery(name = "Loan.open", query = "select l from Loan l where l.returnedOn is null and l.reader.id = :readerId")
// @sql by=call tables=loans params=value
@NamedNativeQuery(name = "Loan.overdue", query = "SELECT * FROM loans WHERE returned_on IS NULL AND due_on < :today", resultClass = Loan::class)
class Loan(@Id val id: Long, val readerId: Long, val dueOn: LocalDate, val returnedOn: LocalDate?)

interface LoanRepository : JpaRepository<Loan, Long> {
    // @no
    @Query("SELECT l FROM Loan l JOIN l.reader r WHERE r.city = :city")
    fun inCity(@Param("city") city: String): List<Loan>

    // @no
    @Query(
        """
        select new com.example.library.api.LoanCount(l.book.title, count(l))
        from Loan l
        group by l.book.title
        """
    )
    fun counts(): List<LoanCount>

    // @no
    @Modifying
    @Query("update Loan l set l.dueOn = :dueOn where l.id in :ids")
    fun extend(@Param("ids") ids: List<Long>, @Param("dueOn") dueOn: LocalDate): Int

    // @sql by=call tables=loans params=value
    @Query("SELECT * FROM loans WHERE reader_id = ?1 ORDER BY due_on", nativeQuery = true)
    fun ofReader(readerId: Long): List<Loan>

    // @sql by=call tables=loans,books params=value,value
    @Query(
        nativeQuery = true,
        value = """
            SELECT b.title, count(*) FILTER (WHERE l.returned_on IS NULL) AS open
              FROM loans l
              JOIN books b ON b.id = l.book_id
             WHERE l.branch_id = :branchId
               AND l.lent_on >= CAST(:since AS date)
             GROUP BY ROLLUP (b.title)
            """,
    )
    fun openByTitle(@Param("branchId") branchId: Long, @Param("since") since: LocalDate): List<Array<Any>>

    // @sql n=2 by=call tables=loans params=value
    @Query(
        value = "select * from loans where branch_id = :branchId order by id",
        countQuery = "select count(id) from loans where branch_id = :branchId",
        nativeQuery = true,
    )
    fun page(@Param("branchId") branchId: Long, pageable: Pageable): Page<Loan>

    // @sql by=call tables=loans writes=true params=value
    @Modifying
    @Query(value = "DELETE FROM loans WHERE returned_on < :before", nativeQuery = true)
    fun purge(@Param("before") before: LocalDate): Int
}

class LoanQueries(private val em: EntityManager) {
    fun overdueReaders(days: Int): List<*> =
        // @sql by=call tables=readers,loans params=value
        em.createNativeQuery(
            "SELECT r.id, r.full_name FROM readers r " +
                "WHERE EXISTS (SELECT 1 FROM loans l WHERE l.reader_id = r.id " +
                "AND l.returned_on IS NULL AND l.due_on < CURRENT_DATE - :days)"
        )
            .setParameter("days", days)
            .resultList

    fun books(genre: String): List<Book> =
        // @no
        em.createQuery("SELECT b FROM Book b WHERE b.genre = :genre ORDER BY b.title", Book::class.java)
            .setParameter("genre", genre)
            .resultList

    fun forget(readerId: Long): Int =
        // @no
        em.createQuery("DELETE FROM Reservation r WHERE r.reader.id = :readerId")
            .setParameter("readerId", readerId)
            .executeUpdate()
}

interface ReaderDao {
    // @sql by=call tables=readers params=value
    @SqlQuery("SELECT id, card_no, full_name FROM readers WHERE lower(full_name) LIKE lower(:prefix) || '%'")
    fun byName(prefix: String): List<Reader>

    // @sql by=call tables=readers writes=true params=value,list
    @SqlUpdate("update readers set branch_id = :branchId where id in (<ids>)")
    fun move(branchId: Long, @BindList("ids") ids: List<Long>): Int
}

class JdbiShelves(private val jdbi: Jdbi) {
    fun labels(floor: Int): List<String> = jdbi.withHandleUnchecked { handle ->
        // @sql by=call tables=shelves params=value
        handle.createQuery("SELECT label FROM shelves WHERE floor = :floor ORDER BY label")
            .bind("floor", floor)
            .mapTo<String>()
            .list()
    }

    fun relabel(old: String, new: String) = jdbi.useTransactionUnchecked { handle ->
        // @sql by=call tables=shelves writes=true params=value,value
        handle.createUpdate("UPDATE shelves SET label = replace(label, :old, :new)").bind("old", old).bind("new", new).execute()
        // @sql by=call tables=shelf_log writes=true params=value,value
        handle.execute("INSERT INTO shelf_log (old_label, new_label) VALUES (?, ?)", old, new)
    }
}

class JooqCatalogue(private val ctx: DSLContext) {
    private val log = LoggerFactory.getLogger(javaClass)

    fun genres(): List<String> =
        // @sql by=call tables=books
        ctx.fetch("SELECT DISTINCT unnest(genres) AS genre FROM books ORDER BY genre").map { it.get("genre", String::class.java) }

    fun size(tableName: String): Long =
        // @sql by=call params=identifier
        ctx.fetchValue("SELECT count(*) FROM {0}", table(name(tableName))) as Long

    fun tree(root: Long): List<Map<String, Any>> =
        // @sql by=call tables=subjects params=value
        ctx.resultQuery(
            """
            WITH RECURSIVE tree (id, parent_id, label, depth) AS (
                SELECT id, parent_id, label, 0 FROM subjects WHERE id = ?
                UNION ALL
                SELECT s.id, s.parent_id, s.label, tree.depth + 1
                FROM subjects s
                JOIN tree ON tree.id = s.parent_id
                WHERE tree.depth < 8
            )
            SELECT id, repeat('  ', depth) || label AS label FROM tree
            """.trimIndent(),
            root,
        ).fetchMaps()

    fun filter(condition: String): Int {
        // @sql by=call tables=books writes=true params=fragment
        val changed = ctx.execute("UPDATE books SET hidden = true WHERE $condition")
        // @no
        log.info("update books set hidden for {} rows where {}", changed, condition)
        return changed
    }
}

class Recommendations(private val session: Session) {
    // @no
    fun related(isbn: String): List<String> =
        session.run("MATCH (b:Book {isbn: \$isbn})<-[:BORROWED]-(:Reader)-[:BORROWED]->(o:Book) RETURN o.title", mapOf("isbn" to isbn))
            .list { it["o.title"].asString() }

    // @no
    fun link(reader: Long, isbn: String) {
        session.run("MERGE (r:Reader {id: \$reader}) MERGE (b:Book {isbn: \$isbn}) MERGE (r)-[:BORROWED]->(b)", mapOf("reader" to reader, "isbn" to isbn))
    }

    // @no
    val document = """
        query Books(${'$'}genre: String!) {
          books(where: { genre: ${'$'}genre }, orderBy: TITLE) { title select: id }
        }
    """.trimIndent()
}
