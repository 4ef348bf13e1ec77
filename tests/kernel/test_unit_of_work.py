"""One transaction, one commit; reactions inside it; late rows in one statement; deadlocks retried once."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from sqlalchemy import func, select, text

from tests.support.statements import counted_statements
from tests.support.world import World
from volunteer import wiring
from volunteer.audit.models import AuditEvent
from volunteer.audit.reactions import audited
from volunteer.happenings.base import Happening
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Row, Work, register_reactions, use_case
from volunteer.notices.models import Notice
from volunteer.notices.rows import tell
from volunteer.organization.actor import Actor
from volunteer.taxonomy.models import Category


@dataclass(frozen=True, kw_only=True)
class CategoryAdded(Happening):
    action: ClassVar[str] = "category.added"
    teller: int


def told(happening: Happening, work: Work) -> Iterable[Row]:
    assert isinstance(happening, CategoryAdded)
    return [tell(work, happening.teller, "test", "/", n=n) for n in range(3)]


@pytest.fixture(autouse=True)
def reactions() -> Iterator[None]:
    register_reactions({**wiring.REACTIONS, CategoryAdded: (audited, told)})
    yield
    register_reactions(wiring.REACTIONS)


@use_case
def add_category(work: Work, actor: Actor, code: str, fail: bool = False) -> str:
    db.session.add(Category(code=code, name=code, name_en=code, safeguards={}))
    work.record(CategoryAdded(subject_id=1, teller=actor.account_id or 0))
    if fail:
        raise Refused("stale")
    return code


@use_case
def add_two(work: Work, actor: Actor, fail: bool = False) -> None:
    add_category(actor, "first")
    add_category(actor, "second", fail=fail)


def _count(model: type[Any], *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def test_happenings_reach_audit_and_notices_in_one_statement(world: World) -> None:
    actor = world.actor("team")
    db.session.rollback()
    with counted_statements() as statements:
        assert add_category(actor, "new") == "new"
    assert len(statements) == 2  # the category, then audit and notices together
    row = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "category.added")).one()
    assert (row.account_id, str(row.address)) == (actor.account_id, "127.0.0.1")
    assert _count(Notice) == 3


def test_a_refusal_leaves_nothing_behind(world: World) -> None:
    actor = world.actor("team")
    with pytest.raises(Refused):
        add_category(actor, "new", fail=True)
    assert _count(Category, Category.code == "new") == 0
    assert _count(AuditEvent) == 0


def test_a_use_case_inside_another_joins_its_transaction(world: World) -> None:
    actor = world.actor("team")
    with pytest.raises(Refused):
        add_two(actor, fail=True)
    assert _count(Category, Category.code.in_(["first", "second"])) == 0
    add_two(actor)
    assert _count(Category, Category.code.in_(["first", "second"])) == 2


def test_a_deadlock_is_retried_once(world: World) -> None:
    """Two threads lock the same two rows in opposite order; both end well."""
    actor = world.actor("team")
    db.session.rollback()
    both_hold_one = threading.Barrier(2)
    attempts: list[str] = []

    @use_case
    def lock_both(work: Work, actor: Actor, codes: tuple[str, str]) -> None:
        first_try = codes[0] not in attempts
        attempts.append(codes[0])
        for code in codes:
            db.session.execute(
                text("UPDATE category SET name_en = name_en || :add WHERE code = :code"), {"code": code, "add": "+"}
            )
            if first_try and code == codes[0]:
                both_hold_one.wait(timeout=30)

    errors: list[BaseException] = []

    def run(codes: tuple[str, str]) -> None:
        try:
            with world.app.app_context():
                lock_both(actor, codes)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(codes,)) for codes in (("care", "legal"), ("legal", "care"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert len(attempts) == 3
    assert db.session.scalar(select(Category.name_en).where(Category.code == "care")) == "Elder care++"
