"""The list of gates: today's first, what has to be closed, what is coming."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.activities.day import minute, session_with
from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.activities import service
from volunteer.activities.gates import gates
from volunteer.activities.service import Said
from volunteer.kernel import clock


def at_nine(days: int = 1) -> datetime:
    """Nine in the morning some days from now."""
    return coming(days=days)


def test_gates_stand_where_the_day_puts_them(world: World) -> None:
    first = session_with(world, "member", "member_2", starts=at_nine())
    later = session_with(world, "member_a2", starts=at_nine() + timedelta(hours=5))
    next_week = session_with(world, "member_b", starts=at_nine(8))
    with minute(first, -60):
        found = gates(world.actor("site"), clock.now())
        assert [gate.session.id for gate in found.today] == [first.id, later.id]
        assert [gate.session.id for gate in found.coming] == [next_week.id]
        assert found.to_close == []
    with minute(first, 5):
        service.check_in(world.actor("site"), first.id, Said(member_id=world.members["member"].id))
    with minute(first, 121):
        found = gates(world.actor("site"), clock.now())
        assert [gate.session.id for gate in found.today] == [later.id]
        assert [(gate.session.id, gate.expected, gate.arrived) for gate in found.to_close] == [(first.id, 2, 1)]
        words = text_of(world.browser("site").get("/sessions"))
    assert words.index("今天") < words.index("已到 0 / 1") < words.index("48 小时内可以补登") < words.index("未来两周")
    assert "1 人报名" in words


def test_a_town_officer_keeps_the_gates_of_the_town(world: World) -> None:
    session_with(world, "member", starts=at_nine())
    world.project(starts=at_nine(), site_id=world.places["site_3"].id)
    assert len(gates(world.actor("town"), clock.now()).coming) == 1


def test_many_gates_cost_two_statements(world: World) -> None:
    actor = world.actor("site")
    for days in range(1, 8):
        session_with(world, "member", starts=at_nine(days))
    with counted_statements() as statements:
        assert len(gates(actor, clock.now()).coming) == 7
    assert len(statements) == 2


def test_no_gate_says_what_comes_first(world: World) -> None:
    words = text_of(world.browser("site").get("/sessions"))
    assert "未来两周没有场次" in words
    assert "看看需求办到哪了" in words
