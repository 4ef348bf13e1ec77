"""The trail: number of the request, the database's own clock, indexes to search by; when each job last ran.

Revision ID: 0043
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0041"
branch_labels = None
depends_on = None

# All but the number of a row, which is the database's to give.
GIVEN = "at, action, subject_kind, subject_id, account_id, unit_id, address, reason, details, request_id"
INDEXES = ("at", "action", "address", "request")


def upgrade() -> None:
    op.add_column("audit_event", sa.Column("request_id", sa.String(), nullable=True))
    op.alter_column("audit_event", "at", server_default=sa.text("clock_timestamp()"))
    op.create_index("ix_audit_event_at", "audit_event", ["at", "id"])
    op.create_index(
        "ix_audit_event_action", "audit_event", ["action", "at"], postgresql_ops={"action": "text_pattern_ops"}
    )
    op.create_index("ix_audit_event_address", "audit_event", ["address", "at"])
    op.create_index(
        "ix_audit_event_request", "audit_event", ["request_id"], postgresql_where=sa.text("request_id IS NOT NULL")
    )
    _months("REVOKE INSERT ON %I FROM volunteer_app")
    _to_app(f"REVOKE INSERT ON audit_event FROM volunteer_app; GRANT INSERT ({GIVEN}) ON audit_event TO volunteer_app")
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("failures", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("run_number", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_run")),
    )


def downgrade() -> None:
    op.drop_table("job_run")
    _to_app(f"REVOKE INSERT ({GIVEN}) ON audit_event FROM volunteer_app; GRANT INSERT ON audit_event TO volunteer_app")
    _months("GRANT INSERT ON %I TO volunteer_app")
    for name in INDEXES:
        op.drop_index(f"ix_audit_event_{name}", "audit_event")
    op.alter_column("audit_event", "at", server_default=None)
    op.drop_column("audit_event", "request_id")


def _to_app(statements: str) -> None:
    op.execute(
        f"""
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'volunteer_app') THEN {statements}; END IF;
        END $$
        """
    )


def _months(statement: str) -> None:
    """Rows come in through the whole trail, so the application needs no right to add to a part of it."""
    op.execute(
        f"""
        DO $$
        DECLARE part text;
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'volunteer_app') THEN
                FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                    WHERE i.inhparent = 'audit_event'::regclass
                LOOP EXECUTE format('{statement}', part); END LOOP;
            END IF;
        END $$
        """
    )
