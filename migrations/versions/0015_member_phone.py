"""Members are found by their whole phone number, at the gate and from a pasted list.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_member_phone", "member", ["phone"], postgresql_where=sa.text("phone IS NOT NULL"))


def downgrade() -> None:
    op.drop_index("ix_member_phone", table_name="member")
