"""Public notice (公示): a time in which anyone concerned may object, before something takes effect.

Backfilled hours stand here, and what other rooms register: a room names a `NoticeSource`, the page lists them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from volunteer.organization.actor import Actor
from volunteer.organization.rules import ids_of, nth_working_day, working_days_within

NOTICE_DAYS = "public_notice_days"  # the unit setting


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """One thing on public notice. Shown to a whole network, so it holds no phone, no address and a masked name."""

    kind: str  # "hours", "honour" …; `id` is unique within it
    id: int
    unit: str
    person: str  # masked already
    what: str
    until: date  # the last day on which one may object
    objection_url: str
    basis: str | None = None  # what it rests on, without personal data
    stopped: bool = False  # somebody has objected, and the answer is awaited


# What is on notice on a day in the networks that the actor belongs to.
NoticeSource = Callable[[Actor, date], Sequence[NoticeRow]]

_sources: dict[NoticeSource, None] = {}


def register_notice_source(source: NoticeSource) -> None:
    """Let a room's rows stand on the page of public notices (called by wiring; once or often is the same)."""
    _sources[source] = None


def on_notice(actor: Actor, today: date) -> list[NoticeRow]:
    """All that the actor may read and object to, what ends first on top."""
    rows = chain.from_iterable(source(actor, today) for source in _sources)
    return sorted(rows, key=lambda row: (row.until, row.kind, row.id))


def networks_of(actor: Actor) -> tuple[str, ...]:
    """The paths of the top brigades to which the actor belongs, as a member or by a role."""
    return tuple(dict.fromkeys(f"{ids_of(path)[0]}/" for path in _paths(actor)))


def notice_until(day: date, days: int, calendar: Mapping[date, int]) -> date:
    """The last day of a notice that is posted on `day` and stands for a number of working days."""
    return nth_working_day(day, days, calendar)


def days_left(stopped: date, until: date, calendar: Mapping[date, int]) -> int:
    """The working days that remained when an objection stopped the clock; at least one, so that all see the answer."""
    return max(1, working_days_within(stopped, until, calendar))


def _paths(actor: Actor) -> Iterator[str]:
    if actor.unit_path is not None:
        yield actor.unit_path
    yield from (grant.path for grant in actor.grants if grant.tree == "unit")
