"""Demands merged into others, likely twins of open demands, words declared harmless, the order of the triage queue.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEFORE = (
    "draft", "submitted", "accepted", "returned", "declined", "published", "in_service", "awaiting_rating", "closed",
    "withdrawn", "cancelled",
)  # fmt: skip
PRESSING = "coalesce(deadline, 'infinity'::timestamptz), strpos('emergency urgent normal', urgency), id"


def _statuses(*statuses: str) -> str:
    return "status IN ({})".format(", ".join(f"'{status}'" for status in statuses))


def upgrade() -> None:
    op.drop_constraint(op.f("ck_demand_status"), "demand", type_="check")
    op.create_check_constraint(op.f("ck_demand_status"), "demand", _statuses(*BEFORE, "merged"))
    op.add_column("demand", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.add_column("demand", sa.Column("harmless_digest", sa.String(), nullable=True))
    op.create_foreign_key(op.f("fk_demand_merged_into_id"), "demand", "demand", ["merged_into_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_demand_merged"),
        "demand",
        "merged_into_id <> id AND (status <> 'merged' OR merged_into_id IS NOT NULL)",
    )
    op.create_index(
        "ix_demand_merged_into_id", "demand", ["merged_into_id"], postgresql_where=sa.text("merged_into_id IS NOT NULL")
    )
    op.execute(f"CREATE INDEX ix_demand_queue ON demand ({PRESSING}) WHERE status = 'submitted'")
    op.create_index(
        "ix_demand_near",
        "demand",
        ["site_id", "starts"],
        postgresql_where=sa.text("status IN ('submitted', 'returned', 'accepted', 'published', 'in_service')"),
    )
    op.create_table(
        "demand_twin",
        sa.Column("lower_id", sa.BigInteger(), nullable=False),
        sa.Column("higher_id", sa.BigInteger(), nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.Column("apart_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("apart_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("lower_id < higher_id", name=op.f("ck_demand_twin_pair")),
        sa.ForeignKeyConstraint(["lower_id"], ["demand.id"], name=op.f("fk_demand_twin_lower_id")),
        sa.ForeignKeyConstraint(["higher_id"], ["demand.id"], name=op.f("fk_demand_twin_higher_id")),
        sa.ForeignKeyConstraint(["apart_by"], ["account.id"], name=op.f("fk_demand_twin_apart_by")),
        sa.PrimaryKeyConstraint("lower_id", "higher_id", name=op.f("pk_demand_twin")),
    )
    op.create_index(op.f("ix_demand_twin_higher_id"), "demand_twin", ["higher_id"])


def downgrade() -> None:
    op.drop_table("demand_twin")
    op.drop_index("ix_demand_near", "demand")
    op.drop_index("ix_demand_queue", "demand")
    op.drop_index("ix_demand_merged_into_id", "demand")
    op.drop_constraint(op.f("ck_demand_merged"), "demand", type_="check")
    op.drop_constraint(op.f("ck_demand_status"), "demand", type_="check")
    # The schema before knew no merging: these are taken back.
    op.execute("UPDATE demand SET status = 'withdrawn' WHERE status = 'merged'")
    op.create_check_constraint(op.f("ck_demand_status"), "demand", _statuses(*BEFORE))
    op.drop_column("demand", "harmless_digest")
    op.drop_column("demand", "merged_into_id")
