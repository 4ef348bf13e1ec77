"""From a fractional answer to pairs that keep every rule."""

from __future__ import annotations

import numpy as np

from volunteer.matching.columns import IntArray
from volunteer.matching.geo import FloatArray
from volunteer.matching.planning.choosing import Hand, best_first
from volunteer.matching.planning.parts import Part
from volunteer.matching.planning.program import Program
from volunteer.matching.planning.rows import Rules

WHOLE = 1e-6
SETTLING_S = 2.0


def rounded(part: Part, rules: Rules, pairs: IntArray, x: FloatArray) -> IntArray:
    """Pairs chosen after a fractional answer ``x`` for some ``pairs``.

    What it says clearly is taken, the few fractional pairs are settled exactly among themselves, and what then still
    has room is filled best first.
    """
    hand = Hand(part)
    hand.take(pairs[x > 1 - WHOLE])
    between = pairs[(x >= WHOLE) & (x <= 1 - WHOLE)]
    if len(between):
        hand.take(_settled(part, rules, np.array(hand.chosen, dtype=np.int64), between))
    hand.fill()
    return np.array(hand.chosen, dtype=np.int64)


def _settled(part: Part, rules: Rules, chosen: IntArray, open_pairs: IntArray) -> IntArray:
    """The best of some pairs beside those chosen, as far as it is found in two seconds."""
    used = np.asarray(rules.matrix[:, chosen].sum(axis=1)).reshape(-1)
    program = Program(rules.most - used)
    program.add(part.profit[open_pairs].astype(np.float64), rules.matrix[:, open_pairs], afresh=True)
    return best_first(part, open_pairs[program.best_whole(SETTLING_S)])
