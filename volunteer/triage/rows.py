"""What a triager is shown beside each demand: the clock, what its words suggest, its doubles, who should take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from volunteer.demands.board import open_steps
from volunteer.demands.deadlines import left_words
from volunteer.demands.models import Demand
from volunteer.demands.queries import LOADED
from volunteer.demands.rules import overdue
from volunteer.demands.sensitive import personal
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.texts.likeness import shared_words
from volunteer.texts.sensitive import Sensitive
from volunteer.triage.hints import Hint, hints_of
from volunteer.triage.twins import Twin, twins_of
from volunteer.triage.units import Proposal, proposals
from volunteer.web.public_words import named


@dataclass(frozen=True)
class Row:
    """One demand of the queue."""

    demand: Demand
    late: bool
    left: str
    steps: set[str]
    hints: list[Hint]
    personal: list[Sensitive]
    twins: list[Twin]
    proposals: list[Proposal]

    @property
    def personal_words(self) -> str:
        """What its public words give away, in words."""
        return named(self.personal)

    @property
    def elsewhere(self) -> Proposal | None:
        """The first proposal, where it is another unit than the one that answers now."""
        first = self.proposals[0] if self.proposals else None
        return first if first and first.unit.id != self.demand.responsible_unit_id else None


@dataclass(frozen=True)
class Likeness:
    """A demand beside another that it resembles, and what is alike."""

    demand: Demand
    percent: int
    words: list[str]
    same_site: bool
    same_category: bool
    days_apart: int


def rows_of(actor: Actor, demands: Sequence[Demand], now: datetime) -> list[Row]:
    """The demands with everything beside them, in a number of statements that does not grow with them."""
    twins = twins_of(actor, [demand.id for demand in demands])
    units = proposals(demands, local(now).date())
    return [
        Row(
            demand=demand,
            late=overdue(demand.status, demand.deadline, now),
            left=left_words(demand, now),
            steps=open_steps(actor, demand),
            hints=hints_of(demand),
            personal=personal(demand),
            twins=twins[demand.id],
            proposals=units.get(demand.id, []),
        )
        for demand in demands
    ]


def beside(demand: Demand, twins: Sequence[Twin]) -> list[Likeness]:
    """What a demand resembles, as it is shown next to it."""
    ids = [twin.demand_id for twin in twins]
    found = {one.id: one for one in db.session.scalars(select(Demand).where(Demand.id.in_(ids)).options(*LOADED))}
    return [_likeness(demand, found[twin.demand_id], twin) for twin in twins if twin.demand_id in found]


def _likeness(demand: Demand, other: Demand, twin: Twin) -> Likeness:
    return Likeness(
        demand=other,
        percent=round(twin.likeness * 100),
        words=shared_words(f"{demand.title}\n{demand.text}", f"{other.title}\n{other.text}"),
        same_site=demand.site_id == other.site_id,
        same_category=demand.category == other.category,
        days_apart=abs((local(demand.starts).date() - local(other.starts).date()).days),
    )
