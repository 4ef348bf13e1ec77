"""A unit asks on behalf of a site (代办): which one, and when the site vouched for it. Series can be paused.

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
PAUSABLE = "status IN ('running', 'paused', 'ended')"
RUNNING_OR_ENDED = "status IN ('running', 'ended')"
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
    op.drop_constraint(op.f("ck_demand_series_status"), "demand_series", type_="check")
    op.create_check_constraint(op.f("ck_demand_series_status"), "demand_series", PAUSABLE)


def downgrade() -> None:
    # The schema before knew no pause: what stands still must not begin by itself to hand in again.
    op.execute("UPDATE demand_series SET status = 'ended', ended_at = now() WHERE status = 'paused'")
    op.drop_constraint(op.f("ck_demand_series_status"), "demand_series", type_="check")
    op.create_check_constraint(op.f("ck_demand_series_status"), "demand_series", RUNNING_OR_ENDED)
    op.drop_index("ix_demand_asked_by_unit_id", "demand")
    op.drop_constraint(op.f("ck_demand_vouched"), "demand", type_="check")
    op.drop_constraint(op.f("ck_demand_asked_on_behalf"), "demand", type_="check")
    op.drop_constraint(op.f("fk_demand_asked_by_unit_id"), "demand", type_="foreignkey")
    op.drop_column("demand", "vouched_at")
    op.drop_column("demand", "asked_by_unit_id")
