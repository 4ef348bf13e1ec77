"""Who answers a demand, and by when (D5): decided at submission, told beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from volunteer.organization.calendar import add_working_days
from volunteer.organization.models import Unit
from volunteer.organization.queries import responsible_unit_for, root_brigade
from volunteer.organization.settings import KNOBS, setting

MOST_RETURNS = 2


@dataclass(frozen=True)
class Promise:
    """The unit that will answer, and by when if the demand is handed in now."""

    unit: Unit
    deadline: datetime


def unit_answering(site_id: int, times_returned: int = 0) -> Unit:
    """The site's paired unit; for what came back twice the top brigade: no ping-pong."""
    return root_brigade() if times_returned >= MOST_RETURNS else responsible_unit_for(site_id)


def deadline_of(unit: Unit, since: datetime) -> datetime:
    """The unit answers within so many working days."""
    return add_working_days(since, setting(unit, "demand_answer_days", KNOBS["demand_answer_days"].default))


def promise(site_id: int, now: datetime, times_returned: int = 0) -> Promise:
    """What the asker is told before handing in."""
    unit = unit_answering(site_id, times_returned)
    return Promise(unit, deadline_of(unit, now))
