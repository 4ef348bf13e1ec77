"""What leaves can be held, as after a restore; what became of each backup.

Revision ID: 0040
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "outbox_hold",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("held_at", moment, nullable=False),
        sa.Column("backup_made_at", moment, nullable=True),
        sa.Column("released_at", moment, nullable=True),
        sa.CheckConstraint("reason IN ('asked', 'restore')", name=op.f("ck_outbox_hold_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_hold")),
    )
    only_one = sa.text("released_at IS NULL")
    op.create_index("uq_outbox_hold_open", "outbox_hold", [sa.text("(1)")], unique=True, postgresql_where=only_one)
    op.create_table(
        "backup_run",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("finished_at", moment, nullable=False),
        sa.Column("file", sa.String(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_run")),
    )


def downgrade() -> None:
    op.drop_table("backup_run")
    op.drop_index("uq_outbox_hold_open", table_name="outbox_hold")
    op.drop_table("outbox_hold")
