"""An October of the small city, and the figures that it should give."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from tests.activities.day import scan, session_with
from tests.answers.spoken import answer_on
from tests.backfills.backed import back
from tests.ledger.test_service import hours_of
from tests.support.world import World
from volunteer.answers.states import RatingKind
from volunteer.claims.states import ClaimStatus
from volunteer.demands.models import Rating
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.kernel.unit_of_work import transaction
from volunteer.ledger import loading, service
from volunteer.ledger.chain import NewEntry, append
from volunteer.ledger.models import EntryKind, HoursProposal, HoursSource, ProposalStatus
from volunteer.months.jobs import FREEZE
from volunteer.months.models import MonthReport
from volunteer.months.queries import UnitMonth, unit_month
from volunteer.organization.permissions import Permission

OCTOBER, SEPTEMBER = date(2027, 10, 1), date(2027, 9, 1)
CUT_OFF = datetime(2027, 11, 5, 2, tzinfo=SHANGHAI)


def moment(month: int, day: int, hour: int = 9) -> datetime:
    """A full hour in Shanghai in 2027, when all who lead in the small city are in office."""
    return datetime(2027, month, day, hour, tzinfo=SHANGHAI)


def serve(
    world: World, member: str, starts: datetime, *, backfilled: bool = False, confirmed: datetime | None = None
) -> int:
    """Two hours served and confirmed, the day after unless told otherwise; their id."""
    session = session_with(world, member, starts=starts)
    scan(world, member, session)
    hours_id = hours_of(session.id)
    with clock.travel(confirmed or starts + timedelta(days=1)):
        if backfilled:
            _write_backfilled(world, db.session.get_one(HoursProposal, hours_id))
        else:
            assert service.confirm(world.actor("committee"), [hours_id]).done == [hours_id]
    return hours_id


def rate(world: World, kind: RatingKind, score: int, at: datetime) -> None:
    """Somebody rates a demand of team_a."""
    demand = world.demand(status=DemandStatus.CLOSED, starts=at, ends=at + timedelta(hours=1))
    if kind is RatingKind.SITE:
        db.session.add(Rating(demand_id=demand.id, score=score, at=at))
    else:
        answer_on(demand, score=score, at=at)
    db.session.commit()


def an_october(world: World) -> None:
    """Two members of team_a and one of team_b serve; a place stays empty, demands come to nothing, some rate."""
    with clock.travel(moment(10, 1)):
        serve(world, "member", moment(10, 10))
        serve(world, "member", moment(10, 17))
        serve(world, "member_a2", moment(10, 18), backfilled=True)
        serve(world, "member_b", moment(10, 24))
        corrected = serve(world, "member_2", moment(10, 25))
        serve(world, "member_2", moment(11, 1))  # November's
    with clock.travel(moment(10, 27)):
        service.correct(world.actor("committee"), corrected, 90, "晚到半小时")
        empty = world.project(starts=moment(10, 20), hours=3, headcount=4, title="清洁家园")
        world.claim("member_a2", empty.positions[0], ClaimStatus.NO_SHOW)
        world.demand(status=DemandStatus.DECLINED, **_wanted(moment(10, 12)))
        world.demand(status=DemandStatus.SUBMITTED, **_wanted(moment(10, 13)))
        world.demand(status=DemandStatus.CANCELLED, **_wanted(moment(10, 14)))  # the asker's own doing
        closed = {"status": DemandStatus.CLOSED, "outcome": Outcome.UNRATED, "closed_at": moment(10, 26)}
        world.demand(**_wanted(moment(10, 15)), **closed)
    for kind, score in ((RatingKind.SITE, 5), (RatingKind.SITE, 4), (RatingKind.RECIPIENT, 3)):
        rate(world, kind, score, moment(10, 28))


# What team_a did: sessions of its projects, services of its people, demands it answers for.
FIGURES = {
    "sessions": 5,
    "projects": 5,
    "services": 4,
    "people": 3,
    "verified_minutes": 120 + 120 + 90,
    "backfilled_minutes": 120,
    "corrections": 1,
    "site_ratings": 2,
    "site_score": 9,
    "recipient_ratings": 1,
    "recipient_score": 3,
    "unrated": 1,
    "declined": 1,
    "lapsed": 1,
    "empty_places": 3,
    "empty_minutes": 540,
    "no_shows": 1,
}


def freeze(at: datetime = CUT_OFF) -> int | None:
    """What the scheduler does; the number of months written."""
    with clock.travel(at):
        return perform(FREEZE)


def month_of(world: World, unit: str = "team_a", month: date = OCTOBER, at: datetime = CUT_OFF) -> UnitMonth:
    """A unit's month as it is shown at an instant."""
    db.session.expire_all()
    return unit_month(world.units[unit], month, at, subjects=True)


def reports(**which: Any) -> list[MonthReport]:
    """The frozen rows."""
    db.session.expire_all()
    return list(db.session.scalars(select(MonthReport).filter_by(**which).order_by(MonthReport.unit_id)))


def _write_backfilled(world: World, proposal: HoursProposal) -> None:
    """Backfilled hours that have been through everything asked of them."""
    second = world.accounts["committee"].id
    back(proposal, second)
    with transaction(world.actor("committee")) as work:
        (facts,) = loading.load_locked(world.actor("committee"), Permission.HOURS_CONFIRM, [proposal.id])
        source = HoursSource.BACKFILLED
        append(work, [NewEntry(facts, EntryKind.CREDIT, source, proposal.minutes, proposal.entered_by, second)])
        proposal.status = ProposalStatus.CONFIRMED


def _wanted(starts: datetime) -> dict[str, Any]:
    return {"starts": starts, "ends": starts + timedelta(hours=2)}
