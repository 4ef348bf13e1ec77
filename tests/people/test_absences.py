"""Times away: kept, checked, forgotten, busy for matching; claims within them are shown and stay."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World, coming, text_of
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible
from volunteer.kernel.jobs import perform
from volunteer.people import absences, jobs
from volunteer.people.models import Absence, AbsenceKind
from volunteer.suggestions.service import candidates_for, recommend_for


def away(world: World, starts: datetime, ends: datetime, name: str = "member") -> Absence:
    return absences.add_absence(world.actor(name), AbsenceKind.BUSINESS_TRIP, starts, ends)


def test_matching_asks_nobody_who_is_away(world: World) -> None:
    position = world.project(starts=coming(days=7)).positions[0]
    assert recommend_for(world.actor("member")).items
    away(world, coming(days=6), coming(days=8))
    assert not recommend_for(world.actor("member")).items
    members = [one.member.id for one in candidates_for(world.actor("team"), position.id).items]
    assert world.members["member"].id not in members
    assert world.members["member_2"].id in members


@pytest.mark.parametrize(
    ("first", "last"), [(8, 6), (-3, -1), (1, 400)], ids=["ends before it begins", "is over", "longer than a year"]
)
def test_a_time_that_cannot_be_is_refused(world: World, first: int, last: int) -> None:
    with pytest.raises(Invalid):
        away(world, coming(days=first), coming(days=last))


def test_two_times_do_not_overlap_but_may_touch(world: World) -> None:
    away(world, coming(days=2), coming(days=4))
    with pytest.raises(Invalid):
        away(world, coming(days=3), coming(days=5))
    away(world, coming(days=4), coming(days=5))
    away(world, coming(days=3), coming(days=5), name="member_2")


def test_nobody_removes_anothers_time(world: World) -> None:
    absence = away(world, coming(days=2), coming(days=4))
    with pytest.raises(NotVisible):
        absences.remove_absence(world.actor("member_2"), absence.id)
    absences.remove_absence(world.actor("member"), absence.id)
    assert absences.absences_of(world.members["member"].id, clock.now()) == []


def test_what_is_long_over_is_forgotten(world: World) -> None:
    away(world, coming(days=2), coming(days=4))
    with clock.travel(coming(days=33)):
        assert perform(jobs.JOBS[1]) == 0
    with clock.travel(coming(days=35)):
        assert perform(jobs.JOBS[1]) == 1
    assert db.session.scalar(select(Absence.id)) is None


def test_whole_days_are_added_without_script_and_claims_within_are_shown_and_kept(world: World) -> None:
    browser = world.browser("member")
    claim = world.claim("member", world.project(starts=coming(days=7), title="义诊").positions[0])
    first, last = (clock.local(coming(days=days)).date() for days in (7, 9))
    form = {"kind": "holiday", "first": first.isoformat(), "last": last.isoformat()}
    assert browser.post("/me/absences", form).status_code == 303
    page = text_of(browser.get("/me/absences"))
    assert "这段时间你已报名 1 场" in page
    assert "义诊" in page
    absence = db.session.scalars(select(Absence)).one()
    assert absence.period.upper - absence.period.lower == timedelta(days=3)
    assert db.session.scalar(select(Claim.status).where(Claim.id == claim.id)) == ClaimStatus.CONFIRMED
    assert browser.post("/me/absences", form).status_code == 422
    assert browser.post(f"/me/absences/{absence.id}/remove").status_code == 303
    assert db.session.scalar(select(Absence.id)) is None


def test_some_hours_of_a_day_are_enough(world: World) -> None:
    day = clock.local(coming(days=3)).date()
    form = {"kind": "other", "first": day.isoformat(), "last": "", "begins": "09:00", "ends": "11:30"}
    assert world.browser("member").post("/me/absences", form).status_code == 303
    period = db.session.scalars(select(Absence)).one().period
    assert period.upper - period.lower == timedelta(hours=2, minutes=30)


@pytest.mark.parametrize("form", [{}, {"kind": "?", "first": "2030-01-01"}, {"kind": "holiday", "first": "soon"}])
def test_a_form_that_lacks_something_comes_back(world: World, form: dict[str, str]) -> None:
    assert world.browser("member").post("/me/absences", form).status_code == 422
