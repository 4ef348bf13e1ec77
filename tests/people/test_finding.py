"""Members found by Chinese, full pinyin, initials, or the whole number."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.support.world import World
from volunteer.kernel.database import DIALECT, db
from volunteer.kernel.pinyin import pinyin_of
from volunteer.people.finding import as_named, find_members, named_exactly
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


def test_a_whole_phone_or_number_finds_one_person_and_no_part_of_it_does(named: World) -> None:
    phone, number = "13712345678", named.members["three"].number
    named.members["two"].phone = phone
    db.session.commit()
    typed = [as_named(word) for word in (f" {phone} ", number.lower(), phone[:-1], number[:-1], "", "张三")]
    assert [member.name for member in db.session.scalars(named_exactly(typed))] == ["曾国华", "张三"]
    assert db.session.scalars(named_exactly([])).all() == []


@pytest.mark.parametrize(
    ("words", "indexes"),
    [
        (["13712345678"], ["ix_member_phone"]),
        (["13712345678", "13887654321", "DG000001"], ["ix_member_phone", "uq_member_number"]),
    ],
)
def test_a_phone_is_looked_up_in_its_index(world: World, words: list[str], indexes: list[str]) -> None:
    db.session.execute(text("SET LOCAL enable_seqscan = off"))
    asked = named_exactly(words).order_by(None).compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})
    plan = "\n".join(db.session.scalars(text(f"EXPLAIN {asked}")))
    assert [name for name in indexes if name not in plan] == [], plan
    assert "Seq Scan" not in plan
