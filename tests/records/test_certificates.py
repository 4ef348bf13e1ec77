"""Certificates: who asks whom, numbers without gaps, what cannot be changed, and what the sheet says."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from tests.records.given import asked, issued, serve
from tests.records.sheets import words_of_pdf
from tests.support.database import WorkerDatabase
from tests.support.races import all_at_once
from tests.support.world import World
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.organization import reshape
from volunteer.organization.models import Tier, Unit
from volunteer.organization.permissions import Role
from volunteer.records import certificates
from volunteer.records.certificate_queries import by_code
from volunteer.records.models import Certificate, CertificateNumber
from volunteer.records.rules import CERTIFICATE, code_hash, grouped, new_code, serial, veiled
from volunteer.records.states import CertificateStatus


def kinds_told(world: World, name: str) -> list[str]:
    """The kinds of notices about certificates that an account got, in order."""
    statement = select(Notice.kind).where(Notice.account_id == world.accounts[name].id).order_by(Notice.id)
    return [kind for kind in db.session.scalars(statement) if kind.startswith("certificate")]


def test_every_state_is_reached() -> None:
    assert CERTIFICATE.unreachable() == set()


def test_a_code_is_found_however_it_is_typed() -> None:
    code = new_code()
    assert len(code) == 26
    spoken = grouped(code).lower().replace("O", "0").replace("I", "1")
    assert code_hash(f" {spoken} ") == code_hash(code)
    assert code_hash(code[:-1]) is None
    assert code_hash("滘" * 26) is None


@pytest.mark.parametrize(
    ("name", "seen"), [("张三", "张*"), ("张小三", "张*三"), ("欧阳小明", "欧**明"), ("李", "李"), ("", "")]
)
def test_a_stranger_sees_enough_to_compare(name: str, seen: str) -> None:
    assert veiled(name) == seen


def test_request_accept_issue_revoke(world: World) -> None:
    serve(world, hours=2)
    serve(world, days_ago=5, hours=3)
    certificate = asked(world)
    assert (certificate.status, certificate.unit_id) == (CertificateStatus.REQUESTED, world.units["team_a"].id)
    assert kinds_told(world, "team") == ["certificate.requested"]
    with pytest.raises(Refused) as early:
        certificates.issue(world.actor("team"), certificate.id)
    assert early.value.reason == "not_in_this_state"
    certificates.accept(world.actor("team"), certificate.id)
    certificates.issue(world.actor("team"), certificate.id)
    year = clock.today().year
    assert certificate.snapshot is not None
    assert certificate.snapshot["serial"] == serial("team_a", year, 1)
    assert (certificate.snapshot["services"], certificate.snapshot["verified"]) == (2, 300)
    assert certificate.snapshot["backfilled"] == 0
    assert kinds_told(world, "member") == ["certificate.issued"]
    with pytest.raises(Invalid):
        certificates.revoke(world.actor("team"), certificate.id, "  ")
    certificates.revoke(world.actor("team"), certificate.id, "姓名有误")
    assert (certificate.status, certificate.revoked_reason) == (CertificateStatus.REVOKED, "姓名有误")
    assert kinds_told(world, "member") == ["certificate.issued", "certificate.revoked"]


def test_only_service_in_the_ledger_is_certified(world: World) -> None:
    with pytest.raises(Refused) as nothing:
        asked(world)
    assert nothing.value.reason == "no_service"
    serve(world, days_ago=20)
    long_ago = clock.today() - timedelta(days=400)
    with pytest.raises(Refused):
        asked(world, since=long_ago, until=long_ago + timedelta(days=10))
    with pytest.raises(Invalid):
        asked(world, until=clock.today() + timedelta(days=1))
    with pytest.raises(Invalid):
        asked(world, since=clock.today(), until=clock.today() - timedelta(days=1))
    assert asked(world, since=clock.today() - timedelta(days=30)).status == CertificateStatus.REQUESTED
    with pytest.raises(Refused) as twice:
        asked(world)
    assert twice.value.reason == "certificate_open"


def test_an_organizer_certifies_only_what_it_organized(world: World) -> None:
    serve(world, "member_b", hours=2)  # team_a's project, served by somebody of team_b
    own = issued(world, "member_b", by="team_b")
    other = issued(world, "member_b", by="team", unit_id=world.units["team_a"].id)
    assert own.snapshot is not None
    assert other.snapshot is not None
    assert (own.organized_only, other.organized_only) == (False, True)
    assert other.snapshot["issuer"] == world.units["team_a"].name
    serve(world, "member")
    with pytest.raises(Invalid):
        asked(world, "member", unit_id=world.units["team_b"].id)


def test_nobody_certifies_their_own_service(world: World, worker_database: WorkerDatabase) -> None:
    serve(world)
    member = world.members["member"]
    world._grant("member", role=world.actor("team").grants[0].role, unit="team_a")
    db.session.commit()
    certificate = asked(world)
    with pytest.raises(Refused) as own:
        certificates.accept(world.actor("member"), certificate.id)
    assert own.value.reason == "own_certificate"
    certificates.accept(world.actor("team"), certificate.id)
    certificates.issue(world.actor("team"), certificate.id)
    copied = "INSERT INTO certificate SELECT (jsonb_populate_record(c, jsonb_build_object('id', 999, 'number', 99,"
    forged = copied + f" 'code_hash', '\\x00', 'issued_by', {member.account_id}))).* FROM certificate c"
    with psycopg.connect(worker_database.urls.owner) as owner, pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute(forged)


def test_who_may_not(world: World) -> None:
    serve(world)
    certificate = asked(world)
    for outsider in ("team_b", "squad", "supervisor", "site"):
        with pytest.raises(NotVisible):
            certificates.accept(world.actor(outsider), certificate.id)
    with pytest.raises(Forbidden):
        certificates.withdraw(world.actor("team"), certificate.id)
    certificates.withdraw(world.actor("member"), certificate.id)
    assert certificate.status == CertificateStatus.WITHDRAWN
    again = asked(world)
    certificates.refuse(world.actor("committee"), again.id, "时长有争议，先核实")
    assert kinds_told(world, "member") == ["certificate.refused"]


def test_a_dissolved_units_successor_certifies(world: World) -> None:
    serve(world)
    certificate = asked(world)
    gone, successor = world.units["team_a"], world.units["team_b"]
    reshape.merge_unit(world.actor("committee"), gone.id, gone.version, successor.id)
    certificates.accept(world.actor("team_b"), certificate.id)
    certificates.issue(world.actor("team_b"), certificate.id)
    assert certificate.issuer_id == successor.id
    assert certificate.snapshot is not None
    assert (certificate.snapshot["issuer"], certificate.snapshot["former"]) == (successor.name, gone.name)


def test_a_successors_successor_certifies_all_of_it(world: World) -> None:
    """team_a went into team_b and that into a third: who certifies now counts what either of them organized."""
    world._unit("team_c", Tier.TEAM, "brigade")
    world._grant("team_c", Role.TEAM_LEADER, unit="team_c")
    third = world.units["team_c"]
    serve(world, "member_b")  # organized by team_a, served by somebody of team_b
    certificate = asked(world, "member_b", unit_id=world.units["team_a"].id)
    waiting = asked(world, "member_b")
    for gone, successor in (("team_a", "team_b"), ("team_b", "team_c")):
        unit = db.session.get_one(Unit, world.units[gone].id, populate_existing=True)
        reshape.merge_unit(world.actor("committee"), unit.id, unit.version, world.units[successor].id)
    leader = world.actor("team_c")
    for one in (certificate, waiting):
        certificates.accept(leader, one.id)
        assert certificates.issue(leader, one.id).issuer_id == third.id
    assert certificate.snapshot is not None
    assert (certificate.snapshot["services"], certificate.organized_only) == (1, True)
    with pytest.raises(NotVisible):
        certificates.revoke(world.actor("squad"), certificate.id, "看不到")
    assert asked(world, "member_b", unit_id=third.id).unit_id == third.id


def test_whoever_moves_keeps_what_was_served_before(world: World) -> None:
    """The new team certifies all service; a request made before stays with the team that was asked."""
    serve(world)
    before = asked(world)
    member = world.members["member"]
    member.unit_id = world.units["squad_b1"].id
    db.session.commit()
    db.session.expire_all()
    certificates.accept(world.actor("team"), before.id)
    certificates.issue(world.actor("team"), before.id)
    after = issued(world, by="team_b")
    for certificate, issuer in ((before, "team_a"), (after, "team_b")):
        assert certificate.snapshot is not None
        assert certificate.issuer_id == world.units[issuer].id
        assert certificate.snapshot["services"] == 1
        assert certificate.snapshot["member_unit"] == world.units["squad_b1"].name


def test_numbers_begin_anew_at_midnight_in_shanghai(world: World) -> None:
    serve(world)
    year = clock.today().year
    last_evening = datetime(year, 12, 31, 23, 50, tzinfo=clock.SHANGHAI)
    numbers = []
    for moment in (last_evening, last_evening + timedelta(minutes=20)):
        with clock.travel(moment):
            certificate = issued(world)
            assert certificate.snapshot is not None
            numbers.append((certificate.year, certificate.number, certificate.snapshot["issued_on"]))
    assert numbers == [(year, 1, f"{year}-12-31"), (year + 1, 1, f"{year + 1}-01-01")]


def test_numbers_have_no_gaps_when_many_are_issued_at_once(world: World) -> None:
    names = [f"busy{n}" for n in range(8)]
    waiting = []
    for name in names:
        world.add_member(name, "squad_a1")
        serve(world, name)
        certificate = asked(world, name)
        certificates.accept(world.actor("team"), certificate.id)
        waiting.append(certificate.id)
    leader, other = world.actor("team"), world.actor("committee")

    def attempt(certificate_id: int, actor: object) -> str:
        certificates.issue(actor, certificate_id)  # type: ignore[arg-type]  # an actor
        return "issued"

    attempts = [(lambda i=i, a=a: attempt(i, a)) for i in waiting for a in (leader, other)]
    said = all_at_once(world, attempts)
    assert said == {"issued": 8, "not_in_this_state": 8}
    numbers = sorted(db.session.scalars(select(Certificate.number)))
    assert numbers == list(range(1, 9))
    assert db.session.scalars(select(CertificateNumber.last)).one() == 8


def test_what_was_issued_cannot_be_changed(world: World, worker_database: WorkerDatabase) -> None:
    serve(world)
    certificate = issued(world)
    changed: dict[str, object] = {"snapshot": {}, "number": 7, "pdf": b"x", "issued_at": clock.now(), "member_id": 1}
    for change in ({column: value} for column, value in {**changed, "status": "accepted"}.items()):
        with pytest.raises(DBAPIError):
            db.session.execute(update(Certificate).where(Certificate.id == certificate.id).values(**change))
        db.session.rollback()
    for statement in ("DELETE FROM certificate", "TRUNCATE certificate", "ALTER TABLE certificate DISABLE TRIGGER ALL"):
        with pytest.raises(DBAPIError):
            db.session.execute(text(statement))
        db.session.rollback()
    with psycopg.connect(worker_database.urls.owner) as owner, pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute("DELETE FROM certificate")


def test_the_sheet_says_what_was_written_down(world: World) -> None:
    world.members["member"].name = "张𠮷滘埗"
    db.session.commit()
    serve(world, hours=2.5)
    certificate = issued(world, purpose='评优 #let x = [*1*] "')
    words = words_of_pdf(certificate.pdf or b"")
    assert certificate.snapshot is not None
    number = certificate.snapshot["serial"]
    for part in ("张𠮷滘埗", "志愿服务证明", number, "2小时30分", "社区义诊", '评优#letx=[*1*]"'):
        assert part in words, part
    assert by_code(certificate.code_hash or b"") is certificate


def test_corrections_after_the_issue_do_not_reach_it(world: World) -> None:
    serve(world)
    certificate = issued(world)
    before = dict(certificate.snapshot or {})
    serve(world, days_ago=3)
    db.session.expire_all()
    assert certificate.snapshot == before
    assert date.fromisoformat(before["until"]) == clock.today()
