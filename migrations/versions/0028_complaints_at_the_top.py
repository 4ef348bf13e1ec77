"""Complaints: who stands at the top is told by the tree; certificates can be complained about; units may close.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ABOUT = "'platform', 'project', 'unit', 'session', 'record'"
STEPS = "'received', 'taken', 'passed_on', 'answered', 'escalated', 'overdue', 'contested', 'accepted', 'lapsed'"
AT_THE_TOP = "SELECT id FROM unit WHERE parent_id IS NULL"


def upgrade() -> None:
    op.drop_column("complaint", "oversight")
    op.add_column("complaint", sa.Column("certificate_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_complaint_certificate_id"), "complaint", "certificate", ["certificate_id"], ["id"])
    _kinds(f"{ABOUT}, 'certificate'", f"{STEPS}, 'handed_over'")
    op.create_check_constraint(
        op.f("ck_complaint_certificate"), "complaint", "(about = 'certificate') = (certificate_id IS NOT NULL)"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_complaint_certificate"), "complaint", type_="check")
    op.execute("UPDATE complaint SET about = 'unit' WHERE about = 'certificate'")
    op.execute("DELETE FROM complaint_step WHERE kind = 'handed_over'")
    _kinds(ABOUT, STEPS)
    op.drop_column("complaint", "certificate_id")
    op.add_column("complaint", sa.Column("oversight", sa.Boolean(), nullable=True))
    op.execute(f"UPDATE complaint SET oversight = handler_unit_id IN ({AT_THE_TOP})")
    op.alter_column("complaint", "oversight", nullable=False)


def _kinds(about: str, steps: str) -> None:
    """What a complaint may be about, and what may happen to it."""
    for table, column, values in (("complaint", "about", about), ("complaint_step", "kind", steps)):
        name = op.f(f"ck_{table}_{column}")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"{column} IN ({values})")
