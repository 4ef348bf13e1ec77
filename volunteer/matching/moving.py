"""Another time in the same week at which more members could come.

A session is moved by whole bands of six hours, so that it keeps its length and its place within the band. It stays in
the week (Monday to Sunday, in Shanghai) of the band it spends most time in, and no session is moved into the night
(00 to 06) that did not touch it before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from volunteer.matching.bands import (
    BAND_US,
    BANDS_PER_DAY,
    MINUTE_US,
    availability_bit,
    main_band,
    microseconds,
    touched,
)
from volunteer.matching.problem import AVAILABILITY_BITS, Policy, Position
from volunteer.matching.standing import Ground, Standing
from volunteer.matching.tables import BoolArray, IntArray

NIGHT = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """A session moved by some bands: which cell it then mostly fills, the bits it needs, when it begins and ends."""

    weekday: int
    band: int
    needed: int
    starts: int
    ends: int


def best_move(standing: Standing, ground: Ground, not_before: datetime | None) -> tuple[int, int, int] | None:
    """(weekday, band, how many could come) of the time at which most could, the smallest move among equals.

    None if nobody could come at another time. Counted are members who meet all conditions but those of time, to whom
    the plan leaves a place, and who at that time are available, not busy and not planned for anything else.
    """
    found = shifts(standing.position, ground.policy)
    if not_before is not None:
        earliest = microseconds(not_before)
        found = [shift for shift in found if shift.starts >= earliest]
    candidates = standing.but_for("overlap", "not_free") & ground.usage.has_place
    rows = np.flatnonzero(candidates)
    if not found or not len(rows):
        return None
    needed = np.array([shift.needed for shift in found], dtype=np.int64)
    can_come = (needed[:, np.newaxis] & ~ground.members.availability[rows]) == 0
    can_come &= ~_busy(found, candidates, rows, ground)
    people = np.count_nonzero(can_come, axis=1)
    best = int(np.argmax(people))
    return None if people[best] == 0 else (found[best].weekday, found[best].band, int(people[best]))


def shifts(position: Position, policy: Policy) -> list[Shift]:
    """The other times of the week that a session could be moved to, the smallest move first."""
    grace = policy.band_grace_minutes * MINUTE_US
    cells = {
        ordinal * BANDS_PER_DAY + band: inside for ordinal, band, inside in touched(position.starts, position.ends)
    }
    counted = [cell for cell, inside in cells.items() if inside > grace]
    day, band = main_band(position.starts, position.ends)
    main = day * BANDS_PER_DAY + band
    monday = (day - _weekday(day)) * BANDS_PER_DAY
    night_work = _touches_night(cells, 0)
    starts, ends = microseconds(position.starts), microseconds(position.ends)
    found = []
    for by in sorted(range(monday - main, monday - main + AVAILABILITY_BITS), key=lambda by: (abs(by), by)):
        if by == 0 or (_touches_night(cells, by) and not night_work):
            continue
        weekday, band = divmod(main + by - monday, BANDS_PER_DAY)
        needed = _bits([cell + by for cell in counted], position)
        found.append(Shift(weekday, band, needed, starts + by * BAND_US, ends + by * BAND_US))
    return found


def _touches_night(cells: Iterable[int], by: int) -> bool:
    return any((cell + by) % BANDS_PER_DAY == NIGHT for cell in cells)


def _bits(cells: list[int], position: Position) -> int:
    """Availability bits of cells; the weekdays of holidays are known only for the dates the position names."""
    day_types = {day.toordinal(): weekday for day, weekday in position.day_types.items()}
    bits = 0
    for cell in cells:
        ordinal, band = divmod(cell, BANDS_PER_DAY)
        bits |= availability_bit(day_types.get(ordinal, _weekday(ordinal)), band)
    return bits


def _weekday(ordinal: int) -> int:
    return (ordinal - 1) % 7


def _busy(found: list[Shift], candidates: BoolArray, rows: IntArray, ground: Ground) -> BoolArray:
    """Which of the candidates (columns) are busy or planned at which of the times (rows)."""
    rest = ground.policy.rest_minutes * MINUTE_US
    starts = np.array([shift.starts for shift in found], dtype=np.int64)[:, np.newaxis] - rest
    ends = np.array([shift.ends for shift in found], dtype=np.int64)[:, np.newaxis] + rest
    entries = ground.taken_time.of(candidates).between(int(starts.min()), int(ends.max()))
    when, entry = np.nonzero((starts < entries.ends) & (entries.starts < ends))
    marks = np.zeros((len(found), len(rows)), dtype=np.bool_)
    marks[when, np.searchsorted(rows, entries.row[entry])] = True
    return marks
