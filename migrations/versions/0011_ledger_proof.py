"""What proves the ledger: sums kept beside it, daily heads, what a nightly walk found.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Sums are kept by the owner: the application can read them and has no way to write them but through the ledger.
# A credit counts as a service when it is the first of its proposal.
SUMS = """
SELECT e.member_id, date_trunc('month', e.service_date)::date AS month, e.unit_path,
  coalesce(sum(e.minutes) FILTER (WHERE p.source <> 'backfilled'), 0) AS verified,
  coalesce(sum(e.minutes) FILTER (WHERE p.source = 'backfilled'), 0) AS backfilled,
  count(*) FILTER (WHERE e.kind = 'credit' AND NOT EXISTS (
    SELECT FROM hours_entry o WHERE o.proposal_id = e.proposal_id AND o.kind = 'credit' AND o.id < e.id)) AS services,
  false AS shared
FROM {entries} e JOIN hours_proposal p ON p.id = e.proposal_id
WHERE e.kind IN ('credit', 'reversal')
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
TRIGGER = f"""
CREATE FUNCTION keep_hours() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF EXISTS (SELECT FROM added a JOIN member m ON m.id = a.member_id
               WHERE m.account_id IN (a.confirmed_by, a.countersigned_by)) THEN
        RAISE EXCEPTION 'nobody confirms their own minutes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_hours_entry_own_minutes';
    END IF;
    INSERT INTO hours_month (member_id, month, unit_path, verified, backfilled, services, shared)
    {SUMS.format(entries="added")}
    ON CONFLICT (member_id, month, unit_path) DO UPDATE SET
        verified = hours_month.verified + EXCLUDED.verified,
        backfilled = hours_month.backfilled + EXCLUDED.backfilled,
        services = hours_month.services + EXCLUDED.services;
    UPDATE hours_month h SET shared = true
    FROM (SELECT DISTINCT member_id, date_trunc('month', service_date)::date AS month FROM added) a
    WHERE h.member_id = a.member_id AND h.month = a.month AND NOT h.shared AND EXISTS (
        SELECT FROM hours_month o WHERE o.member_id = h.member_id AND o.month = h.month AND o.unit_path <> h.unit_path);
    RETURN NULL;
END $$;
CREATE TRIGGER keep_hours AFTER INSERT ON hours_entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION keep_hours();

INSERT INTO hours_month (member_id, month, unit_path, verified, backfilled, services, shared)
    {SUMS.format(entries="hours_entry")};
UPDATE hours_month h SET shared = true WHERE EXISTS (
    SELECT FROM hours_month o WHERE o.member_id = h.member_id AND o.month = h.month AND o.unit_path <> h.unit_path);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'volunteer_app') THEN
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON hours_month FROM volunteer_app;
        REVOKE UPDATE, DELETE, TRUNCATE ON ledger_head FROM volunteer_app;
        REVOKE DELETE, TRUNCATE ON ledger_proof, ledger_finding FROM volunteer_app;
    END IF;
END $$;
"""


def upgrade() -> None:
    op.create_check_constraint(
        op.f("ck_hours_entry_second_eyes"),
        "hours_entry",
        "countersigned_by IS NULL OR countersigned_by <> entered_by",
    )
    op.create_index("ix_hours_entry_recorded_at", "hours_entry", ["recorded_at"], unique=False)
    op.create_table(
        "hours_month",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_path", sa.String(), nullable=False),
        sa.Column("verified", sa.BigInteger(), nullable=False),
        sa.Column("backfilled", sa.BigInteger(), nullable=False),
        sa.Column("services", sa.BigInteger(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_hours_month_member_id")),
        sa.PrimaryKeyConstraint("member_id", "month", "unit_path", name=op.f("pk_hours_month")),
    )
    op.create_index(
        "ix_hours_month_month_unit",
        "hours_month",
        ["month", "unit_path"],
        unique=False,
        postgresql_ops={"unit_path": "text_pattern_ops"},
    )
    op.create_index("ix_hours_month_shared", "hours_month", ["month"], unique=False, postgresql_where=sa.text("shared"))
    op.create_table(
        "ledger_head",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=True),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "ledger_proof",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_member", sa.BigInteger(), nullable=False),
        sa.Column("after_day", sa.Date(), nullable=True),
        sa.Column("members", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_proof")),
    )
    op.create_table(
        "ledger_finding",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("proof_id", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by", sa.BigInteger(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.CheckConstraint(
            "fault IN ('gap', 'link', 'content', 'four_eyes', 'missing', 'sums', 'head', 'signature', 'outside')",
            name=op.f("ck_ledger_finding_fault"),
        ),
        sa.CheckConstraint(
            "num_nulls(resolved_by, resolved_at, resolution) IN (0, 3)", name=op.f("ck_ledger_finding_resolved")
        ),
        sa.ForeignKeyConstraint(["proof_id"], ["ledger_proof.id"], name=op.f("fk_ledger_finding_proof_id")),
        sa.ForeignKeyConstraint(["resolved_by"], ["account.id"], name=op.f("fk_ledger_finding_resolved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_finding")),
    )
    op.create_index(
        "uq_ledger_finding_once",
        "ledger_finding",
        ["fault", "member_id", "day"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.execute(TRIGGER)


def downgrade() -> None:
    op.execute("DROP TRIGGER keep_hours ON hours_entry")
    op.execute("DROP FUNCTION keep_hours()")
    for table in ("ledger_finding", "ledger_proof", "ledger_head", "hours_month"):
        op.drop_table(table)
    op.drop_index("ix_hours_entry_recorded_at", table_name="hours_entry")
    op.drop_constraint(op.f("ck_hours_entry_second_eyes"), "hours_entry", type_="check")
