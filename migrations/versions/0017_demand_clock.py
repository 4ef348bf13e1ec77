"""Deadlines by step and urgency, extensions, who was told of a deadline, years whose holidays are seen to.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LEVELS = "level IN ('remind', 'escalate', 'bulletin')"
EXTENSION = "status IN ('asked', 'granted', 'refused', 'lapsed')"
MAKE_UP_DAYS = "(weekday < 5 AND extract(isodow FROM day) > 5)"


def upgrade() -> None:
    _clock()
    _holidays()
    _alerts()
    _extensions()


def downgrade() -> None:
    op.drop_table("demand_extension")
    op.drop_table("demand_alert_told")
    op.drop_table("demand_alert")
    op.drop_table("holiday_year")
    op.execute("DELETE FROM holiday WHERE removed")
    op.drop_column("holiday", "removed")
    for column in ("deadline_guessed", "clock_left", "clock_days", "clock_from", "clock_number"):
        op.drop_column("demand", column)


def _clock() -> None:
    op.add_column("demand", sa.Column("clock_number", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("demand", sa.Column("clock_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("demand", sa.Column("clock_days", sa.BigInteger(), nullable=True))
    op.add_column("demand", sa.Column("clock_left", sa.BigInteger(), nullable=True))
    op.add_column("demand", sa.Column("deadline_guessed", sa.Boolean(), nullable=False, server_default="false"))
    op.execute("UPDATE demand SET clock_number = 1, clock_from = submitted_at WHERE deadline IS NOT NULL")


def _holidays() -> None:
    op.add_column("holiday", sa.Column("removed", sa.Boolean(), nullable=False, server_default="false"))
    op.create_table(
        "holiday_year",
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_tx", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name=op.f("fk_holiday_year_confirmed_by")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_holiday_year")),
    )
    op.create_index("ix_holiday_year_changed_tx", "holiday_year", ["changed_tx"])
    op.execute(
        "CREATE TRIGGER mark_change BEFORE INSERT OR UPDATE ON holiday_year FOR EACH ROW EXECUTE FUNCTION mark_change()"
    )
    # A year is known once its make-up days are: they are announced late in the year before.
    op.execute(
        "INSERT INTO holiday_year (year, confirmed_at) "
        f"SELECT DISTINCT extract(year FROM day)::bigint, now() FROM holiday WHERE {MAKE_UP_DAYS}"
    )


def _alerts() -> None:
    op.create_table(
        "demand_alert",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("clock_number", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("told_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(LEVELS, name=op.f("ck_demand_alert_level")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_alert_demand_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_demand_alert_unit_id")),
        sa.ForeignKeyConstraint(["told_unit_id"], ["unit.id"], name=op.f("fk_demand_alert_told_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_alert")),
    )
    op.create_index("uq_demand_alert_once", "demand_alert", ["demand_id", "clock_number", "level"], unique=True)
    op.create_index("ix_demand_alert_level", "demand_alert", ["level", "at"])
    op.create_table(
        "demand_alert_told",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("up_to", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_demand_alert_told_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_alert_told")),
    )


def _extensions() -> None:
    op.create_table(
        "demand_extension",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("clock_number", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("decider_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.CheckConstraint(EXTENSION, name=op.f("ck_demand_extension_status")),
        sa.CheckConstraint("until > before", name=op.f("ck_demand_extension_later")),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_demand_extension_two_persons")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_extension_demand_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_demand_extension_unit_id")),
        sa.ForeignKeyConstraint(["decider_unit_id"], ["unit.id"], name=op.f("fk_demand_extension_decider_unit_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_demand_extension_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_demand_extension_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_extension")),
    )
    op.create_index("ix_demand_extension_demand_id", "demand_extension", ["demand_id"])
    op.create_index("ix_demand_extension_decider_unit_id", "demand_extension", ["decider_unit_id", "status"])
    op.create_index(
        "uq_demand_extension_asked",
        "demand_extension",
        ["demand_id"],
        unique=True,
        postgresql_where=sa.text("status = 'asked'"),
    )
