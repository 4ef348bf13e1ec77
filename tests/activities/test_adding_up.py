"""What punches add up to does not depend on the order in which they came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer.activities.adding_up import Mark, add_up
from volunteer.activities.models import PunchKind
from volunteer.activities.rules import Stretch

START = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
IN, OUT = PunchKind.IN, PunchKind.OUT
ARRIVED, LEFT = ("check_in",), ("check_in", "check_out")
LEADER, SITE = 7, 9


def at(minutes: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minutes)


def marks(*said: tuple[PunchKind, float]) -> list[Mark]:
    """Punches with the code."""
    return [Mark(kind, at(minutes)) for kind, minutes in said]


def served(*pairs: tuple[float, float]) -> tuple[Stretch, ...]:
    """Stretches by minutes after the start."""
    return tuple(Stretch(at(a), at(b)) for a, b in pairs)


@pytest.mark.parametrize(
    ("said", "steps", "stretches"),
    [
        ((), (), ()),
        (((IN, 0),), ARRIVED, ()),
        (((OUT, 60),), (), ()),
        (((OUT, 60), (IN, 0)), LEFT, ((0, 60),)),
        (((IN, 0), (IN, 2), (OUT, 60), (OUT, 61)), LEFT, ((0, 60),)),
        (((IN, 0), (OUT, 30), (IN, 60), (OUT, 90)), LEFT * 2, ((0, 30), (60, 90))),
        (((IN, 0), (OUT, 30), (IN, 60)), LEFT + ARRIVED, ((0, 30),)),
        (((IN, 5), (OUT, 5)), LEFT, ((5, 5),)),
        (((IN, 0), (OUT, 30), (IN, 30), (OUT, 60)), LEFT * 2, ((0, 30), (30, 60))),
    ],
)
def test_what_punches_add_up_to(
    said: tuple[tuple[PunchKind, float], ...], steps: tuple[str, ...], stretches: tuple[tuple[float, float], ...]
) -> None:
    added = add_up(marks(*said))
    assert (added.steps, added.served) == (steps, served(*stretches))
    assert added.last_out == (at(stretches[-1][1]) if stretches else None)


def test_it_rests_on_a_word_only_where_a_word_was_needed() -> None:
    scanned = marks((IN, 0), (OUT, 60))
    assert add_up(scanned).ticked_by is None
    assert add_up([*scanned, Mark(IN, at(3), LEADER)]).ticked_by is None, "the same arrival, ticked besides"
    assert add_up([*scanned, Mark(IN, at(0), LEADER)]).ticked_by is None, "at one instant the code counts"
    assert add_up([*scanned, Mark(IN, at(-3), LEADER)]).ticked_by == LEADER
    assert add_up([Mark(IN, at(0), LEADER), Mark(OUT, at(60), SITE)]).ticked_by == SITE


punches = st.builds(
    Mark,
    st.sampled_from(PunchKind),
    st.integers(-30, 200).map(at),
    st.sampled_from([None, LEADER, SITE]),
    st.uuids().map(str),
)


@given(st.lists(punches, max_size=12), st.randoms())
def test_the_order_of_arrival_changes_nothing(those: list[Mark], random: Random) -> None:
    shuffled = list(those)
    random.shuffle(shuffled)
    assert add_up(shuffled) == add_up(those)


@given(st.lists(punches, max_size=12), punches)
def test_stretches_lie_apart_and_another_punch_takes_none_away(those: list[Mark], another: Mark) -> None:
    stretches = add_up(those).served
    assert all(part.starts <= part.ends for part in stretches)
    assert all(a.ends <= b.starts for a, b in pairwise(stretches))
    assert len(add_up([*those, another]).served) >= len(stretches)
