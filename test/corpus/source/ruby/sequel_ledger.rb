# frozen_string_literal: true

require "sequel"
require "logger"

# Double entry ledger on Sequel.
module Ledger
  # @no
  DB = Sequel.connect(ENV.fetch("LEDGER_URL", "postgres://localhost/ledger"), logger: Logger.new($stderr))
  DB.extension :pg_json, :pg_array

  ENTRY_COLUMNS = "e.id, e.booked_on, e.amount, e.memo"
  SQL_COMMENT = /\A\s*(?:select|insert into|update)\s+(\w+)\s+(?:from|set|values)/i

  # @sql tables=accounts,entries
  BALANCE_SHEET = <<~'SQL'
    WITH RECURSIVE tree AS (
      SELECT id, parent_id, code, title, 0 AS depth
      FROM accounts
      WHERE parent_id IS NULL
      UNION ALL
      SELECT a.id, a.parent_id, a.code, a.title, tree.depth + 1
      FROM accounts a
      JOIN tree ON tree.id = a.parent_id
    ),
    sums AS (
      SELECT
        e.account_id,
        sum(e.amount) FILTER (WHERE e.side = 'debit')  AS debit,
        sum(e.amount) FILTER (WHERE e.side = 'credit') AS credit,
        min(e.booked_on) AS first_on,
        max(e.booked_on) AS last_on
      FROM entries e
      WHERE NOT e.voided
        AND e.booked_on BETWEEN :from AND :to
      GROUP BY e.account_id
    )
    SELECT
      repeat(' ', tree.depth * 2) || tree.title AS title,
      tree.code,
      coalesce(sums.debit, 0)  AS debit,
      coalesce(sums.credit, 0) AS credit,
      sums.first_on,
      sums.last_on
    FROM tree
    LEFT JOIN sums ON sums.account_id = tree.id
    ORDER BY tree.code
  SQL

  # @no
  class PeriodClosed < StandardError
    def initialize(period)
      super("insert into entries rejected: period #{period} is closed")
    end
  end

  class Store
    # @no
    def accounts
      DB[:accounts].select(:id, :code, :title).where(closed_on: nil).order(:code)
    end

    def account(code)
      # @sql by=call tables=accounts params=value
      DB.fetch("SELECT id, code, title FROM accounts WHERE code = ?", code).first
    end

    def entries(account_id, from:, to:)
      # @sql tables=entries
      DB.fetch(
        "SELECT #{ENTRY_COLUMNS} FROM entries e WHERE e.account_id = :account AND e.booked_on BETWEEN :from AND :to",
        account: account_id, from: from, to: to
      ).all
    end

    def by_codes(codes)
      # @sql tables=accounts params=list
      DB["SELECT * FROM accounts WHERE code IN ?", codes].map(:id)
    end

    def balance(from, to)
      # @no
      DB.fetch(BALANCE_SHEET, from: from, to: to).all
    end

    def book(voucher, lines)
      # @no
      DB.transaction(isolation: :serializable) do
        # @sql tables=vouchers params=value writes=true
        id = DB["INSERT INTO vouchers (number) VALUES (?) RETURNING id", voucher].get(:id)
        lines.each do |line|
          # @sql tables=entries params=value,value,value,value writes=true
          DB["INSERT INTO entries (voucher_id, account_id, side, amount) VALUES (?, ?, ?, ?)", id, *line].insert
        end
        # @sql by=call writes=true
        DB.run("UPDATE periods SET entries_count = entries_count + #{lines.size} WHERE closed_at IS NULL")
      end
    rescue Sequel::CheckConstraintViolation => e
      # @no
      DB.loggers.each { |log| log.error("INSERT INTO entries failed: #{e.message}") }
      raise PeriodClosed, Date.today.strftime("%Y-%m")
    end

    def void(voucher_id)
      # @sql tables=entries params=value writes=true
      DB["update entries set voided = true where voucher_id = ?", voucher_id].update
      # @sql tables=voucher_links params=value writes=true
      DB["delete from voucher_links where voucher_id = ?", voucher_id].delete
    end

    def recent
      # @sql n=2 by=call complete=false
      DB[:entries].where(Sequel.lit("booked_on > now() - interval '30 days'")).order(Sequel.lit("booked_on DESC, id DESC")).all
    end

    def rates(currencies)
      # @sql by=content tables=rates params=value writes=true
      statement = "INSERT INTO rates (currency, rate, valid_on) " \
                  "VALUES ('%s', 1.0, CURRENT_DATE) " \
                  "ON CONFLICT (currency, valid_on) DO NOTHING"
      currencies.map { |currency| format(statement, currency) }
    end

    def lock(period)
      # @sql by=call tables=periods params=value
      DB.fetch(%(SELECT 1 FROM "periods" WHERE "code" = :code FOR UPDATE SKIP LOCKED), code: period).first or
        # @no
        raise(LookupError, "Select another period, this one is locked")
    end

    def tagged(tag)
      # @sql tables=entries
      DB.fetch("SELECT id, meta #>> '{source,name}' AS source FROM entries WHERE meta @> ?::jsonb", Sequel.pg_json(tags: [tag]))
    end
  end

  module Maintenance
    module_function

    def vacuum
      # @sql by=call
      DB.run "VACUUM (ANALYZE) entries"
      # @sql by=call
      DB.run "REFRESH MATERIALIZED VIEW CONCURRENTLY trial_balance"
    end

    def setup
      # @sql n=2 writes=true
      DB << "CREATE SCHEMA IF NOT EXISTS ledger"
      DB << "CREATE TABLE IF NOT EXISTS ledger.rates (currency char(3) NOT NULL, rate numeric NOT NULL, valid_on date)"
      # @sql by=call tables=entries writes=true
      DB.run <<~SQL
        ALTER TABLE entries
          ADD COLUMN IF NOT EXISTS meta jsonb NOT NULL DEFAULT '{}',
          DROP COLUMN IF EXISTS tags
      SQL
    end

    # @no
    HELP = <<~TEXT
      Usage: ledger COMMAND

        select ACCOUNT from DAY   show the entries of an account
        update rates              load the rates of today
        delete from VOUCHER       void a voucher
    TEXT
    BANNER = "Insert into the ledger, one line at a time"
  end
end
