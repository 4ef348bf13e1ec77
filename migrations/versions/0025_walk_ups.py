"""People who came along, noted without network, whom there was no place for.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "walk_up_not_added",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("named", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('in', 'out')", name=op.f("ck_walk_up_not_added_kind")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_walk_up_not_added_by")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_walk_up_not_added_member_id")),
        sa.ForeignKeyConstraint(["session_id"], ["service_session.id"], name=op.f("fk_walk_up_not_added_session_id")),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_walk_up_not_added")),
    )
    for column in ("session_id", "member_id"):
        op.create_index(op.f(f"ix_walk_up_not_added_{column}"), "walk_up_not_added", [column])


def downgrade() -> None:
    op.drop_table("walk_up_not_added")
