"""A unit's month, frozen or as it stands now, and the months it is compared with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, cast, func, select
from sqlalchemy.orm import undefer

from volunteer.kernel.database import db
from volunteer.ledger.models import HoursEntry
from volunteer.months.calendar import days_of, shifted
from volunteer.months.counting import below, late, of_unit
from volunteer.months.models import MonthReport
from volunteer.months.words import DEFINITIONS_VERSION
from volunteer.organization.models import Unit

SUMMED_APART = "people"  # whoever served in several months of a year is one person


@dataclass(frozen=True)
class UnitMonth:
    """The numbers of a month; `until` is the instant of the ledger that they speak of."""

    unit: Unit
    month: date
    figures: dict[str, int]
    subjects: dict[str, list[Any]]
    paths: Collection[str]
    until: datetime
    frozen: bool
    definitions: int = DEFINITIONS_VERSION
    ledger_head: str | None = None

    def late(self) -> dict[str, int]:
        """What came in after the month was frozen; nothing can be late for one that was not."""
        return late(self.paths, days_of(self.month), self.until) if self.frozen else {}


@dataclass(frozen=True)
class UnitYear:
    """The frozen months of a year and what they add up to."""

    year: int
    months: Sequence[tuple[date, MonthReport | None]]
    figures: dict[str, int]

    @property
    def frozen(self) -> int:
        """How many of its months are frozen."""
        return sum(report is not None for _month, report in self.months)


def unit_month(unit: Unit, month: date, now: datetime, *, subjects: bool = False) -> UnitMonth:
    """One month of a unit; with `subjects` also the ids that were counted."""
    (found,) = unit_months(unit, [month], now, subjects=subjects)
    return found


def unit_months(unit: Unit, months: Sequence[date], now: datetime, *, subjects: bool = False) -> list[UnitMonth]:
    """Several months of a unit: the frozen ones as they were frozen, the others counted now."""
    frozen = _frozen(unit, months, subjects=subjects)
    return [_as_frozen(unit, frozen[month], subjects) if month in frozen else _live(unit, month, now, subjects)
            for month in months]  # fmt: skip


def compared(unit: Unit, month: date, now: datetime) -> list[UnitMonth]:
    """A month with the ids that were counted, the one before it, and the same month of the year before."""
    others = unit_months(unit, [shifted(month, -1), shifted(month, -12)], now)
    return [unit_month(unit, month, now, subjects=True), *others]


def unit_year(unit: Unit, year: int, months: Sequence[date]) -> UnitYear:
    """What the frozen months of a year add up to; people are counted once."""
    frozen = _frozen(unit, months)
    figures: dict[str, int] = {}
    for report in frozen.values():
        for name, value in report.figures.items():
            figures[name] = figures.get(name, 0) + value
    if frozen:
        figures[SUMMED_APART] = _people(list(frozen.values()))
    return UnitYear(year, [(month, frozen.get(month)) for month in months], figures)


def _frozen(unit: Unit, months: Sequence[date], *, subjects: bool = False) -> dict[date, MonthReport]:
    statement = select(MonthReport).where(MonthReport.unit_id == unit.id, MonthReport.month.in_(months))
    if subjects:
        statement = statement.options(undefer(MonthReport.subjects))
    return {report.month: report for report in db.session.scalars(statement)}


def _as_frozen(unit: Unit, report: MonthReport, subjects: bool) -> UnitMonth:
    return UnitMonth(
        unit=unit,
        month=report.month,
        figures=report.figures,
        subjects=report.subjects if subjects else {},
        paths=report.paths,
        until=report.frozen_at,
        frozen=True,
        definitions=report.definitions,
        ledger_head=report.ledger_head,
    )


def _live(unit: Unit, month: date, now: datetime, subjects: bool) -> UnitMonth:
    counted = of_unit([unit.path], days_of(month), now, subjects=subjects)
    return UnitMonth(unit, month, counted.figures, counted.subjects, counted.paths, now, frozen=False)


def _people(reports: Sequence[MonthReport]) -> int:
    """How many different people served in frozen months, as each of them was frozen."""
    unit_id, months = reports[0].unit_id, [report.month for report in reports]
    month = cast(func.date_trunc("month", HoursEntry.service_date), Date)
    statement = (
        select(func.count(HoursEntry.member_id.distinct()))
        .join(MonthReport, (MonthReport.month == month) & (MonthReport.unit_id == unit_id))
        .where(
            HoursEntry.recorded_at <= MonthReport.frozen_at,
            HoursEntry.service_date >= min(months),
            HoursEntry.service_date <= days_of(max(months)).last,
            below(HoursEntry.unit_path, {path for report in reports for path in report.paths}),
        )
    )
    return db.session.scalar(statement) or 0
