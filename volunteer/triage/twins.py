"""Demands that may ask for the same: near in place and time, and alike in their words.

Candidates come by one statement over the partial index of demands under way at the sites around; they are scored here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.texts.likeness import likeness, may_be_like, pairs
from volunteer.triage.models import DemandTwin

NEAR_METRES = 2_000.0
NEAR_DAYS = timedelta(days=5)  # a weekly service is not its own double
METRES_PER_DEGREE = 111_195.0
ALIKE = 0.5
SAME_CATEGORY = 0.05
ANOTHER_SKILL = -0.1
ELSEWHERE = 0.75  # what a likeness counts for at another site
WORTH_A_LOOK = 0.25
MOST_CANDIDATES = 600
MOST_TWINS = 5
UNDER_WAY = (
    DemandStatus.SUBMITTED,
    DemandStatus.RETURNED,
    DemandStatus.ACCEPTED,
    DemandStatus.PUBLISHED,
    DemandStatus.IN_SERVICE,
)


Candidate = Row[int, str, str, str, str | None, int]


@dataclass(frozen=True)
class Twin:
    """Another demand, and how much it resembles: 0.5 to 1."""

    demand_id: int
    likeness: float


def search(demand: Demand) -> list[Twin]:
    """The demands under way that resemble one most, the likest first."""
    words = _words(demand)
    own = pairs(words)
    near = (row for row in db.session.execute(_candidates(demand)) if may_be_like(own, _words(row), WORTH_A_LOOK))
    scored = ((row.id, _score(demand, own, row)) for row in near if not _same_template(demand, row))
    alike = [Twin(demand_id, score) for demand_id, score in scored if score >= ALIKE]
    return sorted(alike, key=lambda twin: (-twin.likeness, twin.demand_id))[:MOST_TWINS]


def keep(demand: Demand) -> None:
    """Note what a demand resembles; what has been told apart stays so, what it resembles no longer is forgotten."""
    either = or_(DemandTwin.lower_id == demand.id, DemandTwin.higher_id == demand.id)
    known = {(pair.lower_id, pair.higher_id): pair for pair in db.session.scalars(select(DemandTwin).where(either))}
    found = {ordered(demand.id, twin.demand_id): twin.likeness for twin in search(demand)}
    for pair, kept in known.items():
        if pair not in found and kept.apart_at is None:
            db.session.delete(kept)
    for pair, alike in found.items():
        if pair in known:
            known[pair].likeness = alike
        else:
            db.session.add(DemandTwin(lower_id=pair[0], higher_id=pair[1], likeness=alike))


def twins_of(actor: Actor, demand_ids: Collection[int]) -> dict[int, list[Twin]]:
    """What each of some demands resembles, is under way and may be merged by the actor, the likest first."""
    found: dict[int, list[Twin]] = {demand_id: [] for demand_id in demand_ids}
    for row in db.session.execute(_open_pairs(actor, demand_ids)) if demand_ids else ():
        found[row.demand_id].append(Twin(row.other_id, row.likeness))
    return found


def ordered(one: int, other: int) -> tuple[int, int]:
    """The pair as it is kept."""
    return (one, other) if one < other else (other, one)


def _candidates(demand: Demand) -> Select[int, str, str, str, str | None, int]:
    """Demands under way at the sites of the same town or within two kilometres, near in time; the nearest first."""
    site = demand.site
    east = METRES_PER_DEGREE * cos(radians(site.lat))
    squared = func.power((Place.lon - site.lon) * east, 2) + func.power((Place.lat - site.lat) * METRES_PER_DEGREE, 2)
    around = select(Place.id).where(
        Place.kind == PlaceKind.SITE, or_(Place.parent_id == site.parent_id, squared <= NEAR_METRES**2)
    )
    return (
        select(Demand.id, Demand.title, Demand.text, Demand.category, Demand.skill, Demand.site_id)
        .where(
            Demand.status.in_(UNDER_WAY),
            Demand.site_id.in_(around),
            Demand.starts.between(demand.starts - NEAR_DAYS, demand.starts + NEAR_DAYS),
            Demand.id != demand.id,
        )
        .order_by(func.abs(func.extract("epoch", Demand.starts - demand.starts)), Demand.id)
        .limit(MOST_CANDIDATES)
    )


def _score(demand: Demand, own: frozenset[str], row: Candidate) -> float:
    alike = likeness(own, pairs(_words(row)))
    alike += SAME_CATEGORY if row.category == demand.category else 0
    alike += ANOTHER_SKILL if row.skill and demand.skill and row.skill != demand.skill else 0
    return min(1.0, alike if row.site_id == demand.site_id else alike * ELSEWHERE)


def _same_template(demand: Demand, row: Candidate) -> bool:
    """The very same words at another site were taken from a template: two villages, two needs."""
    return row.site_id != demand.site_id and (row.title, row.text) == (demand.title, demand.text)


def _words(one: Demand | Candidate) -> str:
    return f"{one.title}\n{one.text}"


def _open_pairs(actor: Actor, demand_ids: Collection[int]) -> Select[int, int, float]:
    """Both ways round: a pair is kept once, whichever of the two is asked for."""
    seen = visible(Demand, actor, Permission.DEMAND_FORWARD).where(Demand.status.in_(UNDER_WAY))
    others = seen.with_only_columns(Demand.id)

    def one_way(mine: InstrumentedAttribute[int], its: InstrumentedAttribute[int]) -> Select[int, int, float]:
        statement = select(mine.label("demand_id"), its.label("other_id"), DemandTwin.likeness)
        return statement.where(mine.in_(demand_ids), DemandTwin.apart_at.is_(None), its.in_(others))

    lower, higher = DemandTwin.lower_id, DemandTwin.higher_id
    united = one_way(lower, higher).union_all(one_way(higher, lower)).subquery()
    columns = (united.c.demand_id, united.c.other_id, united.c.likeness)
    return select(*columns).order_by(united.c.likeness.desc(), united.c.other_id)


def told_apart(pair: tuple[int, int], by: int | None, at: datetime) -> None:
    """Somebody looked at both, and they are different needs."""
    kept = db.session.get(DemandTwin, pair)
    if kept is None:
        kept = DemandTwin(lower_id=pair[0], higher_id=pair[1], likeness=ALIKE)
        db.session.add(kept)
    kept.apart_at, kept.apart_by = at, by


def told_alike(pair: tuple[int, int], by: int | None, since: datetime) -> bool:
    """The same person takes that back; whether it was said since then, and by them."""
    kept = db.session.get(DemandTwin, pair)
    if kept is None or kept.apart_at is None or kept.apart_by != by or kept.apart_at < since:
        return False
    kept.apart_at = kept.apart_by = None
    return True
