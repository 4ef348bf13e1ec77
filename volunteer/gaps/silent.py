"""Sites that never ask, so that silence is not read as being served. Whoever answers for a site may ask it why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased

from volunteer.demands.models import Demand
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Reach
from volunteer.organization.models import Place, PlaceKind, Unit, UnitStatus
from volunteer.organization.queries import root_brigade_id
from volunteer.organization.scope import under
from volunteer.organization.settings import KNOBS, setting_at

SETTING = "silent_site_days"

Town, City = aliased(Place, name="town"), aliased(Place, name="city")
# Who answers for a site, as `responsible_unit_for` finds it (D5): the nearest active unit paired, else the top brigade.
PAIRED = tuple((place, aliased(Unit)) for place in (Place, Town, City))
Top = aliased(Unit, name="top")
Asked = (
    select(Demand.site_id, func.max(Demand.submitted_at).label("last"))
    .where(Demand.submitted_at.is_not(None))
    .group_by(Demand.site_id)
    .subquery("asked")
)
last_asked = Asked.c.last


@dataclass(frozen=True)
class SilentSite:
    """A site without a demand for long; `last` is None where there never was one. Phones are those of the duty."""

    id: int
    name: str
    town: str
    last: datetime | None
    duty_phone: str | None
    unit_id: int
    unit: str
    unit_phone: str | None

    def days_since(self, today: date) -> int | None:
        """How many days ago it last asked."""
        return None if self.last is None else (today - clock.local(self.last).date()).days


@dataclass(frozen=True)
class Silence:
    """How many sites there are, how many never asked, and how many have not for long."""

    sites: int
    never: int
    long_ago: int

    @property
    def silent(self) -> int:
        """Both together."""
        return self.never + self.long_ago


@dataclass(frozen=True)
class TownSilence(Silence):
    """The same of one town."""

    town: str
    code: str


def days_of(reach: Reach) -> int:
    """After how many days a site counts as silent, as set for the unit the reader works for."""
    default = KNOBS[SETTING].default
    return setting_at(reach.unit_paths[0], SETTING, default) if reach.unit_paths else default


def silent_sites(reach: Reach, now: datetime, *, town: str | None = None, never: bool | None = None) -> Select[Any]:
    """The silent sites that units within reach answer for, those that never asked first; rows for `sites_of`."""
    answering = (_answering(name) for name in ("id", "name", "duty_phone"))
    columns = (Place.id, Place.name, Town.name, last_asked, Place.duty_phone, *answering)
    statement = _answered(reach, *columns).where(_silent(reach, now))
    if town:
        statement = statement.where(or_(Town.code == town, Town.name == town))
    if never is not None:
        statement = statement.where(last_asked.is_(None) if never else last_asked.is_not(None))
    return statement.order_by(last_asked.asc().nulls_first(), Town.code, Place.code)


def sites_of(rows: Sequence[Any]) -> list[SilentSite]:
    """Rows of `silent_sites` as values."""
    return [SilentSite(*row) for row in rows]


def by_town(reach: Reach, now: datetime) -> list[TownSilence]:
    """Every town with sites that units within reach answer for, the most silent first."""
    silent = func.count().filter(_silent(reach, now))
    never = func.count().filter(last_asked.is_(None))
    statement = (
        _answered(reach, func.count(), never, silent - never, Town.name, Town.code)
        .group_by(Town.id)
        .order_by(silent.desc(), Town.code)
    )
    return [TownSilence(*row) for row in db.session.execute(statement)]


def together(counted: Iterable[Silence]) -> Silence:
    """Several towns as one."""
    listed = list(counted)
    return Silence(
        sum(one.sites for one in listed), sum(one.never for one in listed), sum(one.long_ago for one in listed)
    )


def _answered(reach: Reach, *columns: Any) -> Select[Any]:
    """Sites and who answers for them: joins by key only, which stay quick when a statement is planned for any reach."""
    statement = (
        select(*columns)
        .select_from(Place)
        .join(Town, Town.id == Place.parent_id)
        .outerjoin(City, City.id == Town.parent_id)
        .outerjoin(Top, Top.id == root_brigade_id())
        .outerjoin(Asked, Asked.c.site_id == Place.id)
        .where(Place.kind == PlaceKind.SITE, under(_answering("path"), reach.unit_paths))
    )
    for place, unit in PAIRED:
        statement = statement.outerjoin(unit, (unit.id == place.paired_unit_id) & (unit.status == UnitStatus.ACTIVE))
    return statement


def _answering(attribute: str) -> Any:
    found = [(unit.id.is_not(None), getattr(unit, attribute)) for _place, unit in PAIRED]
    return case(*found, else_=getattr(Top, attribute))


def _silent(reach: Reach, now: datetime) -> ColumnElement[bool]:
    return or_(last_asked.is_(None), last_asked < now - timedelta(days=days_of(reach)))
