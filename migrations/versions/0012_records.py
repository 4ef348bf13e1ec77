"""Service records: certificates, honours, trainings, evaluations.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Once issued, a certificate can only be revoked: whoever writes rows past the application meets this too.
KEEP = """
CREATE FUNCTION keep_certificate() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.snapshot IS NULL THEN
        RETURN OLD;
    ELSIF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an issued certificate is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' OR OLD.snapshot IS NULL THEN
        IF EXISTS (SELECT FROM member m WHERE m.id = NEW.member_id AND m.account_id = NEW.issued_by) THEN
            RAISE EXCEPTION 'nobody certifies their own service' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - '{status,revoked_by,revoked_at,revoked_reason,version}'::text[])
        IS DISTINCT FROM (to_jsonb(OLD) - '{status,revoked_by,revoked_at,revoked_reason,version}'::text[])
        OR OLD.status = 'revoked' OR NEW.status NOT IN ('issued', 'revoked')
    THEN
        RAISE EXCEPTION 'an issued certificate can only be revoked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_certificate BEFORE INSERT OR UPDATE OR DELETE ON certificate
    FOR EACH ROW EXECUTE FUNCTION keep_certificate();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'volunteer_app') THEN
        REVOKE DELETE, TRUNCATE ON certificate, certificate_number FROM volunteer_app;
    END IF;
END $$;
"""


def upgrade() -> None:
    _certificates()
    op.execute(KEEP)
    _trainings()
    _honours()


def _certificates() -> None:
    """Certificates, the counters of their numbers, wrong codes."""
    op.create_table(
        "verify_miss",
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("misses", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_verify_miss")),
    )
    op.create_index(op.f("ix_verify_miss_since"), "verify_miss", ["since"], unique=False)
    op.create_table(
        "certificate_number",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_certificate_number_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "year", name=op.f("pk_certificate_number")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("organized_only", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("issued_by", sa.BigInteger(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issuer_id", sa.BigInteger(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("pdf_hash", sa.LargeBinary(), nullable=True),
        sa.Column("revoked_by", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.String(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(issued_by, issued_at, issuer_id, year, number, snapshot, code_hash, pdf, pdf_hash)"
            " = CASE WHEN status IN ('issued', 'revoked') THEN 9 ELSE 0 END",
            name=op.f("ck_certificate_issued_whole"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(revoked_by, revoked_at, revoked_reason) = CASE status WHEN 'revoked' THEN 3 ELSE 0 END",
            name=op.f("ck_certificate_revoked_whole"),
        ),
        sa.CheckConstraint(
            "status IN ('requested', 'accepted', 'issued', 'refused', 'withdrawn', 'revoked')",
            name=op.f("ck_certificate_status"),
        ),
        sa.CheckConstraint("until >= since", name=op.f("ck_certificate_period")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_certificate_answered_by")),
        sa.ForeignKeyConstraint(["issued_by"], ["account.id"], name=op.f("fk_certificate_issued_by")),
        sa.ForeignKeyConstraint(["issuer_id"], ["unit.id"], name=op.f("fk_certificate_issuer_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_certificate_member_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["account.id"], name=op.f("fk_certificate_revoked_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_certificate_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_certificate_code_hash")),
    )
    op.create_index(op.f("ix_certificate_member_id"), "certificate", ["member_id"], unique=False)
    op.create_index(op.f("ix_certificate_unit_id"), "certificate", ["unit_id"], unique=False)
    op.create_index("uq_certificate_number", "certificate", ["issuer_id", "year", "number"], unique=True)
    op.create_index(
        "uq_certificate_open",
        "certificate",
        ["member_id", "unit_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('requested', 'accepted')"),
    )


def _trainings() -> None:
    """Trainings and words of the year."""
    op.create_table(
        "training",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("organizer", sa.String(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 1 AND 14400", name=op.f("ck_training_minutes")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_training_entered_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_training_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_index(op.f("ix_training_unit_id"), "training", ["unit_id"], unique=False)
    op.create_table(
        "training_member",
        sa.Column("training_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_training_member_member_id")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_training_member_training_id")),
        sa.PrimaryKeyConstraint("training_id", "member_id", name=op.f("pk_training_member")),
    )
    op.create_index(op.f("ix_training_member_member_id"), "training_member", ["member_id"], unique=False)
    op.create_table(
        "evaluation",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_evaluation_year")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_evaluation_member_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_evaluation_unit_id")),
        sa.ForeignKeyConstraint(["written_by"], ["account.id"], name=op.f("fk_evaluation_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
    )
    op.create_index("ix_evaluation_member_id", "evaluation", ["member_id", "year"], unique=False)
    op.create_index(op.f("ix_evaluation_unit_id"), "evaluation", ["unit_id"], unique=False)


def _honours() -> None:
    """Thanks and commendations, objections to them."""
    op.create_table(
        "honour",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("by_unit_id", sa.BigInteger(), nullable=True),
        sa.Column("by_place_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("given_by", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("notice_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(kind = 'commendation') = (notice_until IS NOT NULL)", name=op.f("ck_honour_notice")),
        sa.CheckConstraint(
            "kind <> 'commendation' OR by_unit_id IS NOT NULL", name=op.f("ck_honour_commended_by_unit")
        ),
        sa.CheckConstraint("kind IN ('thanks', 'commendation')", name=op.f("ck_honour_kind")),
        sa.CheckConstraint(
            "num_nonnulls(withdrawn_at, withdrawn_reason) = CASE status WHEN 'withdrawn' THEN 2 ELSE 0 END",
            name=op.f("ck_honour_withdrawn_whole"),
        ),
        sa.CheckConstraint("status IN ('given', 'withdrawn')", name=op.f("ck_honour_status")),
        sa.CheckConstraint("num_nonnulls(by_unit_id, by_place_id) = 1", name=op.f("ck_honour_one_giver")),
        sa.ForeignKeyConstraint(["by_place_id"], ["place.id"], name=op.f("fk_honour_by_place_id")),
        sa.ForeignKeyConstraint(["by_unit_id"], ["unit.id"], name=op.f("fk_honour_by_unit_id")),
        sa.ForeignKeyConstraint(["given_by"], ["account.id"], name=op.f("fk_honour_given_by")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_honour_member_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_honour_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honour")),
    )
    op.create_index(op.f("ix_honour_by_place_id"), "honour", ["by_place_id"], unique=False)
    op.create_index(op.f("ix_honour_by_unit_id"), "honour", ["by_unit_id"], unique=False)
    op.create_index(op.f("ix_honour_member_id"), "honour", ["member_id"], unique=False)
    op.create_index(
        "ix_honour_notice_until", "honour", ["notice_until"], unique=False, postgresql_where=sa.text("status = 'given'")
    )
    op.create_index(op.f("ix_honour_unit_id"), "honour", ["unit_id"], unique=False)
    op.create_table(
        "honour_objection",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("honour_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(answer, answered_by, answered_at) = CASE status WHEN 'open' THEN 0 ELSE 3 END",
            name=op.f("ck_honour_objection_answered_whole"),
        ),
        sa.CheckConstraint("status IN ('open', 'rejected', 'upheld')", name=op.f("ck_honour_objection_status")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_honour_objection_answered_by")),
        sa.ForeignKeyConstraint(["honour_id"], ["honour.id"], name=op.f("fk_honour_objection_honour_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_honour_objection_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honour_objection")),
    )
    op.create_index(op.f("ix_honour_objection_honour_id"), "honour_objection", ["honour_id"], unique=False)
    op.create_index(
        "uq_honour_objection_open",
        "honour_objection",
        ["honour_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )


def downgrade() -> None:
    for table in (
        "honour_objection",
        "honour",
        "evaluation",
        "training_member",
        "training",
        "certificate",
        "certificate_number",
        "verify_miss",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION keep_certificate()")
