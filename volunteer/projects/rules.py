"""What may happen to projects and sessions, what publishing needs, and what fill and clock say. Pure decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from flask_babel import gettext as _

from volunteer.kernel.clock import SHANGHAI, local
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission
from volunteer.projects.states import ProjectStatus, SessionStatus

MACHINE = Machine(
    "project",
    ProjectStatus,
    ProjectStatus.DRAFT,
    [
        Step("submit", frozenset({ProjectStatus.DRAFT}), ProjectStatus.IN_REVIEW, Permission.PROJECT_EDIT),
        Step("approve", frozenset({ProjectStatus.IN_REVIEW}), ProjectStatus.PUBLISHED, Permission.PROJECT_APPROVE),
        Step(
            "return", frozenset({ProjectStatus.IN_REVIEW}), ProjectStatus.DRAFT, Permission.PROJECT_APPROVE, reason=True
        ),
        Step(
            "publish",
            frozenset({ProjectStatus.DRAFT, ProjectStatus.UNPUBLISHED}),
            ProjectStatus.PUBLISHED,
            Permission.PROJECT_APPROVE,
        ),
        Step("unpublish", frozenset({ProjectStatus.PUBLISHED}), ProjectStatus.UNPUBLISHED, Permission.PROJECT_APPROVE),
        Step("cancel", frozenset({ProjectStatus.PUBLISHED}), ProjectStatus.CANCELLED, Permission.PROJECT_APPROVE),
        Step(
            "discard",
            frozenset({ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW, ProjectStatus.UNPUBLISHED}),
            ProjectStatus.CANCELLED,
            Permission.PROJECT_EDIT,
        ),
        Step("finish", frozenset({ProjectStatus.PUBLISHED}), ProjectStatus.FINISHED, Permission.PROJECT_EDIT),
    ],
)

SESSION_MACHINE = Machine(
    "session",
    SessionStatus,
    SessionStatus.PLANNED,
    [
        Step("postpone", frozenset({SessionStatus.PLANNED}), SessionStatus.POSTPONED, Permission.PROJECT_EDIT),
        Step(
            "move",
            frozenset({SessionStatus.PLANNED, SessionStatus.POSTPONED}),
            SessionStatus.PLANNED,
            Permission.PROJECT_EDIT,
        ),
        Step(
            "cancel",
            frozenset({SessionStatus.PLANNED, SessionStatus.POSTPONED}),
            SessionStatus.CANCELLED,
            Permission.PROJECT_EDIT,
        ),
    ],
)

EDITABLE = frozenset({ProjectStatus.DRAFT, ProjectStatus.UNPUBLISHED, ProjectStatus.PUBLISHED})

HORIZON = timedelta(days=3 * 365)

ASSURED = ("guardian_consent", "declaration")  # what the organizer says is there, where a category asks for it (D10)
MOST_WEEKS = 30  # of one project, when it is repeated
NOT_ALONE = 2  # helpers, where a category says that nobody serves alone (D10)


class PositionLike(Protocol):
    """What the rules ask of a position."""

    headcount: Any
    taken: Any
    reserved: Any


class SessionLike(Protocol):
    """What the rules ask of a session."""

    status: Any
    starts: Any
    ends: Any
    break_starts: Any
    break_ends: Any
    public_place: Any
    positions: Any


class Assured(Protocol):
    """What whoever organizes something has said to be there (D10)."""

    @property
    def insurance_note(self) -> str | None:
        """Which insurance there is."""

    @property
    def assured(self) -> Collection[str]:
        """Which of ASSURED they answer for."""


class ProjectLike(Assured, Protocol):
    """What the rules ask of a project."""

    status: Any
    summary: Any
    contact_name: Any
    contact_phone: Any
    risk_note: Any
    sessions: Any


def check_period(starts: datetime, ends: datetime, now: datetime) -> None:
    """Invalid unless the time lies ahead and ends after it starts."""
    if ends <= starts:
        raise Invalid({"ends": _("结束时间要晚于开始时间")})
    if starts <= now:
        raise Invalid({"starts": _("开始时间已经过了")})
    if ends > now + HORIZON:
        raise Invalid({"ends": _("时间太远了，请填三年以内的时间")})


def check_break(starts: datetime, ends: datetime, rests: datetime, goes_on: datetime) -> None:
    """Invalid unless the break lies inside the session's time and leaves something of it."""
    if goes_on <= rests:
        raise Invalid({"break_ends": _("休息结束要晚于休息开始")})
    if rests < starts or goes_on > ends or goes_on - rests >= ends - starts:
        raise Invalid({"break_starts": _("休息时间要在本场时间以内")})


def moved_break(session: SessionLike, starts: datetime, ends: datetime) -> tuple[datetime, datetime] | None:
    """The break of a session that begins at another time: as long after the start as before, where it still fits."""
    if session.break_starts is None or session.break_ends is None:
        return None
    later = starts - session.starts
    moved = (session.break_starts + later, session.break_ends + later)
    return moved if moved[1] < ends else None


def moment_in(starts: datetime, ends: datetime, of_day: time) -> datetime:
    """The instant that a time of day means in a session, also over midnight: the one nearest to its middle."""
    middle = starts + (ends - starts) / 2
    there = datetime.combine(local(middle).date(), of_day.replace(tzinfo=None), SHANGHAI)
    days = (there + timedelta(days=days) for days in (-1, 0, 1))
    return min(days, key=lambda moment: abs(moment - middle)).astimezone(UTC)


def check_opening(opens_at: datetime | None, now: datetime) -> None:
    """Invalid unless the opening time, if there is one, is near enough to mean something."""
    if opens_at is not None and abs(opens_at - now) > HORIZON:
        raise Invalid({"opens_at": _("时间太远了，请填三年以内的时间")})


def weekly(first: date, times: int, day_types: Mapping[date, int]) -> tuple[list[date], list[date]]:
    """So many days a week apart, and what was passed over: holidays, and days off that are worked instead."""
    kept: list[date] = []
    skipped: list[date] = []
    day = first
    while len(kept) < times and len(skipped) < MOST_WEEKS:
        (skipped if day in day_types and kept else kept).append(day)
        day += timedelta(days=7)
    return kept, skipped


def check_not_begun(session: SessionLike, now: datetime) -> None:
    """A session that has begun cannot be moved, postponed or cancelled any more."""
    if session.status == SessionStatus.PLANNED and session.starts <= now:
        raise Refused("already_begun")


def planned(sessions: Iterable[SessionLike]) -> list[SessionLike]:
    """The sessions that are to be held, or were."""
    return [session for session in sessions if session.status == SessionStatus.PLANNED]


def checklist(
    project: ProjectLike, safeguards: Mapping[str, Any], place_is_exact: bool, now: datetime
) -> dict[str, bool]:
    """What a project needs before people may sign up, in the order of its form, and whether it is there."""
    sessions = planned(project.sessions)
    return {
        "summary": bool(project.summary.strip()),
        "public_place": place_is_exact or (bool(sessions) and all(s.public_place for s in sessions)),
        "sessions": bool(sessions),
        "future_time": all(session.starts > now for session in sessions),
        "positions": bool(sessions) and all(session.positions for session in sessions),
        "contact": bool(project.contact_name and project.contact_phone),
        "risk_note": bool(project.risk_note and project.risk_note.strip()),
        "min_helpers": _enough_helpers(sessions, safeguards),
        **assurances(project, safeguards),
    }


def assurances(said: Assured, safeguards: Mapping[str, Any]) -> dict[str, bool]:
    """What the category asks for beyond what every project needs, and whether it is said to be there."""
    found = {name: name in said.assured for name in ASSURED if safeguards.get(name)}
    return {**found, "insurance": bool(said.insurance_note)} if safeguards.get("insurance") else found


def all_of(safeguards: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What several categories ask for together: each of it, and the most helpers."""
    together: dict[str, Any] = {}
    for wanted in safeguards:
        for name, value in wanted.items():
            together[name] = max(together.get(name, value), value)
    return together


def helpers_needed(safeguards: Mapping[str, Any]) -> int:
    """The fewest helpers at a time that a category's safeguards allow."""
    return max(int(safeguards.get("min_helpers", 1)), NOT_ALONE if safeguards.get("not_alone") else 1)


def _enough_helpers(sessions: Sequence[SessionLike], safeguards: Mapping[str, Any]) -> bool:
    needed = helpers_needed(safeguards)
    return all(sum(p.headcount for p in session.positions) >= needed for session in sessions if session.positions)


def check_nobody_signed_up(positions: Iterable[PositionLike]) -> None:
    """Taking a project back is for when nobody holds a place; with people on it, it is cancelled and they are told."""
    if any(position.taken + position.reserved for position in positions):
        raise Refused("has_claims")


def check_all_ended(sessions: Iterable[SessionLike], now: datetime) -> None:
    """A project is finished when nothing of it lies ahead."""
    if any(
        s.status == SessionStatus.POSTPONED or (s.status == SessionStatus.PLANNED and s.ends > now) for s in sessions
    ):
        raise Refused("sessions_ahead")


def fill_state(project: ProjectLike, now: datetime) -> str:
    """The state people see: while published, what fill and clock make of it; else the stored one."""
    if project.status != ProjectStatus.PUBLISHED:
        return str(project.status)
    sessions = planned(project.sessions)
    if not sessions:
        return str(project.status)
    if all(session.ends <= now for session in sessions):
        return "awaiting_hours"
    if any(session.starts <= now < session.ends for session in sessions):
        return "running"
    free = sum(free_places(p) for session in sessions if session.starts > now for p in session.positions)
    return "recruiting" if free else "full"


def session_state(session: SessionLike, now: datetime) -> str:
    """The state of a session that people see."""
    if session.status != SessionStatus.PLANNED or session.starts > now:
        return str(session.status)
    return "running" if session.ends > now else "ended"


def free_places(position: PositionLike) -> int:
    """Places neither taken nor reserved."""
    return int(position.headcount - position.taken - position.reserved)
