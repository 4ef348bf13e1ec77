"""The candidates of a position: narrowed, page by page, who cannot be asked, and why there is nobody."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.home.test_pages import credit, propose
from tests.support.world import World, coming, text_of
from volunteer.claims import service as claims
from volunteer.claims.models import Claim
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.people.models import Registration
from volunteer.projects.models import Position
from volunteer.suggestions import nobody
from volunteer.suggestions.candidate_filters import CandidateFilters, filters_of
from volunteer.suggestions.service import candidates_for

BOX = re.compile(r'name="members" value="(\d+)"( disabled)?')


def page_of(world: World, position: Position, who: str = "team", **args: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in args.items())
    answer = world.browser(who).get(f"/projects/{position.project_id}/candidates?position={position.id}&{query}")
    assert answer.status_code == 200
    return answer.text


def shown(world: World, position: Position, who: str = "team", **args: object) -> set[int]:
    return {int(value) for value, _disabled in BOX.findall(page_of(world, position, who, **args))}


def ids(world: World, *names: str) -> set[int]:
    return {world.members[name].id for name in names}


def test_by_unit_name_and_place_of_registration(world: World) -> None:
    position = world.project().positions[0]
    here = world.places["site_1"].id
    db.session.add(Registration(member_id=world.members["member"].id, place_id=here, since=date(2026, 1, 1)))
    db.session.commit()
    assert shown(world, position) == ids(world, "member", "member_2", "member_a2")
    assert shown(world, position, unit=world.units["squad_a2"].id) == ids(world, "member_a2")
    assert shown(world, position, unit=world.units["squad_b1"].id) == set(), "out of reach"
    assert shown(world, position, registered=1) == ids(world, "member")
    assert shown(world, position, q="zhangmember_a") == ids(world, "member_a2")


def test_by_distance_and_by_service_of_the_last_weeks(world: World) -> None:
    position = world.project().positions[0]
    world.add_member("far", "squad_a1", home_lon=113.90, home_lat=23.10)
    served = world.project(starts=clock.now() - timedelta(days=1))
    credit(world, propose(world, served, "member", minutes=299))
    credit(world, propose(world, served, "member_2", minutes=300))
    near = ids(world, "member", "member_2", "member_a2")
    assert shown(world, position) == near | ids(world, "far")
    assert shown(world, position, within_km=3) == near
    assert shown(world, position, within_km=3, under_hours=5) == ids(world, "member", "member_a2")
    assert shown(world, position, within_km=3, under_hours=4) == ids(world, "member_a2")


def test_by_the_level_of_the_skill_that_is_asked_for(world: World) -> None:
    position = world.project(skill="nursing", level=1).positions[0]
    for name, level in (("member", 1), ("member_2", 2), ("member_a2", 3)):
        world.give_skill(name, "nursing", level)
    assert shown(world, position) == ids(world, "member", "member_2", "member_a2")
    assert shown(world, position, level=2) == ids(world, "member_2", "member_a2")
    page = page_of(world, position)
    assert "2 级以上" in page
    assert "技能级别" not in page_of(world, world.project().positions[0])


def test_filters_stand_in_the_address_and_nonsense_is_ignored() -> None:
    filters = CandidateFilters(unit=3, within_km=5, registered=True, level=2, under_hours=10, q="张")
    assert filters_of(filters.in_address()) == filters
    odd = {"unit": "-1", "within_km": "x", "registered": "0", "level": "9", "under_hours": "٣", "q": " \x00 "}
    assert not filters_of({**odd, "page": "2"}).asked


def test_nobody_meets_the_filters(world: World) -> None:
    words = page_of(world, world.project().positions[0], q="nobody")
    assert "没有符合这些条件的人" in words
    assert "清除条件" in words


def test_twenty_a_page_in_the_order_of_the_score(world: World) -> None:
    position = world.project(headcount=5).positions[0]
    for n in range(22):
        world.add_member(f"extra{n}", "squad_a1", home_lon=113.80 + n / 500)
    best = [one.member.id for one in candidates_for(world.actor("team"), position.id, 25).items]
    assert len(best) == 25
    pages = [BOX.findall(page_of(world, position, page=page)) for page in (1, 2, 9)]
    assert [int(value) for value, _disabled in pages[0]] == best[:20]
    assert [int(value) for value, _disabled in pages[1]] == best[20:]
    assert pages[2] == pages[1], "beyond the end stands the last page"
    assert "第 21–25 项，共 25 项" in page_of(world, position, page=2)
    assert "25 人合适" in page_of(world, position, q="zhang")


def test_whoever_has_as_many_offers_as_they_may_cannot_be_ticked(world: World) -> None:
    position, member = world.project().positions[0], world.members["member"].id
    for n in range(2):
        claims.invite(world.actor("squad"), world.project(starts=coming(days=20 + n)).positions[0].id, member)
    page = page_of(world, position)
    assert "已有 2 份未答复" in page
    assert (str(member), "") in BOX.findall(page)
    claims.invite(world.actor("squad"), world.project(starts=coming(days=25)).positions[0].id, member)
    page = page_of(world, position)
    assert "未答复的邀约已达上限（3 份）" in page
    assert (str(member), " disabled") in BOX.findall(page)
    team = world.browser("team")
    answer = team.post(f"/projects/{position.project_id}/candidates", {"position": position.id, "members": member})
    assert "1 人没有邀请：未答复的邀约已达上限" in text_of(team.get(answer.location))
    assert db.session.query(Claim).filter_by(position_id=position.id).count() == 0


def test_asking_leads_back_to_where_one_was(world: World) -> None:
    position = world.project().positions[0]
    here = f"/projects/{position.project_id}/candidates?position={position.id}&within_km=5&page=1"
    asked = {"position": position.id, "members": world.members["member"].id, "next": here}
    assert world.browser("team").post(here.split("?")[0], asked).location.endswith(here)
    outside = {**asked, "next": "https://elsewhere.example/"}
    back = world.browser("team").post(here.split("?")[0], outside).location
    assert back.endswith(f"/projects/{position.project_id}/candidates?position={position.id}")


def test_nobody_suits_and_the_reasons_are_counted(world: World) -> None:
    position = world.project(skill="nursing", level=2).positions[0]
    world.give_skill("member", "nursing", 1)
    world.give_skill("member_2", "nursing", 2)
    world.members["member_2"].availability = 0
    db.session.commit()
    words = re.sub(r"<[^>]+>|\s+", " ", page_of(world, position, "squad"))
    words = re.sub(r"\s+", " ", words)
    assert "你负责的人里暂时没有合适的" in words
    assert "看过的 2 人" in words
    assert "没有这项技能或级别不够 1 人" in words
    assert "那时没有空 1 人" in words
    assert "会护理 2 级的 1 人：1 人没空" in words
    assert "培训 1 人护理 2 级" in words


def test_where_many_are_within_reach_counting_takes_a_click(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nobody, "FEW", 1)
    position = world.project(skill="law").positions[0]
    page = page_of(world, position, "squad")
    assert "看看差在哪里" in page
    assert "没有这项技能" not in page
    assert "没有这项技能或级别不够" in page_of(world, position, "squad", why=1)


def test_the_api_takes_the_same_filters(world: World) -> None:
    position = world.project().positions[0]
    path = f"/positions/{position.id}/candidates"
    api = world.api("team")

    def found(query: str) -> set[int]:
        answer = api.get(f"{path}?{query}")
        assert answer.status_code == 200
        assert answer.json is not None
        return {one["member"] for one in answer.json}

    assert found(f"unit={world.units['squad_a2'].id}") == ids(world, "member_a2")
    assert found("q=zhangmember_2&within_km=5&under_hours=5") == ids(world, "member_2")
    assert found("registered=true") == set()
    assert api.get(f"{path}?level=4").status_code == 422
    assert api.get(f"{path}?distance=4").status_code == 422
