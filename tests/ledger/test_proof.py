"""The nightly proof: what it walks through, what it finds whoever tampered, whom it tells, how it goes on."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from tests.ledger.tampering import Connection, owner_of, rewrite_chain, rewrite_heads
from tests.ledger.test_service import served
from tests.support.database import WorkerDatabase
from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.ledger import heads, outside, proof, proving, service
from volunteer.ledger.keeping import Keeping, keeping
from volunteer.ledger.proof import Checked
from volunteer.ledger.proof_models import LedgerFinding, LedgerHead, LedgerProof
from volunteer.ledger.proving import PROVE, everything
from volunteer.notices.models import Notice

Faults = set[tuple[str, int | None]]


@pytest.fixture
def kept(world: World, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    """Key and heads in a directory of the test's own."""
    monkeypatch.setitem(app.config, "LEDGER_HEADS_FILE", str(tmp_path / "heads.jsonl"))
    monkeypatch.setitem(app.config, "LEDGER_SIGNING_KEY_FILE", str(tmp_path / "signing.key"))
    return keeping()


@pytest.fixture
def owner(clean_database: WorkerDatabase) -> Iterator[Connection]:
    """Somebody who owns the tables."""
    with owner_of(clean_database.urls.owner) as connection:
        yield connection


@pytest.fixture
def three_days(world: World, kept: Keeping) -> datetime:
    """Rows recorded on three days, heads made, nothing wrong; the night after."""
    with clock.travel(_at(clock.today(), 12)):
        service.confirm(world.actor("squad"), [served(world), served(world, "member_2")])
    with clock.travel(_at(clock.today() + timedelta(days=1), 12)):
        service.confirm(world.actor("squad"), [served(world)])
    with clock.travel(_at(clock.today() + timedelta(days=2), 12)):
        service.confirm(world.actor("squad"), [served(world, "member_2")])
    night = _at(clock.today() + timedelta(days=3), 2)
    with clock.travel(night):
        assert perform(PROVE) == 0
    db.session.rollback()
    return night


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.SHANGHAI)


def _found(kept: Keeping) -> Faults:
    faults = {(str(found.fault), found.member_id) for part in everything(kept) for found in part.found}
    db.session.rollback()
    return faults


def test_an_untouched_ledger_holds(world: World, kept: Keeping, three_days: datetime) -> None:
    assert _found(kept) == set()
    made = list(db.session.scalars(select(LedgerHead).order_by(LedgerHead.day)))
    assert [head.entries for head in made] == [2, 1, 1]
    assert [head.prev_hash for head in made] == [None, made[0].hash, made[1].hash]
    written = [line for _number, line in outside.read(kept.heads_file) if line]
    assert [(line.day, line.hash) for line in written] == [(head.day, head.hash) for head in made]
    assert heads.head_of(made[1].day) is made[1]
    run = db.session.scalars(select(LedgerProof)).one()
    assert (run.whole, run.entries, run.finished_at is not None) == (True, 4, True)


MEMBER = "(SELECT m.id FROM member m JOIN sign_in_identity i USING (account_id) WHERE i.subject = 'member')"
LAST = f"DELETE FROM hours_entry WHERE member_id = {MEMBER} AND sequence = 2"
IN_THE_MIDDLE = (
    f"UPDATE hours_entry SET sequence = 3 WHERE member_id = {MEMBER} AND sequence = 2;"
    " INSERT INTO hours_entry (proposal_id, member_id, sequence, kind, source, minutes, unit_id, unit_path,"
    " service_date, entered_by, confirmed_by, recorded_at, prev_hash, hash) SELECT proposal_id, member_id, 2, kind,"
    " source, 60, unit_id, unit_path, service_date, entered_by, confirmed_by, recorded_at, hash, '\\x00'"
    f" FROM hours_entry WHERE member_id = {MEMBER} AND sequence = 1"
)


@pytest.mark.parametrize(
    ("tampering", "faults"),
    [
        (
            f"UPDATE hours_entry SET minutes = 119 WHERE member_id = {MEMBER} AND sequence = 1",
            {("content", True), ("sums", True)},  # the day's head holds: the row still says the old hash
        ),
        (
            LAST,
            {("missing", True), ("sums", True), ("head", None), ("outside", None)},  # no row after it is left to tell
        ),
        (
            IN_THE_MIDDLE,  # the trigger keeps the sums even so
            {("content", True), ("head", None), ("outside", None)},
        ),
        (
            f"UPDATE hours_proposal SET source = 'backfilled' WHERE member_id = {MEMBER};"
            f"UPDATE hours_month SET backfilled = verified, verified = 0 WHERE member_id = {MEMBER}",
            {("missing", True)},  # the sums hold, but the hashed rows tell another source
        ),
        (
            "DELETE FROM ledger_head WHERE day = (SELECT min(day) FROM ledger_head)",
            {("head", None), ("outside", None)},
        ),
        ("UPDATE hours_month SET verified = verified + 60", {("sums", True), ("sums", False)}),
        ("UPDATE hours_month SET shared = true", {("sums", True), ("sums", False)}),
        ("UPDATE ledger_head SET signature = decode(repeat('00', 64), 'hex')", {("signature", None)}),
        (
            "UPDATE ledger_head SET hash = '\\x00' WHERE entries = 2",
            {("head", None), ("outside", None), ("signature", None)},
        ),
        ("DELETE FROM ledger_head WHERE entries = 2", {("head", None), ("outside", None)}),
        (
            "ALTER TABLE hours_entry DROP CONSTRAINT ck_hours_entry_four_eyes;"
            f"UPDATE hours_entry SET confirmed_by = entered_by WHERE member_id = {MEMBER} AND sequence = 2",
            {("content", True), ("four_eyes", True)},
        ),
    ],
)
def test_what_the_owner_of_the_tables_changes_is_found(
    world: World,
    kept: Keeping,
    three_days: datetime,
    owner: Connection,
    tampering: str,
    faults: set[tuple[str, bool | None]],
) -> None:
    for statement in tampering.split(";"):
        owner.execute(statement)
    member = world.members["member"].id
    try:
        found = _found(kept)
    finally:
        if "DROP CONSTRAINT" in tampering:
            owner.execute(
                "ALTER TABLE hours_entry ADD CONSTRAINT ck_hours_entry_four_eyes"
                " CHECK (confirmed_by IS NULL OR confirmed_by <> entered_by) NOT VALID"
            )
    assert {(fault, None if who is None else who == member) for fault, who in found} == faults


def test_a_chain_rewritten_whole_shows_in_the_head_of_the_day(
    world: World, kept: Keeping, three_days: datetime, owner: Connection
) -> None:
    rewrite_chain(owner, world.members["member"].id, 600)
    assert {fault for fault, _who in _found(kept)} == {"head", "outside"}  # the chain itself holds again


def test_chain_and_heads_rewritten_with_the_stolen_key_show_outside_only(
    world: World, kept: Keeping, three_days: datetime, owner: Connection, app: Flask, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "printed.jsonl"
    elsewhere.write_bytes(kept.heads_file.read_bytes())
    member, day = world.members["member"].id, clock.today()
    rewrite_chain(owner, member, 600)
    rewrite_heads(owner, kept)
    runner = app.test_cli_runner()
    kept.heads_file.unlink()
    answer = runner.invoke(args=["ledger", "verify"])
    assert "what: no file" in answer.output
    assert answer.exit_code == 1

    answer = runner.invoke(args=["ledger", "verify", "--heads", str(elsewhere)])
    assert answer.exit_code == 1
    assert f"first day that differs: {day}" in answer.output
    assert f"outside    {day}  what: rows, members: [{member}]" in answer.output
    told = {line.split()[0] for line in answer.output.splitlines()}
    assert not told & {"head", "content", "sums", "signature"}


def test_heads_made_anew_everywhere_hold_but_not_against_the_paper(
    world: World, kept: Keeping, three_days: datetime, owner: Connection
) -> None:
    """With table, key and file in hand everything can be made to hold; the copy that left the house cannot."""
    printed = heads.head_of(clock.today())
    assert printed is not None
    on_paper = printed.hash.hex()
    rewrite_chain(owner, world.members["member"].id, 600)
    rewrite_heads(owner, kept)
    kept.heads_file.unlink()
    for head in owner.execute("SELECT * FROM ledger_head ORDER BY day").fetchall():
        del head["made_at"]
        outside.append(kept.heads_file, outside.Line(**head, rows=heads.marks(heads.rows_of(head["day"]))))
    assert _found(kept) == set()
    db.session.expire_all()
    now = heads.head_of(clock.today())
    assert now is not None
    assert now.hash.hex() != on_paper


def test_the_file_is_missed_and_its_lines_are_read_with_care(world: World, kept: Keeping, three_days: datetime) -> None:
    whole = kept.heads_file.read_bytes()
    first, second, third = whole.splitlines(keepends=True)
    for content, faults in [
        (first + second, {"outside"}),
        (first + b"nonsense\n" + third, {"outside"}),
        (first + second.replace(b'"entries":1', b'"entries":2') + third, {"outside", "signature"}),
        (whole + b'{"day":"20', set()),  # cut off while it was written
    ]:
        kept.heads_file.write_bytes(content)
        assert {fault for fault, _who in _found(kept)} == faults
    with clock.travel(three_days + timedelta(days=1)):
        perform(PROVE)
    assert len(kept.heads_file.read_bytes().splitlines()) == 4
    assert _found(kept) == set()
    kept.heads_file.unlink()
    assert _found(kept) == {("outside", None)}


def test_a_fault_is_shouted_once(world: World, kept: Keeping, three_days: datetime, owner: Connection) -> None:
    owner.execute(f"UPDATE hours_entry SET minutes = 119 WHERE member_id = {MEMBER} AND sequence = 1")
    told = select(func.count(Notice.id)).where(Notice.kind == "ledger.broken")
    for night, expected in ((1, 0), (5, 2)):  # the member has no new rows: the whole ledger is walked once a week
        with clock.travel(_next_sunday(three_days) + timedelta(days=night - 5)):
            perform(PROVE)
        assert db.session.scalar(told) == expected
        db.session.rollback()
    faults = db.session.scalars(select(LedgerFinding)).all()
    assert {(one.fault, one.member_id) for one in faults} == {
        ("content", world.members["member"].id),
        ("sums", world.members["member"].id),
    }
    receivers = db.session.scalars(select(Notice.account_id).where(Notice.kind == "ledger.broken")).all()
    assert set(receivers) == {world.accounts["committee"].id, world.accounts["admin"].id}
    (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "ledger.broken")).all()
    assert event.details["faults"] == {"content": 1, "sums": 1}
    db.session.rollback()
    with clock.travel(_next_sunday(three_days) + timedelta(days=7)):
        perform(PROVE)
    assert db.session.scalar(told) == 2


def _next_sunday(night: datetime) -> datetime:
    return night + timedelta(days=(6 - night.weekday()) % 7 + 7)


def test_a_night_is_proved_once_and_looks_at_what_is_new(world: World, kept: Keeping, three_days: datetime) -> None:
    with clock.travel(three_days + timedelta(hours=1)):
        perform(PROVE)
    night = three_days + timedelta(days=1)
    if night.weekday() == 6:
        night += timedelta(days=1)
    with clock.travel(night - timedelta(hours=9)):
        service.confirm(world.actor("squad"), [served(world)])
    with clock.travel(night):
        perform(PROVE)
    runs = db.session.scalars(select(LedgerProof).order_by(LedgerProof.id)).all()
    assert [(run.whole, run.members) for run in runs][1:] == [(False, 1)]


def test_a_proof_that_is_cut_off_goes_on_where_it_was(
    world: World, kept: Keeping, three_days: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = sorted(member.id for member in world.members.values())
    asked: list[int] = []
    check = proof.check_members

    def checked(ids: Sequence[int]) -> Checked:
        asked.extend(ids)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return check(ids)

    monkeypatch.setattr(proof, "check_members", checked)
    monkeypatch.setattr(proving, "MEMBERS_AT_ONCE", 1)
    monkeypatch.setattr(proving, "SECONDS_A_RUN", 0.0)  # one slice a run
    with clock.travel(_next_sunday(three_days)):
        perform(PROVE)
        perform(PROVE)
        with pytest.raises(KeyboardInterrupt):
            perform(PROVE)
        monkeypatch.setattr(proving, "SECONDS_A_RUN", 40.0)
        perform(PROVE)
    assert asked == [*everybody[:3], *everybody[2:]]  # only the slice that was under way is walked again
    run = db.session.scalars(select(LedgerProof).order_by(LedgerProof.id.desc()).limit(1)).one()
    assert run.finished_at is not None
    assert run.members == len(everybody)


def test_the_key_is_for_the_owner_only_and_its_public_half_for_everybody(kept: Keeping, app: Flask) -> None:
    file = Path(app.config["LEDGER_SIGNING_KEY_FILE"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    answer = app.test_cli_runner().invoke(args=["ledger", "public-key"])
    assert answer.output.startswith("-----BEGIN PUBLIC KEY-----\n")
    assert "PRIVATE" not in answer.output
    assert [entry.name for entry in file.parent.iterdir()] == ["signing.key"]


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_head SET entries = 0", "DELETE FROM ledger_head", "DELETE FROM ledger_finding"]
)
def test_the_application_cannot_take_back_heads_or_findings(world: World, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text(statement))
