"""Whoever complains is protected: from those they name, from their deputies, from every office and every record."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import delete, select, update

from tests.complaints.sent import TEXT, about_unit, office, sent, stands, told, who_handles
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.complaints import desks, following, jobs, overview, queries, service
from volunteer.complaints.rules import gives_away, may_handle
from volunteer.complaints.states import About
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.kernel.jobs import perform_whole
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role

WATCH = jobs.JOBS[0]
GIVES_AWAY = ("没有人来", "李四", "13712345678")


def as_deputy(world: World, name: str, unit: str, role: Role, *, days: int = 300) -> None:
    """One more office, as a deputy for so many days already."""
    office(world, name, role, unit)
    held = Grant.account_id == world.accounts[name].id, Grant.unit_id == world.units[unit].id
    since = clock.now() - timedelta(days=days)
    db.session.execute(update(Grant).where(*held).values(deputy=True, since=since))
    db.session.commit()


def test_whom_it_names_finds_no_way_in_from_any_other_office(world: World) -> None:
    for role, unit in ((Role.COMMITTEE, "brigade"), (Role.ADMIN, "brigade"), (Role.SUPERVISOR, "team_a")):
        office(world, "team", role, unit)
    project = world.project(unit_id=world.units["squad_a1"].id, created_by=world.accounts["team"].id)
    complaint, _ = sent(About.PROJECT, project.id)
    number = stands(complaint).number
    assert who_handles(world, complaint) == {"committee"}
    browser, api = world.browser("team"), world.api("team")
    sheet = openpyxl.load_workbook(io.BytesIO(browser.post("/complaints/export").data)).worksheets[0]
    assert number not in [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    for path in ("/home", "/notices", "/audit", "/complaints", "/complaints?show=settled", "/complaints/passed-on"):
        assert number not in text_of(browser.get(path)), path
    assert browser.get(f"/complaints/{complaint}").status_code == 404
    for step, words in (("content", {}), ("take", {}), ("pass-on", {"words": "请核对"}), ("answer", {"words": "不实"})):
        assert browser.post(f"/complaints/{complaint}/{step}", words).status_code == 404
        assert api.post(f"/complaints/{complaint}/{step}", words).status_code == 404
    assert api.get("/complaints").get_json() == []
    looked = overview.span(30, clock.now())
    assert overview.by_kind(world.actor("team"), looked) == []
    assert list(db.session.execute(overview.by_unit(world.actor("team"), looked))) == []
    assert told(world, "team") == []


def test_a_deputy_of_whom_it_names_does_not_handle_it_above(world: World) -> None:
    as_deputy(world, "second", "team_a", Role.TEAM_LEADER)
    office(world, "second", Role.COMMITTEE)
    complaint, _ = about_unit(world, "team_a")
    assert who_handles(world, complaint) == {"committee"}
    as_deputy(world, "stands_in", "brigade", Role.COMMITTEE)
    assert who_handles(world, complaint) == {"committee", "stands_in"}


def test_of_the_top_whoever_is_in_charge_is_named_however_long_a_deputy_has_been_there(world: World) -> None:
    as_deputy(world, "second", "brigade", Role.COMMITTEE)
    complaint, _ = about_unit(world, "brigade")
    assert who_handles(world, complaint) == {"second"}
    assert (told(world, "committee"), told(world, "second")) == ([], ["complaint.received"])


@pytest.mark.parametrize("role", [Role.TEAM_LEADER, Role.SQUAD_LEADER])
def test_who_comes_to_lead_the_unit_named_neither_finds_it_nor_is_told(world: World, role: Role) -> None:
    office(world, "second", Role.COMMITTEE)
    complaint, _ = about_unit(world, "team_a")
    assert who_handles(world, complaint) == {"committee", "second"}
    office(world, "second", role, "team_a")
    assert who_handles(world, complaint) == {"committee"}
    with clock.travel(stands(complaint).answer_by - timedelta(hours=2)):
        assert perform_whole(WATCH) == 1
    assert told(world, "second") == ["complaint.received"]
    facts = queries.facts(stands(complaint))
    may = {account.id for name, account in world.accounts.items() if may_handle(world.actor(name), facts)}
    assert may == set(desks.handlers_now(stands(complaint), clock.now())) == {world.accounts["committee"].id}


def test_where_its_last_handler_goes_the_administrator_is_told_and_the_page_says_so(world: World) -> None:
    complaint, token = about_unit(world, "team_a")
    db.session.execute(delete(Grant).where(Grant.account_id == world.accounts["committee"].id))
    db.session.commit()
    with clock.travel(stands(complaint).answer_by + timedelta(minutes=1)):
        assert perform_whole(WATCH) == 1
        page = text_of(world.browser(None).get(f"/complaints/follow/{token}"))
    assert told(world, "admin") == ["complaint.nobody"]
    assert "还没有与这件事无关的人可以办理" in page
    assert "现在已超期" in page


@pytest.mark.parametrize("name", ["committee", "team_b", "squad"])
def test_a_right_to_see_names_opens_no_complaint(world: World, name: str) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    assert world.actor(name).may("member.unmask")
    with pytest.raises(NotVisible):
        service.open_content(world.actor(name), complaint)
    assert db.session.scalar(select(AuditEvent.id).where(AuditEvent.action == "complaint.opened")) is None


def test_signed_in_or_not_the_link_leaves_no_name_behind(world: World) -> None:
    member = world.actor("member")
    complaint, token = sent(About.UNIT, world.units["squad_a1"].id, actor=member)
    service.answer(world.actor("team"), complaint, "已核实")
    following.contest(member, token, TEXT)
    service.answer(world.actor("committee"), complaint, "已责成整改")
    following.accept(member, token)
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_kind == "complaint")).all()
    by_the_link = {"complaint.received", "complaint.contested", "complaint.closed"}
    assert by_the_link <= {event.action for event in events}
    for event in events:
        assert event.account_id != member.account_id
        assert event.action not in by_the_link or (event.account_id, event.address) == (None, None)
        assert not any(part in repr((event.reason, event.details)) for part in GIVES_AWAY)
    assert member.account_id not in {step.by for step in stands(complaint).steps}
    assert not any(part in str(step.text) for step in stands(complaint).steps for part in GIVES_AWAY)


def test_the_private_page_names_nobody_who_handles_it(world: World) -> None:
    complaint, token = about_unit(world, "squad_a1")
    service.take(world.actor("team"), complaint)
    service.answer(world.actor("team"), complaint, "已核实")
    page = text_of(world.browser(None).get(f"/complaints/follow/{token}"))
    assert not any(account.name in page for account in world.accounts.values())


def test_what_tells_who_wrote_it_is_not_passed_on(world: World) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    team = world.actor("team")
    with pytest.raises(Refused, match="complaint_given_away"):
        service.pass_on(team, complaint, "请给 137 1234-5678 回个电话")
    words = "请给 13712345678 回个电话"
    page = world.browser("team").post(f"/complaints/{complaint}/pass-on", {"words": words})
    assert page.status_code == 422
    (typed,) = re.findall(r"<textarea[^>]*id=\"([a-z-]+)\"[^>]*>[^<]*回个电话", page.get_data(as_text=True))
    assert typed == "pass-on-words"  # not where whoever complained would be answered
    service.pass_on(team, complaint, "请核对上周的到场情况")
    assert told(world, "squad") == ["complaint.passed_on"]


@pytest.mark.parametrize(
    ("words", "gives"),
    [
        ("请联系13712345678", True),
        ("请联系 137-1234-5678", True),
        ("他住8栋2单元301室，请上门", True),
        ("加微信 Lisi_0769", True),
        ("请核对 2026-11-20 上午的到场情况", False),
        ("请给值班电话 0769-22830000 留言", False),
    ],
)
def test_numbers_addresses_and_accounts_give_somebody_away(words: str, gives: bool) -> None:
    texts = ["2026-11-20 上午，住8栋2单元301室的老人没有等到人", None]
    assert gives_away(words, texts, "李四 13712345678，微信 lisi_0769") is gives
