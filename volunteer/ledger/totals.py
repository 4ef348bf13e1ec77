"""Sums over the ledger, verified and backfilled apart. A correction counts with the hours it corrects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from volunteer.kernel.database import db
from volunteer.ledger.models import HoursEntry, HoursProposal, HoursSource
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import under

BACKFILLED = HoursProposal.source == HoursSource.BACKFILLED
MEASURES = (
    func.coalesce(func.sum(HoursEntry.minutes).filter(~BACKFILLED), 0).label("verified"),
    func.coalesce(func.sum(HoursEntry.minutes).filter(BACKFILLED), 0).label("backfilled"),
    func.count(HoursEntry.proposal_id.distinct()).label("services"),
    func.count(HoursEntry.member_id.distinct()).label("people"),
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
    """All that stands to a member's credit."""
    row = db.session.execute(_entries(*MEASURES).where(HoursEntry.member_id == member_id)).one()
    return Total(member_id, None, *map(int, row))


def by_month(actor: Actor, since: date | None = None, until: date | None = None) -> Sequence[Total]:
    """By month of service in Shanghai (D22), over the units in reach; the key is the month's first day."""
    month = cast(func.date_trunc("month", HoursEntry.service_date), HoursEntry.service_date.type)
    statement = _within(actor, _entries(month, *MEASURES), since, until).group_by(month).order_by(month)
    return [Total(key, None, *map(int, rest)) for key, *rest in db.session.execute(statement)]


def by_unit(
    actor: Actor, since: date | None = None, until: date | None = None, tier: str | None = None
) -> Sequence[Total]:
    """By unit, each with everything below it at the time of service; only units in reach."""
    steps = func.string_to_array(func.rtrim(HoursEntry.unit_path, "/"), "/")
    above = func.unnest(cast(steps, ARRAY(BigInteger))).table_valued("id", name="above").render_derived()
    statement = _within(actor, _entries(above.c.id, Unit.short_name, *MEASURES), since, until)
    statement = (
        statement.join(above, true())
        .join(Unit, Unit.id == above.c.id)
        .where(under(Unit.path, actor.reach(Permission.REPORT_READ).unit_paths))
        .group_by(above.c.id, Unit.short_name, Unit.path)
        .order_by(Unit.path)
    )
    if tier is not None:
        statement = statement.where(Unit.tier == tier)
    return [Total(key, name, *map(int, rest)) for key, name, *rest in db.session.execute(statement)]


def by_member(actor: Actor, since: date | None = None, until: date | None = None) -> Sequence[Total]:
    """By member of the units in reach, in order of member: no ranking."""
    statement = _within(actor, _entries(HoursEntry.member_id, *MEASURES), since, until)
    statement = statement.group_by(HoursEntry.member_id).order_by(HoursEntry.member_id)
    return [Total(key, None, *map(int, rest)) for key, *rest in db.session.execute(statement)]


def _entries(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(HoursEntry).join(HoursProposal, HoursProposal.id == HoursEntry.proposal_id)


def _within(actor: Actor, statement: Select[Any], since: date | None, until: date | None) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = [or_(false(), under(HoursEntry.unit_path, _reach(actor)))]
    if since is not None:
        conditions.append(HoursEntry.service_date >= since)
    if until is not None:
        conditions.append(HoursEntry.service_date <= until)
    return statement.where(*conditions)


def _reach(actor: Actor) -> tuple[str, ...]:
    return actor.reach(Permission.REPORT_READ).unit_paths
