"""What residents ask for without an account, and lists of the hotline.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

LIST_STATUSES = "status IN ('unmapped', 'checked', 'applying', 'applied', 'discarded')"
ROW_ACTIONS = "action IN ('new', 'changed', 'same', 'wrong')"
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
    _hotlines()


def _hotlines() -> None:
    op.create_table(
        "hotline_sender",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("columns", JSONB(), nullable=False, server_default=sa.text("'{}'")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_sender")),
        sa.UniqueConstraint("name", name=op.f("uq_hotline_sender_name")),
    )
    op.create_table(
        "hotline_list",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("headings", JSONB(), nullable=False),
        sa.Column("columns", JSONB(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("rows_total", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("rows_done", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(LIST_STATUSES, name=op.f("ck_hotline_list_status")),
        sa.ForeignKeyConstraint(["sender_id"], ["hotline_sender.id"], name=op.f("fk_hotline_list_sender_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hotline_list_unit_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_hotline_list_place_id")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_hotline_list_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_list")),
    )
    for column in ("sender_id", "unit_id", "place_id", "status"):
        op.create_index(op.f(f"ix_hotline_list_{column}"), "hotline_list", [column])
    op.create_table(
        "hotline_row",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("list_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("cells", JSONB(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=True),
        sa.Column("problems", JSONB(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.CheckConstraint(ROW_ACTIONS, name=op.f("ck_hotline_row_action")),
        sa.ForeignKeyConstraint(["list_id"], ["hotline_list.id"], name=op.f("fk_hotline_row_list_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_hotline_row_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_row")),
    )
    op.create_index("uq_hotline_row_line", "hotline_row", ["list_id", "line"], unique=True)
    op.create_table(
        "hotline_order",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["sender_id"], ["hotline_sender.id"], name=op.f("fk_hotline_order_sender_id")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_hotline_order_demand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_order")),
        sa.UniqueConstraint("demand_id", name=op.f("uq_hotline_order_demand_id")),
    )
    op.create_index("uq_hotline_order_number", "hotline_order", ["sender_id", "number"], unique=True)


def downgrade() -> None:
    for table in ("hotline_order", "hotline_row", "hotline_list", "hotline_sender"):
        op.drop_table(table)
    op.drop_table("phone_code")
    op.drop_table("help_request")
