"""How pressing a demand is and which way it came in; askers without an account, who follow it by a private link.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

URGENCIES = "urgency IN ('normal', 'urgent', 'emergency')"
CHANNELS = "channel IN ('site', 'resident', 'hotline', 'team', 'order')"
PURPOSES = "purpose IN ('follow', 'survey')"


def upgrade() -> None:
    op.add_column("demand", sa.Column("urgency", sa.String(), nullable=False, server_default="normal"))
    op.add_column("demand", sa.Column("channel", sa.String(), nullable=False, server_default="site"))
    op.alter_column("demand", "asker_id", existing_type=sa.BigInteger(), nullable=True)
    op.create_check_constraint(op.f("ck_demand_urgency"), "demand", URGENCIES)
    op.create_check_constraint(op.f("ck_demand_channel"), "demand", CHANNELS)
    op.create_table(
        "demand_link",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(PURPOSES, name=op.f("ck_demand_link_purpose")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_link_demand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_demand_link_token_hash")),
    )
    op.create_index(op.f("ix_demand_link_demand_id"), "demand_link", ["demand_id"])


def downgrade() -> None:
    op.drop_table("demand_link")
    op.drop_constraint(op.f("ck_demand_channel"), "demand", type_="check")
    op.drop_constraint(op.f("ck_demand_urgency"), "demand", type_="check")
    # The schema before knew no asker without an account: these fall to the oldest one.
    op.execute("UPDATE demand SET asker_id = (SELECT min(id) FROM account) WHERE asker_id IS NULL")
    op.alter_column("demand", "asker_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_column("demand", "channel")
    op.drop_column("demand", "urgency")
