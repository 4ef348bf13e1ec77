"""The private link to its end, whatever the end is: honest words, no step offered that would be refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.help_requests.asked import Asked, by_resident
from tests.support.services import serve
from tests.support.world import Browser, World
from volunteer.demands import merging, rating_service, wording
from volunteer.demands import service as demands
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.help_requests.story import STEPS
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import PrivatePlace

AGAIN, BACK, WORD = "没有解决，重新办理", "不需要了，撤回", "补充一句"


@pytest.fixture
def asked(world: World) -> Asked:
    """What a resident asked for at the first site."""
    return by_resident(world)


@pytest.fixture
def stranger(world: World) -> Browser:
    """Whoever holds the link."""
    return world.browser(None)


def page_when(stranger: Browser, asked: Asked, status: DemandStatus, **values: object) -> str:
    """The page with the demand somewhere later in its life."""
    demand = db.session.get_one(Demand, asked.demand.id)
    for name, value in {"status": status, **values}.items():
        setattr(demand, name, value)
    db.session.commit()
    return str(stranger.get(f"/follow/{asked.token}").text)


def followed(world: World, asked: Asked, lead_status: DemandStatus, **values: object) -> Demand:
    """The demand that answers for the resident's own, somewhere later in its life before its service ended."""
    lead = world.demand(title="同一件事")
    merging.merge(world.actor("team"), asked.demand.id, lead.id)
    for name, value in {"status": lead_status, **values}.items():
        setattr(lead, name, value)
    db.session.commit()
    return lead


def test_every_step_of_a_timeline_has_words_for_residents() -> None:
    assert STEPS.keys() == wording.STEPS.keys()


@pytest.mark.parametrize(
    ("status", "values", "words", "offered"),
    [
        (DemandStatus.SUBMITTED, {}, "最迟", {WORD, BACK}),
        (DemandStatus.RETURNED, {}, "需要补充情况", {WORD, BACK}),
        (DemandStatus.DECLINED, {}, "没有受理，原因见下面的经过", set()),
        (DemandStatus.WITHDRAWN, {}, "已经撤回，不再办理", set()),
        (DemandStatus.CANCELLED, {}, "已经取消，不再办理", set()),
        (DemandStatus.IN_SERVICE, {}, "时间以社区通知为准", {WORD}),
        (DemandStatus.AWAITING_RATING, {}, "服务已经结束。没有解决的，可以要求重新办理", {WORD, AGAIN}),
        (DemandStatus.CLOSED, {"outcome": Outcome.CONTENT}, "已经办结。没有解决的，可以要求重新办理", {AGAIN}),
        (DemandStatus.CLOSED, {"outcome": Outcome.UNRATED}, "没有等到评价", {AGAIN}),
        (DemandStatus.CLOSED, {"times_reopened": 3}, "还需要帮助的，请重新提一件", set()),
    ],
)
def test_each_end_is_told_and_only_what_works_is_offered(
    stranger: Browser,
    asked: Asked,
    status: DemandStatus,
    values: dict[str, object],
    words: str,
    offered: set[str],
) -> None:
    page = page_when(stranger, asked, status, **values)
    assert words in page
    assert {step for step in (AGAIN, BACK, WORD) if step in page} == offered


def test_a_telephone_is_named_only_where_there_is_one(stranger: Browser, world: World, asked: Asked) -> None:
    late = {"deadline": clock.now() - timedelta(hours=1)}
    world.places["site_1"].duty_phone = world.units["team_a"].duty_phone = None
    assert "请到社区当面问" in page_when(stranger, asked, DemandStatus.SUBMITTED, **late)
    db.session.get_one(Demand, asked.demand.id).site.duty_phone = "0769-22000001"
    assert "请打下面的电话" in page_when(stranger, asked, DemandStatus.SUBMITTED, **late)


def test_an_hour_is_named_once_it_was_fixed(stranger: Browser, asked: Asked) -> None:
    assert "等社区和你约定" in stranger.get(f"/follow/{asked.token}").text
    fixed = asked.demand.starts.replace(minute=30)
    assert "等社区和你约定" not in page_when(stranger, asked, DemandStatus.ACCEPTED, starts=fixed)


def test_what_is_done_with_another_can_be_spoken_of_and_taken_back(
    stranger: Browser, world: World, asked: Asked
) -> None:
    lead = followed(world, asked, DemandStatus.ACCEPTED)
    page = stranger.get(f"/follow/{asked.token}").text
    assert WORD in page
    assert BACK in page
    assert str(lead.number) not in page
    stranger.post(f"/follow/{asked.token}/word", {"words": "上午在家"})
    assert "上午在家" in stranger.get(f"/follow/{asked.token}").text
    stranger.post(f"/follow/{asked.token}/take-back")
    db.session.expire_all()
    assert (asked.demand.status, lead.status) == (DemandStatus.WITHDRAWN, DemandStatus.ACCEPTED)


def test_what_another_did_not_solve_goes_on_alone(stranger: Browser, world: World, asked: Asked) -> None:
    lead = followed(world, asked, DemandStatus.IN_SERVICE)
    serve(world, lead)
    page = stranger.get(f"/follow/{asked.token}").text
    assert AGAIN in page
    assert f"/how/{asked.token}" in page
    rating_service.rate(world.actor("site"), lead.id, 5)
    assert "社区已有结论，办结" in stranger.get(f"/follow/{asked.token}").text
    stranger.post(f"/follow/{asked.token}/again", {"words": "我家没有人来"})
    db.session.expire_all()
    assert (asked.demand.status, asked.demand.times_reopened) == (DemandStatus.ACCEPTED, 1)
    assert asked.demand.deadline is not None
    assert lead.status == DemandStatus.CLOSED
    assert "我家没有人来" in stranger.get(f"/follow/{asked.token}").text


def test_what_is_guarded_of_both_closes_and_opens_together(world: World, asked: Asked) -> None:
    lead = followed(world, asked, DemandStatus.IN_SERVICE)
    serve(world, lead)
    place = select(PrivatePlace.closes_at).where(PrivatePlace.id == asked.demand.private_place_id)
    rating_service.rate(world.actor("site"), lead.id, 5)
    assert db.session.scalar(place) is not None
    rating_service.reopen(world.actor("site"), lead.id, "还在漏")
    assert db.session.scalar(place) is None


def test_a_link_that_leads_nowhere_says_what_to_do(stranger: Browser, asked: Asked) -> None:
    for answer in (stranger.get("/follow/none"), stranger.post("/follow/none/word", {"words": "你好"})):
        assert answer.status_code == 404
        assert "请他们再给一个" in answer.text
        assert "noindex" in answer.headers["X-Robots-Tag"]
    opened = stranger.get(f"/follow/{asked.token}")
    assert opened.headers["Referrer-Policy"] == "same-origin"
    assert opened.headers["Cache-Control"] == "no-store"


def test_reasons_of_the_unit_are_told_with_the_telephones_in_them(
    stranger: Browser, world: World, asked: Asked
) -> None:
    demands.decline(world.actor("team"), asked.demand.id, "请打供电局 0769-22333444")
    assert "0769-22333444" in stranger.get(f"/follow/{asked.token}").text
