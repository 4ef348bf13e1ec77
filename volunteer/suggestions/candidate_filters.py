"""How a leader narrows the candidates of a position; every part stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select

from volunteer.organization.models import Unit
from volunteer.people.models import Member, Registration, RegistrationStatus
from volunteer.people.queries import name_matches
from volunteer.suggestions.adapter import PositionRow
from volunteer.suggestions.member_rows import able
from volunteer.web.api import LARGEST_ID

HIGHEST_LEVEL = 3
MINUTES = 60


@dataclass(frozen=True)
class CandidateFilters:
    """All may be left out. `unit` means the unit and all below, `under_hours` service within the last 90 days."""

    unit: int | None = None
    within_km: float | None = None
    registered: bool = False
    level: int | None = None
    under_hours: int | None = None
    q: str = ""

    @property
    def asked(self) -> bool:
        """Whether anything is narrowed."""
        return self != CandidateFilters()

    @property
    def under_minutes(self) -> int | None:
        """The same in minutes."""
        return None if self.under_hours is None else self.under_hours * MINUTES

    def conditions(self, position: PositionRow, today: date) -> list[ColumnElement[bool]]:
        """What the database decides; distance and load are decided with the rows at hand."""
        found: list[ColumnElement[bool]] = []
        if self.unit is not None:
            top = select(Unit.path).where(Unit.id == self.unit).scalar_subquery()
            found.append(Member.unit_id.in_(select(Unit.id).where(func.starts_with(Unit.path, top))))
        if self.registered:
            found.append(_registered_at(position.site_id))
        if self.level is not None and position.skill is not None:
            found.append(able(position.skill, self.level, today))
        if self.q:
            found.append(name_matches(self.q))
        return found

    def in_address(self) -> dict[str, str]:
        """The query parameters that give these filters again."""
        return {name: "1" if value is True else str(value) for name, value in asdict(self).items() if value}


EVERYBODY = CandidateFilters()


def filters_of(args: Mapping[str, str]) -> CandidateFilters:
    """The filters of an address; what is no sensible value is as if it were not there."""
    return CandidateFilters(
        unit=_number(args.get("unit"), LARGEST_ID),
        within_km=_number(args.get("within_km"), 200),
        registered=args.get("registered") == "1",
        level=_number(args.get("level"), HIGHEST_LEVEL),
        under_hours=_number(args.get("under_hours"), 1000),
        q=args.get("q", "").replace("\x00", "").strip()[:40],
    )


def _number(text: str | None, most: int) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and 0 < int(text) <= most else None


def _registered_at(site_id: int) -> ColumnElement[bool]:
    return exists().where(
        Registration.member_id == Member.id,
        Registration.place_id == site_id,
        Registration.status == RegistrationStatus.RECEIVED,
    )
