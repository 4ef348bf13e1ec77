"""What is too personal for public words: asked about when it is written, seen to before it is published."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.demands.test_pages import filled
from tests.demands.test_service import content
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.demands import service
from volunteer.demands.models import Demand
from volunteer.demands.sensitive import personal
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.projects import service as projects
from volunteer.projects.states import ProjectStatus
from volunteer.triage import service as triage

PHONE = "请联系13812345678"


def test_the_writer_is_asked_with_other_words_proposed(world: World) -> None:
    browser = world.browser("site")
    answer = browser.post("/demands/new", filled(text=PHONE))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "里面有电话号码" in page
    assert "请联系138****5678" in page
    assert db.session.scalars(select(Demand)).all() == []


def test_one_tap_without_script_takes_the_proposal(world: World) -> None:
    browser = world.browser("site")
    answer = browser.post("/demands/new", filled(text=PHONE, use="text=请联系138****5678"))
    assert answer.status_code == 200
    assert "请联系138****5678</textarea>" in answer.text


def test_it_may_be_handed_in_as_it_is(world: World) -> None:
    world.browser("site").post("/demands/new", filled(text=PHONE, as_written="y"))
    assert db.session.scalars(select(Demand)).one().text == PHONE


def test_with_it_nothing_is_published(world: World) -> None:
    demand = service.post(world.actor("site"), content(text=PHONE), submit_now=True)
    service.accept(world.actor("team"), demand.id)
    project = world.project(demand=demand, status=ProjectStatus.DRAFT, published_at=None)
    with pytest.raises(Refused, match="sensitive_words"):
        projects.publish(world.actor("team"), project.id)


@pytest.mark.parametrize("way", [triage.take_out, triage.declare_harmless])
def test_masked_or_declared_harmless_it_is_published(world: World, way: object) -> None:
    demand = service.post(world.actor("site"), content(text=PHONE), submit_now=True)
    service.accept(world.actor("team"), demand.id)
    project = world.project(demand=demand, status=ProjectStatus.DRAFT, published_at=None)
    assert callable(way)
    way(world.actor("team"), demand.id)
    assert personal(demand) == []
    projects.publish(world.actor("team"), project.id)
    assert demand.status == "published"


def test_declaring_is_on_record_and_holds_for_these_words_only(world: World) -> None:
    demand = service.post(world.actor("site"), content(text=PHONE), submit_now=True)
    triage.declare_harmless(world.actor("team"), demand.id)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "demand.declared_harmless")).one()
    assert event.details["kinds"] == ["phone"]
    demand.text = "请联系13912345678"
    assert personal(demand) == ["phone"]


def test_the_triager_sees_it_and_takes_it_out(world: World) -> None:
    demand = service.post(world.actor("site"), content(text=PHONE), submit_now=True)
    browser = world.browser("team")
    assert "公开文字里有电话号码" in text_of(browser.get("/triage"))
    browser.post(f"/triage/{demand.id}/mask", referrer="/triage")
    db.session.refresh(demand)
    assert demand.text == "请联系138****5678"
    assert "公开文字里有" not in text_of(browser.get("/triage"))
