"""The last two months of the city, frozen on the nights on which its scheduler would have done it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.months.calendar import cut_off, due, shifted
from volunteer.months.freezing import CUT_OFF, freeze
from volunteer.organization.models import Unit
from volunteer.organization.settings import KNOBS


def freeze_months(now: datetime) -> int:
    """What was recorded after those nights stays apart. Returns how many units' months were written."""
    day, written = KNOBS[CUT_OFF].default, 0
    (last,) = due(None, now, day)
    for month in (shifted(last, -1), last):
        with clock.travel(cut_off(month, day)), transaction(None) as work:
            top = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
            written += freeze(work, top, month, work.now)
    return written
