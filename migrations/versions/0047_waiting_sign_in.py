"""Who waits for the second factor stands in a table, so that what ends sign-ins can end it.

Revision ID: 0047
Revises: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waiting_sign_in",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("provider_session", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_waiting_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_sign_in")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_waiting_sign_in_key_hash")),
    )
    op.create_index(op.f("ix_waiting_sign_in_account_id"), "waiting_sign_in", ["account_id"])
    op.create_index(op.f("ix_waiting_sign_in_expires_at"), "waiting_sign_in", ["expires_at"])


def downgrade() -> None:
    op.drop_table("waiting_sign_in")
