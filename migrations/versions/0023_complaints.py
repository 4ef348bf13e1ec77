"""Complaints and suggestions.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STATUSES = "status IN ('received', 'handling', 'answered', 'reopened', 'closed')"
KINDS = "kind IN ('complaint', 'suggestion')"
ABOUT = "about IN ('platform', 'project', 'unit', 'session', 'record')"
STEPS = (
    "kind IN ('received', 'taken', 'passed_on', 'answered', 'escalated', 'overdue', 'contested', 'accepted', 'lapsed')"
)
CHECKS = {
    "status": STATUSES,
    "kind": KINDS,
    "about": ABOUT,
    "project": "(about IN ('project', 'session')) = (project_id IS NOT NULL)",
    "session": "(about = 'session') = (session_id IS NOT NULL)",
    "record": "(about = 'record') = (hours_id IS NOT NULL)",
    "closed": "(status = 'closed') = (closed_at IS NOT NULL)",
    "answered": "status NOT IN ('answered', 'closed') OR answered_at IS NOT NULL",
}
NAMED = {
    "named_unit_id": "unit",
    "project_id": "project",
    "session_id": "service_session",
    "hours_id": "hours_proposal",
    "handler_unit_id": "unit",
}
OPEN = "status IN ('received', 'handling', 'reopened')"


def upgrade() -> None:
    op.execute("CREATE SEQUENCE complaint_number")
    _complaints()
    op.create_table(
        "complaint_content",
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("contested", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_content_complaint_id")),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_content")),
    )
    op.create_table(
        "complaint_barred",
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_barred_complaint_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_complaint_barred_account_id")),
        sa.PrimaryKeyConstraint("complaint_id", "account_id", name=op.f("pk_complaint_barred")),
    )
    op.create_table(
        "complaint_step",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.CheckConstraint(STEPS, name=op.f("ck_complaint_step_kind")),
        sa.CheckConstraint(
            "(kind IN ('answered', 'passed_on')) = (text IS NOT NULL)", name=op.f("ck_complaint_step_text")
        ),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_step_complaint_id")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_complaint_step_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_complaint_step_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_step")),
    )
    op.create_index(op.f("ix_complaint_step_complaint_id"), "complaint_step", ["complaint_id"])


def downgrade() -> None:
    for table in ("complaint_step", "complaint_barred", "complaint_content", "complaint"):
        op.drop_table(table)
    op.execute("DROP SEQUENCE complaint_number")


def _complaints() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("named_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("hours_id", sa.BigInteger(), nullable=True),
        sa.Column("handler_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("oversight", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *(sa.CheckConstraint(check, name=op.f(f"ck_complaint_{name}")) for name, check in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_complaint_{column}"))
            for column, table in NAMED.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_complaint_token_hash")),
        sa.UniqueConstraint("form_key", name=op.f("uq_complaint_form_key")),
    )
    op.create_index(op.f("ix_complaint_named_unit_id"), "complaint", ["named_unit_id"])
    op.create_index(op.f("ix_complaint_handler_unit_id"), "complaint", ["handler_unit_id"])
    op.create_index("ix_complaint_due", "complaint", ["answer_by"], postgresql_where=sa.text(OPEN))
    op.create_index("ix_complaint_address_hash_received_at", "complaint", ["address_hash", "received_at"])
