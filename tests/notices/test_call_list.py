"""电话通知名单: who must answer and is reached by nothing but the app; the count equals the list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.notices.reaching import reachable, settings
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.notices import call_list
from volunteer.notices.models import NoticePreference

MAIL = {"MAIL_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "a@example.org"}
PAGE = "/notices/call-list"


@pytest.fixture
def city(world: World) -> World:
    """Two members of one squad and one of another team are asked; one of them has answered nothing in time."""
    project = world.project(sessions=2, headcount=5)
    world.claim("member", project.positions[0], ClaimStatus.OFFERED)
    world.claim("member_2", project.positions[0], ClaimStatus.INVITED)
    world.claim("member_b", project.positions[0], ClaimStatus.OFFERED)
    world.claim("member", project.positions[1], ClaimStatus.CONFIRMED)
    return world


def count(world: World, name: str = "team") -> int:
    return call_list.count(world.actor(name), clock.now())


def test_the_number_on_the_way_there_is_that_of_the_list(city: World) -> None:
    assert count(city) == 2
    assert count(city, "committee") == 3
    browser = city.browser("team")
    assert "2 件" in text_of(browser.get("/notices"))
    page = browser.get(PAGE)
    assert page.text.count("<tr>") - 1 == 2
    assert "张*" in page.text
    assert "13800000000" not in page.text


def test_whoever_is_reached_otherwise_is_not_listed(city: World) -> None:
    reachable(city, "member")
    assert count(city) == 2, "mail is not set up"
    with settings(city, **MAIL):
        assert count(city) == 1
        db.session.add(
            NoticePreference(
                account_id=city.accounts["member"].id,
                choices={"to_answer": {"mail": False}},
                quiet_from=0,
                quiet_until=0,
                digest=False,
            )
        )
        db.session.commit()
        assert count(city) == 2, "refused for what wants an answer"
    with settings(city, SMS_GATEWAY="http", SMS_URL="http://127.0.0.1:1"):
        assert count(city) == 0, "a text message reaches every phone"


def test_what_is_over_is_not_listed(city: World) -> None:
    with clock.travel(clock.now() + timedelta(hours=25)):
        assert count(city) == 0


def test_opening_names_and_phones_is_on_record(city: World) -> None:
    page = city.browser("team").post(PAGE)
    assert page.text.count("tel:13800000000") == 2
    actions = db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("member.%"))).all()
    assert len(actions) == 2


def test_only_for_who_leads(city: World) -> None:
    assert city.browser("member").get(PAGE).status_code == 403
