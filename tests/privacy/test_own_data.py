"""What people can do about their own data: know, take along, ask, go."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text

from tests.support.everything import something_of_everything
from tests.support.world import World, coming, text_of
from volunteer import tables
from volunteer.accounts.models import Account, SignInIdentity
from volunteer.accounts.states import AccountStatus
from volunteer.audit.models import AuditEvent
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import Base, db
from volunteer.kernel.errors import Forbidden, NotVisible, Refused
from volunteer.kernel.jobs import perform_whole
from volunteer.ledger.models import HoursEntry
from volunteer.notices.models import Contact, Notice
from volunteer.organization.models import PrivatePlace
from volunteer.people.models import Member, MemberKind
from volunteer.privacy import jobs, queries, rules, service
from volunteer.privacy.holdings import HOLDINGS, NOT_TOLD
from volunteer.privacy.models import Consent, DataRequest
from volunteer.privacy.states import RequestKind, RequestStatus
from volunteer.privacy.words import COLUMNS

PHONE = "13911112222"
ERASE, RETAIN = jobs.JOBS


def test_every_table_that_names_a_person_is_told_or_has_a_reason() -> None:
    assert tables.ALL
    naming = {
        table.name for table in Base.metadata.sorted_tables if {"account_id", "member_id"} & set(table.columns.keys())
    } | {"account", "absence_explanation"}
    told = {holding.model.__tablename__ for holding in HOLDINGS}
    assert naming - told == set(NOT_TOLD)
    for holding in HOLDINGS:
        assert set(holding.columns) <= set(Base.metadata.tables[holding.model.__tablename__].columns.keys())
        assert set(holding.columns) <= COLUMNS.keys(), holding.model


def test_no_means_of_checking_is_told() -> None:
    named = {name for holding in HOLDINGS for name in holding.columns}
    checks = ("hash", "token", "sealed", "content", "pdf")
    assert {name for name in named if any(word in name for word in checks)} == set()


def test_all_that_is_known_is_taken_along_once_in_a_while(world: World) -> None:
    world.members["member"].phone = PHONE
    db.session.commit()
    something_of_everything(world)
    browser = world.browser("member")
    answer = browser.post("/me/data/export", {"form": "json"})
    told = {kind["kind"]: kind for kind in json.loads(answer.data)["kinds"]}
    assert told["member"]["rows"][0]["phone"] == PHONE
    assert told["claim"]["rows"]
    assert set(told) == {holding.model.__tablename__ for holding in HOLDINGS}
    assert answer.headers["Cache-Control"] == "no-store"
    assert browser.post("/me/data/export", {"form": "xlsx"}).headers["Location"] == "/me/data"
    assert "10 分钟" in text_of(browser.get("/me/data"))
    written = select(AuditEvent).where(AuditEvent.action == "own_data.exported")
    assert len(db.session.scalars(written).all()) == 1


def test_the_workbook_holds_a_sheet_for_each_kind(world: World) -> None:
    world.members["member"].phone = PHONE
    db.session.commit()
    book = load_workbook(io.BytesIO(world.browser("member").post("/me/data/export", {"form": "xlsx"}).data))
    cells = {cell.value for row in book["个人资料"].iter_rows() for cell in row}
    assert PHONE in cells
    assert book.sheetnames[0] == "目录"


def test_nobody_takes_along_what_is_known_of_others(world: World) -> None:
    world.members["member"].phone = PHONE
    db.session.commit()
    answer = world.browser("member_b").post("/me/data/export", {"form": "json"})
    assert PHONE not in answer.text


def test_an_erasure_waits_can_be_cancelled_and_then_takes_what_it_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = world.members["member"]
    member.phone, member.name, member.account.name = PHONE, "欧阳震华", "欧阳震华"
    project = world.project(starts=coming(days=30))
    claim = world.claim("member", project.positions[0])
    db.session.add(Contact(account_id=member.account_id, kind="mail", address="a@b.cn", since=clock.now()))
    db.session.commit()
    name, account_id, member_id, claim_id = member.name, member.account_id, member.id, claim.id
    browser = world.browser("member")
    browser.post("/me/data/delete", {})
    first = queries.waiting_erasure(account_id)
    assert first is not None
    assert perform_whole(ERASE) == 0
    browser.post(f"/me/data/requests/{first.id}/cancel", {})
    db.session.expire_all()
    assert queries.waiting_erasure(account_id) is None
    browser.post("/me/data/delete", {})
    leaders = db.session.scalars(select(Notice.account_id).where(Notice.kind == "data_request.leaving")).all()
    assert world.accounts["team"].id in leaders
    later = clock.now() + rules.COOLING_OFF
    monkeypatch.setattr(clock, "now", lambda: later)
    assert perform_whole(ERASE) == 2
    db.session.expire_all()
    gone, account = db.session.get_one(Member, member_id), db.session.get_one(Account, account_id)
    assert (gone.kind, gone.phone, gone.home_lon, gone.branch) == (MemberKind.LEFT, None, None, None)
    assert account.status == AccountStatus.DISABLED
    assert db.session.get_one(Claim, claim_id).status == ClaimStatus.RELEASED
    for model in (SignInIdentity, Contact, Notice):
        assert db.session.scalars(select(model).where(model.account_id == account_id)).all() == []
    assert name not in _everything_in_text()
    assert perform_whole(ERASE) == 0


def test_what_the_law_keeps_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    something_of_everything(world)
    member_id, account_id = world.members["member"].id, world.accounts["member"].id
    entries = db.session.scalars(select(HoursEntry.id).where(HoursEntry.member_id == member_id)).all()
    service.ask_erasure(world.actor("member"))
    later = clock.now() + rules.COOLING_OFF
    monkeypatch.setattr(clock, "now", lambda: later)
    perform_whole(ERASE)
    assert db.session.scalars(select(HoursEntry.id).where(HoursEntry.member_id == member_id)).all() == entries
    assert db.session.get_one(Account, account_id, populate_existing=True).status == AccountStatus.DISABLED


def test_who_has_a_role_hands_it_over_first(world: World) -> None:
    with pytest.raises(Refused, match="hand_over_first"):
        service.ask_erasure(world.actor("team"))


def test_requests_are_answered_by_those_who_may_and_told(world: World) -> None:
    made = service.ask(world.actor("member"), RequestKind.CORRECT, "我的编号错了")
    assert made.answer_by > clock.now() + timedelta(days=15)
    stored = db.session.scalar(text("SELECT words FROM data_request"))
    assert "编号" not in str(stored)
    with pytest.raises((Forbidden, NotVisible)):
        service.answer(world.actor("team"), made.id, made.version, done=True, words="已改")
    page = text_of(world.browser("committee").get(f"/privacy/requests/{made.id}"))
    assert "我的编号错了" in page
    world.browser("committee").post(f"/privacy/requests/{made.id}/done", {"version": made.version, "words": "已改"})
    db.session.expire_all()
    assert db.session.get_one(DataRequest, made.id).status == RequestStatus.DONE
    assert "已改" in text_of(world.browser("member").get("/me/data"))
    with pytest.raises(NotVisible):
        service.cancel(world.actor("member_b"), made.id)


def test_residents_have_their_data_removed_early_once_nobody_comes(world: World) -> None:
    place = PrivatePlace(recipient="欧阳震华", phone=PHONE, address="和平路 1 号")
    db.session.add(place)
    db.session.flush()
    demand = world.demand(private_place_id=place.id)
    made = DataRequest(
        kind=RequestKind.REMOVE_EARLY,
        demand_id=demand.id,
        unit_id=world.units["brigade"].id,
        asked_at=clock.now(),
        answer_by=clock.now(),
    )
    db.session.add(made)
    db.session.commit()
    with pytest.raises(Refused, match="demand_not_over"):
        service.answer(world.actor("committee"), made.id, 1, done=True, words="已删除")
    db.session.expire_all()
    db.session.get_one(PrivatePlace, place.id).closes_at = clock.now() + timedelta(days=7)
    db.session.commit()
    service.answer(world.actor("committee"), made.id, 1, done=True, words="已删除")
    db.session.expire_all()
    kept = db.session.get_one(PrivatePlace, place.id)
    assert (kept.recipient, kept.phone, kept.address) == (None, None, None)


def test_a_new_version_of_the_text_is_agreed_to_and_kept(world: World) -> None:
    account = world.accounts["member"]
    account.consent_version = "1999-01"
    db.session.commit()
    browser = world.browser("member")
    assert browser.get("/schedule?x=1").headers["Location"] == "/me/data/consent?next=/schedule?x%3D1"
    assert "同意这一版" in text_of(browser.get("/me/data/consent"))
    browser.post("/me/data/consent", {"next": ""})
    assert len(db.session.scalars(select(Consent).where(Consent.account_id == account.id)).all()) == 1
    assert "同意这一版" not in text_of(browser.get("/me/data/consent"))
    assert browser.get("/schedule").status_code == 200


def _everything_in_text() -> str:
    """All rows of all tables but those that keep what was issued."""
    found = []
    for table in Base.metadata.sorted_tables:
        if table.name not in ("certificate", "notice"):
            found.extend(str(row) for row in db.session.execute(text(f"SELECT t::text FROM {table.name} t")))
    return "\n".join(found)
