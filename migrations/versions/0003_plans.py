"""Plans and their pairs; what members said of suggestions, the lists made at night, why places stay empty.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("town_id", sa.BigInteger(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solve_ms", sa.BigInteger(), nullable=False),
        sa.Column("members", sa.BigInteger(), nullable=False),
        sa.Column("positions", sa.BigInteger(), nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.Column("objective", sa.BigInteger(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("unfilled", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asks_next", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("asks_next <= (status = 'sent')", name=op.f("ck_plan_asks_next")),
        sa.CheckConstraint("status IN ('draft', 'sent', 'discarded')", name=op.f("ck_plan_status")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_plan_window")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_plan_created_by")),
        sa.ForeignKeyConstraint(["town_id"], ["place.id"], name=op.f("fk_plan_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index("ix_plan_asks_next", "plan", ["id"], unique=False, postgresql_where=sa.text("asks_next"))
    op.create_index(op.f("ix_plan_unit_id"), "plan", ["unit_id"], unique=False)
    op.create_table(
        "suggestion_list",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position_ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("scores", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_suggestion_list_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_suggestion_list")),
    )
    op.create_table(
        "suggestion_reach",
        sa.Column("position_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed", sa.BigInteger(), nullable=False),
        sa.Column("first_five", sa.BigInteger(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("first_five BETWEEN 0 AND listed", name=op.f("ck_suggestion_reach_first_five")),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_suggestion_reach_position_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("position_id", name=op.f("pk_suggestion_reach")),
    )
    op.create_table(
        "not_for_me",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_not_for_me_member_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_not_for_me_project_id")),
        sa.PrimaryKeyConstraint("member_id", "project_id", name=op.f("pk_not_for_me")),
    )
    op.create_index("ix_not_for_me_project_id", "not_for_me", ["project_id"], unique=False)
    op.create_table(
        "plan_pair",
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("position_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("distance_m", sa.BigInteger(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("(status = 'sent') = (claim_id IS NOT NULL)", name=op.f("ck_plan_pair_sent")),
        sa.CheckConstraint(
            "status IN ('proposed', 'pinned', 'removed', 'sent', 'refused')", name=op.f("ck_plan_pair_status")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_plan_pair_claim_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_plan_pair_member_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_pair_plan_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_plan_pair_position_id")),
        sa.PrimaryKeyConstraint("plan_id", "position_id", "member_id", name=op.f("pk_plan_pair")),
    )
    op.create_index("ix_plan_pair_claim_id", "plan_pair", ["claim_id"], unique=False)
    op.create_index("ix_plan_pair_member_id", "plan_pair", ["member_id"], unique=False)
    op.create_index("ix_plan_pair_position_id", "plan_pair", ["position_id"], unique=False)
    op.create_table(
        "gap_report",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("members", sa.BigInteger(), nullable=False),
        sa.Column("assumed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_gap_report_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_gap_report")),
    )
    op.create_table(
        "gap_reason",
        sa.Column("position_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("missing", sa.BigInteger(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("assumed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("remedies", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_gap_reason_position_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["gap_report.unit_id"], name=op.f("fk_gap_reason_unit_id")),
        sa.PrimaryKeyConstraint("position_id", name=op.f("pk_gap_reason")),
    )
    op.create_index(op.f("ix_gap_reason_unit_id"), "gap_reason", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_gap_reason_unit_id"), table_name="gap_reason")
    op.drop_table("gap_reason")
    op.drop_table("gap_report")
    op.drop_index("ix_plan_pair_position_id", table_name="plan_pair")
    op.drop_index("ix_plan_pair_member_id", table_name="plan_pair")
    op.drop_index("ix_plan_pair_claim_id", table_name="plan_pair")
    op.drop_table("plan_pair")
    op.drop_index("ix_not_for_me_project_id", table_name="not_for_me")
    op.drop_table("not_for_me")
    op.drop_table("suggestion_reach")
    op.drop_table("suggestion_list")
    op.drop_index(op.f("ix_plan_unit_id"), table_name="plan")
    op.drop_index("ix_plan_asks_next", table_name="plan", postgresql_where=sa.text("asks_next"))
    op.drop_table("plan")
