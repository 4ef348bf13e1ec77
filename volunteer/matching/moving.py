"""Another time in the same week at which more members could come.

A session is moved by whole bands of six hours, so that it keeps its length and its place within the band. It stays in
the week (Monday to Sunday, in Shanghai) of the band it spends most time in, and no session is moved into the night
(00 to 06) that did not touch it before. Mornings and afternoons of workdays count as working time. Holidays are known
only for the dates that the position names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from volunteer.matching.bands import (
    BAND_US,
    BANDS_PER_DAY,
    MINUTE_US,
    OFF_WORK_BIT,
    availability_bit,
    bits_needed,
    main_band,
    microseconds,
)
from volunteer.matching.columns import BoolArray, IntArray
from volunteer.matching.problem import AVAILABILITY_BITS, Policy, Position
from volunteer.matching.standing import Ground, Standing

NIGHTS = sum(availability_bit(weekday, 0) for weekday in range(7))
WORKING_TIME = sum(availability_bit(weekday, band) for weekday in range(5) for band in (1, 2))


@dataclass(frozen=True, slots=True)
class Times:
    """The n other times of a session, the smallest move first: columns of shape (n,).

    ``cell`` is weekday (Monday 0) * 4 + band of the band it would spend most time in; times in microseconds.
    """

    cell: IntArray
    starts: IntArray
    ends: IntArray
    needed: IntArray


def best_move(standing: Standing, ground: Ground, not_before: datetime | None) -> tuple[int, int, int] | None:
    """(weekday, band, how many could come) of the time at which most could, the smallest move among equals.

    None if nobody could come at another time. Counted are members who meet all conditions but those of time, to whom
    the plan leaves a place, and who at that time are available, not busy and not planned for anything else.
    """
    times = other_times(standing.position, ground.policy, not_before)
    candidates = standing.but_for("overlap", "not_free") & ground.usage.has_place
    rows = np.flatnonzero(candidates)
    if not len(times.cell) or not len(rows):
        return None
    can_come = (times.needed[:, np.newaxis] & ~ground.members.availability[rows]) == 0
    can_come &= ~_busy(times, candidates, rows, ground)
    people = np.count_nonzero(can_come, axis=1)
    best = int(np.argmax(people))
    if people[best] == 0:
        return None
    weekday, band = divmod(int(times.cell[best]), BANDS_PER_DAY)
    return weekday, band, int(people[best])


def other_times(position: Position, policy: Policy, not_before: datetime | None = None) -> Times:
    """The times of the week that a session could be moved to, none before ``not_before``."""
    ordinal, band = main_band(position.starts, position.ends)
    now = (ordinal - 1) % 7 * BANDS_PER_DAY + band
    cell = np.arange(AVAILABILITY_BITS)
    by = cell - now
    starts, ends = (microseconds(moment) + by * BAND_US for moment in (position.starts, position.ends))
    at_night = (bits_needed(starts, ends, {}, 0) & NIGHTS) != 0
    possible = (by != 0) & (~at_night | at_night[now])
    if not_before is not None:
        possible &= starts >= microseconds(not_before)
    needed = bits_needed(starts, ends, position.day_types, policy.band_grace_minutes).astype(np.int64)
    needed[(needed & WORKING_TIME) != 0] |= OFF_WORK_BIT
    order = np.lexsort((by, np.abs(by)))
    order = order[possible[order]]
    return Times(cell[order], starts[order], ends[order], needed[order])


def _busy(times: Times, candidates: BoolArray, rows: IntArray, ground: Ground) -> BoolArray:
    """Which of the candidates (columns) are busy or planned at which of the times (rows)."""
    rest = ground.policy.rest_minutes * MINUTE_US
    starts, ends = times.starts[:, np.newaxis] - rest, times.ends[:, np.newaxis] + rest
    entries = ground.taken_time.of(candidates).between(int(starts.min()), int(ends.max()))
    when, entry = np.nonzero((starts < entries.ends) & (entries.starts < ends))
    marks = np.zeros((len(times.cell), len(rows)), dtype=np.bool_)
    marks[when, np.searchsorted(rows, entries.row[entry])] = True
    return marks
