"""What people see of the ledger's proof, and how a finding is settled."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.proof_models import Fault, LedgerFinding
from volunteer.organization.models import Tier
from volunteer.organization.permissions import Role

BANNER = "时长账核对发现 1 处对不上"


def finding(world: World, member: str = "member") -> int:
    """A finding about a member's rows."""
    one = LedgerFinding(
        fault=Fault.CONTENT, member_id=world.members[member].id, details={"row": 1}, found_at=clock.now()
    )
    db.session.add(one)
    db.session.commit()
    return one.id


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("committee", "/audit"),
        ("admin", "/audit"),
        ("committee", "/reports/hours-check"),
        ("team", "/reports/hours-check"),
    ],
)
def test_a_finding_stands_on_the_pages_until_it_is_settled(world: World, who: str, address: str) -> None:
    browser = world.browser(who)
    assert BANNER not in text_of(browser.get(address))
    one = finding(world)
    assert BANNER in text_of(browser.get(address))
    answer = world.browser("admin").post(f"/reports/ledger/findings/{one}/settle", {"reason": "误操作，已从备份恢复"})
    assert answer.status_code == 303
    assert BANNER not in text_of(browser.get(address))


def test_the_page_says_what_does_not_hold_and_masks_names(world: World) -> None:
    committee = world.browser("committee")
    assert "还没有核对过" in text_of(committee.get("/reports/ledger"))
    one = finding(world)
    words = text_of(committee.get("/reports/ledger"))
    assert "记录内容与当时不符" in words
    assert "涉及 1 人" in words
    assert world.members["member"].name not in words
    assert committee.post(f"/reports/ledger/findings/{one}/settle", {"reason": " "}).status_code == 303
    assert "请写明核查结果" in text_of(committee.get("/reports/ledger"))
    committee.post(f"/reports/ledger/findings/{one}/settle", {"reason": "已从备份恢复"})
    words = text_of(committee.get("/reports/ledger"))
    assert "已查清" in words
    assert "核查结果：已从备份恢复" in words
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "ledger.settled")).one()
    assert (event.reason, event.account_id) == ("已从备份恢复", world.accounts["committee"].id)


def test_a_finding_is_settled_once(world: World) -> None:
    one = finding(world)
    admin = world.browser("admin")
    for reason in ("查清", "再查一次"):
        admin.post(f"/reports/ledger/findings/{one}/settle", {"reason": reason})
    assert db.session.get_one(LedgerFinding, one, populate_existing=True).resolution == "查清"
    assert admin.post("/reports/ledger/findings/999999/settle", {"reason": "查清"}).status_code == 404


@pytest.mark.parametrize("who", ["member", "team", "site"])
def test_others_do_not_see_the_proof(world: World, who: str) -> None:
    assert world.browser(who).get("/reports/ledger").status_code == 403


def test_what_concerns_a_member_is_for_those_who_oversee_them(world: World) -> None:
    world._unit("elsewhere", Tier.BRIGADE, None)
    world._grant("far", Role.ADMIN, unit="elsewhere")
    db.session.commit()
    one, far = finding(world), world.browser("far")
    assert "记录内容与当时不符" not in text_of(far.get("/reports/ledger"))
    assert far.post(f"/reports/ledger/findings/{one}/settle", {"reason": "查清"}).status_code == 404
    db.session.add(LedgerFinding(fault=Fault.HEAD, day=clock.today(), details={}, found_at=clock.now()))
    db.session.commit()
    assert "当天的记录与当天封存的不一致" in text_of(far.get("/reports/ledger"))  # a day's rows are everybody's


def test_a_whole_day_is_seen_by_all_overseers_and_settled_from_the_top(world: World) -> None:
    """Whose rows were taken out cannot be told, so a county is warned too; it cannot end the alarm of the others."""
    world._unit("county", Tier.BRIGADE, "brigade")
    world._grant("county_admin", Role.ADMIN, unit="county")
    hours_of_a_day = LedgerFinding(
        fault=Fault.HEAD, day=clock.today(), details={"members": [world.members["member"].id]}, found_at=clock.now()
    )
    db.session.add(hours_of_a_day)
    db.session.commit()
    path, settle = "/reports/ledger", f"/reports/ledger/findings/{hours_of_a_day.id}/settle"
    county, committee = world.browser("county_admin"), world.browser("committee")
    seen = text_of(county.get(path))
    assert "当天的记录与当天封存的不一致" in seen
    assert "由最上级机关工委或管理员核查" in seen
    assert world.members["member"].name[:1] + "*" not in seen
    assert settle not in county.get(path).text
    assert county.post(settle, {"reason": "查清"}).status_code == 403
    assert settle in committee.get(path).text
    assert committee.post(settle, {"reason": "已从备份恢复"}).status_code == 303
    assert "核查结果：已从备份恢复" in text_of(county.get(path))


@pytest.mark.parametrize(
    ("who", "address", "warned"),
    [("supervisor", "/reports/hours-check", True), ("team_b", "/reports/hours-check", False),
     ("squad", "/reports/hours-check", True)],
)  # fmt: skip
def test_whoever_reports_is_warned_of_their_own_people(world: World, who: str, address: str, warned: bool) -> None:
    finding(world)
    assert (BANNER in text_of(world.browser(who).get(address))) == warned
