#!/usr/bin/env ruby
# frozen_string_literal: true

require "mysql2"
require "optparse"

# @no
options = { queue: "select", since: "2024-01-01" }
OptionParser.new do |parser|
  parser.banner = "Select tickets from the old desk and insert them into the new one"
  parser.on("--queue NAME", "delete from this queue") { |value| options[:queue] = value }
  parser.on("--since DAY", "update from this day on, where possible") { |value| options[:since] = value }
end.parse!

class TicketImport
  # @no
  BATCH = 500
  STATES = %w[open pending closed].freeze
  ERRORS = {
    1062 => "INSERT failed: duplicate entry for key 'old_id'",
    1146 => "SELECT failed: table tickets does not exist",
    1205 => "update timed out while setting state"
  }.freeze

  # @sql tables=tickets,users dialect=mysql
  READ = <<~SQL
    SELECT `t`.`id`, `t`.`subject`, `t`.`state`, IFNULL(`u`.`email`, '') AS `email`
    FROM `tickets` AS `t`
    LEFT JOIN `users` AS `u` ON `u`.`id` = `t`.`user_id`
    WHERE `t`.`subject` NOT LIKE '%[test]%' # tickets of the monitoring
    ORDER BY `t`.`id`
    LIMIT 500
  SQL

  def initialize(host, queue)
    # @no
    @queue = queue
    @client = Mysql2::Client.new(host: host, database: "desk", encoding: "utf8mb4", init_command: nil)
    # @sql by=call dialect=mysql
    @client.query("SET NAMES utf8mb4")
  end

  def prepare
    # @sql by=call tables=hd_tickets writes=true dialect=mysql
    @client.query(<<~SQL)
      CREATE TABLE IF NOT EXISTS `hd_tickets` (
        `id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        `old_id` INT NOT NULL,
        `subject` VARCHAR(255) NOT NULL COMMENT 'as written; may be empty',
        `state` ENUM('open', 'pending', 'closed') NOT NULL DEFAULT 'open',
        UNIQUE KEY `old_id` (`old_id`)
      ) ENGINE=InnoDB
    SQL
    # @sql by=call tables=hd_tickets writes=true dialect=mysql
    @client.query("ALTER TABLE hd_tickets MODIFY COLUMN subject varchar(500) NOT NULL")
  end

  def save(row)
    # @sql by=call tables=hd_tickets params=value,value,value writes=true dialect=mysql
    @save ||= @client.prepare(
      "INSERT INTO hd_tickets (old_id, subject, state) VALUES (?, ?, ?) " \
      "ON DUPLICATE KEY UPDATE subject = VALUES(subject), state = VALUES(state)"
    )
    # @no
    @save.execute(row["id"], row["subject"], row["state"])
  rescue Mysql2::Error => e
    warn "insert into hd_tickets failed: #{ERRORS.fetch(e.error_number, e.message)}"
  end

  def assign(owner, ids)
    # @sql by=call tables=hd_tickets params=value,list writes=true dialect=mysql
    @client.query("UPDATE hd_tickets SET owner = #{owner.to_i} WHERE id IN (#{ids.join(',')})")
  end

  def close(subject)
    # @sql by=call tables=hd_tickets params=value writes=true dialect=mysql
    @client.query("UPDATE `hd_tickets` SET `state` = 'closed' WHERE `subject` = '" + @client.escape(subject) + "'")
  end

  def sweep(table)
    # @sql by=call params=identifier writes=true dialect=mysql
    @client.query("DELETE FROM `#{table}` WHERE closed_at < DATE_SUB(NOW(), INTERVAL 90 DAY) LIMIT 1000")
    # @no
    puts "Delete from #{table}: #{@client.affected_rows} rows"
  end

  def counts
    # @sql tables=hd_tickets dialect=mysql
    sql = [
      "SELECT state, COUNT(*) AS n, GROUP_CONCAT(id SEPARATOR ',') AS ids",
      "FROM hd_tickets",
      "GROUP BY state"
    ].join(" ")
    @client.query(sql, symbolize_keys: true).to_a
  end

  def remember(last_id)
    # @sql by=call params=value tables=import_log writes=true dialect=mysql
    @client.query("REPLACE INTO import_log SET name = 'tickets', last_id = #{last_id}")
  end

  def run
    # @no
    @client.query(READ, stream: true, cache_rows: false).each { |row| save(row) }
  end

  # @no
  def labels
    ["Select queue from list", "Update settings", "Insert card", "Drop the file here", "Show more", "Set as default"]
  end
end

TicketImport.new("localhost", options[:queue]).run
