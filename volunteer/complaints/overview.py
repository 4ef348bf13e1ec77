"""How many complaints and suggestions came in, by kind and by unit, each compared with itself in the time before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select

from volunteer.complaints.models import Complaint
from volunteer.complaints.queries import barred, below
from volunteer.complaints.states import About
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission

SPANS = (30, 90, 365)
USUAL = 90


@dataclass(frozen=True)
class Figures:
    """One kind in one span: how many came, how many of those were answered, in time, and contested."""

    kind: str
    came: int
    before: int
    answered: int
    in_time: int
    contested: int

    @property
    def change(self) -> int:
        """How many more than in the time before."""
        return self.came - self.before


@dataclass(frozen=True)
class Span:
    """The days looked at, and as many before."""

    since: datetime
    before: datetime

    @property
    def now(self) -> ColumnElement[bool]:
        """It came in the days looked at."""
        return Complaint.received_at >= self.since

    @property
    def earlier(self) -> ColumnElement[bool]:
        """It came in the days before."""
        return (Complaint.received_at >= self.before) & (Complaint.received_at < self.since)


def span(days: int, now: datetime) -> Span:
    """So many days up to now."""
    return Span(now - timedelta(days=days), now - timedelta(days=2 * days))


def comparable(looked: Span) -> bool:
    """Whether complaints were taken in for the whole time before: else more is only because there was less time."""
    first = db.session.scalar(select(func.min(Complaint.received_at)))
    return first is not None and first <= looked.before


def by_kind(actor: Actor, looked: Span) -> list[Figures]:
    """The numbers of each kind."""
    answered = looked.now & Complaint.answered_at.is_not(None)
    statement = (
        select(
            Complaint.kind,
            func.count().filter(looked.now),
            func.count().filter(looked.earlier),
            func.count().filter(answered),
            func.count().filter(answered & (Complaint.answered_at <= Complaint.answer_by)),
            func.count().filter(looked.now & Complaint.reopened_at.is_not(None)),
        )
        .join(Complaint.named_unit)
        .where(_counted(actor), Complaint.received_at >= looked.before)
        .group_by(Complaint.kind)
        .order_by(Complaint.kind)
    )
    return [Figures(*row) for row in db.session.execute(statement)]


def by_unit(actor: Actor, looked: Span) -> Select[str, int, int]:
    """Rows of unit, how many came, how many before; those with the most first."""
    came = func.count().filter(looked.now)
    return (
        select(Unit.name.label("unit"), came.label("came"), func.count().filter(looked.earlier).label("before"))
        .join(Complaint, Complaint.named_unit_id == Unit.id)
        .where(below(actor), ~barred(actor), Complaint.about != About.PLATFORM)
        .where(Complaint.received_at >= looked.before)
        .group_by(Unit.id)
        .order_by(came.desc(), Unit.id)
    )


def _counted(actor: Actor) -> ColumnElement[bool]:
    """What names units below the actor's, never the actor; for the whole network the platform too."""
    whole = actor.reach(Permission.COMPLAINT_HANDLE).whole_network
    there = or_(below(actor), Complaint.about == About.PLATFORM) if whole else below(actor)
    return there & ~barred(actor)
