"""A unit asks on behalf of a site (代办): which one, and when the site vouched for it.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ON_BEHALF = "asked_by_unit_id IS NULL OR on_behalf"
VOUCHED = "vouched_at IS NULL OR asked_by_unit_id IS NOT NULL"


def upgrade() -> None:
    op.add_column("demand", sa.Column("asked_by_unit_id", sa.BigInteger(), nullable=True))
    op.add_column("demand", sa.Column("vouched_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_demand_asked_by_unit_id"), "demand", "unit", ["asked_by_unit_id"], ["id"])
    op.create_check_constraint(op.f("ck_demand_asked_on_behalf"), "demand", ON_BEHALF)
    op.create_check_constraint(op.f("ck_demand_vouched"), "demand", VOUCHED)
    op.create_index(
        "ix_demand_asked_by_unit_id",
        "demand",
        ["asked_by_unit_id"],
        postgresql_where=sa.text("asked_by_unit_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_demand_asked_by_unit_id", "demand")
    op.drop_constraint(op.f("ck_demand_vouched"), "demand", type_="check")
    op.drop_constraint(op.f("ck_demand_asked_on_behalf"), "demand", type_="check")
    op.drop_constraint(op.f("fk_demand_asked_by_unit_id"), "demand", type_="foreignkey")
    op.drop_column("demand", "vouched_at")
    op.drop_column("demand", "asked_by_unit_id")
