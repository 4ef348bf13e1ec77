"""The order of demands that wait: emergencies before all, then by when an answer is due.

Revision ID: 0033
Revises: 0032
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BEFORE = "coalesce(deadline, 'infinity'::timestamptz), strpos('emergency urgent normal', urgency), id"
NOW = f"(urgency <> 'emergency'), {BEFORE}"


def upgrade() -> None:
    op.drop_index("ix_demand_queue", "demand")
    op.execute(f"CREATE INDEX ix_demand_queue ON demand ({NOW}) WHERE status = 'submitted'")


def downgrade() -> None:
    op.drop_index("ix_demand_queue", "demand")
    op.execute(f"CREATE INDEX ix_demand_queue ON demand ({BEFORE}) WHERE status = 'submitted'")
