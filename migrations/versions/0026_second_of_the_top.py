"""Above the top tier nobody stands: what it entered, another of the top agrees to.

Revision ID: 0026
Revises: 0025
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

HIGHER = "agreed_rank < entered_rank"


def upgrade() -> None:
    _demand(f"{HIGHER} OR (agreed_rank = 1 AND entered_rank = 1)")


def downgrade() -> None:
    # Under the rule before, the top had nobody to agree with it: as if somebody below had entered it.
    op.execute("UPDATE hours_backing SET entered_rank = 2 WHERE agreed_rank = entered_rank")
    _demand(HIGHER)


def _demand(rule: str) -> None:
    name = op.f("ck_hours_backing_higher_tier")
    op.drop_constraint(name, "hours_backing", type_="check")
    op.create_check_constraint(name, "hours_backing", rule)
