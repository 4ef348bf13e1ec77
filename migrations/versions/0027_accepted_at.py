"""When an attendance's hours were confirmed: what is received later stays evidence and is not counted.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attendance", sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        """
        UPDATE attendance SET accepted_at = coalesce(
            (SELECT min(e.recorded_at) FROM hours_proposal AS p JOIN hours_entry AS e ON e.proposal_id = p.id
             WHERE p.attendance_id = attendance.id), now())
        WHERE status = 'accepted'
        """
    )
    op.create_check_constraint(
        op.f("ck_attendance_accepted"), "attendance", "(status = 'accepted') = (accepted_at IS NOT NULL)"
    )


def downgrade() -> None:
    op.drop_column("attendance", "accepted_at")
