package com.example.tickets.local

import android.content.Context
import android.database.Cursor
import android.util.Log
import androidx.room.Dao
import androidx.room.Database
import androidx.room.DatabaseView
import androidx.room.Insert
import androidx.room.OnConflictStrategy
import androidx.room.Query
import androidx.room.RawQuery
import androidx.room.Room
import androidx.room.RoomDatabase
import androidx.room.Transaction
import androidx.room.migration.Migration
import androidx.sqlite.db.SimpleSQLiteQuery
import androidx.sqlite.db.SupportSQLiteDatabase
import androidx.sqlite.db.SupportSQLiteQuery
import kotlinx.coroutines.flow.Flow

// @no
private const val TAG = "TicketDatabase"
private const val DB_NAME = "tickets.db"

@Dao
interface TicketDao {
    // @sql by=call tables=tickets dialect=sqlite
    @Query("SELECT * FROM tickets ORDER BY starts_at")
    fun all(): Flow<List<Ticket>>

    // @sql by=call tables=tickets params=value dialect=sqlite
    @Query("SELECT * FROM tickets WHERE id = :id")
    suspend fun byId(id: Long): Ticket?

    // @sql by=call tables=tickets params=list dialect=sqlite
    @Query("select id, seat from tickets where id in (:ids)")
    suspend fun seats(ids: List<Long>): List<Seat>

    // @sql by=call tables=tickets,events params=value,value dialect=sqlite
    @Transaction
    @Query(
        """
        SELECT t.*, e.title
        FROM tickets AS t
        INNER JOIN events AS e ON e.id = t.event_id
        WHERE e.title LIKE '%' || :term || '%'
           OR t.seat = :term COLLATE NOCASE
        LIMIT :limit
        """
    )
    suspend fun search(term: String, limit: Int): List<TicketWithEvent>

    // @sql by=call tables=tickets writes=true params=value,value dialect=sqlite
    @Query("UPDATE tickets SET status = :status WHERE id = :id")
    suspend fun setStatus(id: Long, status: String): Int

    // @sql by=call tables=tickets writes=true params=value dialect=sqlite
    @Query("DELETE FROM tickets WHERE starts_at < strftime('%s', 'now') - :seconds")
    suspend fun purge(seconds: Long): Int

    // @sql by=call tables=settings writes=true params=value,value dialect=sqlite
    @Query("INSERT OR REPLACE INTO settings (name, value) VALUES (:name, :value)")
    suspend fun put(name: String, value: String)

    // @sql by=call tables=scans params=value dialect=sqlite
    @Query("SELECT COUNT(*) FROM scans WHERE ticket_id = :ticketId " +
        "AND scanned_at > datetime('now', '-1 day')")
    suspend fun recentScans(ticketId: Long): Int

    // @no
    @Insert(onConflict = OnConflictStrategy.REPLACE, entity = Ticket::class)
    suspend fun save(ticket: Ticket)

    // @sql by=call tables=tickets writes=true params=value dialect=sqlite
    @Query("delete from tickets where id = :id")
    fun remove(id: Long): Int

    // @no
    @RawQuery(observedEntities = [Ticket::class])
    fun raw(query: SupportSQLiteQuery): List<Ticket>
}

// @sql tables=events,tickets dialect=sqlite
@DatabaseView("SELECT e.id, e.title, COUNT(t.id) AS sold FROM events e LEFT JOIN tickets t ON t.event_id = e.id GROUP BY e.id")
data class EventSales(val id: Long, val title: String, val sold: Int)

// @no
@Database(entities = [Ticket::class], views = [EventSales::class], version = 4, exportSchema = false)
abstract class TicketDatabase : RoomDatabase() {
    abstract fun tickets(): TicketDao

    companion object {
        private val MIGRATION_2_3 = object : Migration(2, 3) {
            override fun migrate(db: SupportSQLiteDatabase) {
                // @sql by=call writes=true dialect=sqlite
                db.execSQL("ALTER TABLE tickets ADD COLUMN gate TEXT NOT NULL DEFAULT ''")
                // @sql by=call writes=true dialect=sqlite
                db.execSQL("CREATE INDEX IF NOT EXISTS index_tickets_event_id ON tickets (event_id)")
            }
        }

        private val MIGRATION_3_4 = object : Migration(3, 4) {
            override fun migrate(db: SupportSQLiteDatabase) {
                // @sql by=call writes=true dialect=sqlite
                db.execSQL(
                    """
                    CREATE TABLE IF NOT EXISTS `scans` (
                        `id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                        `ticket_id` INTEGER NOT NULL,
                        `scanned_at` TEXT NOT NULL,
                        FOREIGN KEY(`ticket_id`) REFERENCES `tickets`(`id`) ON DELETE CASCADE
                    )
                    """.trimIndent()
                )
                // @sql by=call tables=scans,tickets writes=true dialect=sqlite
                db.execSQL("INSERT INTO scans (ticket_id, scanned_at) SELECT id, used_at FROM tickets WHERE used_at IS NOT NULL")
                // @sql by=call dialect=sqlite
                db.execSQL("PRAGMA foreign_key_check")
                // @no
                Log.i(TAG, "Create table scans: done, insert into scans: done")
            }
        }

        fun open(context: Context): TicketDatabase =
            Room.databaseBuilder(context, TicketDatabase::class.java, DB_NAME)
                .addMigrations(MIGRATION_2_3, MIGRATION_3_4)
                .build()
    }
}

class TicketReports(private val dao: TicketDao, private val db: SupportSQLiteDatabase) {
    fun byColumn(column: String, value: String): List<Ticket> {
        // @sql tables=tickets params=identifier,value dialect=sqlite
        val query = SimpleSQLiteQuery("SELECT * FROM tickets WHERE $column = ?", arrayOf(value))
        return dao.raw(query)
    }

    fun gates(): List<String> {
        val gates = mutableListOf<String>()
        // @sql tables=tickets dialect=sqlite
        val cursor: Cursor = db.query("SELECT DISTINCT gate FROM tickets WHERE gate GLOB '[A-Z]*' ORDER BY gate")
        cursor.use {
            while (it.moveToNext()) gates += it.getString(0)
        }
        return gates
    }

    fun rename(id: Long, title: String) {
        // @sql by=call tables=events writes=true params=value,value dialect=sqlite
        db.execSQL("UPDATE events SET title = ? WHERE id = ?", arrayOf(title, id))
    }

    // @no
    fun delete(id: Long) {
        val deleted = dao.remove(id)
        if (deleted == 0) Log.w(TAG, "delete from tickets: no row with id $id")
    }
}

object TicketLabels {
    // @no
    const val PICK_SEAT = "Select your seat from the plan"

    // @no
    const val EMPTY = "No tickets yet. Insert into your calendar what you do not want to miss"

    // @no
    const val REMOVE = "Delete from this phone?"

    // @no
    const val REFRESH = "Update tickets? Set the device online first"

    // @no
    const val ROUTE_SELECT = "tickets/select/{from}?where={where}"

    // @no
    val ACTIONS = listOf("SELECT", "INSERT", "UPDATE", "DELETE")
}
