"""A provider that says that somebody left: which of its sign-ins a browser came in by, and what it said already.

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device", sa.Column("provider_session", sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_device_provider_session",
        "device",
        ["provider_session"],
        postgresql_where=sa.text("provider_session IS NOT NULL"),
    )
    op.create_table(
        "provider_logout",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("address_hash", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(token_hash IS NULL) <> (address_hash IS NULL)", name=op.f("ck_provider_logout_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_logout")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_provider_logout_token_hash")),
    )
    op.create_index(op.f("ix_provider_logout_at"), "provider_logout", ["at"])
    op.create_index("ix_provider_logout_address_hash_at", "provider_logout", ["address_hash", "at"])


def downgrade() -> None:
    op.drop_table("provider_logout")
    op.drop_index("ix_device_provider_session", "device")
    op.drop_column("device", "provider_session")
