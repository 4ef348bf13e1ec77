"""When the gate of a session opens, by the setting of the unit that organizes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from volunteer.activities.rules import OPENS_MINUTES
from volunteer.organization.settings import setting
from volunteer.projects.models import ServiceSession


def opens_before(session: ServiceSession) -> timedelta:
    """How long before the start check-in opens."""
    return timedelta(minutes=setting(session.project.unit, "check_in_opens_minutes", OPENS_MINUTES))


def opens_at(session: ServiceSession) -> datetime:
    """From when on a member can check in."""
    return session.starts - opens_before(session)
