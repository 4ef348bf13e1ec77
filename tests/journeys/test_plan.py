"""The committee plans two weeks, changes what does not please it, sends it; a member accepts with one tap."""

from __future__ import annotations

from playwright.sync_api import Browser, expect
from sqlalchemy import select

from tests.journeys.people import DESK, PHONE, Person
from tests.support.world import World, coming
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.database import db

# The form goes nowhere, as while its answer is awaited; every time it would have gone is counted.
KEEP_HERE = """window.sent = 0;
document.addEventListener("submit", (event) => { window.sent += 1; event.preventDefault(); });"""


def test_a_plan_is_looked_over_sent_and_accepted(city: World, address: str, chromium: Browser) -> None:
    city.project(starts=coming(days=7), headcount=3, title="重阳节义诊")
    committee = Person(chromium, address, "committee", DESK)
    committee.sign_in()
    committee.open("/plans")
    committee.follow("做一份派单方案")
    committee.press("开始计算")
    committee.sees("还没有通知任何人", "能补上")

    change_the_list(committee)
    committee.page.get_by_role("link", name="成效").click()
    committee.sees("名单在计算之后改过")
    committee.press("重新计算")
    committee.sees("已重新计算", "已证明")

    committee.unfold("发出邀约")
    committee.sees("将向 3 人发出 3 份邀约", "婉拒没有任何影响")
    assert asked() == []
    committee.press("发出 3 份邀约")
    committee.sees("已发出 3 份邀约", "自动邀请下一位")

    name = next(name for name, member in city.members.items() if member.id == asked()[0])
    member = Person(chromium, address, name, PHONE)
    member.sign_in()
    member.open("/home")
    member.sees("想请你帮忙：重阳节义诊", "没有任何影响")
    member.press("接受")
    member.misses("想请你帮忙")
    assert len(asked()) == 2

    committee.page.reload()
    committee.page.get_by_role("link", name="已接受").click()
    expect(committee.page.locator("tr[data-place]")).to_have_count(1)
    committee.sees("重阳节义诊", "已接受")


def test_a_button_says_that_the_answer_takes_long(city: World, address: str, chromium: Browser) -> None:
    committee = Person(chromium, address, "committee", DESK)
    committee.sign_in()
    committee.open("/plans/new")
    committee.page.evaluate(KEEP_HERE)
    button = committee.page.locator("button[data-busy]")
    button.click()
    expect(button).to_have_text("正在计算，约需十秒…")
    button.dispatch_event("click")
    assert committee.page.evaluate("window.sent") == 1


def change_the_list(committee: Person) -> None:
    """Take one out and keep another, both in place; the first does not come back, the second stays."""
    committee.page.get_by_role("link", name="人选").click()
    committee.page.evaluate("window.sameDocument = true")
    rows = committee.page.locator("tr[data-place]")
    expect(rows).to_have_count(3)
    rows.nth(0).get_by_role("button", name="移除").click()
    expect(rows.nth(0)).to_contain_text("已移除")
    expect(rows.nth(0).locator("[data-said]")).to_be_focused()
    committee.sees("缺 3 人，安排 2 人")
    rows.nth(1).get_by_role("button", name="固定", exact=True).click()
    expect(rows.nth(1)).to_contain_text("已固定")
    assert committee.page.evaluate("window.sameDocument") is True


def asked() -> list[int]:
    """The members whose answer is waited for."""
    db.session.rollback()
    waiting = select(Claim.member_id).where(Claim.status == ClaimStatus.OFFERED).order_by(Claim.id)
    return list(db.session.scalars(waiting))
