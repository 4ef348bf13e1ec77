"""Whatever is done to units and members, in whatever order and however many at once, the tree stays a tree.

Every member is in exactly one active squad at any instant, the histories have no gap, and the ledger stays as it is.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from tests.activities.day import scan, session_with
from tests.support.database import WorkerDatabase
from tests.support.world import World, build_world, coming
from volunteer.kernel import changes, clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import DomainError
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.ledger import service as ledger
from volunteer.ledger.models import HoursProposal
from volunteer.organization import reshape, service
from volunteer.organization.actor import Actor
from volunteer.organization.models import Tier, Unit
from volunteer.organization.tree import keep_tree
from volunteer.people import service as people
from volunteer.people.models import Member
from volunteer.people.moves import move_members, open_squad
from volunteer.people.splitting import split
from volunteer.transfers import service as transfers
from volunteer.transfers.models import Transfer

# What must never be found, by name; each is a select that tells the offenders.
NEVER = {
    "a second root": "SELECT id FROM unit WHERE parent_id IS NULL OFFSET 1",
    "a path that does not follow the parents": """
        SELECT u.id FROM unit u LEFT JOIN unit p ON p.id = u.parent_id
        WHERE u.path <> coalesce(p.path, '') || u.id || '/'""",
    "a circle or an orphan": """
        WITH RECURSIVE reached AS (
          SELECT id FROM unit WHERE parent_id IS NULL
          UNION SELECT u.id FROM unit u JOIN reached r ON r.id = u.parent_id)
        SELECT id FROM unit EXCEPT SELECT id FROM reached""",
    "an active unit below a closed one": """
        SELECT u.id FROM unit u JOIN unit p ON p.id = u.parent_id WHERE u.status = 'active' AND p.status = 'closed'""",
    "a member outside an active squad": """
        SELECT m.id FROM member m JOIN unit u ON u.id = m.unit_id WHERE u.status = 'closed' OR u.tier <> 'squad'""",
    "a closed unit without an active successor": """
        SELECT u.id FROM unit u LEFT JOIN unit s ON s.id = u.successor_id
        WHERE u.status = 'closed' AND (s.status IS DISTINCT FROM 'active' OR s.tier <> u.tier)""",
    "a site paired with a closed unit": """
        SELECT p.id FROM place p JOIN unit u ON u.id = p.paired_unit_id WHERE u.status = 'closed'""",
    "a role in force at a closed unit": """
        SELECT g.id FROM access_grant g JOIN unit u ON u.id = g.unit_id
        WHERE u.status = 'closed' AND (g.until IS NULL OR g.until > clock_timestamp())""",
    "a transfer asked from or to a closed squad": """
        SELECT t.id FROM transfer t JOIN unit u ON u.id IN (t.from_unit_id, t.to_unit_id)
        WHERE t.status = 'asked' AND u.status = 'closed'""",
    "a present that the history of members does not know": """
        SELECT m.id FROM member m LEFT JOIN membership h ON h.member_id = m.id AND h.until IS NULL
        WHERE h.unit_id IS DISTINCT FROM m.unit_id""",
    "a present that the history of units does not know": """
        SELECT u.id FROM unit u LEFT JOIN unit_period h ON h.unit_id = u.id AND h.until IS NULL
        WHERE (h.name, h.short_name, h.parent_id, h.status)
              IS DISTINCT FROM (u.name, u.short_name, u.parent_id, u.status)""",
    "a gap or an overlap in the history of members": """
        SELECT id FROM (SELECT id, until, lead(since) OVER (PARTITION BY member_id ORDER BY since) AS next
                        FROM membership) h WHERE until IS DISTINCT FROM next""",
    "a gap or an overlap in the history of units": """
        SELECT id FROM (SELECT id, until, lead(since) OVER (PARTITION BY unit_id ORDER BY since) AS next
                        FROM unit_period) h WHERE until IS DISTINCT FROM next""",
}
# At one instant: members who had come by then and were not in exactly one squad, or in one that was closed.
ASTRAY = text("""
    SELECT m.member_id FROM (SELECT member_id, min(since) AS came FROM membership GROUP BY member_id) m
    LEFT JOIN membership h ON h.member_id = m.member_id AND h.since <= :at AND (h.until IS NULL OR h.until > :at)
    LEFT JOIN unit_period u ON u.unit_id = h.unit_id AND u.since <= :at AND (u.until IS NULL OR u.until > :at)
    WHERE m.came <= :at GROUP BY m.member_id HAVING count(h.id) <> 1 OR bool_or(u.status = 'closed')
""")
# The instants that matter: the moments of change themselves, and just before and after.
MOMENTS = text("""
    SELECT since + step * interval '1 microsecond' AS at
    FROM (SELECT since FROM membership UNION SELECT since FROM unit_period) s, generate_series(-1, 1) step
""")
LEDGER = text("SELECT md5(string_agg(e::text, ',' ORDER BY e.id)) FROM hours_entry e")

Numbers = tuple[int, int, int]
Act = Callable[[Actor, Numbers], object]


def _unit(number: int, *tiers: Tier) -> Unit:
    found = select(Unit).order_by(Unit.id)
    units = db.session.scalars(found.where(Unit.tier.in_(tiers)) if tiers else found).all()
    return units[number % len(units)]


def _members(number: int, most: int = 1) -> list[Member]:
    members = db.session.scalars(select(Member).order_by(Member.id)).all()
    return [members[(number + n) % len(members)] for n in range(most)]


def _create(actor: Actor, numbers: Numbers) -> object:
    tier = (Tier.SQUAD, Tier.SQUAD, Tier.TEAM, Tier.BRIGADE)[numbers[1] % 4]
    return service.create_unit(actor, service.NewUnit(parent_id=_unit(numbers[0]).id, tier=tier, name="新设"))


def _rename(actor: Actor, numbers: Numbers) -> object:
    unit = _unit(numbers[0])
    return service.update_unit(actor, unit.id, unit.version, {"name": f"改名{numbers[1]}"})


def _move(actor: Actor, numbers: Numbers) -> object:
    unit = _unit(numbers[0])
    return service.update_unit(actor, unit.id, unit.version, {"parent_id": _unit(numbers[1]).id})


def _merge(actor: Actor, numbers: Numbers) -> object:
    unit = _unit(numbers[0])
    return reshape.merge_unit(actor, unit.id, unit.version, _unit(numbers[1], Tier(unit.tier)).id)


def _close(actor: Actor, numbers: Numbers) -> object:
    unit = _unit(numbers[0], Tier.SQUAD)
    return reshape.close_unit(actor, unit.id, unit.version, _unit(numbers[1], Tier.SQUAD).id)


def _split(actor: Actor, numbers: Numbers) -> object:
    unit = _unit(numbers[0], Tier.TEAM, Tier.SQUAD)
    children = db.session.scalars(select(Unit.id).where(Unit.parent_id == unit.id)).all()[: numbers[1] % 3]
    own = db.session.scalars(select(Member.id).where(Member.unit_id == unit.id)).all()[: numbers[1] % 3]
    return split(actor, unit.id, unit.version, reshape.NewPart(name="分设"), children, own)


def _add(actor: Actor, numbers: Numbers) -> object:
    squad = _unit(numbers[0], Tier.SQUAD)
    number = f"N-{random.getrandbits(60)}"
    return people.add_member(actor, people.NewMember(number=number, name="新人", unit_id=squad.id))


def _change(actor: Actor, numbers: Numbers) -> object:
    (member,) = _members(numbers[0])
    return people.update_member(actor, member.id, member.version, {"unit_id": _unit(numbers[1], Tier.SQUAD).id})


def _transfer(actor: Actor, numbers: Numbers) -> object:
    """By the member, so that it stays asked; or by whoever speaks for both sides."""
    (member,) = _members(numbers[0])
    asker = Actor(account_id=member.account_id, member_id=member.id) if numbers[2] % 2 else actor
    return transfers.ask(asker, transfers.NewTransfer(member_id=member.id, to_unit_id=_unit(numbers[1], Tier.SQUAD).id))


def _answer(actor: Actor, numbers: Numbers) -> object:
    asked = db.session.scalars(select(Transfer.id).where(Transfer.status == "asked").order_by(Transfer.id)).all()
    if not asked:
        return None
    answer = (transfers.agree, lambda *about: transfers.refuse(*about, "不行"))[numbers[1] % 2]
    return answer(actor, asked[numbers[0] % len(asked)])


@use_case
def _import(work: Work, _actor: Actor, numbers: Numbers) -> object:
    """Several members at once, as a list from an office would move them."""
    ids, target = [member.id for member in _members(numbers[0], 3)], _unit(numbers[1], Tier.SQUAD).id
    keep_tree()
    coming_in = select(Member).where(Member.id.in_(ids), Member.unit_id != target).order_by(Member.id)
    locked = coming_in.with_for_update(key_share=True).execution_options(populate_existing=True)
    return move_members(work, db.session.scalars(locked).all(), open_squad(target))


ACTS: tuple[Act, ...] = (
    _create, _rename, _move, _merge, _close, _split, _add, _change, _transfer, _answer, _import,
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)), max_size=16
)


def _world(app: Flask, database: WorkerDatabase) -> World:
    """The small city with an hour in the ledger, empty of everything else."""
    database.clean()
    changes.forget(app)
    world = build_world(app)
    scan(world, "member", session_with(world, "member", starts=coming(days=2)))
    with clock.travel(coming(days=4)):
        ledger.confirm(world.actor("team"), list(db.session.scalars(select(HoursProposal.id))))
    return world


def _attempt(actor: Actor, act: Act, numbers: Numbers) -> str:
    """The act by somebody who may do all of it; what it was refused for is part of the game."""
    try:
        act(actor, numbers)
        return "done"
    except DomainError as error:
        return str(error)
    finally:
        db.session.rollback()


def _offenders() -> dict[str, list[Any]]:
    found = {name: db.session.execute(text(query)).all() for name, query in NEVER.items()}
    for (moment,) in db.session.execute(MOMENTS).all():
        found[f"astray at {moment}"] = db.session.execute(ASTRAY, {"at": moment}).all()
    return {name: rows for name, rows in found.items() if rows}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_leaves_a_tree_and_whole_histories(
    app: Flask, clean_database: WorkerDatabase, steps: list[tuple[Act, int, int, int]]
) -> None:
    with app.app_context():
        actor = _world(app, clean_database).actor("committee")
        before = db.session.scalar(LEDGER)
        for act, *numbers in steps:
            _attempt(actor, act, tuple(numbers))
        assert _offenders() == {}
        assert before is not None
        assert db.session.scalar(LEDGER) == before
        db.session.remove()


def test_many_at_once_leave_a_tree_and_whole_histories(app: Flask, clean_database: WorkerDatabase) -> None:
    with app.app_context():
        actor = _world(app, clean_database).actor("committee")
        before = db.session.scalar(LEDGER)
        db.session.remove()

        def busy(seed: int) -> list[str]:
            drawn = random.Random(seed)
            with app.app_context():
                said = []
                for _n in range(12):
                    numbers = (drawn.randrange(40), drawn.randrange(40), drawn.randrange(40))
                    said.append(_attempt(actor, drawn.choice(ACTS), numbers))
                db.session.remove()
                return said

        with ThreadPoolExecutor(4) as pool:
            said = [word for words in pool.map(busy, range(4)) for word in words]
        assert said.count("done") > 12
        assert _offenders() == {}
        assert db.session.scalar(LEDGER) == before
