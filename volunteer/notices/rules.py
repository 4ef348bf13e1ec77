"""When and over which ways a notice goes out: decided from values, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from volunteer.kernel.clock import local
from volunteer.notices.groups import CLOCKS, SENT_ALREADY, URGENT, group_of
from volunteer.notices.states import AT_ONCE, Group, Way

QUIET_FROM, QUIET_UNTIL = 22 * 60, 7 * 60 + 30
DIGEST_AT = 18 * 60
OLD = timedelta(hours=6)  # what waited longer to be passed on comes in one summary, so that nobody is flooded
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Person:
    """Which ways reach somebody, and what they chose: by group and way; a way that is not named is open."""

    ways: frozenset[Way]
    choices: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    quiet_from: int = QUIET_FROM
    quiet_until: int = QUIET_UNTIL
    digest: bool = False


@dataclass(frozen=True)
class Fresh:
    """A notice that has not been passed on."""

    kind: str
    parameters: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class Sending:
    """Where a notice goes, when, and until when it makes sense; as a part of a summary or by itself."""

    ways: tuple[Way, ...]
    due_at: datetime
    expires_at: datetime | None = None
    urgent: bool = False
    in_digest: bool = False


def ways_for(person: Person, group: Group) -> tuple[Way, ...]:
    """The chosen ways that reach the person, else the default out of those that were not refused."""
    said = person.choices.get(group, {})
    wanted = tuple(way for way in Way if way in person.ways and said.get(way))
    return wanted or default_ways(frozenset(way for way in person.ways if said.get(way, True)), group)


def default_ways(ways: frozenset[Way], group: Group) -> tuple[Way, ...]:
    """One way, the quickest that costs nothing; a text message only for what wants an answer and has no other."""
    free = [way for way in (Way.WECOM, Way.MAIL) if way in ways]
    if free:
        return (free[0],)
    return (Way.SMS,) if Way.SMS in ways and group is Group.TO_ANSWER else ()


def sending(notice: Fresh, person: Person, now: datetime) -> Sending | None:
    """How a notice is passed on; None when it stays in the app."""
    if notice.kind in SENT_ALREADY:
        return None
    if notice.kind in URGENT:
        return Sending(tuple(sorted(person.ways)), now, urgent=True) if person.ways else None
    group = group_of(notice.kind, notice.parameters)
    ways = ways_for(person, group)
    if not ways:
        return None
    expires_at = useful_until(notice)
    gathered = person.digest and group not in AT_ONCE
    if gathered or now - notice.created_at > OLD:
        due_at = after_quiet_hours(person, next_digest(now) if gathered else now)
        over = expires_at is not None and expires_at <= due_at
        return None if over else Sending(ways, due_at, in_digest=True)
    due_at = after_quiet_hours(person, now)
    over = expires_at is not None and expires_at <= due_at
    return None if over else Sending(ways, due_at, expires_at)


def useful_until(notice: Fresh) -> datetime | None:
    """When the question is over or, for what is told of a session ahead, the session begins."""
    names = (*CLOCKS, "starts") if notice.kind.startswith("session.") else CLOCKS
    for name in names:
        moment = _instant(notice.parameters.get(name))
        if moment is not None:
            return moment
    return None


def after_quiet_hours(person: Person, moment: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    if person.quiet_from == person.quiet_until:
        return moment
    here = local(moment)
    minute = here.hour * 60 + here.minute
    begins, ends = person.quiet_from, person.quiet_until
    quiet = begins <= minute < ends if begins < ends else minute >= begins or minute < ends
    if not quiet:
        return moment
    end = here.replace(hour=ends // 60, minute=ends % 60, second=0, microsecond=0)
    return (end if minute < ends else end + DAY).astimezone(moment.tzinfo)


def next_digest(now: datetime) -> datetime:
    """The next time at which the day's summary leaves."""
    here = local(now)
    today = here.replace(hour=DIGEST_AT // 60, minute=DIGEST_AT % 60, second=0, microsecond=0)
    return (today if here < today else today + DAY).astimezone(now.tzinfo)


def _instant(value: Any) -> datetime | None:
    """An instant out of a notice's parameters; a mere date is none."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo is not None else None
