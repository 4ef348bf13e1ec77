"""The trail is kept for as many whole months as the setting says, and never less than a year."""

from __future__ import annotations

from datetime import UTC, date, datetime

import psycopg
import pytest
from sqlalchemy import select

from tests.support.world import World
from volunteer.audit import jobs, partitions
from volunteer.audit.models import AuditEvent
from volunteer.config import ConfigurationError
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.wiring import create_app

NOW = datetime(2035, 6, 15, tzinfo=UTC)


@pytest.mark.parametrize("months", ["11", "0", "-1", "forever"])
def test_less_than_a_year_is_refused(months: str) -> None:
    with pytest.raises(ConfigurationError, match="AUDIT_KEEP_MONTHS"):
        create_app({"SECRET_KEY": "s", "SQLALCHEMY_DATABASE_URI": "postgresql:///none", "AUDIT_KEEP_MONTHS": months})


def test_months_are_counted_across_years() -> None:
    assert jobs.months_back(date(2035, 6, 15), 36) == date(2032, 6, 1)
    assert jobs.months_back(date(2035, 6, 15), 18) == date(2033, 12, 1)


def test_only_months_beyond_the_setting_go_and_that_is_on_record(world: World) -> None:
    kept = world.app.config["AUDIT_KEEP_MONTHS"]
    edge = jobs.months_back(NOW.date(), kept)
    with psycopg.connect(world.app.config["MIGRATION_DATABASE_URL"], autocommit=True) as owner:
        partitions.ensure(owner, jobs.months_back(edge, 1), 2)
        try:
            with clock.travel(NOW):
                assert perform(jobs.FORGET) == 1
            left = partitions.existing(owner)
        finally:
            for name in partitions.existing(owner):
                owner.execute(f"DROP TABLE {name}")  # type: ignore[arg-type]  # names of our own
    assert partitions.partition_name(edge) in left
    assert partitions.partition_name(jobs.months_back(edge, 1)) not in left
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "trail.forgotten")).one()
    assert event.details["parts"] == [partitions.partition_name(jobs.months_back(edge, 1))]
