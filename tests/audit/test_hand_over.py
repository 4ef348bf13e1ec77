"""A period of the trail leaves as a signed archive; whatever is changed in it afterwards is found."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from volunteer.audit import handing_over, manifest
from volunteer.audit.models import AuditEvent
from volunteer.happenings.organization import UnitChanged
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.ledger.keeping import keeping, key_file
from volunteer.ledger.signing import public_key

FORM = {"purpose": "年度检查"}


@pytest.fixture
def archive(world: World) -> bytes:
    """What the committee downloads of yesterday and today: a change in each team and one that looks like a formula."""
    with transaction(world.actor("admin")) as work:
        for number, unit in enumerate(("team_a", "team_b", "squad_b1")):
            work.record(UnitChanged(subject_id=number, unit_id=world.units[unit].id, reason="=HYPERLINK(1)"))
    return _downloaded(world, "committee")


def _downloaded(world: World, name: str) -> bytes:
    today = clock.today()
    days = {"since": str(today - timedelta(days=1)), "until": str(today)}
    answer = world.browser(name).post("/audit/hand-over", {**FORM, **days})
    assert answer.status_code == 200, answer.location
    return answer.data


def _rows(archive: bytes) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return list(csv.DictReader(io.StringIO(opened.read(manifest.ROWS).decode("utf-8-sig"))))


def _changed(archive: bytes, part: str, before: bytes, after: bytes) -> io.BytesIO:
    """The archive with some bytes of one part replaced."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            assert name != part or before in data
            target.writestr(name, data.replace(before, after) if name == part else data)
    return changed


def test_the_archive_holds_the_period_in_order_and_proves_itself(world: World, archive: bytes) -> None:
    rows = _rows(archive)
    assert [row["subject_id"] for row in rows if row["action"] == "unit.changed"] == ["0", "1", "2"]
    assert [int(row["id"]) for row in rows] == sorted(int(row["id"]) for row in rows)
    assert {row["reason"] for row in rows} == {"'=HYPERLINK(1)"}
    made, wrong = manifest.faults(io.BytesIO(archive), keeping().key.public_key())
    assert wrong == []
    assert made is not None
    assert (made.rows, made.purpose, made.first_id) == (len(rows), "年度检查", int(rows[0]["id"]))


def test_that_it_left_is_on_record_with_its_digest(world: World, archive: bytes) -> None:
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "trail.handed_over")).one()
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert event.details["sha256"] == json.loads(opened.read(manifest.MANIFEST))["sha256"]
    assert (event.reason, event.account_id) == ("年度检查", world.accounts["committee"].id)


def test_nobody_is_named(world: World, archive: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        text = b"".join(map(opened.read, opened.namelist())).decode()
    assert world.accounts["admin"].name not in text


@pytest.mark.parametrize(
    ("part", "before", "after", "said"),
    [
        (manifest.ROWS, b"unit.changed", b"unit.renamed", "not those"),
        (manifest.MANIFEST, "年度检查".encode(), b"else", "not signed"),
        (manifest.MANIFEST, b'"rows": 3', b'"rows": 4', "3 rows"),
        (manifest.SIGNATURE, b"=", b"", "damaged"),
    ],
)
def test_whatever_is_changed_is_found(archive: bytes, part: str, before: bytes, after: bytes, said: str) -> None:
    _made, wrong = manifest.faults(_changed(archive, part, before, after), keeping().key.public_key())
    assert any(said in fault for fault in wrong), wrong


def test_a_grant_that_reaches_less_hands_over_less(world: World, archive: bytes) -> None:
    world._grant("inner", world.actor("admin").grants[0].role, unit="team_b")
    assert {row["subject_id"] for row in _rows(_downloaded(world, "inner")) if row["action"] == "unit.changed"} == {
        "1",
        "2",
    }


@pytest.mark.parametrize("form", [{}, {"since": "2026-01-02", "until": "2026-01-01"}, {"since": "2020-01-01"}])
def test_without_days_in_order_and_a_purpose_nothing_leaves(world: World, form: dict[str, str]) -> None:
    answer = world.browser("committee").post("/audit/hand-over", {**FORM, **form})
    assert answer.status_code == 303
    assert db.session.scalar(select(AuditEvent.id).where(AuditEvent.action == "trail.handed_over")) is None


def test_too_long_a_period_is_refused_by_name(world: World, archive: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_over, "MOST_ROWS", 2)
    form = {**FORM, "since": str(clock.today()), "until": str(clock.today())}
    browser = world.browser("committee")
    assert browser.post("/audit/hand-over", form).status_code == 302
    assert "请缩短起止日期" in text_of(browser.get("/audit"))


@pytest.mark.parametrize("name", ["supervisor", "team", "member", "site"])
def test_others_take_nothing_away(world: World, name: str) -> None:
    assert world.browser(name).post("/audit/hand-over", FORM).status_code == 403


def test_the_terminal_writes_and_checks_it(world: World, archive: bytes, tmp_path: Path) -> None:
    runner, file = world.app.test_cli_runner(), tmp_path / "trail.zip"
    days = ["--since", str(clock.today() - timedelta(days=1)), "--until", str(clock.today())]
    told = runner.invoke(args=["audit", "export", *days, "--purpose", "检查", str(file)])
    assert told.exit_code == 0, told.output
    assert runner.invoke(args=["audit", "verify", str(file)]).exit_code == 0
    key = tmp_path / "public.pem"
    key.write_text(public_key(key_file()))
    assert runner.invoke(args=["audit", "verify", str(file), "--key", str(key)]).exit_code == 0
    file.write_bytes(_changed(file.read_bytes(), manifest.ROWS, b"unit.changed", b"unit.renamed").getvalue())
    broken = runner.invoke(args=["audit", "verify", str(file)])
    assert broken.exit_code == 1
    assert "NOT AS IT WAS MADE" in broken.output
