#!/usr/bin/env python3
"""Imports tickets of the old help desk into the new one."""
import argparse
import sys

import pymysql
import pymysql.cursors
from pymysql.constants import CLIENT

BATCH = 500
TICKET_TABLE = "hd_tickets"

# @no
parser = argparse.ArgumentParser(
    prog="import-tickets",
    description="Select tickets from the old desk and insert them into the new one",
    epilog="With --since only tickets changed since that day are taken.",
)
parser.add_argument("--since", metavar="DAY", help="update from this day on")
parser.add_argument("--queue", choices=["select", "insert", "update", "delete"], help="delete from queue where possible")
parser.add_argument("--host", default="localhost")


def connect(host):
    # @no
    return pymysql.connect(
        host=host,
        database="desk",
        charset="utf8mb4",
        cursorclass=pymysql.cursors.DictCursor,
        client_flag=CLIENT.MULTI_STATEMENTS,
    )


# @sql tables=tickets,users params=value,value,value dialect=mysql
READ_TICKETS = """
SELECT `t`.`id`, `t`.`subject`, `t`.`state`, IFNULL(`u`.`email`, '') AS `email`
FROM `tickets` AS `t`
LEFT JOIN `users` AS `u` ON `u`.`id` = `t`.`user_id`
WHERE `t`.`changed_at` >= %(since)s
  AND `t`.`queue` = %(queue)s
  AND `t`.`subject` NOT LIKE '%%[test]%%'  # tickets of the monitoring
ORDER BY `t`.`id`
LIMIT %(batch)s
"""


def prepare(conn):
    with conn.cursor() as cursor:
        # @sql by=call dialect=mysql
        cursor.execute("SET NAMES utf8mb4")
        # @sql by=call tables=hd_tickets writes=true dialect=mysql
        cursor.execute(
            """
            CREATE TABLE IF NOT EXISTS `hd_tickets` (
                `id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                `old_id` INT NOT NULL,
                `subject` VARCHAR(255) NOT NULL COMMENT 'as written by the customer; may be empty',
                `state` ENUM('open', 'pending', 'closed') NOT NULL DEFAULT 'open',
                `body` MEDIUMTEXT,
                PRIMARY KEY (`id`),
                UNIQUE KEY `old_id` (`old_id`),
                FULLTEXT KEY `text` (`subject`, `body`)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
            """
        )
        # @sql by=call tables=hd_tickets writes=true dialect=mysql
        cursor.execute("ALTER TABLE hd_tickets MODIFY COLUMN subject varchar(500) NOT NULL, ADD COLUMN owner int NULL AFTER state")


def save(conn, rows):
    with conn.cursor() as cursor:
        # @sql by=call tables=hd_tickets params=value,value,value writes=true dialect=mysql
        cursor.executemany(
            "INSERT INTO `hd_tickets` (`old_id`, `subject`, `state`) VALUES (%s, %s, %s) "
            "ON DUPLICATE KEY UPDATE `subject` = VALUES(`subject`), `state` = VALUES(`state`)",
            [(r["id"], r["subject"], r["state"]) for r in rows],
        )
        # @sql by=call tables=import_log params=value writes=true dialect=mysql
        cursor.execute("REPLACE INTO import_log SET name = 'tickets', last_id = %s, ran_at = NOW()", (rows[-1]["id"],))
        # @no
        print("Inserted %d rows into hd_tickets" % cursor.rowcount, file=sys.stderr)


def assign(conn, owner, ids):
    marks = ",".join(["%s"] * len(ids))
    with conn.cursor() as cursor:
        # @sql by=call tables=hd_tickets params=value,list writes=true dialect=mysql
        cursor.execute("UPDATE hd_tickets SET owner = %s WHERE id IN (" + marks + ")", [owner, *ids])
        # @sql by=call tables=tickets,users writes=true dialect=mysql
        cursor.execute(
            "UPDATE tickets t INNER JOIN users u ON u.id = t.user_id SET t.vip = 1 WHERE u.plan = \"gold\" AND t.vip = 0"
        )


def sweep(conn, table, days):
    with conn.cursor() as cursor:
        # @sql by=call params=identifier,value writes=true dialect=mysql
        cursor.execute(f"DELETE FROM `{table}` WHERE closed_at < DATE_SUB(NOW(), INTERVAL %s DAY) LIMIT 1000", (days,))
        deleted = cursor.rowcount
        # @no
        print(f"Delete from {table} removed {deleted} rows")
        return deleted


def statistics(conn, group_by, having=""):
    # @sql tables=hd_tickets dialect=mysql
    statement = (
        "SELECT " + group_by + ", COUNT(*) AS n, GROUP_CONCAT(id ORDER BY id SEPARATOR ',') AS ids "
        + "FROM hd_tickets "
        + "GROUP BY " + group_by
    )
    if having:
        statement += " HAVING " + having
    with conn.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def search(conn, words, states):
    # @sql tables=hd_tickets dialect=mysql
    parts = ["SELECT id, subject FROM hd_tickets WHERE MATCH (subject, body) AGAINST (%s IN BOOLEAN MODE)"]
    args = [words]
    if states:
        parts.append("AND state IN (" + ", ".join(["%s"] * len(states)) + ")")
        args.extend(states)
    parts.append("LIMIT 50")
    with conn.cursor() as cursor:
        cursor.execute(" ".join(parts), args)
        return cursor.fetchall()


def json_field(conn, ticket_id):
    with conn.cursor() as cursor:
        # @sql by=call tables=hd_tickets params=value dialect=mysql
        cursor.execute("select meta->>'$.source' as source from hd_tickets where id = %s lock in share mode", [ticket_id])
        return cursor.fetchone()


# @no
ERRORS = {
    1062: "INSERT failed: duplicate entry for key 'old_id'",
    1146: "SELECT failed: table desk.tickets does not exist",
    1205: "update timed out, lock wait exceeded while setting state",
}
QUERY_LINK = "https://desk.example.com/report?query=select+from+tickets&set=all"


def main():
    args = parser.parse_args()
    conn = connect(args.host)
    prepare(conn)
    with conn.cursor() as cursor:
        cursor.execute(READ_TICKETS, {"since": args.since, "queue": args.queue, "batch": BATCH})
        save(conn, cursor.fetchall())
    try:
        conn.commit()
    # @no
    except pymysql.MySQLError as error:
        print("commit failed:", ERRORS.get(error.args[0], "See %s" % QUERY_LINK), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
