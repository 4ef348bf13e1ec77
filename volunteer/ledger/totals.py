"""Sums over the ledger, verified and backfilled apart. A correction counts with the hours it corrects.

Whole months come from the sums that a trigger keeps beside the ledger (`hours_month`), the rest of a span from the rows
themselves; `ledger/proof.py` proves every night that both say the same.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, HoursSource
from volunteer.ledger.proof_models import HoursMonth
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import under

BACKFILLED = HoursProposal.source == HoursSource.BACKFILLED
MEASURES = (
    func.coalesce(func.sum(HoursEntry.minutes).filter(~BACKFILLED), 0).label("verified"),
    func.coalesce(func.sum(HoursEntry.minutes).filter(BACKFILLED), 0).label("backfilled"),
    func.count(HoursEntry.proposal_id.distinct()).label("services"),
)


@dataclass(frozen=True)
class Total:
    """Minutes, services (人次) and people (人数) of one key: a month, a unit or a member."""

    key: Any
    name: str | None
    verified: int
    backfilled: int
    services: int
    people: int

    @property
    def minutes(self) -> int:
        """Verified and backfilled together."""
        return self.verified + self.backfilled


def balance(member_id: int) -> Total:
    """All that stands to a member's credit, summed from the rows."""
    statement = select(*MEASURES).select_from(HoursEntry).join(HoursProposal).where(HoursEntry.member_id == member_id)
    verified, backfilled, services = map(int, db.session.execute(statement).one())
    return Total(member_id, None, verified, backfilled, services, int(services > 0))


def by_month(actor: Actor, since: date | None = None, until: date | None = None) -> Sequence[Total]:
    """By month of service in Shanghai (D22), over the units in reach; the key is the month's first day."""
    parts, again = _parts(actor, since, until), _parts(actor, since, until)
    served_twice = (
        select(again.c.month, (func.count() - func.count(again.c.member_id.distinct())).label("more"))
        .where(again.c.shared)
        .group_by(again.c.month)
        .subquery()
    )
    sums = (
        select(parts.c.month, *_sums(parts), func.count().label("rows")).group_by(parts.c.month).subquery()
    )  # a row is a person, but for those who served for several squads
    people = sums.c.rows - func.coalesce(served_twice.c.more, 0)
    statement = (
        select(sums.c.month, sums.c.verified, sums.c.backfilled, sums.c.services, people)
        .outerjoin(served_twice, served_twice.c.month == sums.c.month)
        .order_by(sums.c.month)
    )
    return [Total(key, None, *map(int, rest)) for key, *rest in db.session.execute(statement)]


def by_unit(
    actor: Actor, since: date | None = None, until: date | None = None, tier: str | None = None
) -> Sequence[Total]:
    """By unit, each with everything below it at the time of service; only units in reach."""
    parts = _parts(actor, since, until)
    steps = func.string_to_array(func.rtrim(parts.c.unit_path, "/"), "/")
    above = func.unnest(cast(steps, ARRAY(BigInteger))).table_valued("id", name="above").render_derived()
    statement = (
        select(above.c.id, Unit.short_name, *_sums(parts), func.count(parts.c.member_id.distinct()))
        .select_from(parts)
        .join(above, true())
        .join(Unit, Unit.id == above.c.id)
        .where(under(Unit.path, _reach(actor)))
        .group_by(above.c.id, Unit.short_name, Unit.path)
        .order_by(Unit.path)
    )
    if tier is not None:
        statement = statement.where(Unit.tier == tier)
    return [Total(key, name, *map(int, rest)) for key, name, *rest in db.session.execute(statement)]


def by_member(actor: Actor, since: date | None = None, until: date | None = None) -> Sequence[Total]:
    """By member of the units in reach, in order of member: no ranking."""
    parts = _parts(actor, since, until)
    statement = select(parts.c.member_id, *_sums(parts)).group_by(parts.c.member_id).order_by(parts.c.member_id)
    found = db.session.execute(statement)
    return [Total(key, None, int(own), int(typed), int(times), 1) for key, own, typed, times in found]


def _sums(parts: Subquery) -> tuple[ColumnElement[Any], ...]:
    return tuple(func.sum(parts.c[name]).label(name) for name in ("verified", "backfilled", "services"))


def _parts(actor: Actor, since: date | None, until: date | None) -> Subquery:
    """Minutes and services by member, month and squad: kept ones of whole months, counted ones of broken months."""
    whole, broken = split_months(since or date.min, until or date.max)
    columns = [getattr(HoursMonth, name) for name in HoursMonth.__table__.columns.keys()]  # noqa: SIM118
    months = _between(HoursMonth.month, whole) if whole else false()
    kept = select(*columns).where(_within(HoursMonth.unit_path, actor), months)
    return union_all(kept, *(_counted(actor, span) for span in broken)).subquery()


def _counted(actor: Actor, days: Span) -> Select[*tuple[Any, ...]]:
    """What the rows of some days of one month say, in the shape of `hours_month`."""
    month = literal(days.first.replace(day=1))
    return (
        select(HoursEntry.member_id, month, HoursEntry.unit_path, *MEASURES, true())
        .select_from(HoursEntry)
        .join(HoursProposal)
        .where(
            _within(HoursEntry.unit_path, actor),
            _between(HoursEntry.service_date, days),
            HoursEntry.kind.in_((EntryKind.CREDIT, EntryKind.REVERSAL)),
        )
        .group_by(HoursEntry.member_id, HoursEntry.unit_path)
    )


def split_months(first: date, last: date) -> tuple[Span | None, list[Span]]:
    """The whole months of a span, and what is left of it at either end."""
    broken: list[Span] = []
    if first > last:
        return None, broken
    if first.day > 1:
        ends = min(_last_of_month(first), last)
        broken.append(Span(first, ends))
        if ends == last:
            return None, broken
        first = ends + timedelta(days=1)
    if last < _last_of_month(last):
        broken.append(Span(last.replace(day=1), last))
        last = last.replace(day=1) - timedelta(days=1)
    return (Span(first, last) if first <= last else None), broken


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _within(path: InstrumentedAttribute[str], actor: Actor) -> ColumnElement[bool]:
    """Where the actor may look. Written out, as the plan for a squad is not the one for a province."""
    return or_(false(), *(path.like(literal(f"{prefix}%", literal_execute=True)) for prefix in _reach(actor)))


def _between(days: InstrumentedAttribute[date], span: Span) -> ColumnElement[bool]:
    first, last = (literal(day, literal_execute=True) for day in (span.first, span.last))
    return days.between(first, last)


def _reach(actor: Actor) -> tuple[str, ...]:
    return actor.reach(Permission.REPORT_READ).unit_paths
