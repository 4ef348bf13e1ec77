"""What was merged into a demand that was served since ends with it: asked about, or struck off. What stood before a
step that may be taken back is kept.

Revision ID: 0035
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None

FOLLOW = """
    WITH ended AS (
        UPDATE demand SET status = lead.status, outcome = lead.outcome, closed_at = lead.closed_at,
            responsible_unit_id = lead.responsible_unit_id, version = demand.version + 1
        FROM demand AS lead
        WHERE demand.merged_into_id = lead.id AND demand.status = 'merged' AND lead.status = '{status}'
        RETURNING demand.id, lead.id AS lead_id, lead.number, lead.closed_at
    )
    INSERT INTO demand_step (demand_id, step, at, reason)
    SELECT id, '{step}', {at}, {reason} FROM ended
"""
SERVED_AT = "(SELECT max(at) FROM demand_step WHERE demand_step.demand_id = lead_id AND step = 'finish')"


def upgrade() -> None:
    """Those whose lead awaits a rating are asked; those whose lead is closed were told of its end, and are closed."""
    asked = FOLLOW.format(status="awaiting_rating", step="finish", at=f"coalesce({SERVED_AT}, now())", reason="NULL")
    closed = FOLLOW.format(status="closed", step="close_together", at="coalesce(closed_at, now())", reason="number")
    op.execute(asked)
    op.execute(closed)
    op.create_table(
        "demand_before",
        sa.Column("demand_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True)),
        sa.Column("deadline_guessed", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("clock_from", sa.DateTime(timezone=True)),
        sa.Column("clock_days", sa.BigInteger()),
        sa.Column("clock_left", sa.BigInteger()),
        sa.CheckConstraint("step IN ('accept', 'forward')", name=op.f("ck_demand_before_step")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_demand_before_by")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_before_demand_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_demand_before_unit_id")),
        sa.PrimaryKeyConstraint("demand_id", name=op.f("pk_demand_before")),
    )


def downgrade() -> None:
    """What was merged goes on as it is: before, it could be asked about and struck off like any other."""
    op.drop_table("demand_before")
