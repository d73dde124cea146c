# frozen_string_literal: true

# Moves the state of a ticket into a table of its own.
class SplitTicketStates < ActiveRecord::Migration[7.1]
  disable_ddl_transaction!

  # @no
  PARTITIONS = { "2023" => "2024", "2024" => "2025" }.freeze
  NOTICE = "Update of tickets, set their state from the new table"

  # @sql tables=tickets,ticket_states writes=true
  BACKFILL = <<~SQL
    UPDATE tickets AS t
    SET state_id = s.id
    FROM ticket_states AS s
    WHERE s.label = t.state
      AND t.state_id IS NULL
  SQL

  def up
    # @no
    create_table :ticket_states do |t|
      t.text :label, null: false, comment: "Select one of these in the form"
      t.timestamps
    end

    # @sql by=call tables=ticket_states,tickets writes=true
    execute "INSERT INTO ticket_states (label, created_at, updated_at) SELECT DISTINCT state, now(), now() FROM tickets"

    # @no
    add_reference :tickets, :state, foreign_key: { to_table: :ticket_states }, index: { algorithm: :concurrently }
    say_with_time(NOTICE) { execute BACKFILL }

    # @sql by=call writes=true
    execute <<~SQL
      CREATE OR REPLACE FUNCTION touch_ticket() RETURNS trigger AS $$
      BEGIN
        UPDATE tickets SET touched_at = now() WHERE id = NEW.ticket_id;
        RETURN NEW;
      END;
      $$ LANGUAGE plpgsql;
    SQL

    # @sql by=call writes=true
    execute(<<-SQL)
      CREATE TRIGGER replies_touch
      AFTER INSERT OR UPDATE ON replies
      FOR EACH ROW EXECUTE FUNCTION touch_ticket()
    SQL

    # @sql by=call tables=tickets writes=true
    execute("CREATE INDEX CONCURRENTLY IF NOT EXISTS index_tickets_on_open ON tickets (queue_id, created_at DESC) WHERE closed_at IS NULL")

    # @sql by=call writes=true
    execute %q(CREATE TYPE ticket_priority AS ENUM ('low', 'normal', 'high'))

    # @sql by=call tables=tickets writes=true
    safety_assured do
      execute 'ALTER TABLE tickets ALTER COLUMN "priority" TYPE ticket_priority USING priority::ticket_priority'
    end

    PARTITIONS.each do |from, to|
      # @sql by=call writes=true
      execute <<~SQL.squish
        CREATE TABLE ticket_events_#{from} PARTITION OF ticket_events
        FOR VALUES FROM ('#{from}-01-01') TO ('#{to}-01-01')
      SQL
    end

    %w[tickets replies].each do |table|
      # @sql by=call params=identifier writes=true
      execute "ALTER TABLE #{table} ENABLE ROW LEVEL SECURITY"
      # @sql by=call params=identifier writes=true
      execute <<~"SQL"
        CREATE POLICY tenant_only ON #{table}
        USING (tenant_id = current_setting('app.tenant')::bigint)
      SQL
    end

    # @sql n=2 by=call writes=true
    execute <<~SQL
      ALTER TABLE tickets ADD CONSTRAINT tickets_state_present CHECK (state_id IS NOT NULL) NOT VALID;
      ALTER TABLE tickets VALIDATE CONSTRAINT tickets_state_present;
    SQL

    # @sql by=call
    execute "COMMENT ON TABLE ticket_states IS 'States; select one, never insert by hand'"

    # @no
    remove_column :tickets, :state
    say "Update done: select from ticket_states to see the result", true
  end

  def down
    # @no
    add_column :tickets, :state, :text
    # @sql by=call tables=tickets,ticket_states writes=true
    execute "update tickets set state = (select label from ticket_states where id = tickets.state_id)"

    # @sql n=2 by=call writes=true
    execute "DROP TRIGGER IF EXISTS replies_touch ON replies"
    execute "DROP FUNCTION IF EXISTS touch_ticket()"

    # @sql by=call tables=ticket_states
    left = select_value("SELECT count(*) FROM ticket_states WHERE label IS NULL")
    # @no
    raise ActiveRecord::IrreversibleMigration, "Delete from ticket_states first, #{left} rows have no label" if left.positive?

    drop_table :ticket_states
  end
end
