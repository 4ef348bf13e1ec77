"""The committee's pages: what a plan would achieve, who is meant, what stays open, what was answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.plans.drafts import a_draft, left_open, propose
from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Tier
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.states import PairStatus, PlanStatus
from volunteer.projects.models import Position


def draft_with_two(world: World) -> tuple[Plan, Position]:
    """A draft that means two members for the two places of one position."""
    position = world.project(starts=coming(days=7)).positions[0]
    plan = a_draft(world)
    propose(world, plan, position, "member", "member_b")
    return plan, position


def sent_with_answers(world: World) -> tuple[Plan, Position]:
    """A plan that was sent: one said yes, one declined, one has not answered in time."""
    position = world.project(starts=coming(days=7), headcount=5).positions[0]
    plan = a_draft(world, status=PlanStatus.SENT, sent_at=clock.now(), asks_next=True, places=5)
    answers = {"member": ClaimStatus.CONFIRMED, "member_2": ClaimStatus.DECLINED, "member_b": ClaimStatus.OFFERED}
    for name, status in answers.items():
        claim = world.claim(name, position, status)
        if status == ClaimStatus.OFFERED:
            claim.respond_by = clock.now() - timedelta(minutes=1)
        propose(world, plan, position, name, status=PairStatus.SENT, claim_id=claim.id)
    propose(world, plan, position, "member_a2", status=PairStatus.REFUSED, reason="paused")
    return plan, position


def pair_of(plan: Plan, position: Position, member_id: int) -> PlanPair:
    """The pair as it is stored now."""
    db.session.expire_all()
    return db.session.get_one(PlanPair, (plan.id, position.id, member_id))


@pytest.mark.parametrize("name", ["member", "team", "squad", "supervisor", "admin", "site", "town"])
def test_plans_are_for_the_committee(world: World, name: str) -> None:
    plan = a_draft(world)
    browser = world.browser(name)
    for path in ("/plans", "/plans/new", f"/plans/{plan.id}", f"/plans/{plan.id}/people", f"/plans/{plan.id}/left"):
        assert browser.get(path).status_code == 403, path


def test_a_plan_that_is_not_there_is_not_found(world: World) -> None:
    browser = world.browser("committee")
    for plan_id in (99, 2**70):
        assert browser.get(f"/plans/{plan_id}").status_code == 404


def test_plans_of_another_brigade_are_not_seen(world: World) -> None:
    world._unit("elsewhere", Tier.BRIGADE, None)
    position = world.project(starts=coming(days=7), unit_id=world.units["elsewhere"].id).positions[0]
    plan = a_draft(world, unit_id=world.units["elsewhere"].id)
    propose(world, plan, position, "member")
    browser, member = world.browser("committee"), world.members["member"].id
    assert f"/plans/{plan.id}" not in browser.get("/plans").text
    for path in (f"/plans/{plan.id}", f"/plans/{plan.id}/people", f"/plans/{plan.id}/left"):
        assert browser.get(path).status_code == 404, path
    for step in ("solve", "send", "discard", "ask-next", f"people/{position.id}/{member}/pin"):
        assert browser.post(f"/plans/{plan.id}/{step}").status_code == 404, step


class TestTheList:
    def test_an_empty_list_says_what_a_plan_is_for(self, world: World) -> None:
        page = world.browser("committee").get("/plans")
        assert "还没有派单方案" in page.text
        assert "你发出后才会通知本人" in page.text
        assert 'href="/plans/new"' in page.text

    def test_a_plan_stands_with_its_days_and_how_far_it_gets(self, world: World) -> None:
        plan, _position = draft_with_two(world)
        page = text_of(world.browser("committee").get("/plans"))
        assert "待发出" in page
        assert "全部镇街" in page
        assert "2 / 2" in page
        assert f'href="/plans/{plan.id}"' in world.browser("committee").get("/plans").text

    def test_a_sent_plan_tells_the_answers(self, world: World) -> None:
        sent_with_answers(world)
        page = text_of(world.browser("committee").get("/plans"))
        assert "已发出邀约" in page
        assert "1 人次接受" in page
        assert "0 待答复" in page

    def test_it_does_not_ask_more_often_for_more_plans(self, world: World) -> None:
        draft_with_two(world)
        browser = world.browser("committee")
        browser.get("/plans")
        with counted_statements() as few:
            browser.get("/plans")
        for _ in range(5):
            draft_with_two(world)
        browser.get("/plans")
        with counted_statements() as many:
            browser.get("/plans")
        assert len(many) <= len(few) <= 6


class TestTheForm:
    def test_it_starts_with_the_coming_two_weeks_of_everything(self, world: World) -> None:
        page = world.browser("committee").get("/plans/new").text
        today = clock.today()
        assert f'value="{today}"' in page
        assert f'value="{today + timedelta(days=13)}"' in page
        assert "全部镇街" in page
        assert "这一步不会通知任何人" in page
        assert "data-busy=" in page

    def test_wrong_days_are_said_beside_the_field_and_nothing_typed_is_lost(self, world: World) -> None:
        yesterday = clock.today() - timedelta(days=1)
        typed = {
            "unit_id": world.units["team_a"].id,
            "town_id": world.places["town_2"].id,
            "first_day": yesterday.isoformat(),
            "last_day": clock.today().isoformat(),
        }
        answer = world.browser("committee").post("/plans/new", typed)
        assert answer.status_code == 422
        assert "六周以内" in answer.text
        assert f'value="{yesterday}"' in answer.text
        assert f'<option selected value="{world.places["town_2"].id}">' in answer.text
        assert db.session.query(Plan).count() == 0

    def test_a_missing_day_is_asked_for(self, world: World) -> None:
        answer = world.browser("committee").post("/plans/new", {"unit_id": world.units["brigade"].id})
        assert answer.status_code == 422
        assert "请选择日期" in answer.text

    def test_a_plan_is_made_and_shown(self, world: World) -> None:
        world.project(starts=coming(days=5), headcount=2)
        typed = {
            "unit_id": world.units["brigade"].id,
            "town_id": 0,
            "first_day": clock.today().isoformat(),
            "last_day": (clock.today() + timedelta(days=13)).isoformat(),
        }
        browser = world.browser("committee")
        answer = browser.post("/plans/new", typed)
        assert answer.status_code == 303
        page = text_of(browser.get(answer.location))
        assert "还没有通知任何人" in page
        assert "将向 2 人发出 2 份邀约" in page


class TestWhatItAchieves:
    def test_a_draft_is_said_to_have_told_nobody_and_what_sending_does(self, world: World) -> None:
        plan, _position = draft_with_two(world)
        page = text_of(world.browser("committee").get(f"/plans/{plan.id}"))
        assert "还没有通知任何人" in page
        assert "将向 2 人发出 2 份邀约" in page
        assert "婉拒没有任何影响" in page
        assert "最迟 24 小时内答复" in page
        assert "每人同时最多 3 份待答复的邀约" in page
        assert "已证明：没有更好的安排" in page

    def test_it_compares_now_with_the_plan(self, world: World) -> None:
        position = world.project(starts=coming(days=7), headcount=4).positions[0]
        world.claim("member", position)
        plan = a_draft(world, places=3)
        propose(world, plan, position, "member_b")
        page = text_of(world.browser("committee").get(f"/plans/{plan.id}"))
        assert "现在 1，按方案 2，共需 4" in page
        assert "有人的名额 共需 4 个 1 2" in page

    def test_a_list_changed_by_hand_asks_to_be_worked_out_again(self, world: World) -> None:
        plan, position = draft_with_two(world)
        browser = world.browser("committee")
        assert "名单在计算之后改过" not in browser.get(f"/plans/{plan.id}").text
        member = world.members["member"].id
        browser.post(f"/plans/{plan.id}/people/{position.id}/{member}/remove")
        page = browser.get(f"/plans/{plan.id}").text
        assert "名单在计算之后改过" in page
        assert "已证明" not in page

    def test_a_plan_without_positions_says_so(self, world: World) -> None:
        plan = a_draft(world, positions=0, places=0)
        page = world.browser("committee").get(f"/plans/{plan.id}").text
        assert "这些天没有缺人的岗位" in page
        assert "/send" not in page

    def test_a_plan_that_was_not_worked_out_can_be(self, world: World) -> None:
        plan = a_draft(world, solved_at=None)
        browser = world.browser("committee")
        page = browser.get(f"/plans/{plan.id}").text
        assert "还没有算完" in page
        assert f'action="/plans/{plan.id}/solve"' in page
        assert browser.post(f"/plans/{plan.id}/solve").status_code == 303
        assert "还没有算完" not in browser.get(f"/plans/{plan.id}").text

    def test_a_discarded_plan_can_only_be_read(self, world: World) -> None:
        plan, position = draft_with_two(world)
        browser = world.browser("committee")
        answer = browser.post(f"/plans/{plan.id}/discard")
        assert answer.location == "/plans"
        page = browser.get(f"/plans/{plan.id}").text
        assert "已放弃" in page
        assert "<form" not in page.partition("<main")[2].partition("</main")[0]
        assert "/pin" not in browser.get(f"/plans/{plan.id}/people").text
        member = world.members["member"].id
        browser.post(f"/plans/{plan.id}/people/{position.id}/{member}/pin")
        assert pair_of(plan, position, member).status == PairStatus.PROPOSED


class TestWhoIsMeant:
    def test_people_stand_by_position_with_masked_names_and_reasons(self, world: World) -> None:
        plan, position = draft_with_two(world)
        answer = world.browser("committee").get(f"/plans/{plan.id}/people")
        page = text_of(answer)
        assert position.project.title in page
        assert "缺 2 人，安排 2 人" in page
        assert "张*" in page
        assert "张member" not in answer.text
        assert "相距 1.2 公里" in page
        assert "上午有空" in page

    @pytest.mark.parametrize(
        ("step", "before", "after"),
        [
            ("pin", PairStatus.PROPOSED, PairStatus.PINNED),
            ("unpin", PairStatus.PINNED, PairStatus.PROPOSED),
            ("remove", PairStatus.PINNED, PairStatus.REMOVED),
            ("put-back", PairStatus.REMOVED, PairStatus.PROPOSED),
        ],
    )
    def test_each_step_changes_the_pair_and_leads_back(
        self, world: World, step: str, before: PairStatus, after: PairStatus
    ) -> None:
        position = world.project(starts=coming(days=7)).positions[0]
        plan = a_draft(world)
        propose(world, plan, position, "member", status=before)
        member = world.members["member"].id
        here = f"/plans/{plan.id}/people?show={before}"
        browser = world.browser("committee")
        action = f"/plans/{plan.id}/people/{position.id}/{member}/{step}"
        assert f'action="{action}"' in browser.get(here).text
        answer = browser.post(action, {"next": here})
        assert (answer.status_code, answer.location) == (303, here)
        assert pair_of(plan, position, member).status == after

    def test_what_stands_in_the_way_of_putting_back_is_said(self, world: World) -> None:
        position = world.project(starts=coming(days=7), headcount=1).positions[0]
        plan = a_draft(world)
        propose(world, plan, position, "member", status=PairStatus.REMOVED)
        propose(world, plan, position, "member_b")
        member = world.members["member"].id
        browser = world.browser("committee")
        here = f"/plans/{plan.id}/people"
        browser.post(f"{here}/{position.id}/{member}/put-back", {"next": here}, referrer=here)
        assert pair_of(plan, position, member).status == PairStatus.REMOVED
        assert "名额已满" in browser.get(here).text

    def test_the_list_is_narrowed_by_town_site_and_what_was_done(self, world: World) -> None:
        here = world.project(starts=coming(days=7), title="甲地义诊").positions[0]
        there = world.project(starts=coming(days=8), title="乙地义剪", site_id=world.places["site_3"].id).positions[0]
        plan = a_draft(world)
        propose(world, plan, here, "member", status=PairStatus.PINNED)
        propose(world, plan, there, "member_b")
        browser = world.browser("committee")
        cases = {
            f"place={world.places['town_1'].id}": ("甲地义诊", "乙地义剪"),
            f"place={world.places['site_3'].id}": ("乙地义剪", "甲地义诊"),
            "show=pinned": ("甲地义诊", "乙地义剪"),
            "show=proposed": ("乙地义剪", "甲地义诊"),
        }
        for query, (shown, hidden) in cases.items():
            page = browser.get(f"/plans/{plan.id}/people?{query}").text
            assert shown in page, query
            assert hidden not in page, query
        assert "没有符合条件的人选" in browser.get(f"/plans/{plan.id}/people?show=removed").text
        odd = browser.get(f"/plans/{plan.id}/people?show=everything&place=x")
        assert odd.status_code == 200
        assert "甲地义诊" in odd.text

    def test_many_positions_are_paged_and_cost_no_more_statements(self, world: World) -> None:
        plan, _position = draft_with_two(world)
        browser = world.browser("committee")
        browser.get(f"/plans/{plan.id}/people")
        with counted_statements() as few:
            browser.get(f"/plans/{plan.id}/people")
        for day in range(20):
            position = world.project(starts=coming(days=8 + day), title=f"第{day}场").positions[0]
            propose(world, plan, position, "member", "member_b")
        browser.get(f"/plans/{plan.id}/people")
        with counted_statements() as many:
            first = browser.get(f"/plans/{plan.id}/people").text
        assert "第 1–40 项，共 42 项" in first
        assert "第19场" not in first
        assert "第19场" in browser.get(f"/plans/{plan.id}/people?page=2").text
        assert len(many) <= len(few) <= 9


class TestWhatStaysOpen:
    def test_reasons_and_the_cheapest_remedy_are_said(self, world: World) -> None:
        position = world.project(starts=coming(days=7), skill="nursing", level=2, headcount=5).positions[0]
        plan = a_draft(world, unfilled=[left_open(position, 3, no_skill=2, not_free=1, too_far=1)])
        page = text_of(world.browser("committee").get(f"/plans/{plan.id}/left"))
        assert "会护理 2 级的 2 人：1 人没空，1 人离得太远" in page
        assert "招募会护理 2 级的 3 人（附近现有 1 人）" in page
        assert f"/projects/{position.project_id}/candidates?position={position.id}" in (
            world.browser("committee").get(f"/plans/{plan.id}/left").text
        )

    def test_nothing_left_is_good_news(self, world: World) -> None:
        plan, _position = draft_with_two(world)
        assert "名额都能补上" in world.browser("committee").get(f"/plans/{plan.id}/left").text


class TestAnswers:
    def test_every_answer_is_counted_and_leads_to_its_list(self, world: World) -> None:
        plan, _position = sent_with_answers(world)
        browser = world.browser("committee")
        page = browser.get(f"/plans/{plan.id}")
        words = text_of(page)
        for told in ("1 已接受", "0 待答复", "1 已婉拒", "1 到期未答复", "1 没有发出"):
            assert told in words
        lists = {"accepted": "已接受", "declined": "已婉拒", "lapsed": "到期未答复", "refused": "暂停参加服务"}
        for outcome, said in lists.items():
            address = f"/plans/{plan.id}/people?show={outcome}"
            assert address in page.text
            shown = text_of(browser.get(address))
            assert said in shown
            assert shown.count("张*") == 1
        assert "没有符合条件的人选" in browser.get(f"/plans/{plan.id}/people?show=open").text

    def test_who_left_again_is_not_counted_as_coming(self, world: World) -> None:
        plan, position = sent_with_answers(world)
        world.add_member("leaving", "squad_a1")
        claim = world.claim("leaving", position, ClaimStatus.RELEASED)
        propose(world, plan, position, "leaving", status=PairStatus.SENT, claim_id=claim.id)
        browser = world.browser("committee")
        assert "1 已接受 另有 1 人后来退出" in text_of(browser.get(f"/plans/{plan.id}"))
        left = text_of(browser.get(f"/plans/{plan.id}/people?show=released"))
        assert "已退出" in left
        assert left.count("张*") == 1

    def test_a_sent_plan_is_not_changed_any_more(self, world: World) -> None:
        plan, _position = sent_with_answers(world)
        browser = world.browser("committee")
        for path in (f"/plans/{plan.id}", f"/plans/{plan.id}/people"):
            page = browser.get(path).text
            assert "/send" not in page
            assert "/solve" not in page
            assert "/remove" not in page

    def test_asking_the_next_is_switched_off_and_on(self, world: World) -> None:
        plan, _position = sent_with_answers(world)
        browser = world.browser("committee")
        assert "不再自动邀请" in browser.get(f"/plans/{plan.id}").text
        browser.post(f"/plans/{plan.id}/ask-next")
        db.session.expire_all()
        assert plan.asks_next is False
        assert "自动邀请下一位" in browser.get(f"/plans/{plan.id}").text
        browser.post(f"/plans/{plan.id}/ask-next", {"on": "1"})
        db.session.expire_all()
        assert plan.asks_next is True

    def test_sending_makes_offers_and_says_how_many(self, world: World) -> None:
        plan, _position = draft_with_two(world)
        browser = world.browser("committee")
        answer = browser.post(f"/plans/{plan.id}/send", {"asks_next": "1"})
        assert answer.location == f"/plans/{plan.id}"
        page = text_of(browser.get(answer.location))
        assert "已发出 2 份邀约" in page
        assert "2 待答复" in page
        db.session.expire_all()
        assert plan.status == PlanStatus.SENT
        assert plan.asks_next is True


class TestTheOverview:
    def test_it_leads_to_a_new_plan_and_shows_how_far_the_newest_gets(self, world: World) -> None:
        browser = world.browser("committee")
        assert 'href="/plans/new"' in browser.get("/home").text
        assert "最近的派单方案" not in browser.get("/home").text
        sent_with_answers(world)
        a_draft(world, status=PlanStatus.DISCARDED)
        page = text_of(browser.get("/home"))
        assert "最近的派单方案 已发出邀约" in page
        assert "能补上的名额 3 / 5 3 / 5" in page
        assert "已接受的邀约 1 / 3 1 / 3" in page

    def test_a_plan_without_people_counts_nobody(self, world: World) -> None:
        a_draft(world)
        assert "能补上的名额 0 / 2 0 / 2" in text_of(world.browser("committee").get("/home"))

    def test_others_hear_nothing_of_plans(self, world: World) -> None:
        a_draft(world)
        for name in ("supervisor", "town"):
            page = world.browser(name).get("/home").text
            assert "/plans" not in page
