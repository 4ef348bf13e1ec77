"""What gave way in an emergency, kept for the review at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from volunteer.claims.calling import Called
from volunteer.kernel import clock
from volunteer.kernel.database import db, table_of
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.matching.bands import availability_bit
from volunteer.people.models import Member
from volunteer.projects.models import Position
from volunteer.projects.urgent import items_passed_over, safeguards_passed_over
from volunteer.task_forces.models import Bypass, CallOut, Emergency
from volunteer.task_forces.rules import in_quiet_hours

TABLE = table_of(Bypass)
BAND_HOURS = 6


def at_opening(work: Work, emergency: Emergency, position: Position) -> None:
    """A need was published without review, what its category asks for beforehand, and what a list is ticked off for."""
    about = {"project_id": position.project_id}
    _keep(work, emergency.id, "review", about)
    if safeguards := safeguards_passed_over(position):
        _keep(work, emergency.id, "safeguards", {**about, "safeguards": safeguards})
    if items := items_passed_over(work.now, position):
        _keep(work, emergency.id, "checklist", {**about, "items": items})


def at_calling(work: Work, emergency: Emergency, made: CallOut, position: Position, called: Sequence[Called]) -> None:
    """People were called at a time they are not free, or at rest, or had been asked enough already."""
    about = {"call_out_id": made.id}
    if in_quiet_hours(work.now) and called:
        _keep(work, emergency.id, "quiet_hours", {**about, "members": len(called)})
    over = [one.member_id for one in called if one.over_cap]
    if over:
        _keep(work, emergency.id, "offer_cap", {**about, "members": len(over), "member_ids": over})
    busy = _unavailable(position, called)
    if busy:
        _keep(work, emergency.id, "availability", {**about, "members": busy})


def _unavailable(position: Position, called: Sequence[Called]) -> int:
    """How many of those called have not painted the band in which the call begins."""
    starts = clock.local(position.session.starts)
    bit = availability_bit(starts.weekday(), starts.hour // BAND_HOURS)
    unpainted = Member.availability.op("&")(bit) == 0
    ids = [one.member_id for one in called]
    return db.session.scalar(select(func.count(Member.id)).where(Member.id.in_(ids), unpainted)) or 0


def _keep(work: Work, emergency_id: int, rule: str, details: dict[str, Any]) -> None:
    work.rows.append(row(work, emergency_id, rule, details))


def row(work: Work, emergency_id: int, rule: str, details: dict[str, Any]) -> Row:
    """One rule that gave way, to be written just before the commit."""
    values = {
        "emergency_id": emergency_id,
        "rule": rule,
        "details": details,
        "by": work.actor.account_id if work.actor else None,
        "at": work.now,
    }
    return Row(TABLE, values)
