"""Leaks and drills: who is concerned, who has been told, and when it may be closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.organization.models import PrivatePlace
from volunteer.privacy import leaks
from volunteer.privacy.leaks import NewLeak
from volunteer.privacy.models import Leak
from volunteer.privacy.states import LeakKind


def new(world: World, *kinds: str, unit: str = "brigade") -> NewLeak:
    today = clock.today()
    return NewLeak(
        title="电脑丢失",
        drill=True,
        unit_id=world.units[unit].id,
        kinds=kinds,
        since=today - timedelta(days=30),
        until=today,
        found_at=clock.now(),
    )


def test_people_concerned_are_counted_once_and_within_the_unit(world: World) -> None:
    everybody = leaks.enter(world.actor("committee"), new(world, LeakKind.MEMBERS, LeakKind.PROFILES))
    assert everybody.counts == {"members": len(world.members)}
    squad = leaks.enter(world.actor("committee"), new(world, LeakKind.MEMBERS, unit="squad_a1"))
    assert 0 < squad.counts["members"] < len(world.members)
    place = PrivatePlace(recipient="欧阳震华")
    db.session.add(place)
    db.session.flush()
    world.demand(private_place_id=place.id)
    db.session.commit()
    residents = leaks.enter(world.actor("committee"), new(world, LeakKind.RECIPIENTS))
    assert residents.counts == {"residents": 1}


def test_only_those_who_may_enter_and_something_has_to_be_known(world: World) -> None:
    with pytest.raises((Forbidden, NotVisible)):
        leaks.enter(world.actor("team"), new(world, LeakKind.MEMBERS))
    with pytest.raises(Invalid, match="kinds"):
        leaks.enter(world.actor("committee"), new(world))


def test_it_closes_when_everybody_has_been_told(world: World) -> None:
    browser = world.browser("committee")
    now = clock.local(clock.now())
    said = {
        "title": "一台办公电脑丢失",
        "drill": "y",
        "unit_id": world.units["brigade"].id,
        "kinds": ["members"],
        "since": now.date().isoformat(),
        "until": now.date().isoformat(),
        "found_at": f"{now:%Y-%m-%dT%H:%M}",
    }
    browser.post("/privacy/leaks/new", said)
    leak = db.session.scalars(select(Leak)).one()
    page = text_of(browser.get(f"/privacy/leaks/{leak.id}"))
    assert "第五十七条" in page
    assert "4 小时" in page
    with pytest.raises(Refused, match="leak_not_told"):
        leaks.close(world.actor("committee"), leak.id, "改了")
    for whom in ("authority", "people"):
        browser.post(f"/privacy/leaks/{leak.id}/told/{whom}", {})
    browser.post(f"/privacy/leaks/{leak.id}/close", {"lesson": "电脑加了锁"})
    db.session.expire_all()
    assert db.session.get_one(Leak, leak.id).lesson == "电脑加了锁"
    assert "电脑加了锁" in text_of(browser.get(f"/privacy/leaks/{leak.id}"))
    assert "已归档" in text_of(browser.get("/privacy/leaks"))
