"""What stays unfilled once more, pair by pair: reasons counted, and who would help how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.matching import reference
from volunteer.matching.problem import Member, Position, Problem

BAND = timedelta(hours=6)


@dataclass(frozen=True)
class Pair:
    """A member (id) chosen for a position (id)."""

    member: int
    position: int


def reason_counts(problem: Problem, position: Position, assignments: Sequence[Pair]) -> dict[str, int]:
    """How many members were lost at which first reason."""
    counts = dict.fromkeys((*reference.CONDITIONS, "assigned_elsewhere"), 0)
    for member in problem.members:
        if Pair(member.id, position.id) not in assignments:
            counts[reference.reason(member, position, problem.policy) or "assigned_elsewhere"] += 1
    return counts


def is_spare(member: Member, position: Position, problem: Problem, assignments: Sequence[Pair]) -> bool:
    """The plan leaves the member a place, and the time of the position (the rest counted)."""
    at = {position.id: position for position in problem.positions}
    planned = [at[pair.position] for pair in assignments if pair.member == member.id]
    if len(planned) >= member.max_positions:
        return False
    diary = replace(member, busy=tuple((other.starts, other.ends) for other in planned))
    return not reference.is_busy(diary, position, problem.policy)


def fails_only(codes: set[str], problem: Problem, position: Position, assignments: Sequence[Pair]) -> list[Member]:
    """Spare members, not assigned here, with exactly these reasons against them."""
    return [
        member
        for member in problem.members
        if Pair(member.id, position.id) not in assignments
        and reference.failing(member, position, problem.policy) == codes
        and is_spare(member, position, problem, assignments)
    ]


def is_off_hours(position: Position, grace: int) -> bool:
    """No morning or afternoon of a workday is needed."""
    return not any(weekday < 5 and band in (1, 2) for weekday, band in reference.needed_cells(position, grace))


def moved_times(position: Position, grace: int) -> dict[tuple[int, int], Position]:
    """The position at every other (weekday, band) of its week, by the band it spends most time in."""
    moment, minutes = position.starts.astimezone(reference.SHANGHAI), Counter[tuple[datetime, int]]()
    while moment < position.ends:
        minutes[moment.replace(hour=0, minute=0), moment.hour // 6] += 1
        moment += reference.MINUTE
    (day, band), _ = minutes.most_common(1)[0]
    night_work = any(band == 0 for _, band in minutes)
    found = {}
    for by in range(-27, 28):
        cell = day.weekday() * 4 + band + by
        into_night = any((touched + by) % 4 == 0 for _, touched in minutes)
        if by != 0 and 0 <= cell < 28 and (night_work or not into_night):
            moved = replace(position, starts=position.starts + by * BAND, ends=position.ends + by * BAND)
            found[divmod(cell, 4)] = replace(moved, off_hours=is_off_hours(moved, grace))
    return found


def could_come(moved: Position, problem: Problem, position: Position, assignments: Sequence[Pair]) -> int:
    """How many, not assigned to the position as it stands, could take it at another time."""
    cells = reference.needed_cells(moved, problem.policy.band_grace_minutes)
    return sum(
        Pair(member.id, position.id) not in assignments
        and all((member.availability >> (weekday * 4 + band)) & 1 for weekday, band in cells)
        and (moved.off_hours or not member.off_hours_only)
        and not any(
            reference.CONDITIONS[code](member, moved, problem.policy) for code in ("excluded", "no_skill", "too_far")
        )
        and not reference.is_busy(member, moved, problem.policy)
        and is_spare(member, moved, problem, assignments)
        for member in problem.members
    )
