"""Move ticket states into a table of their own

Revision ID: 7c1e52a9b0d4
Revises: 5f0a8d3c91e2

Select the rows with a state, insert them into ticket_states,
then drop the column. Run with: alembic upgrade head
"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

# @no
revision = "7c1e52a9b0d4"
down_revision = "5f0a8d3c91e2"
branch_labels = None
depends_on = None


def upgrade():
    # @no
    op.create_table(
        "ticket_states",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("label", sa.Text(), nullable=False, comment="Select one from the settings page"),
        # @sql by=call complete=false
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()")),
    )

    # @sql by=call tables=ticket_states,tickets writes=true
    op.execute("INSERT INTO ticket_states (label) SELECT DISTINCT state FROM tickets WHERE state IS NOT NULL")

    # @no
    op.add_column("tickets", sa.Column("state_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key("tickets_state_fk", "tickets", "ticket_states", ["state_id"], ["id"], ondelete="SET NULL")

    # @sql by=call tables=tickets,ticket_states writes=true
    op.execute(
        """
        UPDATE tickets AS t
           SET state_id = s.id
          FROM ticket_states AS s
         WHERE s.label = t.state
        """
    )
    # @sql by=call writes=true
    op.execute("CREATE TYPE ticket_priority AS ENUM ('low', 'normal', 'high', 'na\u00efve')")
    # @sql by=call tables=tickets writes=true
    op.execute(
        sa.text("ALTER TABLE tickets ALTER COLUMN priority TYPE ticket_priority USING priority::text::ticket_priority")
    )

    # @no
    with op.get_context().autocommit_block():
        # @sql by=call tables=tickets writes=true
        op.execute("CREATE INDEX CONCURRENTLY ix_tickets_open ON tickets (state_id, created_at DESC) WHERE closed_at IS NULL")

    conn = op.get_bind()
    # @sql by=call tables=tickets
    rows = conn.execute(sa.text("SELECT id, tags FROM tickets WHERE array_length(tags, 1) > 0")).fetchall()
    for row in rows:
        # @sql by=call tables=ticket_tags params=value,value writes=true
        conn.execute(
            sa.text("INSERT INTO ticket_tags (ticket_id, tag) SELECT :id, unnest(CAST(:tags AS text[]))"),
            {"id": row.id, "tags": row.tags},
        )

    for table in ("tickets", "ticket_tags"):
        # @sql by=call params=identifier writes=true
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        # @sql by=call params=identifier writes=true
        op.execute(
            "CREATE POLICY tenant_only ON %s USING (tenant_id = current_setting('app.tenant')::bigint)" % table
        )

    # @sql by=call
    op.execute("GRANT SELECT, INSERT ON ticket_states TO desk_app")
    # @sql by=call
    op.execute("COMMENT ON TABLE ticket_states IS 'States a ticket may have; select one, never insert by hand'")
    # @no
    op.drop_column("tickets", "state")
    op.alter_column("tickets", "state_id", nullable=False)
    print("update of tickets set state_id done")


def downgrade():
    # @no
    op.add_column("tickets", sa.Column("state", sa.Text(), nullable=True))
    # @sql by=call tables=tickets,ticket_states writes=true
    op.execute("update tickets set state = (select label from ticket_states s where s.id = tickets.state_id)")
    # @sql n=2 by=call writes=true
    op.execute("DROP INDEX IF EXISTS ix_tickets_open; DROP TYPE IF EXISTS ticket_priority CASCADE;")
    # @no
    op.drop_constraint("tickets_state_fk", "tickets", type_="foreignkey")
    op.drop_table("ticket_states")
