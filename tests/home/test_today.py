"""A leader's home: what awaits, in order of deadline, each kind counted, finished where it stands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.backfills.backed import a_morning, described, enter, entered
from tests.home.test_pages import propose
from tests.records.given import asked, serve
from tests.support.statements import counted_statements
from tests.support.world import Browser, World, coming
from volunteer.backfills import missing_service
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.home import desk_queries
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.models import ProposalStatus
from volunteer.people.models import MemberSkill

MOST_STATEMENTS = 15
TAB = re.compile(r'<a class="tab" href="([^"]*)"[^>]*>([^<]*)<span class="badge">(\d+)</span>', re.DOTALL)


# The rows of the lists that have pages of their own.
LISTED = {
    "/hours/backfills": r'name="ids" value="(\d+)"',
    "/hours/missing": r'href="/hours/missing/(\d+)"',
    "/certificates": r'href="/certificates/(\d+)"',
}


def counts(page: str) -> dict[str, int]:
    """What the chips of a leader's home say."""
    return {label.strip(): int(count) for _url, label, count in TAB.findall(page)}


def rows(browser: Browser, address: str) -> int:
    """The rows of the list of things to do."""
    page = browser.get(address).text
    listed = page[page.index('id="todo"') : page.index('id="sessions"')]
    return listed.count("<tr>") - listed.count("<thead>")


def one_of_everything(world: World) -> None:
    """One thing of each kind for the leader of team_a."""
    world.demand(title="陪护老人", deadline=clock.now() + timedelta(hours=5))
    working = world.project(title="上班时间的义诊", starts=coming(days=9), headcount=3)
    world.claim("member", working.positions[0], ClaimStatus.REQUESTED)
    silent = world.project(title="没人回的义诊", starts=coming(days=10), headcount=3)
    world.claim("member_2", silent.positions[0], ClaimStatus.LAPSED)
    past = world.project(title="办完的义诊", starts=clock.now() - timedelta(days=1), headcount=3)
    propose(world, past, "member_2")
    world.give_skill("member_a2", "law", approved=False)
    tomorrow = world.project(title="明天的义诊", starts=clock.now() + timedelta(hours=3), headcount=1)
    world.claim("member_a2", tomorrow.positions[0])
    hosted = world.project(title="缺人的义诊", starts=clock.now() + timedelta(hours=30), headcount=2)
    hosted.sessions[0].host_id = world.accounts["team"].id
    db.session.commit()


def test_every_kind_is_counted_and_leads_to_its_own(world: World) -> None:
    one_of_everything(world)
    browser = world.browser("team")
    page = browser.get("/home").text
    seen = counts(page)
    kinds = {"受理需求", "同意报名", "确认时长", "审核资质", "没有答复", "定负责人", "补人"}
    assert seen == {"全部": 7} | dict.fromkeys(kinds, 1)
    assert rows(browser, "/home") == 7
    for url, label, count in TAB.findall(page):
        if label.strip() != "全部":
            assert rows(browser, url) == int(count), label


def test_a_leader_finishes_what_waits_in_place(world: World) -> None:
    one_of_everything(world)
    world.demand(title="别队的需求", responsible_unit_id=world.units["team_b"].id)
    browser = world.browser("team")
    page = browser.get("/home").text
    assert "别队的需求" not in page
    assert "张member" not in page
    for action in re.findall(r'<form class="action-form[^>]* action="([^"]*)"', page):
        fields: dict[str, object] = {"next": "/home", "reason": "请补充地址", "account_id": world.accounts["team"].id}
        if action == "/hours/confirm":
            fields["ids"] = re.findall(r'name="ids" value="(\d+)"', page)
        if not action.endswith(("/return", "/refuse")):
            answer = browser.post(action, fields, referrer="/home")
            assert (answer.status_code, answer.location) == (303, "/home"), action
    # Whom to ask instead, and whom to find, is the leader's choice of people; everything else is done.
    assert counts(browser.get("/home").text) == {"全部": 2, "没有答复": 1, "补人": 1}


def test_returning_a_demand_and_refusing_a_claim_come_back_too(world: World) -> None:
    demand = world.demand()
    claim = world.claim("member", world.project(headcount=3).positions[0], ClaimStatus.REQUESTED)
    browser = world.browser("team")
    chosen = "/home?kind=demand"
    answer = browser.post(f"/demands/{demand.id}/return", {"reason": "请补充地址"}, referrer=chosen)
    assert answer.location == chosen
    assert "这一类都处理完了" in browser.get(chosen).text
    answer = browser.post(f"/claims/{claim.id}/refuse", {"reason": "那天有会", "next": "/home"})
    assert answer.location == "/home"
    assert db.session.get_one(Claim, claim.id).status == ClaimStatus.REFUSED


def test_hours_with_something_to_look_at_are_not_confirmed_in_one_go(world: World) -> None:
    past = world.project(title="办完的义诊", starts=clock.now() - timedelta(days=1), headcount=4)
    ready = propose(world, past, "member_2")
    ticked = propose(world, past, "member_a2", ticked=True)
    short = propose(world, past, "member", minutes=20)
    page = world.browser("team").get("/home").text
    assert "确认 1 人" in page
    assert "看 2 人" in page
    assert re.findall(r'name="ids" value="(\d+)"', page) == [str(ready.id)]
    assert {ticked.status, short.status} == {ProposalStatus.PENDING}


def test_no_kind_crowds_out_the_others(world: World) -> None:
    for n in range(23):
        world.demand(title=f"需求{n:02}", deadline=clock.now() + timedelta(hours=1 + n))
    world.project(title="缺人的义诊", starts=clock.now() + timedelta(days=2, hours=1))
    browser = world.browser("team")
    page = browser.get("/home").text
    assert "受理需求：全部 23 条" in page
    assert "缺人的义诊" in page
    assert rows(browser, "/home") == 6
    assert rows(browser, "/home?kind=demand") == 20
    assert rows(browser, "/home?kind=demand&page=2") == 3
    assert "第 1 / 2 页" in browser.get("/home?kind=demand").text
    assert rows(browser, "/home?kind=nothing") == 6


def test_who_did_not_answer_is_shown_while_somebody_is_lacking(world: World) -> None:
    position = world.project(headcount=2, starts=coming(days=5)).positions[0]
    world.claim("member", position, ClaimStatus.LAPSED)
    soon = world.claim("member_2", position, ClaimStatus.INVITED)
    assert counts(world.browser("team").get("/home").text)["没有答复"] == 1  # the other has a day left to answer
    soon.respond_by = clock.now() + timedelta(hours=2)
    db.session.commit()
    page = world.browser("team").get("/home").text
    assert counts(page)["没有答复"] == 2
    assert f"/projects/{position.project_id}/candidates?position={position.id}" in page
    world.claim("member", position)  # claimed after all
    assert counts(world.browser("team").get("/home").text)["没有答复"] == 1
    position.headcount = position.taken
    soon.status = ClaimStatus.LAPSED
    db.session.commit()
    assert "没有答复" not in counts(world.browser("team").get("/home").text)


def test_a_squad_leader_sees_only_the_squad_and_answers_no_demands(world: World) -> None:
    world.demand(title="陪护老人")
    past = world.project(starts=clock.now() - timedelta(days=1), title="办完的义诊")
    propose(world, past, "member_a2")
    world.give_skill("member", "law", approved=False)
    page = world.browser("squad").get("/home").text
    assert "陪护老人" not in page
    assert "办完的义诊" not in page
    assert "审核资质" not in page
    assert "今天没有等你处理的事" in page


def test_what_waits_stands_in_order_of_deadline(world: World) -> None:
    world.demand(title="后天要答复", deadline=clock.now() + timedelta(days=2))
    world.demand(title="今天要答复", deadline=clock.now() + timedelta(minutes=5))
    world.project(title="明天缺人", starts=clock.now() + timedelta(days=1))
    page = world.browser("team").get("/home").text
    assert page.index("今天要答复") < page.index("明天缺人") < page.index("后天要答复")


def test_the_coming_two_weeks_stand_in_a_grid(world: World) -> None:
    inside = world.project(title="两周内的义诊", starts=coming(days=13, hour=20), headcount=3, sessions=1)
    world.claim("member", inside.positions[0])
    world.project(title="两周后的义诊", starts=coming(days=14), headcount=3)
    page = world.browser("team").get("/home").text
    assert "<span>1/3</span>" in page
    assert "两周内的义诊" in page
    assert "两周后的义诊" not in page


def test_a_new_leader_is_told_the_first_three_steps(world: World) -> None:
    unit = world.units["team_a"]
    unit.duty_phone = None
    db.session.commit()
    page = world.browser("team").get("/home").text
    for words in ("核对人员", "核对值班电话", "发起第一个项目"):
        assert words in page
    assert f'href="/units/{unit.id}"' in page
    unit.duty_phone = "0769-22830000"
    db.session.commit()
    world.project()
    assert "核对值班电话" not in world.browser("team").get("/home").text
    standing, _beside = desk_queries.standing(unit.id, clock.now())
    assert (standing.squads, standing.people, standing.activated, standing.published) == (2, 3, True, True)


def test_statements_do_not_grow_with_what_waits(world: World) -> None:
    one_of_everything(world)
    browser = world.browser("team")
    browser.get("/home")
    with counted_statements() as few:
        browser.get("/home")
    for n in range(4):
        one_of = world.project(starts=coming(days=1 + n, hour=20), headcount=6)
        world.add_member(f"new{n}", "squad_a2")
        world.give_skill(f"new{n}", "law", approved=False)
        world.claim(f"new{n}", one_of.positions[0], ClaimStatus.REQUESTED)
        world.demand()
        past = world.project(starts=clock.now() - timedelta(days=2 + n), headcount=3)
        propose(world, past, f"new{n}")
    with counted_statements() as many:
        assert browser.get("/home").status_code == 200
    assert len(many) == len(few) <= MOST_STATEMENTS, "\n".join(many)


@pytest.mark.parametrize("name", ["team", "squad"])
def test_nothing_leads_where_the_leader_may_not_go(world: World, name: str) -> None:
    one_of_everything(world)
    browser = world.browser(name)
    page = browser.get("/home").text
    content = page[page.index('id="content"') :]
    for address in set(re.findall(r'href="(/[^"#]*)"', content)):
        assert browser.get(address.replace("&amp;", "&")).status_code in (200, 302, 303), address


def test_a_skill_that_waits_names_no_deadline(world: World) -> None:
    world.give_skill("member_a2", "law", level=2, approved=False)
    page = world.browser("team").get("/home").text
    assert "法律咨询 2 级" in page
    browser = world.browser("team")
    browser.post(f"/members/{world.members['member_a2'].id}/skills/law/approve", {"next": "/home"})
    held = db.session.get_one(MemberSkill, (world.members["member_a2"].id, "law"), populate_existing=True)
    assert held.approved_at is not None


def test_what_waits_on_a_list_of_its_own_is_counted_and_leads_there(world: World) -> None:
    enter(world, "squad", described(a_morning()), "member", "member_2")
    missing_service.declare(world.actor("member_a2"), described(a_morning(8)), 60)
    serve(world)
    asked(world)
    browser = world.browser("team")
    page = browser.get("/home").text
    assert counts(page) == {"全部": 4, "同意补录": 2, "答复漏记申报": 1, "开具证明": 1}
    assert rows(browser, "/home") == 3
    for url, label, count in TAB.findall(page):
        if label.strip() != "全部":
            assert len(set(re.findall(LISTED[url], browser.get(url).text))) == int(count), label


def test_a_leader_is_not_counted_what_only_others_may_finish(world: World) -> None:
    entered(world, "team", "member_2")
    missing_service.declare(world.actor("member"), described(a_morning(8)), 60)
    assert counts(world.browser("team").get("/home").text) == {"全部": 1, "答复漏记申报": 1}
    assert "同意补录" not in world.browser("squad").get("/home").text
