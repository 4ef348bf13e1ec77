"""Freezing months: every unit of a network at once, from the same instant of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from volunteer.happenings.months import MonthFrozen
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.ledger.proof_models import LedgerHead
from volunteer.months.calendar import days_of, due
from volunteer.months.counting import Counted, of_network
from volunteer.months.models import MonthReport
from volunteer.months.words import DEFINITIONS_VERSION
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.settings import KNOBS, setting_at

CUT_OFF = "month_cut_off_day"
AT_ONCE = 500  # rows of one statement


def freeze_due(work: Work) -> int:
    """Freeze what is due in every network; one that is frozen already is left as it is. Returns how many rows."""
    tops = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id)).all()
    frozen_last = _frozen_last()
    written = 0
    for top in tops:
        day = setting_at(top.path, CUT_OFF, KNOBS[CUT_OFF].default)
        for month in due(frozen_last.get(top.id), work.now, day):
            written += freeze(work, top, month, work.now)
    return written


def freeze(work: Work, top: Unit, month: date, at: datetime) -> int:
    """Freeze a month of a network as it was known at an instant."""
    counted = of_network(top.path, days_of(month), at)
    fixed = {"month": month, "frozen_at": at, "definitions": DEFINITIONS_VERSION, "ledger_head": _ledger_head(at)}
    rows = [{**_row(unit_id, path, counted.get(unit_id, Counted())), **fixed} for unit_id, path in _units(top, counted)]
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(MonthReport).values(rows[start : start + AT_ONCE]))
    work.record(MonthFrozen(subject_id=top.id, unit_id=top.id, details={"month": f"{month:%Y-%m}", "units": len(rows)}))
    return len(rows)


def _units(top: Unit, counted: dict[int, Counted]) -> Iterator[tuple[int, str]]:
    """All that take part, and closed ones that still did something; the top always: its row says the month is done."""
    below = select(Unit.id, Unit.path, Unit.status).where(Unit.path.startswith(top.path, autoescape=True))
    for unit_id, path, status in db.session.execute(below.order_by(Unit.id)):
        if status == UnitStatus.ACTIVE or unit_id in counted or unit_id == top.id:
            yield unit_id, path


def _row(unit_id: int, path: str, counted: Counted) -> dict[str, Any]:
    return {
        "unit_id": unit_id,
        "figures": counted.figures,
        "subjects": counted.subjects,
        "paths": sorted(counted.paths | {path}),
    }


def _ledger_head(at: datetime) -> str | None:
    """The last day that had a head then, and its hash (D21)."""
    days = select(LedgerHead).where(LedgerHead.day < local(at).date()).order_by(LedgerHead.day.desc()).limit(1)
    head = db.session.scalars(days).first()
    return f"{head.day} {head.hash.hex()}" if head is not None else None


def _frozen_last() -> dict[int, date]:
    """By top brigade, the last month that was frozen."""
    tops = select(Unit.id).where(Unit.parent_id.is_(None))
    found = select(MonthReport.unit_id, func.max(MonthReport.month)).where(MonthReport.unit_id.in_(tops))
    return {unit_id: month for unit_id, month in db.session.execute(found.group_by(MonthReport.unit_id))}
