"""A resident asks without an account, and one demand comes of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from tests.support.world import Browser, World
from volunteer.demands.models import Demand
from volunteer.demands.states import Channel, DemandStatus
from volunteer.help_requests.human import challenge
from volunteer.help_requests.models import HelpRequest
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import PrivatePlace
from volunteer.web.strangers import solves

ALL_ROWS = "SELECT to_jsonb(demand) FROM demand UNION ALL SELECT to_jsonb(audit_event) FROM audit_event"
PHONE, OTHER_PHONE = "13912345678", "13987654321"


def worked(given: str) -> str:
    """What the script would find."""
    return next(str(n) for n in range(10**7) if solves(given, str(n)))


def fresh(age: timedelta = timedelta(seconds=30)) -> str:
    """The challenge of a form that was opened some time ago."""
    return challenge(str(current_app.config["SECRET_KEY"]), clock.now() - age)


def plea(**changes: Any) -> dict[str, Any]:
    """What a resident's browser sends."""
    given = fresh()
    sent = {
        "challenge": given,
        "work": worked(given),
        "website": "",
        "what": "老人周五要去医院复诊，想请人陪一下。家里没有别人。",
        "suits": "week",
        "phone": "139 1234 5678",
    }
    return {**sent, **changes}


@pytest.fixture
def stranger(world: World) -> Browser:
    """Somebody without an account."""
    return world.browser(None)


def ask(stranger: Browser, world: World, **changes: Any) -> TestResponse:
    """Hand in the form of the first site."""
    return stranger.post(f"/help/{world.places['site_1'].code}", plea(**changes))


def the_demand() -> Demand:
    """The only one."""
    return db.session.scalars(select(Demand)).one()


def test_a_resident_finds_the_site_by_town_and_by_name(stranger: Browser, world: World) -> None:
    site = world.places["site_1"]
    assert world.places["town_1"].name in stranger.get("/help").text
    by_town = stranger.get(f"/help?town={world.places['town_1'].code}").text
    assert f"/help/{site.code}" in by_town
    assert f"/help/{site.code}" in stranger.get(f"/help?q={site.name}").text
    assert stranger.get(f"/help?site={site.code}").location.endswith(f"/help/{site.code}")
    assert stranger.get("/help/nowhere").status_code == 404


def test_one_form_becomes_one_demand_in_the_queue(stranger: Browser, world: World) -> None:
    answer = ask(stranger, world, name="陈阿婆", address="花园路 8 号 301")
    demand = the_demand()
    assert answer.status_code == 303
    assert (demand.status, demand.channel, demand.asker_id) == (DemandStatus.SUBMITTED, Channel.RESIDENT, None)
    assert demand.responsible_unit_id == world.units["team_a"].id
    assert demand.number
    assert demand.deadline
    assert demand.headcount == 1
    assert demand.title == "老人周五要去医院复诊，想请人陪一下"
    place = db.session.get_one(PrivatePlace, demand.private_place_id)
    assert (place.recipient, place.phone, place.address) == ("陈阿婆", PHONE, "花园路 8 号 301")


def test_the_resident_sees_at_once_who_answers_by_when(stranger: Browser, world: World) -> None:
    world.units["team_a"].duty_phone = "0769-22000000"
    db.session.commit()
    page = stranger.get(ask(stranger, world).location)
    demand = the_demand()
    for words in (str(demand.number), world.units["team_a"].name, "0769-22000000", "最迟"):
        assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_numbers_in_the_text_never_become_public(stranger: Browser, world: World) -> None:
    ask(stranger, world, what=f"修水管，打我电话 {OTHER_PHONE}，身份证 11010519491231002X")
    demand = the_demand()
    for secret in (OTHER_PHONE, "11010519491231002X"):
        assert secret not in demand.title + demand.text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(stranger: Browser, world: World) -> None:
    answer = ask(stranger, world, phone="", suits="other", name="陈阿婆")
    assert answer.status_code == 422
    assert "请填写电话" in answer.text
    assert "请写明什么时间方便" in answer.text
    assert "陈阿婆" in answer.text
    assert db.session.scalar(select(func.count(Demand.id))) == 0


def test_the_same_form_sent_twice_is_one_demand(stranger: Browser, world: World) -> None:
    sent = plea()
    address = f"/help/{world.places['site_1'].code}"
    first, second = stranger.post(address, sent), stranger.post(address, sent)
    demand = the_demand()
    assert str(demand.number) in stranger.get(first.location).text
    assert str(demand.number) in stranger.get(second.location).text


def test_a_stolen_form_key_leads_to_nobody_elses_demand(stranger: Browser, world: World) -> None:
    sent = plea()
    address = f"/help/{world.places['site_1'].code}"
    stranger.post(address, sent)
    answer = stranger.post(address, {**sent, "phone": OTHER_PHONE})
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count(Demand.id))) == 1


def test_a_telephone_asks_three_times_a_day_and_is_told_when_again(stranger: Browser, world: World) -> None:
    for _ in range(3):
        assert ask(stranger, world).status_code == 303
    refused = ask(stranger, world)
    assert refused.status_code == 422
    assert re.search(r"请 明天 .*\d\d:\d\d 以后再试", refused.text)
    assert ask(stranger, world, phone=OTHER_PHONE).status_code == 303


def test_without_script_limits_are_stricter(stranger: Browser, world: World) -> None:
    for n in range(3):
        assert ask(stranger, world, work="", phone=f"1391234000{n}").status_code == 303
    refused = ask(stranger, world, work="", phone="13912340009")
    assert refused.status_code == 422
    assert "这个网络提交得太多" in refused.text
    assert ask(stranger, world, phone="13912340008").status_code == 303


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"website": "http://spam.example"}, "提交得太快了"),
        ({"challenge": "made.up"}, "页面打开得太久了"),
    ],
)
def test_programs_are_turned_away(stranger: Browser, world: World, changes: dict[str, str], words: str) -> None:
    answer = ask(stranger, world, **changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.scalar(select(func.count(HelpRequest.id))) == 0


def test_without_script_a_form_needs_a_few_seconds(stranger: Browser, world: World) -> None:
    assert ask(stranger, world, challenge=fresh(timedelta(seconds=2)), work="").status_code == 422
    assert ask(stranger, world, challenge=fresh(timedelta(seconds=7)), work="").status_code == 303


def test_an_old_form_gets_a_new_challenge_and_keeps_its_words(stranger: Browser, world: World) -> None:
    answer = ask(stranger, world, challenge=fresh(timedelta(hours=3)), what="修灯")
    assert "修灯" in answer.text
    found = re.search(r'name="challenge" value="([^"]+)"', answer.text)
    assert found
    assert ask(stranger, world, challenge=found[1], work=worked(found[1]), what="修灯").status_code == 303


def test_nothing_personal_is_kept_beside_the_guarded_part(stranger: Browser, world: World) -> None:
    ask(stranger, world, name="陈阿婆", address="花园路 8 号 301")
    asked = db.session.scalars(select(HelpRequest)).one()
    assert PHONE.encode() not in (asked.phone_hash or b"")
    assert asked.asked_at <= datetime.now(UTC) + timedelta(days=400)
    rows = db.session.scalars(text(ALL_ROWS)).all()
    for secret in (PHONE, "陈阿婆", "花园路 8 号"):
        assert secret not in str(rows)
