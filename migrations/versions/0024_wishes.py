"""Micro-wishes with their steps; campaigns and the projects that belong to one; what projects say of safeguards.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STATUSES = (
    "status IN ('collected', 'returned', 'published', 'claimed', 'introduced', 'delivered', 'fulfilled', 'thanked',"
    " 'closed', 'withdrawn')"
)
TAKEN = "status IN ('claimed', 'introduced', 'delivered', 'fulfilled', 'thanked', 'closed')"
WAITING = "status IN ('collected', 'returned', 'withdrawn')"


def upgrade() -> None:
    _campaigns()
    _wishes()
    _steps()


def _campaigns() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("until >= since", name=op.f("ck_campaign_days")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_campaign_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("name", name=op.f("uq_campaign_name")),
    )
    op.add_column("project", sa.Column("campaign_id", sa.BigInteger(), nullable=True))
    op.add_column("project", sa.Column("insurance_note", sa.String(), nullable=True))
    op.add_column("project", sa.Column("assured", sa.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.create_foreign_key(op.f("fk_project_campaign_id"), "project", "campaign", ["campaign_id"], ["id"])
    op.create_index(op.f("ix_project_campaign_id"), "project", ["campaign_id"])


def _wishes() -> None:
    op.create_table(
        "micro_wish",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("value_yuan", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("private_place_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("thanks", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collected_by", sa.BigInteger(), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_by", sa.BigInteger(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(STATUSES, name=op.f("ck_micro_wish_status")),
        sa.CheckConstraint("value_yuan > 0", name=op.f("ck_micro_wish_value")),
        sa.CheckConstraint(f"({TAKEN}) = (member_id IS NOT NULL)", name=op.f("ck_micro_wish_one_member")),
        sa.CheckConstraint(f"number IS NOT NULL OR {WAITING}", name=op.f("ck_micro_wish_number")),
        sa.CheckConstraint("verified_by IS DISTINCT FROM collected_by", name=op.f("ck_micro_wish_second_person")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_micro_wish_site_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_micro_wish_unit_id")),
        sa.ForeignKeyConstraint(
            ["private_place_id"], ["private_place.id"], name=op.f("fk_micro_wish_private_place_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_micro_wish_member_id")),
        sa.ForeignKeyConstraint(["collected_by"], ["account.id"], name=op.f("fk_micro_wish_collected_by")),
        sa.ForeignKeyConstraint(["verified_by"], ["account.id"], name=op.f("fk_micro_wish_verified_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_micro_wish")),
        sa.UniqueConstraint("number", name=op.f("uq_micro_wish_number")),
    )
    for column in ("site_id", "unit_id", "member_id"):
        op.create_index(op.f(f"ix_micro_wish_{column}"), "micro_wish", [column])
    op.create_index("ix_micro_wish_status", "micro_wish", ["status", "due_at"])


def _steps() -> None:
    op.create_table(
        "wish_step",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("wish_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["wish_id"], ["micro_wish.id"], name=op.f("fk_wish_step_wish_id")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_wish_step_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_step")),
    )
    op.create_index(op.f("ix_wish_step_wish_id"), "wish_step", ["wish_id"])


def downgrade() -> None:
    op.drop_table("wish_step")
    op.drop_table("micro_wish")
    op.drop_constraint(op.f("fk_project_campaign_id"), "project", type_="foreignkey")
    for column in ("assured", "insurance_note", "campaign_id"):
        op.drop_column("project", column)
    op.drop_table("campaign")
