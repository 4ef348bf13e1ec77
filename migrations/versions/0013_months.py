"""Months of units, frozen at the cut-off.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "month_report",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("subjects", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("paths", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("definitions", sa.BigInteger(), nullable=False),
        sa.Column("ledger_head", sa.String(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_month_report_first_day")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_month_report_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "month", name=op.f("pk_month_report")),
    )
    op.create_index("ix_month_report_month", "month_report", ["month"], unique=False)
    # A frozen month is added and read, never changed.
    op.execute(
        """
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'volunteer_app') THEN
                REVOKE UPDATE, DELETE, TRUNCATE ON month_report FROM volunteer_app;
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    op.drop_index("ix_month_report_month", table_name="month_report")
    op.drop_table("month_report")
