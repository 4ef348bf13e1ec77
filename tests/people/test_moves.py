"""Nobody comes into a squad that is being closed at the same moment, whoever is first."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select, text

from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.kernel.errors import DomainError
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization import reshape
from volunteer.organization.models import Unit, UnitStatus
from volunteer.people import service
from volunteer.people.models import Member

Act = Callable[[], object]
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))")


def closing(world: World) -> Act:
    """squad_a1 is merged into squad_a2."""
    actor, one, other = world.actor("committee"), world.units["squad_a1"], world.units["squad_a2"]
    one_id, version, other_id = one.id, one.version, other.id
    return lambda: reshape.merge_unit(actor, one_id, version, other_id)


def adding(world: World, number: str = "DG-1") -> Act:
    """A new member for squad_a1."""
    actor, squad_id = world.actor("team"), world.units["squad_a1"].id
    return lambda: service.add_member(actor, service.NewMember(number=number, name="曾国强", unit_id=squad_id))


def moving(world: World, name: str = "member_a2") -> Act:
    """A member of squad_a2 goes to squad_a1."""
    actor, member, squad_id = world.actor("team"), world.members[name], world.units["squad_a1"].id
    member_id, version = member.id, member.version
    return lambda: service.update_member(actor, member_id, version, {"unit_id": squad_id})


def apart(world: World, act: Act, start: Barrier | None = None) -> Callable[[], str]:
    """The act in an application context of its own, and how it ended in one word."""

    def run() -> str:
        with world.app.app_context():
            if start is not None:
                start.wait()
            try:
                act()
                return "done"
            except DomainError as error:
                return type(error).__name__
            finally:
                db.session.remove()

    return run


def one_waits_for_the_other(world: World, first: Act, second: Act) -> str:
    """The second begins while the first is not committed yet, and waits for it; how the second ended."""
    with ThreadPoolExecutor(1) as pool:
        with transaction(world.actor("committee")):
            first()
            db.session.flush()
            other = pool.submit(apart(world, second))
            _until_it_waits(other)
        return other.result()


def _until_it_waits(other: Future[str]) -> None:
    for _turn in range(500):
        if db.session.scalar(WAITING):
            return
        assert not other.done(), other.result()
        time.sleep(0.01)
    raise AssertionError("it never waited")


def members_of(unit_id: int) -> int:
    """How many members a unit has, read afresh."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Member.unit_id == unit_id)) or 0


@pytest.mark.parametrize("coming", [adding, moving])
def test_who_comes_while_a_squad_is_being_closed_is_told(world: World, coming: Callable[[World], Act]) -> None:
    close, come, squad_id = closing(world), coming(world), world.units["squad_a1"].id
    assert one_waits_for_the_other(world, close, come) == "Invalid"
    assert members_of(squad_id) == 0


@pytest.mark.parametrize("coming", [adding, moving])
def test_who_came_just_before_a_squad_is_closed_goes_along(world: World, coming: Callable[[World], Act]) -> None:
    close, come = closing(world), coming(world)
    closed_id, successor_id = world.units["squad_a1"].id, world.units["squad_a2"].id
    assert one_waits_for_the_other(world, come, close) == "done"
    assert members_of(closed_id) == 0
    assert members_of(successor_id) == (4 if coming is adding else 3)


def test_many_at_once_leave_nobody_behind(world: World) -> None:
    for n in range(4):
        world.add_member(f"mover_{n}", "squad_a2")
    acts = [closing(world)]
    acts += [moving(world, f"mover_{n}") for n in range(4)] + [adding(world, f"DG-{n}") for n in range(4)]
    closed_id = world.units["squad_a1"].id
    everybody = db.session.scalar(select(func.count(Member.id))) or 0
    db.session.rollback()
    start = Barrier(len(acts))
    with ThreadPoolExecutor(len(acts)) as pool:
        said = Counter(future.result() for future in [pool.submit(apart(world, act, start)) for act in acts])
    assert said["done"] + said["Invalid"] == len(acts)
    assert db.session.get_one(Unit, closed_id).status == UnitStatus.CLOSED
    assert members_of(closed_id) == 0
    assert everybody <= db.session.scalar(select(func.count(Member.id))) <= everybody + 4
