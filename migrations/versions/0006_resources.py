"""Resources and their orders.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resource",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("skill", sa.String(), nullable=True),
        sa.Column("headcount", sa.BigInteger(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("monthly_quota", sa.BigInteger(), nullable=True),
        sa.Column("town_ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("notice_days", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("risk_note", sa.String(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('service', 'venue', 'equipment', 'vehicle', 'expert')", name=op.f("ck_resource_kind")
        ),
        sa.CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name=op.f("ck_resource_status")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_resource_dates")),
        sa.CheckConstraint("headcount >= 0 AND quantity >= 1 AND notice_days >= 0", name=op.f("ck_resource_numbers")),
        sa.CheckConstraint("hours > 0", name=op.f("ck_resource_hours")),
        sa.CheckConstraint("monthly_quota >= 1", name=op.f("ck_resource_monthly_quota")),
        sa.ForeignKeyConstraint(["category"], ["category.code"], name=op.f("fk_resource_category")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_resource_created_by")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_resource_place_id")),
        sa.ForeignKeyConstraint(["skill"], ["skill.code"], name=op.f("fk_resource_skill")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_resource_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    op.create_index(op.f("ix_resource_category"), "resource", ["category"], unique=False)
    op.create_index(op.f("ix_resource_unit_id"), "resource", ["unit_id"], unique=False)
    op.create_table(
        "resource_order",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("period", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("if_declined", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("ordered_by", sa.BigInteger(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(resource_id, resource_id, '[]')"), "&&"),
            (sa.text("period"), "&&"),
            where=sa.text("exclusive AND status IN ('ordered', 'accepted')"),
            using="gist",
            name="no_double_booking",
        ),
        sa.CheckConstraint(
            "status IN ('ordered', 'accepted', 'declined', 'withdrawn')", name=op.f("ck_resource_order_status")
        ),
        sa.CheckConstraint("if_declined IN ('pass_on', 'drop')", name=op.f("ck_resource_order_if_declined")),
        sa.CheckConstraint("NOT isempty(period)", name=op.f("ck_resource_order_period")),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_resource_order_quantity")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_resource_order_answered_by")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_resource_order_demand_id")),
        sa.ForeignKeyConstraint(["ordered_by"], ["account.id"], name=op.f("fk_resource_order_ordered_by")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_resource_order_resource_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_resource_order_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_order")),
        sa.UniqueConstraint("demand_id", name=op.f("uq_resource_order_demand_id")),
    )
    op.create_index(op.f("ix_resource_order_resource_id"), "resource_order", ["resource_id"], unique=False)
    op.create_index(op.f("ix_resource_order_site_id"), "resource_order", ["site_id"], unique=False)
    op.create_index("ix_resource_order_status", "resource_order", ["status", "resource_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_resource_order_status", table_name="resource_order")
    op.drop_index(op.f("ix_resource_order_site_id"), table_name="resource_order")
    op.drop_index(op.f("ix_resource_order_resource_id"), table_name="resource_order")
    op.drop_table("resource_order")
    op.drop_index(op.f("ix_resource_unit_id"), table_name="resource")
    op.drop_index(op.f("ix_resource_category"), table_name="resource")
    op.drop_table("resource")
