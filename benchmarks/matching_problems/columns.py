"""A drawn problem as plain columns.

Times are microseconds since 1970 UTC on whole minutes, points (lon, lat) in degrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from volunteer.matching import Policy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Levels = NDArray[np.int8]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class MemberColumns:
    """m members.

    ``anchors`` has shape (2, m, 2): a single anchor stands twice, and ``two_anchors`` is False. ``skills`` gives
    levels of shape (m,) for each code, 0 is none; ``interests`` has shape (m, categories); ``registered`` (2, m) site
    ids, the second 0 where there is one only. ``busy_*`` hold one entry per interval, ``busy_row`` says whose.
    """

    ids: Ints
    anchors: Floats
    two_anchors: Bools
    skills: Mapping[str, Levels]
    availability: Ints
    radius_km: Floats
    interests: Bools
    registered: Ints
    max_positions: Ints
    load_minutes: Ints
    busy_row: Ints
    busy_starts: Ints
    busy_ends: Ints


@dataclass(frozen=True)
class PositionColumns:
    """p positions, those of one session side by side.

    ``at`` has shape (p, 2); ``category`` and ``skill`` number the codes of the problem, skill -1 without one.
    ``excluded_row`` and ``excluded_member`` hold one entry per member id that is closed out of a position.
    """

    ids: Ints
    session: Ints
    site: Ints
    at: Floats
    starts: Ints
    ends: Ints
    category: Ints
    skill: Ints
    level: Ints
    headcount: Ints
    taken: Ints
    excluded_row: Ints
    excluded_member: Ints


@dataclass(frozen=True)
class Drawn:
    """One problem; ``day_types`` hold for every position, and the policy."""

    members: MemberColumns
    positions: PositionColumns
    skill_codes: tuple[str, ...]
    category_codes: tuple[str, ...]
    day_types: Mapping[date, int]
    policy: Policy
