package com.example.ledger.store

import com.zaxxer.hikari.HikariDataSource
import java.io.PrintStream
import java.math.BigDecimal
import java.sql.Connection
import java.sql.ResultSet
import java.time.LocalDate
import kotliquery.Row
import kotliquery.queryOf
import kotliquery.sessionOf
import mu.KotlinLogging
import org.jetbrains.exposed.sql.IntegerColumnType
import org.jetbrains.exposed.sql.Table
import org.jetbrains.exposed.sql.VarCharColumnType
import org.jetbrains.exposed.sql.selectAll
import org.jetbrains.exposed.sql.statements.StatementType
import org.jetbrains.exposed.sql.transactions.TransactionManager
import org.jetbrains.exposed.sql.transactions.transaction
import org.jetbrains.exposed.sql.update

private val log = KotlinLogging.logger {}

// @no
private const val ENTRIES = "ledger.entries"
private const val FIELDS = "id, account_id, cents, booked_on"

// @sql tables=entries params=value
private const val BY_ID = "SELECT $FIELDS FROM $ENTRIES WHERE id = ?"

// @no
object Accounts : Table("accounts") {
    val id = integer("id").autoIncrement()
    val code = varchar("code", 16).uniqueIndex("accounts_code_key")
    override val primaryKey = PrimaryKey(id)
}

class ExposedLedger {
    fun balances(): Map<String, Long> = transaction {
        val out = mutableMapOf<String, Long>()
        // @sql by=call tables=accounts,entries
        exec(
            """
            SELECT a.code, COALESCE(SUM(e.cents), 0) AS balance
            FROM accounts a
            LEFT JOIN entries e ON e.account_id = a.id
            GROUP BY a.code
            """.trimIndent()
        ) { rs: ResultSet ->
            // @no
            while (rs.next()) out[rs.getString("code")] = rs.getLong("balance")
        }
        out
    }

    fun lockAccount(code: String) = transaction {
        // @sql by=call tables=accounts params=value
        exec("SELECT id FROM accounts WHERE code = ? FOR UPDATE SKIP LOCKED", listOf(VarCharColumnType() to code))
        // @sql by=call
        exec("SET LOCAL statement_timeout = '5s'")
    }

    fun addNote(accountId: Int, note: String): Int? = transaction {
        // @sql by=call tables=notes writes=true params=value,value
        exec(
            "INSERT INTO notes (account_id, body) VALUES (?, ?) RETURNING id",
            listOf(IntegerColumnType() to accountId, VarCharColumnType() to note),
            StatementType.SELECT,
        ) { rs -> if (rs.next()) rs.getInt(1) else null }
    }

    fun vacuum() {
        // @sql by=call
        TransactionManager.current().exec("VACUUM (ANALYZE) entries")
    }

    // @no
    fun rename(id: Int, name: String) = transaction {
        Accounts.update({ Accounts.id eq id }) { it[code] = name }
        log.info { "update accounts set code to $name for account $id" }
        Accounts.selectAll().count()
    }
}

class JdbcLedger(private val dataSource: HikariDataSource) {
    fun find(id: Long): Entry? = dataSource.connection.use { c ->
        // @no
        c.prepareStatement(BY_ID).use { ps ->
            ps.setLong(1, id)
            ps.executeQuery().use { rs -> if (rs.next()) read(rs) else null }
        }
    }

    fun byIds(ids: List<Long>): List<Entry> = dataSource.connection.use { c ->
        c.createStatement().use { st ->
            // @sql by=call tables=entries params=list
            st.executeQuery("SELECT * FROM ledger.entries WHERE id IN (${ids.joinToString(", ")}) ORDER BY id").use { rs ->
                generateSequence { if (rs.next()) read(rs) else null }.toList()
            }
        }
    }

    fun transfer(from: Int, to: Int, cents: Long) = dataSource.connection.use { c ->
        val st = c.createStatement()
        try {
            // @sql by=call
            st.execute("BEGIN")
            // @sql by=call tables=accounts writes=true params=value,value
            st.executeUpdate("UPDATE accounts SET cents = cents - $cents WHERE id = $from")
            // @sql by=call tables=accounts writes=true params=value,value
            st.executeUpdate("UPDATE accounts SET cents = cents + $cents WHERE id = $to")
            // @sql by=call
            st.execute("COMMIT")
        } catch (e: Exception) {
            // @sql by=call
            st.execute("ROLLBACK")
            // @no
            throw IllegalStateException("Transfer from $from to $to failed, update accounts was undone", e)
        }
    }

    fun closed(c: Connection, year: Int, status: String): Boolean {
        // @sql by=call params=value,value
        val rs = c.createStatement().executeQuery("select exists(select 1 from periods where year = $year and status = '$status')")
        return rs.next() && rs.getBoolean(1)
    }

    fun statement(c: Connection, account: Int, orderBy: String): ResultSet {
        // @sql tables=entries
        var sql = "SELECT booked_on, cents, sum(cents) OVER (ORDER BY booked_on, id) AS running FROM ledger.entries"
        sql += " WHERE account_id = ? AND booked_on >= ?"
        if (orderBy.isNotBlank()) {
            sql += " ORDER BY $orderBy"
        }
        val ps = c.prepareStatement(sql)
        ps.setInt(1, account)
        ps.setObject(2, LocalDate.of(2024, 1, 1))
        return ps.executeQuery()
    }

    fun cutOff(c: Connection) {
        // @sql by=call complete=false
        c.prepareStatement("SELECT id, cents FROM ledger.entries WHERE booked_on >=").executeQuery()
    }

    // @no
    private fun read(rs: ResultSet) = Entry(rs.getLong("id"), rs.getInt("account_id"), rs.getBigDecimal("cents"))
}

class QueryLedger(private val dataSource: HikariDataSource) {
    fun open(limit: Int): List<Entry> = sessionOf(dataSource).use { session ->
        // @sql by=call tables=entries params=value
        session.run(queryOf("select * from entries where closed_at is null limit ?", limit).map(::toEntry).asList)
    }

    fun book(accountId: Int, cents: BigDecimal, tags: List<String>): Long? = sessionOf(dataSource).use { session ->
        // @no
        val args = mapOf("account" to accountId, "cents" to cents, "tags" to session.createArrayOf("text", tags))
        session.run(
            queryOf(
                // @sql by=call tables=entries writes=true params=value,value,value
                """
                insert into entries (account_id, cents, tags)
                values (:account, :cents, :tags::text[])
                returning id
                """,
                args,
            ).map { it.long("id") }.asSingle
        )
    }

    fun tagged(tag: String): List<Entry> = sessionOf(dataSource).use { session ->
        // @sql tables=entries params=value
        val query = "SELECT e.* FROM entries e WHERE e.tags @> ARRAY[:tag]::text[] AND e.meta #>> '{source,\"kind\"}' = 'import';"
        session.run(queryOf(query, mapOf("tag" to tag)).map(::toEntry).asList)
    }

    // @no
    private fun toEntry(row: Row) = Entry(row.long("id"), row.int("account_id"), row.bigDecimal("cents"))
}

// @no
fun usage(out: PrintStream) = out.println(
    """
    |Usage: ledger COMMAND
    |  select    Select from which ledger to read
    |  update    Update balances where needed
    |  delete    Delete from the index, never from disk
    """.trimMargin()
)

data class Entry(val id: Long, val accountId: Int, val cents: BigDecimal)
