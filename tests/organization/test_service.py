"""The unit tree under change, settings, the holiday table, responsible units and private places."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.organization import calendar, queries, reshape, service
from volunteer.organization.models import Holiday, Place, PrivatePlace, Tier, Unit, UnitStatus
from volunteer.organization.private_places import open_private_place
from volunteer.organization.settings import setting
from volunteer.people.models import Member


def new_unit(world: World, parent: str, tier: Tier = Tier.SQUAD, by: str = "committee") -> Unit:
    """A unit added through the use case."""
    made = service.NewUnit(parent_id=world.units[parent].id, tier=tier, name="新设分队")
    return service.create_unit(world.actor(by), made)


def change(world: World, unit: Unit, by: str = "committee", **changes: Any) -> Unit:
    """A change of a unit through the use case."""
    return service.update_unit(world.actor(by), unit.id, unit.version, changes)


def test_a_new_unit_stands_below_its_parent_and_takes_its_organ(world: World) -> None:
    unit = new_unit(world, "team_a")
    assert unit.path == f"{world.units['team_a'].path}{unit.id}/"
    assert unit.organ_id == world.units["team_a"].organ_id


def test_only_who_manages_the_parent_may_add(world: World) -> None:
    with pytest.raises(Forbidden):
        new_unit(world, "team_a", by="supervisor")


def test_tiers_are_kept(world: World) -> None:
    with pytest.raises(Refused) as refused:
        new_unit(world, "brigade", Tier.SQUAD)
    assert refused.value.reason == "wrong_tier"


def test_moving_rewrites_the_paths_of_the_whole_subtree(world: World) -> None:
    county = new_unit(world, "brigade", Tier.BRIGADE)
    team = world.units["team_a"]
    change(world, team, parent_id=county.id)
    assert team.path == f"{county.path}{team.id}/"
    for squad in ("squad_a1", "squad_a2"):
        assert world.units[squad].path == f"{team.path}{world.units[squad].id}/"
    assert world.units["squad_b1"].path.startswith(world.units["team_b"].path)


def test_a_unit_never_hangs_below_itself(world: World) -> None:
    outer = new_unit(world, "brigade", Tier.BRIGADE)
    made = service.NewUnit(parent_id=outer.id, tier=Tier.BRIGADE, name="区大队")
    inner = service.create_unit(world.actor("committee"), made)
    with pytest.raises(Refused) as refused:
        change(world, outer, parent_id=inner.id)
    assert refused.value.reason == "cycle"


def test_a_stale_version_is_refused(world: World) -> None:
    unit = world.units["team_a"]
    service.update_unit(world.actor("committee"), unit.id, 1, {"name": "甲局服务队"})
    with pytest.raises(Refused) as refused:
        service.update_unit(world.actor("committee"), unit.id, 1, {"name": "别名"})
    assert refused.value.reason == "stale"


def test_closing_passes_members_and_paired_places_to_the_successor(world: World) -> None:
    squad, successor = world.units["squad_a1"], world.units["squad_a2"]
    world.places["site_2"].paired_unit_id = squad.id
    db.session.commit()
    reshape.close_unit(world.actor("committee"), squad.id, squad.version, successor.id)
    db.session.expire_all()
    assert (squad.status, squad.successor_id) == (UnitStatus.CLOSED, successor.id)
    assert world.members["member"].unit_id == successor.id
    assert world.places["site_2"].paired_unit_id == successor.id


@pytest.mark.parametrize(
    ("unit", "successor", "reason"),
    [
        ("squad_a1", "squad_a1", "successor_unfit"),
        ("squad_a1", "team_b", "successor_unfit"),
        ("team_a", "team_b", "has_subunits"),
    ],
)
def test_closing_needs_a_fit_successor_and_no_subunits(world: World, unit: str, successor: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        reshape.close_unit(world.actor("committee"), world.units[unit].id, 1, world.units[successor].id)
    assert refused.value.reason == reason


def test_settings_come_from_the_nearest_unit_that_sets_them(world: World) -> None:
    change(world, world.units["brigade"], settings={"demand_answer_days": 3, "offer_hours": 12})
    change(world, world.units["team_a"], settings={"demand_answer_days": 1})
    squad = world.units["squad_a1"]
    assert setting(squad, "demand_answer_days", 2) == 1
    assert setting(squad, "offer_hours", 24) == 12
    assert setting(world.units["squad_b1"], "demand_answer_days", 2) == 3
    assert setting(squad, "release_warning_hours", 24) == 24
    change(world, world.units["team_a"], settings={"demand_answer_days": None})
    assert setting(squad, "demand_answer_days", 2) == 3


@pytest.mark.parametrize("settings_", [{"demand_answer_days": 0}, {"demand_answer_days": True}, {"colour": 3}])
def test_settings_are_checked(world: World, settings_: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        change(world, world.units["team_a"], settings=settings_)


def test_the_holiday_table_wins_over_the_calendar(world: World) -> None:
    db.session.add_all(
        [
            Holiday(day=date(2026, 10, 1), name="国庆节", weekday=6),
            Holiday(day=date(2026, 10, 10), name="调休", weekday=2),
        ]
    )
    db.session.commit()
    assert calendar.day_weekday(date(2026, 10, 1)) == 6
    assert calendar.day_weekday(date(2026, 10, 10)) == 2
    assert calendar.day_weekday(date(2026, 10, 9)) == 4
    wednesday = datetime(2026, 9, 30, 10, tzinfo=clock.SHANGHAI)
    assert calendar.add_working_days(wednesday, 1) == datetime(2026, 10, 2, 17, tzinfo=clock.SHANGHAI)
    saturday = datetime(2026, 10, 10, 9, tzinfo=clock.SHANGHAI)
    assert not calendar.is_off_hours(saturday, saturday + timedelta(hours=1))


def test_somebody_is_always_responsible(world: World) -> None:
    places, units = world.places, world.units
    assert queries.responsible_unit_for(places["site_1"].id) == units["team_a"]
    assert queries.responsible_unit_for(places["site_2"].id) == units["brigade"]
    places["town_1"].paired_unit_id = units["team_b"].id
    db.session.commit()
    assert queries.responsible_unit_for(places["site_2"].id) == units["team_b"]
    assert queries.responsible_unit_for(places["site_3"].id) == units["brigade"]
    with pytest.raises(NotVisible):
        queries.responsible_unit_for(10**9)


def test_every_look_at_a_private_place_is_on_record_until_it_closes(world: World) -> None:
    place = PrivatePlace(recipient="王奶奶", phone="13700000000", closes_at=clock.now() + timedelta(days=1))
    db.session.add(place)
    db.session.commit()
    for _ in range(2):
        assert open_private_place(world.actor("team"), place.id, "demand", 7).recipient == "王奶奶"
    seen = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "private_place.opened")).all()
    assert [event.details for event in seen] == [{"of": "demand", "id": 7}] * 2
    with clock.travel(clock.now() + timedelta(days=2)), pytest.raises(NotVisible):
        open_private_place(world.actor("team"), place.id, "demand", 7)


def test_members_of_a_closed_squad_are_counted_once(world: World) -> None:
    squad = world.units["squad_a1"]
    reshape.close_unit(world.actor("committee"), squad.id, 1, world.units["squad_a2"].id)
    left = db.session.scalars(select(Member).where(Member.unit_id == squad.id)).all()
    assert left == []
    assert db.session.scalars(select(Place).where(Place.paired_unit_id == squad.id)).all() == []
