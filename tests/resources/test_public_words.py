"""What is too personal in the words of a resource is asked about before sites can read it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.resources.test_pages import filled
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db
from volunteer.resources.models import Resource

PHONE = "钥匙找13812345678"


@pytest.mark.parametrize("name", ["title", "text", "risk_note"])
def test_personal_words_are_not_offered_before_somebody_has_chosen(world: World, name: str) -> None:
    browser, path = world.browser("team"), "/resources/new?kind=venue"
    answer = browser.post(path, filled(world, **{name: PHONE}))
    assert answer.status_code == 422
    assert "里面有电话号码" in text_of(answer)
    assert db.session.scalars(select(Resource)).all() == []
    assert browser.post(path, filled(world, **{name: PHONE, "as_written": "n"})).status_code == 303
    assert getattr(db.session.scalars(select(Resource)).one(), name) == "钥匙找138****5678"


def test_who_keeps_them_answers_for_it_and_is_asked_once(world: World) -> None:
    browser = world.browser("team")
    browser.post("/resources/new?kind=venue", filled(world, text=PHONE, as_written="y"))
    resource = db.session.scalars(select(Resource)).one()
    assert resource.text == PHONE
    events = select(AuditEvent).where(AuditEvent.action == "words.kept")
    event = db.session.scalars(events).one()
    assert (event.subject_kind, event.subject_id, event.details) == ("resource", resource.id, {"kinds": ["phone"]})
    sent = filled(world, text=PHONE, title="换个名字", version=resource.version)
    assert browser.post(f"/resources/{resource.id}/edit", sent).status_code == 303
    assert len(db.session.scalars(events).all()) == 1
