"""Whether what was measured kept its promises; pure, so that a mistake here shows in a test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

WARM_UP = 60.0  # seconds that count for nothing
WINDOW = 300.0
MOST_SLOWER = 1.25
MOST_GROWTH = 0.05
FEWEST = 100  # answers of a kind in a window below which its 95th of 100 says nothing
EXPECTED = {
    "browse": {200},
    "home": {200},
    "leader": {200},
    "claim": {201, 409},  # a refusal by rule is an answer
    "check_in": {303},
}


@dataclass(frozen=True)
class Answered:
    """One request: seconds since the load began, what was asked, the status (0: none came), seconds it took."""

    at: float
    kind: str
    status: int
    seconds: float
    path: str = ""


@dataclass(frozen=True)
class Pace:
    """Milliseconds within which 95 of 100 answers of a kind came, in the first and in the last window."""

    kind: str
    answers: int
    first: float
    last: float
    enough: bool

    @property
    def ratio(self) -> float:
        """How many times slower the end was."""
        return self.last / self.first


@dataclass(frozen=True)
class Memory:
    """Mean bytes of a process, early and at the end."""

    name: str
    early: float
    late: float

    @property
    def growth(self) -> float:
        """By which share it grew; negative where it shrank."""
        return self.late / self.early - 1


def within(times: Iterable[float], share: float = 0.95) -> float:
    """The time within which this share came; NaN of none."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def windows(seconds: float) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
    """(from, to) of the first and the last window, and of the early one for memory; shorter in a short run."""
    length = min(WINDOW, (seconds - WARM_UP) / 3)
    early = (length * 2, length * 3)  # minutes 10 to 15 of a long run: until then each backend plans what it never met
    return (WARM_UP, WARM_UP + length), (seconds - length, seconds), early


def pace(answers: Sequence[Answered], seconds: float) -> list[Pace]:
    """The pace of each kind of request."""
    first, last, _early = windows(seconds)
    found = []
    for kind in sorted({one.kind for one in answers}):
        times = [
            [one.seconds * 1000 for one in answers if one.kind == kind and begins <= one.at < ends]
            for begins, ends in (first, last)
        ]
        enough = min(map(len, times)) >= FEWEST
        count = sum(one.kind == kind for one in answers)
        found.append(Pace(kind, count, within(times[0]), within(times[1]), enough))
    return found


def memory(samples: dict[str, list[tuple[float, int]]], seconds: float) -> list[Memory]:
    """Each process that was there early and late; `samples`: (seconds since the load began, bytes) by name."""
    _first, last, early = windows(seconds)
    found = []
    for name, taken in sorted(samples.items()):
        parts = [[size for at, size in taken if begins <= at < ends] for begins, ends in (early, last)]
        if all(parts):
            found.append(Memory(name, fmean(parts[0]), fmean(parts[1])))
    return found


def wrong_answers(answers: Sequence[Answered]) -> list[str]:
    """Answers that nobody should get."""
    strange = Counter(
        (one.kind, one.status, one.path if one.kind == "leader" else "")
        for one in answers
        if one.status not in EXPECTED[one.kind]
    )
    return [f"{kind} {path} answered {status}: {n} times" for (kind, status, path), n in sorted(strange.items())]


def not_flat(paces: Sequence[Pace], sizes: Sequence[Memory]) -> list[str]:
    """What became slower or larger than promised."""
    faults = [f"{one.kind}: too few answers to judge" for one in paces if not one.enough]
    faults += [
        f"{one.kind}: {one.ratio:.2f} times slower at the end"
        for one in paces
        if one.enough and one.ratio > MOST_SLOWER
    ]
    return faults + [
        f"{one.name}: memory changed by {one.growth:+.1%}" for one in sizes if abs(one.growth) > MOST_GROWTH
    ]


def not_steady(samples: dict[str, list[tuple[float, int]]], seconds: float, every: float) -> list[str]:
    """Processes that came or went while the load ran: each should have been there all the time."""
    faults = []
    for name, taken in sorted(samples.items()):
        times = [at for at, _size in taken]
        if times[0] > 2 * every or times[-1] < seconds - 3 * every:
            faults.append(f"{name} was there only from {times[0]:.0f} s to {times[-1]:.0f} s")
    return faults
