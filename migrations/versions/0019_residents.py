"""What residents ask for without an account, and lists of the hotline.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SUITS = "suits IN ('soon', 'week', 'weekend', 'other')"


def upgrade() -> None:
    op.create_table(
        "help_request",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("suits", sa.String(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=True),
        sa.Column("address_hash", sa.LargeBinary(), nullable=True),
        sa.Column("phone_confirmed", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(SUITS, name=op.f("ck_help_request_suits")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_help_request_demand_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_help_request_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_request")),
        sa.UniqueConstraint("demand_id", name=op.f("uq_help_request_demand_id")),
        sa.UniqueConstraint("form_key", name=op.f("uq_help_request_form_key")),
    )
    for column in ("phone_hash", "address_hash", "site_id"):
        op.create_index(f"ix_help_request_{column}_asked_at", "help_request", [column, "asked_at"])
    op.create_table(
        "phone_code",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_code")),
    )
    for column in ("phone_hash", "address_hash"):
        op.create_index(f"ix_phone_code_{column}_sent_at", "phone_code", [column, "sent_at"])


def downgrade() -> None:
    op.drop_table("phone_code")
    op.drop_table("help_request")
