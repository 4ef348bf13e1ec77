"""Templates that can be edited, recurring needs, small things.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

RHYTHMS = "rhythm IN ('weekly', 'monthly')"
STATUSES = "status IN ('running', 'ended')"
HOLIDAY_RULES = "holidays IN ('keep', 'skip', 'rest_day', 'working_day')"
WINDOW = "(window_minutes IS NULL) = (window_starts IS NULL) AND (window_starts IS NULL) = (window_ends IS NULL)"


def upgrade() -> None:
    _templates()
    _series()
    op.add_column("demand", sa.Column("window_minutes", sa.BigInteger(), nullable=True))
    op.create_check_constraint(op.f("ck_demand_window_minutes"), "demand", "window_minutes BETWEEN 15 AND 480")
    op.add_column("service_session", sa.Column("window_starts", sa.DateTime(timezone=True), nullable=True))
    op.add_column("service_session", sa.Column("window_ends", sa.DateTime(timezone=True), nullable=True))
    op.add_column("service_session", sa.Column("window_minutes", sa.BigInteger(), nullable=True))
    op.add_column("service_session", sa.Column("hour_open", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_check_constraint(op.f("ck_service_session_window"), "service_session", WINDOW)
    op.create_check_constraint(
        op.f("ck_service_session_hour_open"), "service_session", "NOT hour_open OR window_starts IS NOT NULL"
    )


def downgrade() -> None:
    for name in ("hour_open", "window_minutes", "window_ends", "window_starts"):
        op.drop_column("service_session", name)
    op.drop_column("demand", "window_minutes")
    op.drop_table("series_occurrence")
    op.drop_table("demand_series")
    op.drop_table("demand_template")


def _templates() -> None:
    op.create_table(
        "demand_template",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("skill", sa.String(), nullable=True),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("headcount", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("risk_note", sa.String(), nullable=True),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.CheckConstraint("headcount > 0", name=op.f("ck_demand_template_headcount")),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_demand_template_level")),
        sa.CheckConstraint("ends > starts", name=op.f("ck_demand_template_period")),
        sa.ForeignKeyConstraint(["category"], ["category.code"], name=op.f("fk_demand_template_category")),
        sa.ForeignKeyConstraint(["skill"], ["skill.code"], name=op.f("fk_demand_template_skill")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_demand_template")),
        sa.UniqueConstraint("name", name=op.f("uq_demand_template_name")),
    )


def _series() -> None:
    op.create_table(
        "demand_series",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("asker_id", sa.BigInteger(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("private_place_id", sa.BigInteger(), nullable=True),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("every", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("times", sa.BigInteger(), nullable=True),
        sa.Column("holidays", sa.String(), nullable=False),
        sa.Column("days_ahead", sa.BigInteger(), nullable=False),
        sa.Column("done_until", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(STATUSES, name=op.f("ck_demand_series_status")),
        sa.CheckConstraint(RHYTHMS, name=op.f("ck_demand_series_rhythm")),
        sa.CheckConstraint(HOLIDAY_RULES, name=op.f("ck_demand_series_holidays")),
        sa.CheckConstraint("every BETWEEN 1 AND 12", name=op.f("ck_demand_series_every")),
        sa.CheckConstraint("times > 0", name=op.f("ck_demand_series_times")),
        sa.CheckConstraint("days_ahead BETWEEN 1 AND 60", name=op.f("ck_demand_series_days_ahead")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_demand_series_site_id")),
        sa.ForeignKeyConstraint(["asker_id"], ["account.id"], name=op.f("fk_demand_series_asker_id")),
        sa.ForeignKeyConstraint(
            ["private_place_id"], ["private_place.id"], name=op.f("fk_demand_series_private_place_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_series")),
    )
    op.create_index(op.f("ix_demand_series_site_id"), "demand_series", ["site_id"])
    op.create_index(op.f("ix_demand_series_asker_id"), "demand_series", ["asker_id"])
    op.create_index("ix_demand_series_due", "demand_series", ["status", "done_until"])
    op.create_table(
        "series_occurrence",
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("planned", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["demand_series.id"], name=op.f("fk_series_occurrence_series_id")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_series_occurrence_demand_id")),
        sa.PrimaryKeyConstraint("series_id", "planned", name=op.f("pk_series_occurrence")),
        sa.UniqueConstraint("demand_id", name=op.f("uq_series_occurrence_demand_id")),
    )
