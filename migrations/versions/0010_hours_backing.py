"""Hours that rest on more than a check-in: backfills with proof and public notice, missing hours that are claimed.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATUS = "ck_hours_proposal_status"
BEFORE = "status IN ('pending', 'confirmed', 'refused')"
AFTER = "status IN ('pending', 'on_notice', 'objected', 'confirmed', 'refused')"
PROOFS = "proof_kind IN ('sheet', 'site', 'picture', 'messages', 'other')"

# The owner restores and loads whole ledgers; whoever writes as the application must show the second person.
GUARD = """
CREATE FUNCTION check_backfilled_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM hours_backing b
        WHERE b.proposal_id = NEW.proposal_id
          AND b.entered_by = NEW.entered_by
          AND b.agreed_by = NEW.confirmed_by
          AND b.until < (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date
    ) THEN
        RAISE EXCEPTION 'backfilled hours % lack a second person or their public notice', NEW.proposal_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'backfilled_entry';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_backfilled_entry BEFORE INSERT ON hours_entry FOR EACH ROW
    WHEN (NEW.source = 'backfilled' AND NEW.kind = 'credit' AND current_user = 'volunteer_app')
    EXECUTE FUNCTION check_backfilled_entry();
"""


def upgrade() -> None:
    op.drop_constraint(op.f(STATUS), "hours_proposal")
    op.create_check_constraint(op.f(STATUS), "hours_proposal", AFTER)
    op.create_index(
        "uq_hours_proposal_backfilled",
        "hours_proposal",
        ["session_id", "member_id"],
        unique=True,
        postgresql_where=sa.text("source = 'backfilled' AND status <> 'refused'"),
    )
    _create_backing()
    _create_objection()
    _create_missing()
    op.create_table(
        "countersign_reminder",
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["service_session.id"], name=op.f("fk_countersign_reminder_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_countersign_reminder")),
    )
    op.execute(GUARD)


def _create_backing() -> None:
    op.create_table(
        "hours_backing",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("activity", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proof_kind", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=False),
        sa.Column("entered_rank", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.BigInteger(), nullable=True),
        sa.Column("agreed_rank", sa.BigInteger(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("days_left", sa.BigInteger(), nullable=True),
        sa.Column("refused_because", sa.String(), nullable=True),
        sa.CheckConstraint(PROOFS, name=op.f("ck_hours_backing_proof_kind")),
        sa.CheckConstraint("ends > starts", name=op.f("ck_hours_backing_period")),
        sa.CheckConstraint("char_length(proof) >= 10", name=op.f("ck_hours_backing_proof")),
        sa.CheckConstraint("agreed_by <> entered_by", name=op.f("ck_hours_backing_four_eyes")),
        sa.CheckConstraint("agreed_rank < entered_rank", name=op.f("ck_hours_backing_higher_tier")),
        sa.CheckConstraint(
            "num_nonnulls(agreed_by, agreed_rank, agreed_at, posted_on, until) IN (0, 5)",
            name=op.f("ck_hours_backing_agreed"),
        ),
        sa.CheckConstraint("until > posted_on", name=op.f("ck_hours_backing_notice")),
        sa.ForeignKeyConstraint(["proposal_id"], ["hours_proposal.id"], name=op.f("fk_hours_backing_proposal_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_hours_backing_entered_by")),
        sa.ForeignKeyConstraint(["agreed_by"], ["account.id"], name=op.f("fk_hours_backing_agreed_by")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_hours_backing")),
    )
    op.create_index("ix_hours_backing_until", "hours_backing", ["until"], unique=False)


def _create_objection() -> None:
    op.create_table(
        "hours_objection",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(answered_by, answered_at, answer, kept) IN (0, 4)", name=op.f("ck_hours_objection_answered")
        ),
        sa.CheckConstraint("answered_by <> by", name=op.f("ck_hours_objection_four_eyes")),
        sa.ForeignKeyConstraint(["proposal_id"], ["hours_proposal.id"], name=op.f("fk_hours_objection_proposal_id")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_hours_objection_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_hours_objection_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_objection")),
    )
    op.create_index(op.f("ix_hours_objection_proposal_id"), "hours_objection", ["proposal_id"], unique=False)
    op.create_index(
        "uq_hours_objection_open",
        "hours_objection",
        ["proposal_id", "by"],
        unique=True,
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def _create_missing() -> None:
    op.create_table(
        "missing_hours",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("activity", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("proof_kind", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("asked_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "status IN ('asked', 'accepted', 'refused', 'withdrawn')", name=op.f("ck_missing_hours_status")
        ),
        sa.CheckConstraint(PROOFS, name=op.f("ck_missing_hours_proof_kind")),
        sa.CheckConstraint("session_id IS NOT NULL OR activity IS NOT NULL", name=op.f("ck_missing_hours_what")),
        sa.CheckConstraint("ends > starts", name=op.f("ck_missing_hours_period")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_missing_hours_minutes")),
        sa.CheckConstraint("char_length(proof) >= 10", name=op.f("ck_missing_hours_proof")),
        sa.CheckConstraint("(status = 'accepted') = (proposal_id IS NOT NULL)", name=op.f("ck_missing_hours_accepted")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_missing_hours_member_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_missing_hours_unit_id")),
        sa.ForeignKeyConstraint(["session_id"], ["service_session.id"], name=op.f("fk_missing_hours_session_id")),
        sa.ForeignKeyConstraint(["asked_unit_id"], ["unit.id"], name=op.f("fk_missing_hours_asked_unit_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["hours_proposal.id"], name=op.f("fk_missing_hours_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missing_hours")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_missing_hours_proposal_id")),
    )
    for column in ("asked_unit_id", "member_id", "session_id"):
        op.create_index(op.f(f"ix_missing_hours_{column}"), "missing_hours", [column], unique=False)
    op.create_index(
        "uq_missing_hours_session",
        "missing_hours",
        ["member_id", "session_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'withdrawn'"),
    )
    op.create_index(
        "ix_missing_hours_due",
        "missing_hours",
        ["answer_by"],
        unique=False,
        postgresql_where=sa.text("status = 'asked'"),
    )
    op.create_table(
        "missing_hours_step",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("missing_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('asked', 'escalated', 'refused', 'raised', 'accepted', 'withdrawn')",
            name=op.f("ck_missing_hours_step_kind"),
        ),
        sa.CheckConstraint("(kind = 'refused') <= (reason IS NOT NULL)", name=op.f("ck_missing_hours_step_reason")),
        sa.ForeignKeyConstraint(["missing_id"], ["missing_hours.id"], name=op.f("fk_missing_hours_step_missing_id")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_missing_hours_step_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_missing_hours_step_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missing_hours_step")),
    )
    op.create_index(op.f("ix_missing_hours_step_missing_id"), "missing_hours_step", ["missing_id"], unique=False)


def downgrade() -> None:
    op.execute("DROP TRIGGER check_backfilled_entry ON hours_entry")
    op.execute("DROP FUNCTION check_backfilled_entry()")
    for table in ("missing_hours_step", "missing_hours", "hours_objection", "hours_backing", "countersign_reminder"):
        op.drop_table(table)
    op.drop_index("uq_hours_proposal_backfilled", table_name="hours_proposal")
    # Before, nothing stood between waiting and confirmed.
    op.execute("UPDATE hours_proposal SET status = 'pending' WHERE status IN ('on_notice', 'objected')")
    op.drop_constraint(op.f(STATUS), "hours_proposal")
    op.create_check_constraint(op.f(STATUS), "hours_proposal", BEFORE)
