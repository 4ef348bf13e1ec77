"""The record of a member: its five parts, periods, who sees what, and the files it leaves as."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from tests.records.given import serve
from tests.records.sheets import words_of_pdf
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible
from volunteer.ledger import service as ledger
from volunteer.records import evaluations, honours, trainings
from volunteer.records.honours import NewHonour
from volunteer.records.record import record_of
from volunteer.records.stars import stars_of
from volunteer.records.trainings import NewTraining
from volunteer.taxonomy.naming import skill_name

THRESHOLDS = (100, 300, 600, 1000, 1500)


@pytest.mark.parametrize(
    ("minutes", "level", "hours"),
    [(0, 0, 100), (5_999, 0, 1), (6_000, 1, 200), (18_000, 2, 300), (89_999, 4, 1), (90_000, 5, 0), (999_999, 5, 0)],
)
def test_stars_come_one_after_the_other(minutes: int, level: int, hours: int) -> None:
    stars = stars_of(minutes, THRESHOLDS)
    assert (stars.level, stars.missing_hours) == (level, hours)
    assert (stars.missing is None) == (level == 5)


def test_no_star_is_skipped_when_thresholds_are_set_out_of_order() -> None:
    assert stars_of(300 * 60, (100, 400, 200, 1000, 1500)).level == 1


def enter(world: World, *members: str, by: str = "squad", unit: str = "squad_a1", **changes: object) -> int:
    """A training for some members, through the use case."""
    values = {"title": "应急救护", "held_on": clock.today(), "minutes": 90, "organizer": "市红十字会", **changes}
    ids = tuple(world.members[name].id for name in members)
    new = NewTraining(unit_id=world.units[unit].id, member_ids=ids, **values)  # type: ignore[arg-type]  # by name
    return trainings.enter(world.actor(by), new).id


def test_the_five_parts_come_together(world: World) -> None:
    world.give_skill("member", "law")
    serve(world, hours=2)
    enter(world, "member", "member_2")
    thanks = NewHonour(
        kind="thanks", title="风雨无阻", text="每周都来", member_id=world.members["member"].id,
        by_place_id=world.places["site_1"].id,
    )  # fmt: skip
    honours.give(world.actor("site"), thanks)
    evaluations.write(world.actor("squad"), world.members["member"].id, clock.today().year, "踏实肯干")
    record = record_of(world.members["member"], None)
    assert [held.code for held in record.skills] == ["law"]
    assert (record.total.services, record.total.verified, record.total.backfilled) == (1, 120, 0)
    assert (record.training_minutes, [one.title for one in record.trainings]) == (90, ["应急救护"])
    assert [one.giver for one in record.honours] == [world.places["site_1"].name]
    assert [(words.text, words.earlier) for words in record.words] == [("踏实肯干", ())]
    assert record.stars.level == 0


def test_a_year_holds_only_its_own(world: World) -> None:
    this_year = clock.today().year
    serve(world, days_ago=400)
    serve(world, days_ago=1)
    everything, last = record_of(world.members["member"], None), clock.today() - timedelta(days=400)
    assert everything.total.services == 2
    year = record_of(world.members["member"], last.year)
    assert [row.on.year for row in year.services] == [last.year]
    assert set(everything.years) == {this_year, last.year, (clock.today() - timedelta(days=1)).year}


def test_a_correction_counts_with_what_it_corrects(world: World) -> None:
    hours_id = serve(world, hours=2)
    ledger.correct(world.actor("committee"), hours_id, 30, "只到了半小时")
    assert record_of(world.members["member"], None).total.minutes == 30
    ledger.correct(world.actor("committee"), hours_id, 0, "没有到场")
    assert record_of(world.members["member"], None).services == []


def test_trainings_are_entered_for_many_and_can_be_withdrawn(world: World) -> None:
    number = world.members["member_2"].number
    training_id = enter(world, "member", numbers=(number, number))
    assert len(record_of(world.members["member_2"], None).trainings) == 1
    with pytest.raises(Invalid):
        enter(world, "member", "member_b")
    with pytest.raises(Invalid):
        enter(world, numbers=("M999999",))
    with pytest.raises(Invalid):
        enter(world, "member", held_on=clock.today() + timedelta(days=1))
    with pytest.raises(NotVisible):
        enter(world, "member", by="squad", unit="squad_a2")
    with pytest.raises(NotVisible):
        trainings.withdraw(world.actor("team_b"), training_id)
    trainings.withdraw(world.actor("team"), training_id)
    assert record_of(world.members["member"], None).trainings == []


def test_words_of_a_year_keep_those_before(world: World) -> None:
    member, year = world.members["member"], clock.today().year
    evaluations.write(world.actor("squad"), member.id, year, "踏实")
    evaluations.write(world.actor("team"), member.id, year, "踏实，带动了别人")
    (words,) = record_of(member, None).words
    assert (words.text, words.earlier) == ("踏实，带动了别人", ("踏实",))
    for wrong in (year + 1, 1999):
        with pytest.raises(Invalid):
            evaluations.write(world.actor("squad"), member.id, wrong, "好")
    with pytest.raises(Forbidden):
        evaluations.write(world.actor("supervisor"), member.id, year, "好")
    with pytest.raises(NotVisible):
        evaluations.write(world.actor("team_b"), member.id, year, "好")


def test_ones_own_record_is_in_clear_with_the_next_star(world: World) -> None:
    serve(world, hours=2)
    browser = world.browser("member")
    page = text_of(browser.get("/me/record"))
    assert world.members["member"].name in page
    assert "再服务 98 小时到一星志愿者" in page
    assert "再服务 98 小时到一星志愿者" in text_of(browser.get("/me"))
    book = openpyxl.load_workbook(BytesIO(browser.get("/me/record/workbook").data))
    assert book.sheetnames == ["个人基本信息", "志愿服务信息", "培训信息", "表彰奖励信息", "评价信息"]
    assert [cell.value for cell in book["志愿服务信息"][2]][1:5:3] == ["社区义诊", 120]
    sheet = words_of_pdf(browser.get("/me/record/sheet").data)
    assert world.members["member"].name in sheet
    assert "社区义诊" in sheet
    assert world.browser("admin").get("/me/record").status_code == 404


def test_leaders_see_it_masked_and_open_it_on_record(world: World) -> None:
    serve(world, hours=2)
    member = world.members["member"]
    path = f"/members/{member.id}/record"
    for name, stars in (("squad", True), ("team", True), ("supervisor", False)):
        page = text_of(world.browser(name).get(path))
        assert member.name not in page
        assert ("到一星志愿者" in page) == stars, name
    assert world.browser("team_b").get(path).status_code == 404
    assert world.browser("member_2").get(path).status_code == 403
    assert path in world.browser("squad").get(f"/members/{member.id}").get_data(as_text=True)
    browser = world.browser("squad")
    masked = browser.post(f"{path}/export", {"kind": "pdf"})
    assert member.name not in words_of_pdf(masked.data)
    assert browser.post(f"{path}/export", {"kind": "pdf", "full": "1"}).status_code == 303
    clear = browser.post(f"{path}/export", {"kind": "pdf", "full": "1", "purpose": "年度总结"})
    assert member.name in words_of_pdf(clear.data)
    assert world.browser("supervisor").post(f"{path}/export", {"kind": "xlsx", "full": "1"}).status_code == 403
    actions = list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert actions.count("record.exported") == 2
    assert actions.count("member.unmasked") == 1


def test_the_form_of_trainings_ticks_people_of_a_unit(world: World) -> None:
    browser = world.browser("team")
    page = browser.get("/trainings/new").get_data(as_text=True)
    assert f'value="{world.members["member_a2"].id}"' in page
    assert f'value="{world.members["member_b"].id}"' not in page
    sent = {
        "title": "助老技能",
        "held_on": clock.today().isoformat(),
        "minutes": "60",
        "organizer": "team_a 服务队",
        "member": [str(world.members["member"].id), str(world.members["member_a2"].id)],
    }
    address = browser.post("/trainings/new", sent).location
    assert address is not None
    assert "共 2 人" in text_of(browser.get(address))
    assert "助老技能" in text_of(browser.get("/trainings"))
    assert browser.post("/trainings/new", {**sent, "member": []}).status_code == 422
    assert browser.post(f"{address}/withdraw").location == address
    assert "已撤销" in text_of(browser.get("/trainings"))


def test_skills_are_named_in_the_readers_language(world: World) -> None:
    world.give_skill("member", "law")
    serve(world)
    with world.app.test_request_context():
        assert skill_name("law") in text_of(world.browser("member").get("/me/record"))
