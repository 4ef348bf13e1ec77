"""Who may be the second person, decided without a database."""

from __future__ import annotations

import pytest

from volunteer.backfills.models import TOP
from volunteer.backfills.rules import MEMBER, Entered, Holder, may_second, seconds
from volunteer.organization.permissions import Role

BRIGADE, TEAM, SQUAD = "1/", "1/2/", "1/2/3/"


def holder(account_id: int, path: str, role: Role = Role.TEAM_LEADER) -> Holder:
    return Holder(path, f"队{path}", account_id, role)


@pytest.mark.parametrize(
    ("rank", "entered_rank", "may"),
    [
        (2, 3, True),
        (TOP, 3, True),
        (TOP, MEMBER, True),
        (3, 3, False),
        (3, 2, False),
        (2, TOP, False),
        (TOP, TOP, True),
        (None, 3, False),
    ],
)
def test_the_second_person_stands_higher_or_beside_at_the_top(rank: int | None, entered_rank: int, may: bool) -> None:
    assert may_second(rank, entered_rank) is may


def who(entered: Entered, *holders: Holder) -> list[int]:
    return [one.account_id for one in seconds(entered, holders)]


def test_the_nearest_above_are_asked() -> None:
    entered = Entered((SQUAD,), frozenset({7}), 3)
    team, top = holder(1, TEAM), holder(2, BRIGADE, Role.COMMITTEE)
    assert who(entered, holder(7, SQUAD), team, holder(4, TEAM), top) == [1, 4]
    assert who(entered, holder(7, SQUAD), top) == [2]
    assert who(entered, holder(7, SQUAD), holder(5, SQUAD)) == []
    assert who(entered, holder(7, TEAM), holder(3, "1/9/")) == []


def test_above_the_top_there_are_only_others_of_the_top() -> None:
    entered = Entered((SQUAD, TEAM), frozenset({7}), TOP)
    assert who(entered, holder(7, BRIGADE), holder(1, TEAM)) == []
    assert who(entered, holder(7, BRIGADE), holder(8, BRIGADE), holder(1, TEAM)) == [8]


def test_nobody_whose_own_hours_they_are_is_asked() -> None:
    assert who(Entered((SQUAD,), frozenset({7, 1}), 3), holder(1, TEAM), holder(2, BRIGADE)) == [2]
