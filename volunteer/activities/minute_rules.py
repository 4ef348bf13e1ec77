"""What holds for the minutes of one session: the settings of the unit that organizes it, its break, whose job it is."""

from __future__ import annotations

from volunteer.activities.minutes import MinuteRules
from volunteer.activities.models import Attendance
from volunteer.activities.rules import Stretch
from volunteer.claims.own_job import own_job
from volunteer.organization.models import Unit
from volunteer.organization.settings import KNOBS, setting_at
from volunteer.projects.models import ServiceSession


def knob(unit: Unit, key: str) -> int:
    """What a unit's setting of this name is."""
    return setting_at(unit.path, key, KNOBS[key].default)


def rules_of(session: ServiceSession) -> MinuteRules:
    """How minutes of the session are counted."""
    unit = session.project.unit
    return MinuteRules(knob(unit, "minutes_round_to"), knob(unit, "minutes_least_share"))


def breaks_of(session: ServiceSession) -> list[Stretch]:
    """The break of the session, if there is one."""
    if session.break_starts is None or session.break_ends is None:
        return []
    return [Stretch(session.break_starts, session.break_ends)]


def excluded(attendance: Attendance, session: ServiceSession) -> list[Stretch]:
    """The member's own job within the session."""
    return [Stretch(*part) for part in own_job(session, attendance.member_id, attendance.unit_id)]


def late_after(unit: Unit) -> int:
    """After how many minutes an arrival is late."""
    return knob(unit, "late_after_minutes")


def early_before(unit: Unit) -> int:
    """Before how many minutes to the end a departure is early."""
    return knob(unit, "early_leave_minutes")
