"""What is missing summed by town, skill and band, for those who look at a whole city."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from volunteer.matching.bands import main_band
from volunteer.matching.gaps import Unfilled
from volunteer.matching.problem import Position
from volunteer.matching.remedies import KINDS, Recruit, Remedy

Town = TypeVar("Town", bound=Hashable)

SATURDAY = 5
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class RemedySum:
    """One kind of remedy over the positions of a gap.

    ``heads`` are added. ``people`` is the most that one position counts: the same people stand at many positions.
    """

    heads: int
    people: int
    positions: int


@dataclass(frozen=True, slots=True)
class Gap(Generic[Town]):
    """Missing heads and person-minutes in one town, for one skill (None: none asked), in one band.

    ``rest_day`` follows ``day_types``. ``levels`` gives the heads by level asked, ``reasons`` sums those of the
    positions, ``remedies`` by kind those of the positions, in the order of ``KINDS``.
    """

    town: Town
    skill: str | None
    rest_day: bool
    band: int
    missing: int
    missing_minutes: int
    levels: Mapping[int, int]
    reasons: Mapping[str, int]
    remedies: Mapping[str, RemedySum]
    positions: tuple[int, ...]


def gap_map(
    entries: Iterable[Unfilled], positions: Sequence[Position], town_of: Mapping[int, Town]
) -> tuple[Gap[Town], ...]:
    """The gaps, most person-minutes first. ``town_of`` gives the key of a position's town by the position's id."""
    position_of = {position.id: position for position in positions}
    groups: defaultdict[tuple[Town, str | None, bool, int], list[tuple[Unfilled, Position]]] = defaultdict(list)
    for entry in entries:
        position = position_of[entry.position]
        groups[(town_of[position.id], position.skill, *rest_day_and_band(position))].append((entry, position))
    gaps = [_gap(*key, members) for key, members in groups.items()]
    return tuple(sorted(gaps, key=lambda gap: (-gap.missing_minutes, gap.positions)))


def rest_day_and_band(position: Position) -> tuple[bool, int]:
    """Whether a session lies on a rest day, and its band, both by the band it spends most time in."""
    ordinal, band = main_band(position.starts, position.ends)
    day = date.fromordinal(ordinal)
    return position.day_types.get(day, day.weekday()) >= SATURDAY, band


def _gap(
    town: Town, skill: str | None, rest_day: bool, band: int, entries: Sequence[tuple[Unfilled, Position]]
) -> Gap[Town]:
    reasons: Counter[str] = Counter()
    levels: Counter[int] = Counter()
    for entry, position in entries:
        reasons.update(entry.reasons)
        if skill is not None:
            levels[position.level] += entry.missing
    return Gap(
        town=town,
        skill=skill,
        rest_day=rest_day,
        band=band,
        missing=sum(entry.missing for entry, _ in entries),
        missing_minutes=sum(entry.missing * _minutes(position) for entry, position in entries),
        levels=dict(sorted(levels.items())),
        reasons=dict(reasons),
        remedies=_summed([remedy for entry, _ in entries for remedy in entry.remedies]),
        positions=tuple(entry.position for entry, _ in entries),
    )


def _minutes(position: Position) -> int:
    return (position.ends - position.starts) // MINUTE


def _summed(remedies: Sequence[Remedy]) -> dict[str, RemedySum]:
    by_kind: defaultdict[str, list[Remedy]] = defaultdict(list)
    for remedy in remedies:
        by_kind[remedy.kind].append(remedy)
    return {kind: _sum(by_kind[kind]) for kind in KINDS if kind in by_kind}


def _sum(remedies: Sequence[Remedy]) -> RemedySum:
    people = [0 if isinstance(remedy, Recruit) else remedy.people for remedy in remedies]
    return RemedySum(sum(remedy.heads for remedy in remedies), max(people), len(remedies))
