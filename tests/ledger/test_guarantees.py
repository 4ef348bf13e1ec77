"""What the database itself guarantees about the ledger, and what holds whatever people do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from tests.activities.day import scan, session_with
from tests.ledger.test_service import served
from tests.support.database import WorkerDatabase
from tests.support.world import World
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work
from volunteer.ledger import loading, queries, service, totals
from volunteer.ledger.chain import Break, NewEntry, append, verify_chain
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal
from volunteer.organization.permissions import Permission

GUARDED = ("hours_entry", "audit_event")


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}", "TRUNCATE {}", "TRUNCATE {} CASCADE"]
)
@pytest.mark.parametrize("table", GUARDED)
def test_the_application_can_only_append(world: World, table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text(statement.format(table)))


def test_no_foreign_key_to_or_from_ledger_and_audit_cascades(world: World) -> None:
    rows = db.session.execute(
        text(
            "SELECT conname, confdeltype, confupdtype FROM pg_constraint WHERE contype = 'f' AND"
            " (conrelid::regclass::text = ANY(:tables) OR confrelid::regclass::text = ANY(:tables))"
        ),
        {"tables": list(GUARDED)},
    ).all()
    assert rows
    assert {(deleting, updating) for _name, deleting, updating in rows} == {("a", "a")}


@pytest.mark.parametrize(
    ("entered", "confirmed", "countersigned", "constraint"),
    [
        ("squad", "squad", None, "four_eyes"),
        ("squad", None, None, "confirmed"),  # nobody is not a second pair of eyes
        (None, "squad", None, 'null value in column "entered_by"'),
        ("squad", "team", "squad", "second_eyes"),
        ("squad", "member", None, "own minutes"),
        ("squad", "team", "member", "own minutes"),
    ],
)
def test_four_eyes_are_a_constraint_too(
    world: World, entered: str | None, confirmed: str | None, countersigned: str | None, constraint: str
) -> None:
    served(world)
    (facts,) = loading.load_locked(world.actor("squad"), Permission.HOURS_CONFIRM, _all_ids())
    who = {name: world.accounts[name].id for name in ("squad", "team")}
    who["member"] = facts.member_account_id
    facts = replace(facts, countersigned_by=who.get(countersigned or ""))
    by = cast(int, who.get(entered or ""))
    entry = NewEntry(facts, EntryKind.CREDIT, "verified", 1, by, who.get(confirmed or ""))
    with pytest.raises(IntegrityError, match=constraint):
        append(Work(actor=None, now=clock.now()), [entry])


@pytest.mark.parametrize("kind", [EntryKind.DISPUTE, EntryKind.UPHELD])
def test_what_carries_no_minutes_is_confirmed_by_nobody(world: World, kind: EntryKind) -> None:
    served(world)
    (facts,) = loading.load_locked(world.actor("squad"), Permission.HOURS_CONFIRM, _all_ids())
    entry = NewEntry(facts, kind, "verified", 0, world.accounts["squad"].id, world.accounts["team"].id)
    with pytest.raises(IntegrityError, match="confirmed"):
        append(Work(actor=None, now=clock.now()), [entry])


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE hours_entry SET minutes = 119 WHERE sequence = 2", Break(2, "content")),
        ("UPDATE hours_entry SET hash = '\\x00' WHERE sequence = 1", Break(1, "content")),
        ("UPDATE hours_entry SET prev_hash = '\\x00' WHERE sequence = 3", Break(3, "link")),
        ("DELETE FROM hours_entry WHERE sequence = 2", Break(2, "gap")),
    ],
)
def test_the_chain_shows_what_a_superuser_changed(
    world: World, clean_database: WorkerDatabase, tampering: str, found: Break
) -> None:
    ids = [_of_day(world, n) for n in range(3)]
    service.confirm(world.actor("squad"), ids)
    member_id = world.members["member"].id
    assert verify_chain(member_id) is None
    db.session.rollback()
    with psycopg.connect(clean_database.urls.owner.replace("volunteer_owner@", "postgres@"), autocommit=True) as boss:
        boss.execute(tampering)
    assert verify_chain(member_id) == found


def test_five_hundred_are_confirmed_in_a_few_statements(world: World) -> None:
    session = session_with(world, "member", hours=2)
    squad = world.units["squad_a1"]
    project = world.project(headcount=500)
    for n in range(10):
        world.add_member(f"m{n}", "squad_a1")
    db.session.add_all(
        HoursProposal(
            member_id=world.members[f"m{n % 10}"].id,
            session_id=project.sessions[0].id,
            unit_id=squad.id,
            service_date=datetime(2026, 1 + n // 10 % 12, 1 + n // 120, tzinfo=UTC).date(),
            minutes=30,
            entered_by=world.members[f"m{n % 10}"].account_id,
            proposed_at=session.starts,
        )
        for n in range(500)
    )
    db.session.commit()
    ids, actor = _all_ids(), world.actor("squad")
    with statements() as seen:
        answer = service.confirm(actor, ids)
    assert len(answer.done) == 500
    assert len(seen) <= 10
    assert all(verify_chain(world.members[f"m{n}"].id) is None for n in range(10))


steps = st.lists(
    st.one_of(
        st.tuples(st.just("confirm"), st.integers(0, 2), st.sampled_from(["squad", "team", "committee"])),
        st.tuples(st.just("dispute"), st.integers(0, 2), st.just("member")),
        st.tuples(st.just("uphold"), st.integers(0, 2), st.sampled_from(["squad", "team"])),
        st.tuples(st.just("refuse"), st.integers(0, 2), st.just("squad")),
        st.tuples(st.integers(0, 600), st.integers(0, 2), st.sampled_from(["squad", "team", "committee"])),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_people_do_the_sums_hold(world: World, taken: list[tuple[str | int, int, str]]) -> None:
    member = f"m{db.session.scalar(select(func.max(HoursProposal.id))) or 0}"
    world.add_member(member, "squad_a1")
    first = session_with(world, member, hours=10)
    second = session_with(world, member, starts=first.ends, hours=10)
    third = session_with(world, member, starts=second.ends, hours=4)
    for session, minutes in ((first, 600), (second, 600), (third, 240)):
        scan(world, member, session, left=minutes)
    member_id = world.members[member].id
    ids = [row for row in _all_ids() if db.session.get_one(HoursProposal, row).member_id == member_id]
    kept: list[tuple[int, int, bytes]] = []
    for step, which, who in taken:
        _take(world, step, ids[which], member if who == "member" else who)
        rows = _rows(member_id)
        assert rows[: len(kept)] == kept
        kept = rows
        balance = totals.balance(member_id).minutes
        shown = [queries.one(world.actor("committee"), hours_id) for hours_id in ids]
        assert balance == sum(row[1] for row in rows)
        assert balance == sum(view.minutes for view in shown if view.status not in ("pending", "refused"))
        assert 0 <= balance <= 24 * 60
        assert verify_chain(member_id) is None


def _take(world: World, step: str | int, hours_id: int, who: str) -> None:
    """One step; what the rules refuse changes nothing."""
    actor = world.actor(who)
    calls = {"dispute": service.dispute, "uphold": service.uphold, "refuse": service.refuse}
    with suppress(Refused):
        if step == "confirm":
            service.confirm(actor, [hours_id])
        elif isinstance(step, int):
            view = queries.one(actor, hours_id)
            longest = int((view.ends - view.starts).total_seconds() // 60) if view.starts and view.ends else 0
            service.correct(actor, hours_id, min(step, longest), "核对")
        else:
            calls[step](actor, hours_id, "核对")


def _of_day(world: World, day: int) -> int:
    """The id of hours scanned some days after the first."""
    first = world.project().sessions[0]
    session = session_with(
        world, "member", starts=first.starts.replace(microsecond=0) + day * (first.ends - first.starts)
    )
    scan(world, "member", session)
    return db.session.execute(select(HoursProposal.id).where(HoursProposal.session_id == session.id)).scalar_one()


def _all_ids() -> list[int]:
    return list(db.session.scalars(select(HoursProposal.id).order_by(HoursProposal.id)))


def _rows(member_id: int) -> list[tuple[int, int, bytes]]:
    statement = select(HoursEntry.sequence, HoursEntry.minutes, HoursEntry.hash).where(
        HoursEntry.member_id == member_id
    )
    return [(row[0], row[1], bytes(row[2])) for row in db.session.execute(statement.order_by(HoursEntry.sequence))]


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent while the block runs."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
