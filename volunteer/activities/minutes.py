"""From the time a member was there to the minutes that count, and whether they came late or left early. Pure.

Minutes are only ever rounded down, and whatever does not count is named, so that a page can say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from volunteer.activities.rules import Stretch

MINUTE = 60


class Timed(Protocol):
    """Anything that has a beginning and an end: a stretch, a session."""

    @property
    def starts(self) -> Any:
        """When it begins."""

    @property
    def ends(self) -> Any:
        """When it is over."""


@dataclass(frozen=True)
class MinuteRules:
    """What a deployment sets about minutes."""

    round_to: int = 1  # minutes are rounded down to a multiple of this
    least_share: int = 0  # percent of the session one has to be there for anything to count


class Why(StrEnum):
    """Why minutes that somebody was there do not count, in the order in which they are left out."""

    OUTSIDE = "outside"  # before the session or after it: on the way, or waiting
    BREAK = "break"
    ELSEWHERE = "elsewhere"  # another session counts them already
    OWN_DUTY = "own_duty"  # one's own job in working time
    TOO_SHORT = "too_short"  # less than the share of the session that is asked for
    ROUNDED = "rounded"


@dataclass(frozen=True)
class LeftOut:
    """Some minutes that do not count, and why."""

    why: Why
    minutes: int


@dataclass(frozen=True)
class Counted:
    """The minutes that count, and what was left out of the time somebody was there."""

    minutes: int
    left_out: tuple[LeftOut, ...] = ()


def minutes_of(
    served: Iterable[Stretch],
    session: Stretch,
    rules: MinuteRules,
    *,
    breaks: Iterable[Stretch] = (),
    elsewhere: Iterable[Stretch] = (),
    excluded: Iterable[Stretch] = (),
) -> Counted:
    """The whole minutes of somebody who was there for these stretches: inside the session, each instant once.

    `breaks` count for nobody, `elsewhere` is what other sessions of the member count already, `excluded` is their own
    job. The share of the session is that of the time present, wherever it is counted.
    """
    came = merged(served)
    inside = common(came, [session])
    present = without(inside, breaks)
    alone = without(present, elsewhere)
    counting = without(alone, excluded)
    whole = int(seconds_of(counting) // MINUTE)
    steps = [
        (Why.OUTSIDE, seconds_of(came) - seconds_of(inside)),
        (Why.BREAK, seconds_of(inside) - seconds_of(present)),
        (Why.ELSEWHERE, seconds_of(present) - seconds_of(alone)),
        (Why.OWN_DUTY, seconds_of(alone) - seconds_of(counting)),
    ]
    asked_for = seconds_of(without([session], breaks)) * rules.least_share / 100
    if seconds_of(present) < asked_for:
        return _counted(0, [*steps, (Why.TOO_SHORT, whole * MINUTE)])
    minutes = whole - whole % rules.round_to
    return _counted(minutes, [*steps, (Why.ROUNDED, (whole - minutes) * MINUTE)])


def late_minutes(first_in: datetime | None, session: Timed, bound: int) -> int:
    """How many minutes after the start somebody came, when that is more than `bound`; a bound of 0 asks nothing."""
    if first_in is None or bound <= 0:
        return 0
    late = int((first_in - session.starts).total_seconds() // MINUTE)
    return late if late > bound else 0


def left_early(last_out: datetime | None, session: Timed, bound: int) -> int:
    """How many minutes before the end somebody left for good, when that is more than `bound`; 0 asks nothing."""
    if last_out is None or bound <= 0:
        return 0
    early = int((session.ends - last_out).total_seconds() // MINUTE)
    return early if early > bound else 0


def merged(parts: Iterable[Stretch]) -> list[Stretch]:
    """The same time as stretches that lie apart, in order."""
    found: list[Stretch] = []
    for part in sorted(parts, key=lambda p: p.starts):
        if part.ends <= part.starts:
            continue
        if found and part.starts <= found[-1].ends:
            found[-1] = Stretch(found[-1].starts, max(found[-1].ends, part.ends))
        else:
            found.append(part)
    return found


def common(parts: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """The time that lies in both."""
    theirs = merged(others)
    return [
        Stretch(max(part.starts, other.starts), min(part.ends, other.ends))
        for part in merged(parts)
        for other in theirs
        if part.starts < other.ends and other.starts < part.ends
    ]


def without(parts: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """The time of the first that does not lie in the second."""
    left = merged(parts)
    for other in merged(others):
        left = [piece for part in left for piece in _cut(part, other)]
    return left


def seconds_of(parts: Sequence[Stretch]) -> float:
    """How long stretches that lie apart are together."""
    return sum((part.ends - part.starts).total_seconds() for part in parts)


def _cut(part: Stretch, other: Stretch) -> list[Stretch]:
    before = Stretch(part.starts, min(part.ends, other.starts))
    after = Stretch(max(part.starts, other.ends), part.ends)
    return [piece for piece in (before, after) if piece.starts < piece.ends]


def _counted(minutes: int, steps: Iterable[tuple[Why, float]]) -> Counted:
    whole = [LeftOut(why, int(seconds // MINUTE)) for why, seconds in steps]
    return Counted(minutes, tuple(left for left in whole if left.minutes))
