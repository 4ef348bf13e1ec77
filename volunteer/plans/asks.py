"""What members have been asked and have not answered yet: a plan asks nobody for too much, nor twice for one time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, case, func, literal, or_, select, union_all

from volunteer import matching
from volunteer.claims.models import Claim, ClaimSource
from volunteer.claims.rules import ASKED
from volunteer.kernel.database import db
from volunteer.matching.problem import Interval
from volunteer.organization.models import Unit
from volunteer.organization.rules import ids_of
from volunteer.organization.settings import KNOBS, setting_at
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.rules import TO_SEND
from volunteer.plans.states import PlanStatus
from volunteer.projects.models import Position, ServiceSession
from volunteer.suggestions.adapter import MemberRow


@dataclass(frozen=True)
class Asked:
    """When the things are that a member was asked for, and how many of them count towards the most at once."""

    periods: tuple[Interval, ...]
    counted: int


NOTHING = Asked((), 0)


def open_asks(now: datetime) -> Mapping[int, Asked]:
    """By member: offers and invitations without an answer, and what sent plans are about to offer."""
    periods: defaultdict[int, list[Interval]] = defaultdict(list)
    counted: defaultdict[int, int] = defaultdict(int)
    for member, starts, ends, counts in db.session.execute(union_all(_by_claims(now), _by_plans(now))):
        periods[member].append((starts, ends))
        counted[member] += counts
    return {member: Asked(tuple(sorted(found)), counted[member]) for member, found in periods.items()}


def most_at_once(unit_path: str) -> int:
    """How many offers and invitations a member of the unit at a path may have to answer at once."""
    return setting_at(unit_path, "max_open_offers", KNOBS["max_open_offers"].default)


def most_by_unit(unit_path: str) -> Mapping[int, int]:
    """For each unit below a path, how many things its members may be asked at once; one statement for all of them."""
    within = or_(Unit.path.startswith(unit_path, autoescape=True), Unit.id.in_(ids_of(unit_path)))
    rows = db.session.execute(select(Unit.id, Unit.path, Unit.settings["max_open_offers"].as_integer()).where(within))
    paths, own = {}, {}
    for unit_id, path, most in rows:
        paths[unit_id] = path
        if most is not None:
            own[unit_id] = most
    default = KNOBS["max_open_offers"].default
    return {
        unit_id: next((own[above] for above in reversed(ids_of(path)) if above in own), default)
        for unit_id, path in paths.items()
    }


def with_asks(member: matching.Member, row: MemberRow, asked: Asked, most: int) -> matching.Member:
    """The member as a plan sees them: bound by what they were asked, and open for so many more questions."""
    room = min(row.places_left - len(asked.periods), most - asked.counted)
    return replace(member, max_positions=max(0, room), busy=(*member.busy, *asked.periods))


def _by_claims(now: datetime) -> Select[int, datetime, datetime, int]:
    """A place offered out of the queue was asked for by the member: it binds, but does not count."""
    counts = case((Claim.source == ClaimSource.WAITLIST, 0), else_=1)
    return select(Claim.member_id, func.lower(Claim.period), func.upper(Claim.period), counts).where(
        Claim.status.in_(ASKED), Claim.respond_by > now
    )


def _by_plans(now: datetime) -> Select[int, datetime, datetime, int]:
    return (
        select(PlanPair.member_id, ServiceSession.starts, ServiceSession.ends, literal(1))
        .join(Plan, Plan.id == PlanPair.plan_id)
        .join(Position, Position.id == PlanPair.position_id)
        .join(ServiceSession, ServiceSession.id == Position.session_id)
        .where(Plan.status == PlanStatus.SENT, PlanPair.status.in_(TO_SEND), ServiceSession.starts > now)
    )
