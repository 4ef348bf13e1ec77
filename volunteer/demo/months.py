"""The last year of the city month by month, frozen on the nights on which its scheduler would have done it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.months.calendar import cut_off, due, shifted
from volunteer.months.freezing import CUT_OFF, freeze
from volunteer.notices.models import Notice
from volunteer.organization.models import Unit
from volunteer.organization.settings import KNOBS

MONTHS = 12
UNREAD_FOR = timedelta(days=45)  # who leads has read of the months before


def freeze_months(now: datetime) -> int:
    """What was recorded after those nights stays apart. Returns how many units' months were written."""
    day, written = KNOBS[CUT_OFF].default, 0
    (last,) = due(None, now, day)
    for back in range(MONTHS - 1, -1, -1):
        month = shifted(last, -back)
        with clock.travel(cut_off(month, day)), transaction(None) as work:
            top = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
            written += freeze(work, top, month, work.now)
    _read_notices(now - UNREAD_FOR)
    return written


def _read_notices(until: datetime) -> None:
    with transaction(None):
        told = update(Notice).where(Notice.kind == "month.frozen", Notice.created_at < until, Notice.read_at.is_(None))
        db.session.execute(told.values(read_at=Notice.created_at + timedelta(days=1)))
