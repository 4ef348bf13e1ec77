"""Why a position suits the member who looks at it; why it is not suggested, and what would change that."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Holiday, Organ, WorkingTimeRule
from volunteer.projects.models import Position
from volunteer.suggestions.adapter import HORIZON
from volunteer.suggestions.fitting import Fit, fit_of

EVENINGS = sum(1 << (weekday * 4 + 3) for weekday in range(7))
MORNINGS = sum(1 << (weekday * 4 + 1) for weekday in range(7))


def on(weekday: int, hour: int = 9) -> datetime:
    """The next such weekday at least three days from now."""
    return coming(days=(weekday - clock.today().weekday() - 3) % 7 + 3, hour=hour)


def fit(world: World, name: str, position: Position) -> Fit:
    found = fit_of(world.actor(name), position.id)
    assert found is not None
    return found


def shown(world: World, name: str, position: Position) -> str:
    return text_of(world.browser(name).get(f"/positions/{position.id}"))


def test_what_suits_says_why_and_where_it_stands(world: World) -> None:
    nearer = world.project(site_id=world.places["site_1"].id).positions[0]
    farther = world.project(site_id=world.places["site_2"].id).positions[0]
    assert "为什么推荐给你" in shown(world, "member", nearer)
    assert "适合你的 2 项里排第 2" in shown(world, "member", farther)
    found = fit(world, "member", nearer)
    assert found.codes == ()
    assert found.suggestion is not None


def test_reasons_are_said_in_the_readers_language(world: World) -> None:
    world.give_skill("member", "nursing", 2)
    position = world.project(starts=on(5), skill="nursing").positions[0]
    reader = world.browser("member")
    assert {"护理 2 级", "周六上午有空"} <= chips(reader.get(f"/positions/{position.id}").text)
    reader.get("/locale/en")
    for page in (f"/positions/{position.id}", "/home"):
        assert {"Nursing, level 2", "Free: Sat Morning", "1.0 km from home"} <= chips(reader.get(page).text), page


def chips(page: str) -> set[str]:
    return {text.strip() for text in re.findall(r'<span class="chip[^"]*">([^<]+)<', page)}


def test_a_painted_week_without_that_time_is_said_and_leads_to_the_week(world: World) -> None:
    world.add_member("evenings", "squad_a1", availability=EVENINGS)
    position = world.project(starts=on(5)).positions[0]
    page = world.browser("evenings").get(f"/positions/{position.id}")
    assert "你没有填周六上午有空" in page.text
    assert 'href="/me/availability"' in page.text
    assert "这只影响推荐，想参加照样可以报名" in page.text
    assert "认领这个名额" in page.text


def test_defaults_are_called_defaults(world: World) -> None:
    world.add_member("new", "squad_a1", availability=EVENINGS, profile_assumed=True)
    position = world.project(starts=on(5)).positions[0]
    assert "你还没填空闲时间，默认的里面没有周六上午" in shown(world, "new", position)


def test_a_make_up_day_is_asked_for_as_the_day_it_replaces(world: World) -> None:
    saturday = on(5)
    db.session.add(Holiday(day=clock.local(saturday).date(), weekday=0, name="补班"))
    db.session.commit()
    world.add_member("weekend", "squad_a1", availability=0b1111 << 20 | 0b1111 << 24)
    position = world.project(starts=saturday).positions[0]
    assert "你没有填周一上午有空（这天按周一算）" in shown(world, "weekend", position)


def test_a_holiday_is_asked_for_as_a_sunday(world: World) -> None:
    wednesday = on(2)
    db.session.add(Holiday(day=clock.local(wednesday).date(), weekday=6, name="假日"))
    db.session.commit()
    world.add_member("sundays", "squad_a1", availability=0b1111 << 24)
    world.add_member("workdays", "squad_a1", availability=(1 << 20) - 1)
    position = world.project(starts=wednesday).positions[0]
    assert fit(world, "sundays", position).codes == ()
    assert "你没有填周日上午有空（这天按周日算）" in shown(world, "workdays", position)


def test_an_hour_into_an_unpainted_band_is_forgiven(world: World) -> None:
    world.add_member("mornings", "squad_a1", availability=MORNINGS)
    just = world.project(starts=on(5, hour=10), hours=3).positions[0]
    longer = world.project(starts=on(5, hour=10), hours=3.5).positions[0]
    assert fit(world, "mornings", just).codes == ()
    assert fit(world, "mornings", longer).codes == ("not_free",)


def test_too_far_says_how_far_and_from_where(world: World) -> None:
    world.add_member("near", "squad_a1", radius_km=8.0)
    position = world.project(site_id=world.places["site_3"].id).positions[0]
    assert "公里，超出你设的 8.0 公里" in shown(world, "near", position)
    assert 'href="/me/profile"' in world.browser("near").get(f"/positions/{position.id}").text


def test_levels_of_a_skill_are_compared(world: World) -> None:
    world.give_skill("member", "nursing", 1)
    position = world.project(skill="nursing", level=2).positions[0]
    assert "需要护理 2 级，你登记的是 1 级" in shown(world, "member", position)
    assert "需要护理 2 级，你还没有登记" in shown(world, "member_2", position)


def test_the_same_time_is_said_without_saying_what(world: World) -> None:
    position = world.project(starts=on(5)).positions[0]
    other = world.project(starts=on(5) + timedelta(minutes=30), title="秘密会议").positions[0]
    world.claim("member", other)
    found = fit(world, "member", position)
    assert found.codes[0] == "overlap"
    assert "你已有安排，时间撞上了" in shown(world, "member", position)


@pytest.mark.parametrize("rule", [WorkingTimeRule.HIDDEN, WorkingTimeRule.APPROVAL])
def test_working_time_is_the_organs_word(world: World, rule: WorkingTimeRule) -> None:
    position = world.project(starts=on(2)).positions[0]
    position.session.off_hours = False
    db.session.query(Organ).update({Organ.working_time: rule})
    db.session.commit()
    assert fit(world, "member", position).codes == ("not_free",)
    assert "你单位的规定是上班时间的服务不主动推荐" in shown(world, "member", position)


def test_recommendations_turned_off_are_turned_on_again_here(world: World) -> None:
    world.add_member("off", "squad_a1", recommendations_on=False, radius_km=0.1)
    position = world.project().positions[0]
    page = world.browser("off").get(f"/positions/{position.id}").text
    assert "你关闭了个性化推荐" in page
    assert 'action="/me/recommendations?on=1"' in page
    assert "超出你设的" not in page


def test_other_choices_of_the_member_stand_alone_too(world: World) -> None:
    position = world.project().positions[0]
    world.add_member("pausing", "squad_a1", paused_until=clock.today())
    world.add_member("nowhere", "squad_a1", home_lon=None, home_lat=None)
    db.session.query(Organ).update({Organ.lon: None, Organ.lat: None})
    db.session.commit()
    assert "你暂停了参加服务" in shown(world, "pausing", position)
    assert "还不知道你常在哪里" in shown(world, "nowhere", position)
    world.claim("member", position, ClaimStatus.DECLINED)
    assert "你婉拒过这个岗位" in shown(world, "member", position)
    world.browser("member_2").post(f"/projects/{position.project_id}/not-for-me")
    page = world.browser("member_2").get(f"/positions/{position.id}").text
    assert f'action="/projects/{position.project_id}/not-for-me/take-back"' in page
    assert "认领这个名额" in page


def test_what_lies_far_ahead_is_suggested_later(world: World) -> None:
    position = world.project(starts=clock.now() + HORIZON + timedelta(days=3)).positions[0]
    assert fit(world, "member", position).codes == ("later",)
    assert "离开始还早" in shown(world, "member", position)


def test_whoever_is_no_member_or_holds_it_is_told_nothing(world: World) -> None:
    position = world.project().positions[0]
    world.claim("member", position)
    for name in ("site", None, "member"):
        page = text_of(world.browser(name).get(f"/positions/{position.id}"))
        assert "推荐给你" not in page


def test_the_page_asks_one_statement_for_all_of_it(world: World) -> None:
    position = world.project(skill="nursing").positions[0]
    member = world.browser("member")
    member.get(f"/positions/{position.id}")
    with counted_statements() as sent:
        member.get(f"/positions/{position.id}")
    assert sum("not_for_me" in statement for statement in sent) == 1


def test_programs_read_codes_and_numbers(world: World) -> None:
    world.add_member("evenings", "squad_a1", availability=EVENINGS, radius_km=0.5, home_lon=113.9)
    world.give_skill("evenings", "nursing", 1)
    position = world.project(starts=on(5), skill="nursing", level=2).positions[0]
    said = world.api("evenings").get(f"/positions/{position.id}/why").json
    assert said is not None
    assert said["reason"] == "no_skill"
    assert said["against"] == ["no_skill", "not_free", "too_far"]
    assert said["changes"][0] == {"code": "no_skill", "skill": "nursing", "held": 1, "needed": 2}
    assert said["changes"][1]["cells"] == [{"weekday": 5, "band": "morning"}]
    assert said["changes"][2]["radius_km"] == 0.5
    assert (said["score"], said["rank"]) == (None, None)
    plain = world.project(starts=on(5)).positions[0]
    suits = world.api("member").get(f"/positions/{plain.id}/why").json
    assert suits is not None
    listed = world.api("member").get("/me/recommendations").json
    assert listed is not None
    assert [(suits["score"], suits["reasons"], suits["distance_m"])] == [
        (one["score"], one["reasons"], one["distance_m"]) for one in listed if one["position"] == plain.id
    ]
    assert (suits["reason"], suits["rank"], suits["of"]) == (None, 1, 1)


def test_programs_ask_only_for_what_is_open_and_as_members(world: World) -> None:
    over = world.project(starts=coming(days=-2)).positions[0]
    draft = world.project(status="draft", published_at=None).positions[0]
    for position_id in (over.id, draft.id, 2**64):
        assert world.api("member").get(f"/positions/{position_id}/why").status_code == 404
    assert world.api("site").get(f"/positions/{draft.id}/why").status_code == 403
