"""Small things (D8): a session with a window, whose hour is chosen by whoever claims a place first.

While the hour is open, `starts` and `ends` are the window itself. Nobody is planned for it, since it has no time yet.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _

from volunteer.kernel.errors import Invalid
from volunteer.organization.calendar import is_off_hours
from volunteer.projects.models import ServiceSession

STEP = timedelta(minutes=30)


def leave_hour_open(session: ServiceSession, minutes: int) -> None:
    """The session's time becomes a window, in which so many minutes are wanted; the helper's word counts on the day."""
    session.window_starts, session.window_ends, session.window_minutes = session.starts, session.ends, minutes
    session.hour_open = True
    session.own_word = True


def choose_hour(session: ServiceSession, starts: datetime, now: datetime) -> None:
    """The hour is fixed; Invalid where it is none of those that can be chosen."""
    if starts not in hours_to_choose(session, now):
        raise Invalid({"starts": _("请在写明的时间段内选一个还没过的时间")})
    _set(session, starts, starts + length(session), hour_open=False)


def open_hour_again(session: ServiceSession) -> None:
    """Nobody is left who chose: the hour is open as before."""
    if session.window_starts is not None and session.window_ends is not None:
        _set(session, session.window_starts, session.window_ends, hour_open=True)


def move_window(session: ServiceSession) -> None:
    """After the session was moved by hand: an open hour has a new window, a chosen one is a time like any other."""
    if session.hour_open:
        session.window_starts, session.window_ends = session.starts, session.ends
    else:
        session.window_starts = session.window_ends = session.window_minutes = None


def hours_to_choose(session: ServiceSession, now: datetime) -> list[datetime]:
    """Every half hour of the window from which there is time enough."""
    starts, last = session.starts, last_start(session)
    return [at for at in (starts + n * STEP for n in range((last - starts) // STEP + 1)) if at > now]


def last_start(session: ServiceSession) -> datetime:
    """When it has to begin at the latest to be done within the window."""
    return session.ends - length(session)


def length(session: ServiceSession) -> timedelta:
    """How long it takes."""
    return timedelta(minutes=session.window_minutes or 0)


def _set(session: ServiceSession, starts: datetime, ends: datetime, *, hour_open: bool) -> None:
    session.starts, session.ends, session.hour_open = starts, ends, hour_open
    session.off_hours = is_off_hours(starts, ends)
    session.sequence += 1
    session.version += 1
