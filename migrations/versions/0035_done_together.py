"""What was merged into a demand that was served since ends with it: asked about, or struck off.

Revision ID: 0035
Revises: 0033
"""

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


def downgrade() -> None:
    """They go on as they are: before, they could be asked about and struck off like any other."""
