"""Whose word is waited for: unit and role on pages and over the API, plainly so where nobody can give it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.backfills.backed import a_morning, described, enter, entered, ids, posted, second_of_the_top
from tests.support.world import World, text_of
from volunteer.backfills import queries
from volunteer.backfills import service as backfills
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.ledger import unusual
from volunteer.ledger.unusual import Unusual
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Permission

FORM = "/hours/backfills/new"
LIST = "/hours/backfills"


def take_away(world: World, *names: str) -> None:
    """End what these accounts may do."""
    for name in names:
        for grant in db.session.query(Grant).filter_by(account_id=world.accounts[name].id):
            grant.until = clock.now()
    db.session.commit()


def test_the_form_says_who_will_agree(world: World) -> None:
    assert f"提交后由{world.units['team_a'].name}的服务队负责人同意" in text_of(world.browser("squad").get(FORM))
    assert f"提交后由{world.units['brigade'].name}的机关工委同意" in text_of(world.browser("team").get(FORM))
    take_away(world, "team")
    assert f"提交后由{world.units['brigade'].name}的机关工委同意" in text_of(world.browser("squad").get(FORM))


@pytest.mark.parametrize(("name", "said"), [("squad", "上级队伍还没有负责人"), ("committee", "同级还没有另一位负责人")])
def test_where_nobody_can_agree_it_is_said_before_and_after(world: World, name: str, said: str) -> None:
    take_away(world, *({"squad", "team", "committee"} - {name}))
    browser = world.browser(name)
    assert said in text_of(browser.get(FORM))
    hours_id = entered(world, name)
    assert said in text_of(browser.get(LIST))
    assert said in text_of(browser.get(f"/hours/{hours_id}"))


def test_the_list_of_what_one_entered_names_the_unit_and_the_role(world: World) -> None:
    hours_id = entered(world, "squad")
    page = text_of(world.browser("squad").get(LIST))
    assert f"等{world.units['team_a'].name}的服务队负责人同意" in page
    assert world.accounts["team"].name not in page
    told = world.api("squad").get(f"/hours/{hours_id}/backing").json
    assert told is not None
    assert (told["awaited"], told["may_agree"]) == (f"{world.units['team_a'].name}的服务队负责人", False)


def test_a_second_person_of_the_same_tier_is_named_as_such(world: World) -> None:
    second_of_the_top(world)
    hours_id = entered(world, "committee")
    assert "另一位机关工委（已是最高一级，由同级另一人办理）" in text_of(
        world.browser("committee").get(f"/hours/{hours_id}")
    )
    second = world.browser("second_committee")
    assert 'action="/hours/backfills"' in second.get(f"/hours/{hours_id}").text
    assert second.post(LIST, {"ids": [hours_id]}).status_code == 303
    assert "同级第二人同意（已是最高一级）" in text_of(second.get(f"/hours/{hours_id}"))
    told = world.api("committee").get(f"/hours/{hours_id}/backing").json
    assert told is not None
    assert (told["same_tier"], told["awaited"], told["agreed_at"] is not None) == (True, None, True)


def test_the_same_tier_is_listed_apart_among_what_deserves_a_look(world: World) -> None:
    second_of_the_top(world)
    higher, beside = (
        posted(world, "team", "second_committee"),
        posted(world, "committee", "second_committee", "member_2"),
    )
    days = Span(clock.today() - timedelta(days=30), clock.today())
    reach = world.actor("committee").reach(Permission.REPORT_READ)
    found = unusual.flagged(reach, days, Unusual.SAME_TIER)
    assert [one.hours_id for one in found] == [beside]
    assert higher not in {one.hours_id for one in found}
    [group] = unusual.groups(reach, days, Unusual.SAME_TIER)
    assert (group.records, group.entered_by) == (1, world.accounts["committee"].id)


def test_hours_of_the_day_itself_have_no_backing(world: World) -> None:
    assert world.api("squad").get("/hours/999999/backing").status_code == 404
    hours_id = enter(world, "squad", described(a_morning()), "member").done[0]
    assert world.api("member_b").get(f"/hours/{hours_id}/backing").status_code == 404
    assert ids(queries.to_agree(world.actor("team"))) == [hours_id]


def test_whose_answer_an_objection_waits_for_is_said_too(world: World) -> None:
    hours_id = posted(world)
    backfills.object_to(world.actor("member_b"), hours_id, "那天他在单位值班")
    browser = world.browser("squad")
    assert f"由{world.units['brigade'].name}的机关工委核实答复" in text_of(browser.get(LIST))
    take_away(world, "committee")
    assert "上级队伍还没有负责人可以办理" in text_of(browser.get(LIST))


def test_what_the_only_one_at_the_top_agreed_to_needs_another_for_an_objection(world: World) -> None:
    hours_id = posted(world, "team", "committee")
    backfills.object_to(world.actor("member_b"), hours_id, "那天他在单位值班")
    assert "同级还没有另一位负责人可以办理" in text_of(world.browser("team").get(LIST))
    second_of_the_top(world)
    page = text_of(world.browser("team").get(LIST))
    assert f"由{world.units['brigade'].name}的另一位机关工委（已是最高一级，由同级另一人办理）核实答复" in page
