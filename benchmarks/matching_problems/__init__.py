"""Matching problems of several shapes and sizes, the same for equal arguments.

``draw("pilot", "far_villages", seed=2)`` gives columns; ``document_of``, ``problem_of`` and ``snapshot_of`` other
forms of them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.matching_problems.columns import Drawn, MemberColumns, PositionColumns
from benchmarks.matching_problems.document import document_of, problem_of
from benchmarks.matching_problems.members import draw_members
from benchmarks.matching_problems.positions import CATEGORIES, DAY_TYPES, SKILLS, draw_positions
from benchmarks.matching_problems.shapes import SCALES, SHAPES, SUPPLIES, Scale
from benchmarks.matching_problems.snapshots import snapshot_of, with_members
from volunteer.matching import Policy

__all__ = [
    "SCALES", "SHAPES", "SUPPLIES", "Drawn", "MemberColumns", "PositionColumns", "Scale", "document_of", "draw",
    "problem_of", "snapshot_of", "with_members",
]  # fmt: skip

CROWD = 6  # times as many places as usual
FEW = 8  # one member of so many


def draw(scale: str | Scale, shape: str = "pilot", seed: int = 1, supply: str = "plenty") -> Drawn:
    """One problem.

    ``supply``: with ``plenty`` the members could fill the places several times over; ``scarce`` multiplies the places
    of every position until the members cannot fill them; ``few`` takes away seven members of eight.
    ``KeyError`` for an unknown name, ``ValueError`` for an unknown supply.
    """
    if supply not in SUPPLIES:
        raise ValueError(f"supply must be one of {', '.join(SUPPLIES)}")
    counts = SCALES[scale] if isinstance(scale, str) else scale
    if supply == "few":
        counts = replace(counts, members=max(1, counts.members // FEW))
    form = SHAPES[shape]
    rng = np.random.default_rng([seed, sorted(SHAPES).index(shape), SUPPLIES.index(supply)])
    members = draw_members(rng, counts, form)
    positions = draw_positions(rng, counts, form, CROWD if supply == "scarce" else 1, members)
    policy = Policy(rest_minutes=form.rest_minutes, band_grace_minutes=form.band_grace_minutes, seed=seed)
    return Drawn(members, positions, SKILLS, CATEGORIES, DAY_TYPES, policy)
