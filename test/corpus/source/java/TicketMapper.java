package com.example.tickets.mapper;

import java.util.List;
import java.util.Map;

import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Result;
import org.apache.ibatis.annotations.Results;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.SelectKey;
import org.apache.ibatis.annotations.SelectProvider;
import org.apache.ibatis.annotations.Update;

@Mapper
public interface TicketMapper {

    // @no
    String COLUMNS = "`id`, `event_id`, `seat`, `status`, `price_cents`";

    // @sql by=call tables=tickets params=value dialect=mysql
    @Select("SELECT `id`, `event_id`, `seat`, `status` FROM `tickets` WHERE `id` = #{id}")
    // @no
    @Results(id = "ticketMap", value = {
        @Result(column = "event_id", property = "eventId"),
        @Result(column = "price_cents", property = "priceCents")
    })
    Ticket findById(@Param("id") long id);

    // @sql by=call tables=tickets,events params=value,value dialect=mysql
    @Select({
        "SELECT t.`id`, t.`seat`, e.`title`",
        "FROM `tickets` t",
        "INNER JOIN `events` e ON e.`id` = t.`event_id`",
        "WHERE e.`id` = #{eventId,jdbcType=BIGINT}",
        "AND t.`status` = #{status,jdbcType=VARCHAR}",
        "ORDER BY t.`seat`"
    })
    List<Map<String, Object>> seats(@Param("eventId") long eventId, @Param("status") String status);

    // @sql by=call tables=tickets params=value,identifier,fragment dialect=mysql
    @Select("select * from `tickets` where `event_id` = #{eventId} order by ${column} ${direction}")
    List<Ticket> sorted(@Param("eventId") long eventId, @Param("column") String column, @Param("direction") String direction);

    // @sql by=call tables=tickets dialect=mysql
    @Select("SELECT " + COLUMNS + " FROM `tickets` WHERE `status` = 'free' LIMIT #{offset}, #{size}")
    List<Ticket> freePage(@Param("offset") int offset, @Param("size") int size);

    // @sql by=call tables=tickets dialect=mysql
    @Select("""
            <script>
            SELECT `id`, `seat`
            FROM `tickets`
            <where>
                <if test="eventId != null">AND `event_id` = #{eventId}</if>
                <if test="status != null">AND `status` = #{status}</if>
                <if test="ids != null">
                    AND `id` IN
                    <foreach collection="ids" item="id" open="(" separator="," close=")">#{id}</foreach>
                </if>
            </where>
            ORDER BY `id`
            </script>
            """)
    List<Ticket> search(TicketFilter filter);

    // @sql by=call tables=tickets writes=true dialect=mysql
    @Insert("INSERT INTO `tickets` (`event_id`, `seat`, `price_cents`) VALUES (#{eventId}, #{seat}, #{priceCents})")
    @Options(useGeneratedKeys = true, keyProperty = "id")
    int insert(Ticket ticket);

    // @sql by=call tables=counters writes=true params=value,value dialect=mysql
    @Insert({"INSERT INTO `counters` (`name`, `value`) VALUES (#{name}, 1)",
        "ON DUPLICATE KEY UPDATE `value` = LAST_INSERT_ID(`value` + #{step})"})
    // @sql
    @SelectKey(statement = "SELECT LAST_INSERT_ID()", keyProperty = "value", before = false, resultType = long.class)
    int next(Counter counter);

    // @sql by=call tables=ticket_tags writes=true dialect=mysql
    @Insert("<script>INSERT IGNORE INTO `ticket_tags` (`ticket_id`, `tag`) VALUES "
            + "<foreach collection='tags' item='tag' separator=','>(#{ticketId}, #{tag})</foreach></script>")
    int addTags(@Param("ticketId") long ticketId, @Param("tags") List<String> tags);

    // @sql by=call tables=tickets writes=true params=value,value,value dialect=mysql
    @Update("UPDATE `tickets` SET `status` = #{status}, `version` = `version` + 1 WHERE `id` = #{id} AND `version` = #{version}")
    int setStatus(Ticket ticket);

    // @sql by=call tables=tickets,events writes=true params=value dialect=mysql
    @Update("""
            UPDATE `tickets` t
            JOIN `events` e ON e.`id` = t.`event_id`
            SET t.`status` = 'void'
            WHERE e.`cancelled` = 1 AND e.`venue_id` = #{venueId}
            """)
    int voidCancelled(long venueId);

    // @sql by=call tables=tickets writes=true params=value dialect=mysql
    @Delete("DELETE FROM `tickets` WHERE `status` = 'void' AND `updated_at` < DATE_SUB(NOW(), INTERVAL #{days} DAY) LIMIT 500")
    int purge(int days);

    // @sql by=call writes=true dialect=mysql
    @Update("CREATE TABLE IF NOT EXISTS `tickets_${year}` LIKE `tickets`")
    void createYear(@Param("year") int year);

    // @no
    @SelectProvider(type = TicketSql.class, method = "byVenue")
    List<Ticket> byVenue(long venueId);

    // @no
    enum Permission {
        TICKET_SELECT("tickets.select"),
        TICKET_INSERT("tickets.insert"),
        TICKET_DELETE("delete_from_tickets");

        final String key;

        Permission(String key) {
            this.key = key;
        }
    }

    // @no
    final class Labels {
        static final String CHOOSE = "Select a seat from the plan where you want to sit";
        static final String CONFIRM = "Delete from waiting list?";
        static final String RENAME = "Update the title and set a new date";
        static final String ROUTE = "/tickets/select/from/{venue}";
        static final String CREATED = "Create table booking for %d guests";

        private Labels() {}
    }
}
