"""Each remedy by example.

The plain position is on Saturday 2026-10-10, 09:00 to 11:00, with two places free; the plain member fits it.
0.045 degrees along the meridian are 5.003779 km.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest

from tests.matching.gap_reference import Pair
from tests.matching.golden_pairs import PLAIN_MEMBER, PLAIN_POSITION, SATURDAY_MORNING
from volunteer.matching.gaps import Unfilled, unfilled
from volunteer.matching.problem import Member, Policy, Position, Problem
from volunteer.matching.reading import load_problem
from volunteer.matching.remedies import Ask, Move, Near, Radius, Recruit, Train
from volunteer.matching.snapshot import Snapshot

PLAIN = load_problem({"members": [PLAIN_MEMBER], "positions": [PLAIN_POSITION]})
POSITION = PLAIN.positions[0]
MEMBER = replace(PLAIN.members[0], availability=SATURDAY_MORNING)
FIRST_AID = replace(POSITION, skill="first_aid", level=2)
FIVE_KM_NORTH = (113.75, 23.045)

SATURDAY, SUNDAY, AFTERNOON, EVENING = 5, 6, 2, 3


def cell(weekday: int, band: int) -> int:
    return 1 << (weekday * 4 + band)


def short(
    members: list[Member],
    position: Position,
    others: tuple[Position, ...] = (),
    pairs: tuple[Pair, ...] = (),
    not_before: datetime | None = None,
    rest_minutes: int = 0,
) -> Unfilled:
    """What is said of the position."""
    problem = Problem(tuple(members), (position, *others), Policy(rest_minutes=rest_minutes))
    (found,) = [entry for entry in unfilled(Snapshot.of(problem), pairs, not_before) if entry.position == position.id]
    return found


def test_nobody_at_all() -> None:
    found = short([], POSITION)

    assert found.missing == 2
    assert set(found.reasons.values()) == {0}
    assert found.remedies == (Recruit(heads=2, skill=None, level=0, able=0),)


def test_ask_whoever_fits_the_nearest_first() -> None:
    wang = replace(MEMBER, id=1, anchors=(FIVE_KM_NORTH,))
    li = replace(MEMBER, id=2)
    zhao = replace(MEMBER, id=3)

    found = short([wang, li, zhao], POSITION)

    assert found.reasons["assigned_elsewhere"] == 3
    assert found.remedies == (Ask(heads=2, people=3, nearest=(Near(2, 0), Near(3, 0), Near(1, 5004))),)


def test_whoever_is_needed_elsewhere_is_not_asked() -> None:
    """Zhang serves next door at that time, Li has no place left, only Zhao is spare."""
    next_door = replace(POSITION, id=101, session=11, starts=POSITION.starts + timedelta(hours=1))
    tomorrow = replace(
        POSITION, id=102, session=12, starts=POSITION.starts + timedelta(days=1), ends=POSITION.ends + timedelta(days=1)
    )
    zhang, li, zhao = replace(MEMBER, id=1), replace(MEMBER, id=2, max_positions=1), replace(MEMBER, id=3)

    found = short([zhang, li, zhao], POSITION, (next_door, tomorrow), (Pair(1, 101), Pair(2, 102)))

    assert found.reasons["assigned_elsewhere"] == 3
    assert found.remedies == (
        Ask(heads=1, people=1, nearest=(Near(3, 0),)),
        Recruit(heads=1, skill=None, level=0, able=3),
    )


def test_ask_to_come_a_little_further() -> None:
    """5.003779 km are 1.2509 times 4 km, 1.6679 times 3 km."""
    wang = replace(MEMBER, id=1, anchors=(FIVE_KM_NORTH,), radius_km=4)
    li = replace(MEMBER, id=2, anchors=(FIVE_KM_NORTH,), radius_km=4.9)
    sun = replace(MEMBER, id=3, anchors=(FIVE_KM_NORTH,), radius_km=3)

    found = short([wang, li, sun], replace(POSITION, headcount=1))

    assert found.reasons["too_far"] == 3
    (remedy,) = found.remedies
    assert isinstance(remedy, Radius)
    assert (remedy.heads, remedy.people) == (1, 2)
    assert remedy.nearest == (Near(1, 5004), Near(2, 5004))
    assert remedy.factor == pytest.approx(5.003779 / 4.9, abs=1e-6)

    (remedy,) = short([wang, li, sun], POSITION).remedies
    assert isinstance(remedy, Radius)
    assert remedy.factor == pytest.approx(5.003779 / 4, abs=1e-6)


def test_train_whoever_lacks_the_skill_or_the_level() -> None:
    wang = replace(MEMBER, id=1)
    li = replace(MEMBER, id=2, skills={"first_aid": 1})
    trained = replace(MEMBER, id=3, skills={"first_aid": 2}, availability=0)

    found = short([wang, li, trained], FIRST_AID)

    assert found.reasons == {
        "excluded": 0, "overlap": 0, "no_skill": 2, "not_free": 1, "too_far": 0, "assigned_elsewhere": 0
    }  # fmt: skip
    assert found.remedies == (
        Train(
            heads=2,
            people=2,
            nearest=(Near(1, 0), Near(2, 0)),
            skill="first_aid",
            level=2,
            without_skill=1,
            below_level=1,
        ),
    )


@pytest.mark.parametrize(
    "member",
    [
        replace(MEMBER, availability=0),
        replace(MEMBER, anchors=((113.75, 24.0),)),
        replace(MEMBER, busy=((POSITION.starts, POSITION.ends),)),
        replace(MEMBER, max_positions=0),
    ],
    ids=["not free", "too far", "busy", "no place left"],
)
def test_training_does_not_help_whom_something_else_keeps_away(member: Member) -> None:
    found = short([member], FIRST_AID)

    assert found.remedies == (Recruit(heads=2, skill="first_aid", level=2, able=0),)


def test_at_most_five_are_named() -> None:
    found = short([replace(MEMBER, id=number) for number in range(9, 0, -1)], FIRST_AID)

    (remedy,) = found.remedies
    assert isinstance(remedy, Train)
    assert remedy.people == 9
    assert [near.member for near in remedy.nearest] == [1, 2, 3, 4, 5]


def test_move_to_when_most_could_come() -> None:
    """One could come on Saturday evening, two on Sunday afternoon, one of three is away then."""
    evening = replace(MEMBER, id=1, availability=cell(SATURDAY, EVENING))
    sunday = replace(MEMBER, id=2, availability=cell(SUNDAY, AFTERNOON))
    away = (POSITION.starts + timedelta(days=1), POSITION.starts + timedelta(days=2))
    members = [evening, sunday, replace(sunday, id=3), replace(sunday, id=4, busy=(away,))]

    found = short(members, POSITION)

    assert found.remedies == (Move(heads=2, people=2, weekday=SUNDAY, band=AFTERNOON, holders=0),)


def test_the_smallest_move_among_equals() -> None:
    any_of_three = cell(0, 1) | cell(SATURDAY, AFTERNOON) | cell(SUNDAY, AFTERNOON)

    found = short([replace(MEMBER, availability=any_of_three)], POSITION)

    assert found.remedies == (
        Move(heads=1, people=1, weekday=SATURDAY, band=AFTERNOON, holders=0),
        Recruit(heads=1, skill=None, level=0, able=1),
    )


def test_no_move_into_the_past_the_night_or_another_week() -> None:
    friday_morning = replace(MEMBER, id=1, availability=cell(4, 1))
    saturday_night = replace(MEMBER, id=2, availability=cell(SATURDAY, 0))
    monday_after = replace(MEMBER, id=3, availability=cell(0, 1))

    assert [remedy.kind for remedy in short([friday_morning], POSITION).remedies] == ["move", "recruit"]
    friday_noon = datetime.fromisoformat("2026-10-09T12:00:00+08:00")
    assert [remedy.kind for remedy in short([friday_morning], POSITION, not_before=friday_noon).remedies] == ["recruit"]
    assert [remedy.kind for remedy in short([saturday_night], POSITION).remedies] == ["recruit"]
    monday = datetime.fromisoformat("2026-10-05T12:00:00+08:00")
    assert [remedy.kind for remedy in short([monday_after], POSITION, not_before=monday).remedies] == ["recruit"]


def test_nobody_kept_from_working_time_is_counted_for_a_move_into_it() -> None:
    friday = replace(MEMBER, id=1, availability=cell(4, 1) | cell(4, EVENING), off_hours_only=True)

    assert short([friday], POSITION).remedies[0] == Move(heads=1, people=1, weekday=4, band=EVENING, holders=0)


def test_a_moved_session_must_suit_what_the_plan_gives_the_member_then() -> None:
    sunday = replace(MEMBER, id=1, availability=cell(SUNDAY, AFTERNOON))
    match = replace(
        POSITION,
        id=101,
        session=11,
        starts=POSITION.starts + timedelta(days=1, hours=6),
        ends=POSITION.ends + timedelta(days=1, hours=6),
    )

    found = short([sunday], POSITION, (match,), (Pair(1, 101),))

    assert [remedy.kind for remedy in found.remedies] == ["recruit"]


def test_whoever_the_plan_sends_here_already_does_not_come_at_another_time() -> None:
    both = replace(MEMBER, id=1, availability=SATURDAY_MORNING | cell(SUNDAY, AFTERNOON))

    found = short([both], POSITION, pairs=(Pair(1, POSITION.id),))

    assert found.missing == 1
    assert [remedy.kind for remedy in found.remedies] == ["recruit"]


@pytest.mark.parametrize(("rest_minutes", "kinds"), [(30, ["move", "recruit"]), (31, ["recruit"])])
@pytest.mark.parametrize("busy", [("13:00", "14:30"), ("17:30", "18:00")])
def test_a_moved_session_leaves_the_rest(busy: tuple[str, str], rest_minutes: int, kinds: list[str]) -> None:
    """Busy until half an hour before, or from half an hour after Sunday 15:00 to 17:00."""
    starts, ends = (datetime.fromisoformat(f"2026-10-11T{clock}:00+08:00") for clock in busy)
    sunday = replace(MEMBER, id=1, availability=cell(SUNDAY, AFTERNOON), busy=((starts, ends),))

    assert [remedy.kind for remedy in short([sunday], POSITION, rest_minutes=rest_minutes).remedies] == kinds


def test_a_known_holiday_is_met_when_a_session_is_moved() -> None:
    """That Sunday counts as a Wednesday, and is nearer than the Wednesday before."""
    sunday = POSITION.starts.date() + timedelta(days=1)
    position = replace(POSITION, day_types={sunday: 2})

    assert short([replace(MEMBER, availability=cell(2, AFTERNOON))], position).remedies[0] == Move(
        heads=1, people=1, weekday=SUNDAY, band=AFTERNOON, holders=0
    )


@pytest.mark.parametrize(
    ("taken", "order"), [(0, ["radius", "move", "train", "recruit"]), (1, ["radius", "train", "move", "recruit"])]
)
def test_the_cheapest_first_and_no_cheap_move_of_those_who_promised(taken: int, order: list[str]) -> None:
    skilled = {"first_aid": 3}
    far = replace(MEMBER, id=1, skills=skilled, anchors=(FIVE_KM_NORTH,), radius_km=4)
    untrained = replace(MEMBER, id=2)
    another_time = replace(MEMBER, id=3, skills=skilled, availability=cell(SUNDAY, AFTERNOON))
    beside = replace(POSITION, id=101, taken=taken)

    found = short([far, untrained, another_time], replace(FIRST_AID, headcount=5), (beside,))

    assert [remedy.kind for remedy in found.remedies] == order
    assert found.remedies[-1] == Recruit(heads=3, skill="first_aid", level=2, able=1)
    (move,) = [remedy for remedy in found.remedies if isinstance(remedy, Move)]
    assert move.holders == taken


def test_what_is_found_can_be_stored_as_plain_data() -> None:
    found = short([replace(MEMBER, id=2)], POSITION)

    assert asdict(found)["remedies"][0] == {
        "heads": 1, "people": 1, "nearest": ({"member": 2, "distance_m": 0},), "kind": "ask"
    }  # fmt: skip
