"""Personal data are unreadable in the database, found by their marks, and survive a change of keys."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from tests.support.database import WorkerDatabase
from tests.support.everything import something_of_everything
from tests.support.world import World
from volunteer.kernel import field_keys, resealing
from volunteer.kernel.database import Base, db
from volunteer.kernel.sealed import Sealed, SealedJson, Unsealable, mark_in, seal, unseal
from volunteer.organization.models import PrivatePlace
from volunteer.people.models import PHONE, Member

NUMBER = "13800004321"


@pytest.fixture
def own_keys(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of keys of the test's own."""
    monkeypatch.setitem(app.config, "FIELD_KEYS_FILE", str(tmp_path / "field.keys"))
    return tmp_path / "field.keys"


def test_a_value_opens_where_it_was_sealed_and_nowhere_else(world: World) -> None:
    for marked in (True, False):
        stored = seal(NUMBER, PHONE, marked=marked)
        assert NUMBER not in stored
        assert unseal(stored, PHONE) == NUMBER
        with pytest.raises(Unsealable):
            unseal(stored, "private_place.phone")
        changed = stored[:-2] + ("AA" if stored[-2:] != "AA" else "BB")
        with pytest.raises(Unsealable):
            unseal(changed, PHONE)
    with pytest.raises(Unsealable):
        unseal(NUMBER, PHONE)


def test_equal_values_look_alike_only_where_they_are_looked_for(world: World) -> None:
    assert seal(NUMBER, PHONE, marked=True) == seal(NUMBER, PHONE, marked=True)
    assert seal(NUMBER, PHONE) != seal(NUMBER, PHONE)
    assert seal(NUMBER, PHONE, marked=True) != seal(NUMBER, "contact.address", marked=True)


def test_every_sealed_column_names_itself(world: World) -> None:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed | SealedJson):
                assert column.type.place == f"{table.name}.{column.name}"
                checks = {str(check.name) for check in table.constraints}
                assert any(name.endswith(f"{column.name}_sealed") for name in checks), column


def test_people_are_found_by_their_phones(world: World) -> None:
    member = world.members["member"]
    member.phone = NUMBER
    db.session.commit()
    assert db.session.scalars(select(Member.id).where(Member.phone == NUMBER)).all() == [member.id]
    assert db.session.scalars(select(Member.id).where(Member.phone.in_([NUMBER, "1"]))).all() == [member.id]
    assert member.id not in db.session.scalars(select(Member.id).where(Member.phone.is_(None))).all()
    with pytest.raises(TypeError):
        select(Member.id).where(Member.phone.startswith("138"))
    with pytest.raises(TypeError):
        select(PrivatePlace.id).where(PrivatePlace.address == "和平路 1 号")


def test_looking_for_a_phone_uses_the_index(world: World) -> None:
    db.session.execute(text("SET LOCAL enable_seqscan = off"))
    marks = select(Member.id).where(mark_in(Member.phone) == "x", Member.phone.is_not(None))
    plan = "\n".join(
        db.session.scalars(text(f"EXPLAIN {marks.compile(db.engine, compile_kwargs={'literal_binds': True})}"))
    )
    assert "ix_member_phone" in plan


def test_the_database_takes_nothing_that_is_not_sealed(world: World) -> None:
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE member SET phone = :plain"), {"plain": NUMBER})
    db.session.rollback()


def test_a_dump_shows_no_phone_and_no_recipient(world: World, worker_database: WorkerDatabase) -> None:
    for n, member in enumerate(world.members.values()):
        member.phone = f"{int(NUMBER) + n}"
    db.session.commit()
    something_of_everything(world)
    kept = PrivatePlace(recipient="欧阳震华", phone=NUMBER, address="和平路二巷 7 号", access_notes="门禁 2580#")
    db.session.add(kept)
    db.session.commit()
    known = set(db.session.scalars(select(Member.phone).where(Member.phone.is_not(None))))
    for place in db.session.scalars(select(PrivatePlace)):
        known |= {place.phone, place.recipient, place.access_notes, place.address}
    dump = _dump(worker_database.urls.owner)
    assert f"\n{kept.id}\t" in dump
    assert {word for word in known - {None, ""} if word and len(word) > 3 and word in dump} == set()


def test_keys_are_rotated_by_batches(own_keys: Path, world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    member, *others = world.members.values()
    for n, one in enumerate((member, *others)):
        one.phone = f"{int(NUMBER) + n}"
    db.session.commit()
    before = own_keys.read_bytes()
    app.test_cli_runner().invoke(args=["keys", "add"])
    refused = app.test_cli_runner().invoke(args=["keys", "forget"])
    assert (refused.exit_code, "k1" in refused.output) == (1, True)
    told = app.test_cli_runner().invoke(args=["keys", "rotate", "--resume"])
    assert told.exit_code == 0, told.output
    stored = db.session.scalars(text("SELECT phone FROM member WHERE phone IS NOT NULL")).all()
    assert stored
    assert all(value.startswith("s1.k2.") for value in stored)
    db.session.expire_all()
    assert member.phone == NUMBER
    assert db.session.scalar(select(func.count()).select_from(Member).where(Member.phone == NUMBER)) == 1
    assert set(field_keys.ring().keys) == {"k1", "k2"}
    assert app.test_cli_runner().invoke(args=["keys", "forget"]).exit_code == 0
    assert set(field_keys.ring().keys) == {"k2"}
    assert own_keys.stat().st_mode & 0o077 == 0
    own_keys.write_bytes(before)  # as a host that was forgotten has it
    db.session.expire_all()
    with pytest.raises(Unsealable, match="k2"):
        _ = member.phone


def test_production_makes_no_keys_on_the_way(app: Flask, own_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "APP_ENV", "production")
    with app.app_context(), pytest.raises(field_keys.NoKeys, match="FIELD_KEYS_FILE"):
        seal(NUMBER, PHONE)
    assert not own_keys.exists()


def _dump(url: str) -> str:
    """What `pg_dump` writes, without needing one of the server's version: every table as COPY gives it."""
    lines: list[str] = []
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        for (table,) in tables.fetchall():
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
                lines.append("\n" + b"".join(bytes(block) for block in copy).decode())
    return "".join(lines)
