"""Task forces, emergencies and call-outs.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emergency",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review", sa.String(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ends_at > opened_at", name=op.f("ck_emergency_period")),
        sa.CheckConstraint(
            "reviewed_at IS NULL OR closed_at IS NOT NULL", name=op.f("ck_emergency_review_after_close")
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_emergency_closed_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_emergency_opened_by")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_emergency_place_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.id"], name=op.f("fk_emergency_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency")),
    )
    op.create_index(op.f("ix_emergency_place_id"), "emergency", ["place_id"], unique=False)
    op.create_index(
        "uq_emergency_open", "emergency", ["place_id"], unique=True, postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_table(
        "task_force",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dissolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_task_force_made_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_force_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_task_force")),
    )
    op.create_table(
        "task_force_member",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn_by", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("until >= since", name=op.f("ck_task_force_member_period")),
        sa.ForeignKeyConstraint(["drawn_by"], ["account.id"], name=op.f("fk_task_force_member_drawn_by")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_task_force_member_member_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_force_member_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_force_member")),
    )
    op.create_index(op.f("ix_task_force_member_member_id"), "task_force_member", ["member_id"], unique=False)
    op.create_index("ix_task_force_member_unit_id", "task_force_member", ["unit_id"], unique=False)
    op.create_index(
        "uq_task_force_member_open",
        "task_force_member",
        ["unit_id", "member_id"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "emergency_bypass",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("emergency_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_emergency_bypass_by")),
        sa.ForeignKeyConstraint(["emergency_id"], ["emergency.id"], name=op.f("fk_emergency_bypass_emergency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_bypass")),
    )
    op.create_index(op.f("ix_emergency_bypass_emergency_id"), "emergency_bypass", ["emergency_id"], unique=False)
    op.create_table(
        "call_out",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("emergency_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("position_id", sa.BigInteger(), nullable=False),
        sa.Column("muster_point", sa.String(), nullable=False),
        sa.Column("leader_name", sa.String(), nullable=False),
        sa.Column("leader_phone", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_call_out_created_by")),
        sa.ForeignKeyConstraint(["emergency_id"], ["emergency.id"], name=op.f("fk_call_out_emergency_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_call_out_position_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_call_out_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_out")),
        sa.UniqueConstraint("position_id", name=op.f("uq_call_out_position_id")),
    )
    op.create_index(op.f("ix_call_out_emergency_id"), "call_out", ["emergency_id"], unique=False)
    op.create_index(op.f("ix_call_out_unit_id"), "call_out", ["unit_id"], unique=False)
    _sources("self", "leader", "team", "walk_up", "waitlist", "call_out")


def _sources(*names: str) -> None:
    """How a claim can come to be."""
    listed = ", ".join(f"'{name}'" for name in names)
    op.drop_constraint(op.f("ck_claim_source"), "claim", type_="check")
    op.create_check_constraint(op.f("ck_claim_source"), "claim", f"source IN ({listed})")


def downgrade() -> None:
    op.execute("UPDATE claim SET source = 'leader' WHERE source = 'call_out'")
    _sources("self", "leader", "team", "walk_up", "waitlist")
    op.drop_index(op.f("ix_call_out_unit_id"), table_name="call_out")
    op.drop_index(op.f("ix_call_out_emergency_id"), table_name="call_out")
    op.drop_table("call_out")
    op.drop_index(op.f("ix_emergency_bypass_emergency_id"), table_name="emergency_bypass")
    op.drop_table("emergency_bypass")
    op.drop_index(
        "uq_task_force_member_open", table_name="task_force_member", postgresql_where=sa.text("until IS NULL")
    )
    op.drop_index("ix_task_force_member_unit_id", table_name="task_force_member")
    op.drop_index(op.f("ix_task_force_member_member_id"), table_name="task_force_member")
    op.drop_table("task_force_member")
    op.drop_table("task_force")
    op.drop_index("uq_emergency_open", table_name="emergency", postgresql_where=sa.text("closed_at IS NULL"))
    op.drop_index(op.f("ix_emergency_place_id"), table_name="emergency")
    op.drop_table("emergency")
