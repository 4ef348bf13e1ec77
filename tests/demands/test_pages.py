"""Pages of demands as a browser without JavaScript uses them."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.answers.spoken import served
from tests.demand_templates.listed import listed
from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.answers import call_backs
from volunteer.answers.call_backs import Call
from volunteer.answers.states import CallOutcome
from volunteer.audit.models import AuditEvent
from volunteer.demands.models import Demand
from volunteer.demands.proposals import next_saturday
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import PrivatePlace
from volunteer.organization.permissions import Role


def filled(**values: Any) -> dict[str, Any]:
    """The form of a complete demand, as the operator of a single site sends it."""
    return {
        "form_key": "key-of-this-form",
        "category": "care",
        "title": "陪老人复诊",
        "text": "陪同到医院挂号取药",
        "day": clock.local(coming(days=6)).date().isoformat(),
        "starts": "09:00",
        "ends": "11:00",
        "headcount": "2",
        "skill": "nursing",
        "level": "1",
        "contact_name": "李社工",
        "contact_phone": "13900000000",
        **values,
    }


def only_demand() -> Demand:
    db.session.expire_all()
    return db.session.scalars(select(Demand)).one()


def fresh(demand: Demand) -> Demand:
    db.session.refresh(demand)
    return demand


def test_an_operator_asks_and_sees_who_answers(world: World) -> None:
    browser = world.browser("site")
    page = browser.get("/demands/new").get_data(as_text=True)
    assert 'name="site_id"' not in page
    assert "site_1 社区党群服务中心" in page
    posted = browser.post("/demands/new", filled())
    demand = only_demand()
    assert (posted.status_code, posted.location) == (303, f"/demands/{demand.id}")
    assert demand.status == DemandStatus.SUBMITTED
    assert demand.site_id == world.places["site_1"].id
    assert demand.starts == coming(days=6)
    assert demand.public_place == "site_1 社区党群服务中心"
    assert demand.risk_note
    words = text_of(browser.get(posted.location))
    assert "team_a 服务队" in words
    assert "0769-22830000" in words
    assert "提交需求" in words
    assert "撤回需求" in words


def test_a_draft_is_kept_and_handed_in_later(world: World) -> None:
    browser = world.browser("site")
    browser.post("/demands/new", filled(draft="1", private_address="3栋502", private_recipient="张奶奶"))
    demand = only_demand()
    assert demand.status == DemandStatus.DRAFT
    form = browser.get(f"/demands/{demand.id}/edit").get_data(as_text=True)
    assert "陪老人复诊" in form
    assert "3栋502" not in form
    edited = browser.post(
        f"/demands/{demand.id}/edit", filled(version=demand.version, title="陪老人体检", on_behalf="y")
    )
    assert edited.status_code == 303
    demand = only_demand()
    assert (demand.title, demand.status, demand.on_behalf) == ("陪老人体检", DemandStatus.SUBMITTED, True)
    assert demand.private_place_id is not None
    assert db.session.get_one(PrivatePlace, demand.private_place_id).address == "3栋502"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "请用一句话写明需要什么"),
        ({"category": ""}, "请选择类别"),
        ({"headcount": "0"}, "人数为 1 至 500"),
        ({"ends": "08:00"}, "结束时间要晚于开始时间"),
        ({"day": "2020-01-04"}, "开始时间已经过了"),
        ({"day": ""}, "请选择日期"),
        ({"contact_phone": "打给我"}, "请填写手机号"),
        ({"private_phone": "打给他"}, "请填写手机号"),
    ],
)
def test_mistakes_are_named_and_nothing_typed_is_lost(world: World, wrong: dict[str, str], message: str) -> None:
    answer = world.browser("site").post("/demands/new", filled(**wrong, private_address="3栋502"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert "陪同到医院挂号取药" in page
    assert 'value="3栋502"' in page
    assert 'value="key-of-this-form"' in page
    assert db.session.scalar(select(func.count()).select_from(Demand)) == 0


def test_sending_a_form_twice_makes_one_demand(world: World) -> None:
    browser = world.browser("site")
    assert browser.post("/demands/new", filled(title="")).status_code == 422
    first = browser.post("/demands/new", filled())
    second = browser.post("/demands/new", filled())
    assert (second.status_code, second.location) == (303, first.location)
    only_demand()
    another = browser.post("/demands/new", filled(form_key="another-form"))
    assert another.location != first.location


def test_a_key_is_forgotten_after_a_day(world: World) -> None:
    first = world.browser("site").post("/demands/new", filled())
    with clock.travel(clock.now() + timedelta(hours=25)):
        again = world.browser("site").post("/demands/new", filled())
    assert again.location != first.location


def test_a_form_that_comes_too_late_leads_to_the_demand(world: World) -> None:
    demand = world.demand(status=DemandStatus.DRAFT)
    browser = world.browser("site")
    page = f"/demands/{demand.id}"
    for _press in range(2):
        pressed = browser.post(f"{page}/edit", filled(version=1), referrer=f"{page}/edit")
        assert (pressed.status_code, pressed.location) == (303, page)
    assert fresh(demand).status == DemandStatus.SUBMITTED
    assert browser.get(f"{page}/edit").location == page
    assert browser.get(f"{page}/change").location == page


def test_a_draft_changed_by_others_is_not_overwritten(world: World) -> None:
    demand = world.demand(status=DemandStatus.DRAFT, version=3)
    answer = world.browser("site").post(f"/demands/{demand.id}/edit", filled(version=2))
    assert answer.status_code == 422
    assert "陪同到医院挂号取药" in text_of(answer)
    assert fresh(demand).status == DemandStatus.DRAFT


def test_a_key_is_the_accounts_own(world: World) -> None:
    mine = world.browser("site").post("/demands/new", filled())
    theirs = world.browser("site_3").post("/demands/new", filled())
    assert mine.location != theirs.location


def test_a_common_demand_is_written_in_one_tap(world: World) -> None:
    listed(
        "legal",
        name="法律咨询",
        category="legal",
        skill="law",
        title="社区法律咨询",
        starts=time(9, 30),
        ends=time(11, 30),
    )
    browser = world.browser("site")
    assert "like=legal" in browser.get("/demands/new").text
    page = browser.get("/demands/new?like=legal").text
    assert re.search(r'<option selected value="legal"', page)
    assert re.search(r'<option selected value="law"', page)
    assert 'value="社区法律咨询"' in page
    assert 'value="09:30"' in page
    assert "志愿者意外险" in page
    assert "site_1 社区党群服务中心" in page
    assert "社区法律咨询" not in browser.get("/demands/new?like=nothing").text


def test_an_earlier_demand_is_asked_for_once_more_in_the_next_free_week(world: World) -> None:
    earlier = world.demand(
        status=DemandStatus.CLOSED, title="周六义剪", starts=coming(days=-7), ends=coming(days=-7, hour=11)
    )
    browser = world.browser("site")
    assert f"/demands/new?again={earlier.id}" in browser.get(f"/demands/{earlier.id}").text
    page = browser.get(f"/demands/new?again={earlier.id}").text
    assert 'value="周六义剪"' in page
    first = (clock.local(earlier.starts).date() + timedelta(days=14)).isoformat()
    assert f'value="{first}"' in page
    world.demand(title="周六义剪", starts=coming(days=7), ends=coming(days=7, hour=11))
    following = (clock.local(earlier.starts).date() + timedelta(days=21)).isoformat()
    assert f'value="{following}"' in browser.get(f"/demands/new?again={earlier.id}").text


def test_the_guarded_part_goes_along_only_when_it_may_be_opened_and_on_record(world: World) -> None:
    guarded = PrivatePlace(recipient="张奶奶", address="3栋502")
    db.session.add(guarded)
    db.session.flush()
    earlier = world.demand(status=DemandStatus.CLOSED, private_place_id=guarded.id)
    browser, address = world.browser("site"), f"/demands/new?again={earlier.id}"
    form = browser.get(address).text
    assert 'name="same_private"' in form
    assert "3栋502" not in form
    assert _openings() == 0
    posted = browser.post(address, filled(same_private="y"))
    assert posted.status_code == 303
    copied = db.session.get_one(Demand, int(posted.location.rsplit("/", 1)[1])).private_place
    assert copied is not None
    assert (copied.id != guarded.id, copied.recipient, copied.address) == (True, "张奶奶", "3栋502")
    assert _openings() == 1
    guarded.closes_at = clock.now() - timedelta(days=1)
    db.session.commit()
    assert 'name="same_private"' not in browser.get(address).text
    again = browser.post(address, filled(same_private="y", form_key="another"))
    assert db.session.get_one(Demand, int(again.location.rsplit("/", 1)[1])).private_place_id is None


def test_nobody_copies_the_demand_of_another_site(world: World) -> None:
    elsewhere = world.demand(site_id=world.places["site_3"].id, asker_id=None)
    assert world.browser("site").get(f"/demands/new?again={elsewhere.id}").status_code == 404


def _openings() -> int:
    opened = select(func.count()).where(AuditEvent.action == "private_place.opened")
    return db.session.scalar(opened) or 0


def test_who_will_answer_is_said_before_handing_in(world: World) -> None:
    words = text_of(world.browser("site").get("/demands/new"))
    assert "提交后由team_a 服务队答复，最迟" in words
    assert "17:00 · 值班 0769-22830000" in words.replace(" 值班", " · 值班")
    assert "提交后由社区结对的服务队答复" in text_of(world.browser("committee").get("/demands/new"))
    returned_twice = world.demand(status=DemandStatus.RETURNED, times_returned=2)
    assert "提交后由brigade 服务队答复" in text_of(world.browser("site").get(f"/demands/{returned_twice.id}/edit"))


def test_only_what_needs_an_answer_stands_open(world: World) -> None:
    browser = world.browser("site")
    page = browser.get("/demands/new").get_data(as_text=True)
    rest, guarded = re.findall(r'<details class="card fold"([^>]*)>', page)
    assert "open" in rest  # this site has no telephone on record to propose
    assert "open" not in guarded
    world.places["site_1"].duty_phone = "0769-22335003"
    db.session.commit()
    settled = browser.get("/demands/new").get_data(as_text=True)
    assert [bool(state) for state in re.findall(r'<details class="card fold"([^>]*)>', settled)] == [False, False]
    wrong = browser.post("/demands/new", filled(contact_phone="打给我")).get_data(as_text=True)
    assert [bool(state) for state in re.findall(r'<details class="card fold"([^>]*)>', wrong)] == [True, False]


def test_a_committee_chooses_the_site(world: World) -> None:
    browser = world.browser("committee")
    assert 'data-picker="/pick/site_of_demands"' in browser.get("/demands/new").text
    assert len(browser.get("/pick/site_of_demands?q=").get_json()) == 3
    missing = browser.post("/demands/new", filled(site_id="0"))
    assert "请选择社区" in text_of(missing)
    browser.post("/demands/new", filled(site_id=world.places["site_3"].id))
    assert only_demand().site_id == world.places["site_3"].id


def test_a_leader_accepts_in_the_list(world: World) -> None:
    demand = world.demand(deadline=clock.now() - timedelta(hours=1))
    browser = world.browser("team")
    words = text_of(browser.get("/demands"))
    assert "已超期" in words
    assert "受理" in words
    answer = browser.post(f"/demands/{demand.id}/accept", referrer="/demands?status=submitted")
    assert answer.location == "/demands?status=submitted"
    assert fresh(demand).status == DemandStatus.ACCEPTED
    page = browser.get(f"/demands/{demand.id}").get_data(as_text=True)
    assert f"/projects/new?demand={demand.id}" in page


def test_returning_needs_a_reason_that_the_site_reads(world: World) -> None:
    demand = world.demand()
    browser = world.browser("team")
    browser.post(f"/demands/{demand.id}/return", {"reason": " "})
    assert fresh(demand).status == DemandStatus.SUBMITTED
    browser.post(f"/demands/{demand.id}/return", {"reason": "请写明人数"})
    assert fresh(demand).status == DemandStatus.RETURNED
    assert "请写明人数" in text_of(world.browser("site").get(f"/demands/{demand.id}"))


@pytest.mark.parametrize(
    ("name", "status", "step", "after"),
    [
        ("team", DemandStatus.SUBMITTED, "decline", DemandStatus.DECLINED),
        ("site", DemandStatus.SUBMITTED, "withdraw", DemandStatus.WITHDRAWN),
        ("site", DemandStatus.PUBLISHED, "cancel", DemandStatus.CANCELLED),
        ("site", DemandStatus.CLOSED, "reopen", DemandStatus.ACCEPTED),
        ("site", DemandStatus.RETURNED, "submit", DemandStatus.SUBMITTED),
    ],
)
def test_every_button_stands_where_its_step_can_be_taken(
    world: World, name: str, status: DemandStatus, step: str, after: DemandStatus
) -> None:
    demand = world.demand(status=status)
    browser = world.browser(name)
    action = f'action="/demands/{demand.id}/{step}"'
    assert action in browser.get(f"/demands/{demand.id}").get_data(as_text=True)
    assert action not in world.browser("supervisor").get(f"/demands/{demand.id}").get_data(as_text=True)
    browser.post(f"/demands/{demand.id}/{step}", {"reason": "情况有变"})
    assert fresh(demand).status == after
    assert action not in browser.get(f"/demands/{demand.id}").get_data(as_text=True)


def test_it_is_struck_off_as_unrated_once_somebody_called(world: World) -> None:
    demand, browser = served(world, days=15), world.browser("team")
    path = f"/demands/{demand.id}"
    assert f'action="{path}/close"' not in browser.get(path).text
    browser.post(f"{path}/close")
    assert fresh(demand).status == DemandStatus.AWAITING_RATING
    call_backs.note(world.actor("team"), demand.id, Call(CallOutcome.UNREACHED))
    assert f'action="{path}/close"' in browser.get(path).text
    assert f'action="{path}/close"' not in world.browser("supervisor").get(path).text
    browser.post(f"{path}/close")
    assert (fresh(demand).status, fresh(demand).outcome) == (DemandStatus.CLOSED, Outcome.UNRATED)
    assert f'action="{path}/close"' not in browser.get(path).text


def test_forwarding_gives_the_demand_to_another_unit(world: World) -> None:
    demand, other = world.demand(), world.units["team_b"]
    browser = world.browser("team")
    assert 'data-picker="/pick/unit_of_demands"' in browser.get(f"/demands/{demand.id}").text
    assert [found["id"] for found in browser.get("/pick/unit_of_demands?q=team_b").get_json()] == [other.id]
    nowhere = browser.post(f"/demands/{demand.id}/forward", {"unit_id": "0", "reason": "不在我们片区"})
    assert nowhere.status_code == 422
    assert "不在我们片区" in text_of(nowhere)
    answer = browser.post(f"/demands/{demand.id}/forward", {"unit_id": other.id, "reason": "不在我们片区"})
    assert answer.location == "/demands"
    assert fresh(demand).responsible_unit_id == other.id
    assert browser.get(f"/demands/{demand.id}").status_code == 404


def test_a_published_demand_is_changed(world: World) -> None:
    demand = world.demand(status=DemandStatus.PUBLISHED)
    browser = world.browser("site")
    path = f"/demands/{demand.id}/change"
    assert 'value="2"' in browser.get(path).get_data(as_text=True)
    day = clock.local(demand.starts).date().isoformat()
    same = {"day": day, "starts": "09:00", "ends": "11:00", "headcount": "2"}
    assert "没有改动任何内容" in text_of(browser.post(path, same))
    assert browser.post(path, {**same, "headcount": "5"}).location == f"/demands/{demand.id}"
    assert fresh(demand).headcount == 5


def test_the_guarded_part_is_shown_on_asking_only_and_on_record(world: World) -> None:
    place = PrivatePlace(recipient="张奶奶", phone="13700000000", address="3栋502")
    db.session.add(place)
    db.session.flush()
    demand = world.demand(private_place_id=place.id)
    browser = world.browser("team")
    assert "3栋502" not in browser.get(f"/demands/{demand.id}").get_data(as_text=True)
    assert "3栋502" in text_of(browser.post(f"/demands/{demand.id}/private-place"))
    opened = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "private_place.opened")
    assert db.session.scalar(opened) == 1
    assert browser.get(f"/demands/{demand.id}/private-place").location == f"/demands/{demand.id}"
    assert world.browser("supervisor").post(f"/demands/{demand.id}/private-place").status_code == 403
    place.closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    assert "已关闭查看" in text_of(browser.get(f"/demands/{demand.id}"))
    assert browser.post(f"/demands/{demand.id}/private-place").status_code == 404


def test_an_operator_of_two_sites_sees_which_is_which(world: World) -> None:
    world._grant("site", Role.SITE_OPERATOR, place="site_2")
    db.session.commit()
    world.demand(site_id=world.places["site_2"].id)
    browser = world.browser("site")
    assert "site_2 社区" in text_of(browser.get("/demands"))
    assert 'name="site_id"' in browser.get("/demands/new").get_data(as_text=True)


@pytest.mark.parametrize("name", ["team_b", "site_3"])
def test_a_foreign_unit_or_site_sees_nothing(world: World, name: str) -> None:
    demand = world.demand()
    browser = world.browser(name)
    assert browser.get(f"/demands/{demand.id}").status_code == 404
    assert demand.title not in text_of(browser.get("/demands"))
    permitted = "accept" if name == "team_b" else "withdraw"
    assert browser.post(f"/demands/{demand.id}/{permitted}").status_code == 404


def test_members_have_no_pages_of_demands(world: World) -> None:
    demand = world.demand()
    for path in ("/demands", "/demands/new", f"/demands/{demand.id}"):
        assert world.browser("member").get(path).status_code == 403
    assert world.browser("supervisor").get("/demands/new").status_code == 403


def test_filters_stand_in_the_address(world: World) -> None:
    world.demand(title="陪诊", category="care")
    world.demand(title="普法", category="legal", site_id=world.places["site_3"].id)
    world.demand(title="晚了", status=DemandStatus.ACCEPTED, deadline=clock.now() - timedelta(days=1))
    browser = world.browser("committee")

    def listed(query: str) -> set[str]:
        words = text_of(browser.get(f"/demands?{query}"))
        return {title for title in ("陪诊", "普法", "晚了") if title in words}

    assert listed("") == {"陪诊", "普法", "晚了"}
    assert listed("category=legal") == {"普法"}
    assert listed("town=town_1") == {"陪诊", "晚了"}
    assert listed("status=accepted") == {"晚了"}
    assert listed("overdue=1") == {"晚了"}
    assert listed("q=普") == {"普法"}
    assert listed("status=nonsense") == {"陪诊", "普法", "晚了"}
    assert "没有符合条件的需求" in text_of(browser.get("/demands?q=无"))


@pytest.mark.parametrize(("name", "path"), [("team", "/demands"), ("site", "/demands"), ("site", "/demands?show=all")])
def test_more_rows_ask_no_more_of_the_database(world: World, name: str, path: str) -> None:
    browser = world.browser(name)
    counts = []
    for _round in range(2):
        for status in (DemandStatus.SUBMITTED, DemandStatus.RETURNED, DemandStatus.AWAITING_RATING):
            for site in ("site_1", "site_2"):
                world.demand(status=status, site_id=world.places[site].id)
        db.session.expire_all()
        with counted_statements() as statements:
            assert browser.get(path).status_code == 200
        counts.append(len(statements))
    assert counts[1] <= counts[0]


def test_long_lists_are_paged(world: World) -> None:
    for n in range(21):
        world.demand(title=f"第{n}件事")
    browser = world.browser("team")
    assert "第 1 / 2 页" in text_of(browser.get("/demands"))
    assert "第 2 / 2 页" in text_of(browser.get("/demands?page=2&status=submitted"))


def test_next_saturday_is_ahead() -> None:
    assert next_saturday(date(2026, 11, 20)) == date(2026, 11, 21)
    assert next_saturday(date(2026, 11, 21)) == date(2026, 11, 28)
    assert next_saturday(date(2026, 11, 22)) == date(2026, 11, 28)


def test_the_list_sorts_on_the_server_and_keeps_its_filters(world: World) -> None:
    for title, heads in (("甲事", 3), ("乙事", 30), ("丙事", 10)):
        world.demand(title=title, headcount=heads)
    world.demand(title="别类的事", headcount=20, category="legal")
    browser = world.browser("committee")
    page = browser.get("/demands?category=care&sort=headcount&dir=desc").get_data(as_text=True)
    assert page.index("乙事") < page.index("丙事") < page.index("甲事")
    assert "别类的事" not in page
    assert 'aria-sort="descending"' in page
    assert "/demands?category=care&amp;sort=starts&amp;dir=asc" in page
    assert browser.get("/demands?sort=contact_phone").status_code == 200


def test_a_town_can_leave_its_board_for_the_list_and_come_back(world: World) -> None:
    browser = world.browser("town")
    assert 'href="/demands?view=list"' in browser.get("/demands").get_data(as_text=True)
    page = browser.get("/demands?view=list&status=closed").get_data(as_text=True)
    assert 'href="/demands"' in page
    assert 'name="view" value="list"' in page
    assert "没有符合条件的需求" in page


def test_a_town_posts_for_the_site_it_looks_at(world: World) -> None:
    site = world.places["site_2"]
    site.duty_phone = "0769-22335002"
    db.session.commit()
    browser = world.browser("town")
    assert f'href="/demands/new?site={site.id}"' in browser.get(f"/demands?site={site.id}").get_data(as_text=True)
    page = browser.get(f"/demands/new?like=legal&site={site.id}")
    assert f'name="site_id" value="{site.id}"' in page.text
    found = browser.get("/pick/site_of_demands?q=").get_json()
    assert {choice["id"] for choice in found} == {world.places[name].id for name in ("site_1", "site_2")}
    assert 'value="0769-22335002"' in page.text
    assert "提交后由brigade 服务队答复" in text_of(page)
    foreign = browser.get(f"/demands/new?site={world.places['site_3'].id}")
    assert foreign.status_code == 200
    assert "site_3" not in foreign.text
