"""A complaint that nobody may handle: whoever is appointed hears of it once, with the deadline."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from tests.complaints.sent import about_unit, office, stands, told, waiting, who_handles
from tests.support.world import World, coming
from volunteer.access import service as access
from volunteer.access.service import NewGrant
from volunteer.complaints import jobs
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole
from volunteer.notices.models import Notice
from volunteer.organization.permissions import Role

WATCH = jobs.JOBS[0]


def appoint(world: World, name: str, since: datetime | None = None) -> None:
    """Somebody else of the top."""
    new = NewGrant(
        account_id=world.accounts[name].id, role=Role.COMMITTEE, unit_id=world.units["brigade"].id, since=since
    )
    access.give(world.actor("admin"), new)


def test_whoever_is_appointed_is_told_at_once_by_when(world: World) -> None:
    complaint, _ = about_unit(world, "brigade")
    assert (who_handles(world, complaint), told(world, "admin")) == (set(), ["complaint.nobody"])
    appoint(world, "town")
    assert told(world, "town") == ["complaint.appointed"]
    notice = db.session.scalars(select(Notice).where(Notice.kind == "complaint.appointed")).one()
    asked = stands(complaint)
    assert notice.link == f"/complaints/{complaint}"
    assert notice.parameters == {"case": asked.number, "respond_by": asked.answer_by.isoformat()}
    appoint(world, "site_3")  # one more, when it is in somebody's hands already
    assert perform_whole(WATCH) == 0
    assert [told(world, name) for name in ("town", "site_3", "committee")] == [["complaint.appointed"], [], []]


def test_who_begins_on_a_later_day_is_told_on_that_day_and_once(world: World) -> None:
    complaint, _ = about_unit(world, "brigade")
    appoint(world, "town", since=coming(days=2, hour=1))
    assert told(world, "town") == []
    with clock.travel(clock.now() + timedelta(days=4)):  # the machine was off for a day
        assert perform_whole(WATCH) == 1
        assert perform_whole(WATCH) == 0
        assert waiting(world, "town") == [complaint]
    assert told(world, "town") == ["complaint.appointed"]


def test_who_is_named_by_it_is_not_told(world: World) -> None:
    office(world, "second", Role.COMMITTEE)
    complaint, _ = about_unit(world, "brigade")
    assert who_handles(world, complaint) == {"second"}
    before = told(world, "second")
    appoint(world, "town")
    assert (told(world, "second"), told(world, "town"), told(world, "committee")) == (before, [], [])
