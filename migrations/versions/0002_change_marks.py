"""Every row that web processes keep copies of notes the transaction that wrote it last.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MARKED = ("category", "holiday", "organ", "place", "position", "project", "service_session", "skill", "unit")


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION mark_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.changed_tx := pg_current_xact_id()::text::bigint;
            RETURN NEW;
        END $$
        """
    )
    for table in MARKED:
        op.add_column(table, sa.Column("changed_tx", sa.BigInteger(), server_default="0", nullable=False))
        op.create_index(f"ix_{table}_changed_tx", table, ["changed_tx"])
        op.execute(
            f"CREATE TRIGGER mark_change BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION mark_change()"
        )


def downgrade() -> None:
    for table in MARKED:
        op.execute(f"DROP TRIGGER mark_change ON {table}")
        op.drop_index(f"ix_{table}_changed_tx", table)
        op.drop_column(table, "changed_tx")
    op.execute("DROP FUNCTION mark_change()")
