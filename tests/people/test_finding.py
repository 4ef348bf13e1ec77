"""Members found by Chinese, full pinyin, initials, or the whole number."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.world import World
from volunteer.kernel.pinyin import pinyin_of
from volunteer.people.finding import find_members
from volunteer.people.models import MemberKind

NAMES = {"one": "曾国强", "two": "曾国华", "three": "张三", "four": "章子怡", "five": "欧阳娜"}


@pytest.fixture
def named(world: World) -> World:
    for account, name in NAMES.items():
        pinyin, initials = pinyin_of(name)
        member = world.add_member(account, "squad_a1", pinyin=pinyin, initials=initials)
        member.name = name
    return world


def found(world: World, q: str, by: str = "team", most: int = 20) -> list[str]:
    return [member.name for member in find_members(world.actor(by), q, most) if member.name in NAMES.values()]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("曾", ["曾国华", "曾国强"]),
        ("曾国强", ["曾国强"]),
        ("zengguo", ["曾国华", "曾国强"]),
        ("Zeng Guo-Qiang", ["曾国强"]),
        ("zgq", ["曾国强"]),
        ("zs", ["张三"]),
        ("zzy", ["章子怡"]),
        ("oyn", ["欧阳娜"]),
        ("ouyang", ["欧阳娜"]),
        ("国强", []),
        ("%", []),
        ("", []),
        ("\x00", []),
    ],
)
def test_names_as_typed(named: World, typed: str, names: list[str]) -> None:
    assert found(named, typed) == names


def test_the_whole_number(named: World) -> None:
    assert found(named, named.members["three"].number.lower()) == ["张三"]


def test_only_within_reach_and_only_who_serves(named: World) -> None:
    assert found(named, "zs", by="squad") == ["张三"]
    named.members["three"].kind = MemberKind.LEFT
    assert found(named, "zs") == []
    assert found(named, "zgq", by="member") == []


def test_no_more_than_asked_for(named: World) -> None:
    assert len(find_members(named.actor("team"), "z", 2)) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(max_size=6))
def test_any_text_finds_what_begins_with_it(named: World, typed: str) -> None:
    wanted = typed.lower().strip()
    for name in found(named, typed):
        pinyin, initials = pinyin_of(name)
        number = next(member.number for member in named.members.values() if member.name == name)
        assert any(way.startswith(wanted[:1]) for way in (name, pinyin, initials, number.lower())), (typed, name)
