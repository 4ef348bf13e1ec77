"""The clock of working days that goes on beside while an emergency makes a demand run by minutes.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demand_calm_clock",
        sa.Column("demand_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_guessed", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("clock_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_days", sa.BigInteger(), nullable=True),
        sa.Column("clock_left", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("urgency IN ('normal', 'urgent')", name=op.f("ck_demand_calm_clock_urgency")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_calm_clock_demand_id")),
        sa.PrimaryKeyConstraint("demand_id", name=op.f("pk_demand_calm_clock")),
    )


def downgrade() -> None:
    # The schema before knew one clock only: what runs by minutes goes on by its clock of working days.
    op.execute(
        """
        UPDATE demand d
        SET urgency = c.urgency, deadline = c.deadline, deadline_guessed = c.deadline_guessed,
            clock_from = c.clock_from, clock_days = c.clock_days, clock_left = c.clock_left
        FROM demand_calm_clock c WHERE c.demand_id = d.id
        """
    )
    op.drop_table("demand_calm_clock")
