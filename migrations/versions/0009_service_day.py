"""The day of service: place check, service without a gate, breaks, own duty, devices' clocks, explanations.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE = "method IN ('code', 'tick', 'sheet')"
AFTER = "method IN ('code', 'tick', 'sheet', 'own')"


def upgrade() -> None:
    op.add_column("project", sa.Column("own_duty", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("project", "own_duty", server_default=None)
    op.add_column("service_session", sa.Column("own_word", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("service_session", "own_word", server_default=None)
    op.add_column("service_session", sa.Column("check_in_radius_m", sa.BigInteger(), nullable=True))
    op.add_column("service_session", sa.Column("break_starts", sa.DateTime(timezone=True), nullable=True))
    op.add_column("service_session", sa.Column("break_ends", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_service_session_check_in_radius"), "service_session", "check_in_radius_m BETWEEN 50 AND 5000"
    )
    op.create_check_constraint(
        op.f("ck_service_session_break"),
        "service_session",
        "(break_starts IS NULL) = (break_ends IS NULL) AND break_ends > break_starts",
    )
    op.add_column("punch", sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("punch", sa.Column("clock_off_s", sa.BigInteger(), nullable=True))
    op.drop_constraint(op.f("ck_punch_method"), "punch")
    op.create_check_constraint(op.f("ck_punch_method"), "punch", AFTER)
    op.create_table(
        "wrong_code",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_wrong_code_member_id")),
        sa.ForeignKeyConstraint(["session_id"], ["service_session.id"], name=op.f("fk_wrong_code_session_id")),
        sa.PrimaryKeyConstraint("member_id", "session_id", name=op.f("pk_wrong_code")),
    )
    op.create_table(
        "absence_explanation",
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_absence_explanation_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_absence_explanation")),
    )


def downgrade() -> None:
    op.drop_table("absence_explanation")
    op.drop_table("wrong_code")
    # A helper's own word came without a gate; before, it would have been the site's.
    op.execute("UPDATE punch SET method = 'tick' WHERE method = 'own'")
    op.drop_constraint(op.f("ck_punch_method"), "punch")
    op.create_check_constraint(op.f("ck_punch_method"), "punch", BEFORE)
    op.drop_column("punch", "clock_off_s")
    op.drop_column("punch", "said_at")
    op.drop_constraint(op.f("ck_service_session_break"), "service_session")
    op.drop_constraint(op.f("ck_service_session_check_in_radius"), "service_session")
    for name in ("break_ends", "break_starts", "check_in_radius_m", "own_word"):
        op.drop_column("service_session", name)
    op.drop_column("project", "own_duty")
