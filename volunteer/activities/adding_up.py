"""What the punches of one attendance add up to: a function of the set of them, whatever order they came in. Pure.

Devices that were offline send late, twice and in any order. So the machine of the attendance is walked in the order of
time, each time anew: a punch that does not fit where it falls (two devices ticked the same arrival, a departure whose
arrival is still on its way) is evidence that changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from volunteer.activities.models import PunchKind
from volunteer.activities.rules import MACHINE, STEP_OF, Stretch


@dataclass(frozen=True)
class Mark:
    """One punch. `word_of` is the account it rests on where it is somebody's word, not the code at the gate."""

    kind: PunchKind
    at: datetime
    word_of: int | None = None
    client_id: str | None = None


@dataclass(frozen=True)
class Added:
    """The steps somebody took, and when they were there. `ticked_by`: whose word it rests on, the latest of several."""

    steps: tuple[str, ...]
    first_in: datetime | None
    last_out: datetime | None
    served: tuple[Stretch, ...]
    ticked_by: int | None


def add_up(marks: Iterable[Mark]) -> Added:
    """Walk the punches in order of time; of several that say the same, the first counts, a code before a word."""
    status: str = MACHINE.initial
    steps: list[str] = []
    first_in: datetime | None = None
    since: datetime | None = None
    ticked_by: int | None = None
    served: list[Stretch] = []
    for mark in _in_order(marks):
        step = STEP_OF[mark.kind]
        if status not in MACHINE.steps[step].sources:
            continue
        status = MACHINE.target(status, step)
        steps.append(step)
        ticked_by = mark.word_of or ticked_by
        if mark.kind is PunchKind.IN:
            first_in, since = first_in or mark.at, mark.at
        elif since is not None:
            served.append(Stretch(since, mark.at))
    return Added(tuple(steps), first_in, served[-1].ends if served else None, tuple(served), ticked_by)


def _in_order(marks: Iterable[Mark]) -> Iterable[Mark]:
    """By time. At one instant: out and in again for somebody who is in, in and out for somebody who is not."""
    inside = False
    for _at, together in groupby(sorted(marks, key=lambda mark: mark.at), key=lambda mark: mark.at):
        these = sorted(together, key=_rank)
        yield from sorted(these, key=lambda mark: mark.kind is PunchKind.IN) if inside else these
        inside = PunchKind.IN in {mark.kind for mark in these} and (inside or these[-1].kind is PunchKind.IN)


def _rank(mark: Mark) -> tuple[bool, int, str]:
    return mark.kind is PunchKind.OUT, mark.word_of or 0, mark.client_id or ""
