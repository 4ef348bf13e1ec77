"""Files of units, towns, sites and operators."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.rosters.files import applied, checked, fresh, problems, workbook
from tests.support.world import World
from volunteer.accounts.models import Account
from volunteer.accounts.queries import account_named
from volunteer.accounts.states import AccountStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden
from volunteer.organization.models import Grant, Place, PlaceKind, Unit
from volunteer.organization.permissions import Role
from volunteer.rosters.states import ImportStatus, RosterKind

UNITS = ("全称", "简称", "层级", "上级组织", "机关单位", "值班电话")
TOWNS = ("代码", "名称", "经度", "纬度", "地址", "值班电话")
SITES = ("代码", "名称", "镇街", "经度", "纬度", "地址", "值班电话", "结对服务队")
OPERATORS = ("用户名", "姓名", "职责", "镇街", "社区", "开始日期", "结束日期")


@pytest.fixture
def city(world: World) -> World:
    """The small city, names without spaces; its towns and sites are named as offices name them."""
    for named in (*world.units.values(), *world.places.values()):
        named.name = named.name.replace(" ", "")
    for place in world.places.values():
        place.code = place.code.replace("_", "-")
    db.session.commit()
    return world


def unit(name: str) -> Unit:
    return db.session.scalars(select(Unit).where(Unit.name == name)).one()


def test_units_are_made_below_each_other_changed_and_moved(city: World) -> None:
    actor = city.actor("committee")
    rows = [
        ("新队第一分队", "第一分队", "分队", "新队", "", ""),  # stands above its parent
        ("新队", "", "服务队", "brigade服务队", "", "０７６９－２２８３０００１"),
        ("team_a服务队", "甲队", "服务队", "brigade服务队", "", "0769-22830000"),
        ("squad_b1服务队", "squad_b1", "分队", "team_a服务队", "", ""),
    ]
    made = checked(actor, workbook(rows, UNITS), RosterKind.UNITS)
    assert problems(made) == set()
    assert [made.summary[name] for name in ("created", "changed", "moved", "unchanged")] == [2, 1, 1, 0]

    made = applied(actor, made)

    assert made.status == ImportStatus.APPLIED
    assert unit("新队第一分队").parent_id == unit("新队").id
    assert unit("新队").duty_phone == "0769-22830001"
    assert unit("team_a服务队").short_name == "甲队"
    assert unit("squad_b1服务队").path == f"{unit('team_a服务队').path}{unit('squad_b1服务队').id}/"
    again = checked(actor, workbook(rows, UNITS), RosterKind.UNITS)
    assert again.summary["unchanged"] == 4


def test_problems_of_units(city: World) -> None:
    rows = [
        ("甲", "", "分队", "没有", "", ""),
        ("乙", "", "分队", "brigade服务队", "", ""),
        ("team_a服务队", "", "分队", "team_b服务队", "", ""),
        ("丙", "", "服务队", "brigade服务队", "没有的局", "12"),
        ("丙", "", "小分队", "brigade服务队", "", ""),
        ("丁", "", "分队", "丁", "", ""),
    ]
    made = checked(city.actor("committee"), workbook(rows, UNITS), RosterKind.UNITS)
    assert problems(made) == {
        (2, "parent", "no_such_parent"),
        (3, "parent", "wrong_tier"),
        (4, "tier", "tier_differs"),
        (5, "organ", "no_such_organ"),
        (5, "duty_phone", "duty_phone_wrong"),
        (6, "name", "twice"),
        (6, "tier", "choice_wrong"),
        (7, "parent", "wrong_tier"),
    }


def test_a_team_leader_brings_in_the_own_squads_only(city: World) -> None:
    rows = [("甲分队", "", "分队", "team_a服务队", "", ""), ("乙分队", "", "分队", "team_b服务队", "", "")]
    made = checked(city.actor("team"), workbook(rows, UNITS), RosterKind.UNITS)
    assert problems(made) == {(3, "parent", "no_such_parent")}


def test_towns_and_sites(city: World) -> None:
    actor = city.actor("committee")
    towns = [("441900990", "新镇", "１１３．９", 22.9, "", ""), ("town-1", "town_1社区", 113.7, 23.0, "大道 1 号", "")]
    made = applied(actor, checked(actor, workbook(towns, TOWNS), RosterKind.TOWNS))
    assert (made.status, made.summary["created"], made.summary["changed"]) == (ImportStatus.APPLIED, 1, 1)
    town = db.session.scalars(select(Place).where(Place.code == "441900990")).one()
    assert (town.kind, town.lon, town.parent_id) == (PlaceKind.TOWN, 113.9, city.places["city"].id)

    sites = [
        ("441900990001", "新村", "新镇", 113.91, 22.91, "", "", "team_b"),
        ("site-1", "site_1社区", "town_1社区", city.places["site_1"].lon, city.places["site_1"].lat, "", "", "team_b"),
    ]
    made = applied(actor, checked(actor, workbook(sites, SITES), RosterKind.SITES))
    assert made.status == ImportStatus.APPLIED
    village = db.session.scalars(select(Place).where(Place.code == "441900990001")).one()
    assert (village.path, village.paired_unit_id) == (f"{town.path}{village.id}/", city.units["team_b"].id)
    assert db.session.get_one(Place, city.places["site_1"].id).paired_unit_id == city.units["team_b"].id
    again = checked(actor, workbook(sites, SITES), RosterKind.SITES)
    assert again.summary["unchanged"] == 2


def test_problems_of_sites(city: World) -> None:
    rows = [
        ("s1", "甲", "没有的镇", 113.9, 22.9, "", "", ""),
        ("s2", "乙", "town_1社区", 0, "北", "", "", "没有的队"),
        ("site-1", "site_1社区", "town_2社区", 113.9, 22.9, "", "", ""),
        ("town-2", "丙", "town_1社区", 113.9, 22.9, "", "", ""),
    ]
    made = checked(city.actor("committee"), workbook(rows, SITES), RosterKind.SITES)
    assert problems(made) == {
        (2, "town", "no_such_town"),
        (3, "lon", "degrees_wrong"),
        (3, "lat", "degrees_wrong"),
        (3, "team", "no_such_team"),
        (4, "town", "another_town"),
        (5, "code", "taken"),
    }


def test_a_town_officer_brings_in_the_own_sites_only(city: World) -> None:
    rows = [("s1", "甲", "town_1社区", 113.9, 22.9), ("s2", "乙", "town_2社区", 113.9, 22.9)]
    made = checked(city.actor("town"), workbook(rows, SITES[:5]), RosterKind.SITES)
    assert problems(made) == {(3, "code", "not_yours")}
    with pytest.raises(Forbidden):
        checked(city.actor("town"), workbook(rows, SITES[:5]), RosterKind.OPERATORS)


def test_operators_get_accounts_and_roles(city: World) -> None:
    actor = city.actor("committee")
    day = clock.today() + timedelta(days=400)
    serial = (day - datetime(1899, 12, 30, tzinfo=UTC).date()).days
    rows = [
        ("OP001", "何慧平", "", "town_1社区", "site_2社区", "2026.3.1", serial),
        ("OP001", "何慧平", "", "town_2社区", "site_3社区", "", ""),
        ("OP002", "徐颖", "镇街专员", "town_2社区", "", "", f"{day.year}年{day.month}月{day.day}日"),
    ]
    made = checked(actor, workbook(rows, OPERATORS), RosterKind.OPERATORS)
    assert problems(made) == set()
    made = applied(actor, made)
    assert made.status == ImportStatus.APPLIED
    account = account_named("op001")
    assert account is not None
    assert (account.name, account.status) == ("何慧平", AccountStatus.PENDING)
    held = db.session.scalars(select(Grant).where(Grant.account_id == account.id).order_by(Grant.id)).all()
    assert [(one.role, one.place_id) for one in held] == [
        (Role.SITE_OPERATOR, city.places["site_2"].id), (Role.SITE_OPERATOR, city.places["site_3"].id),
    ]  # fmt: skip
    assert held[0].until is not None
    assert clock.local(held[0].until).date() == day + timedelta(days=1)

    again = checked(actor, workbook(rows, OPERATORS), RosterKind.OPERATORS)
    assert again.summary["unchanged"] == 3
    assert len(db.session.scalars(select(Account).where(Account.name == "何慧平")).all()) == 1


def test_problems_of_operators(city: World) -> None:
    rows = [
        ("OP001", "甲", "", "没有的镇", "site_1社区", "", ""),
        ("OP002", "乙", "", "town_1社区", "", "", ""),
        ("OP003", "丙", "", "town_1社区", "site_3社区", "", "2020-01-01"),
        ("site", "别的名字", "", "town_1社区", "site_1社区", "三月", ""),
        ("OP004", "丁", "", "town_1社区", "site_1社区", "", ""),
        ("OP004", "丁", "", "town_1社区", "site_1社区", "", ""),
    ]
    made = checked(city.actor("committee"), workbook(rows, OPERATORS), RosterKind.OPERATORS)
    assert problems(made) == {
        (2, "town", "no_such_town"),
        (3, "site", "site_needed"),
        (4, "site", "no_such_site"),
        (4, "until", "until_wrong"),
        (5, "name", "another_person"),
        (5, "since", "date_wrong"),
        (7, "username", "twice"),
    }


def test_what_changed_since_stops_a_file_of_units(city: World) -> None:
    actor = city.actor("committee")
    made = checked(actor, workbook([("新队", "", "服务队", "brigade服务队")], UNITS[:4]), RosterKind.UNITS)
    city.units["team_b"].name = "新队"
    db.session.commit()
    made = applied(actor, made)
    assert (made.status, made.failure) == (ImportStatus.CHECKED, "changed_meanwhile")
    assert fresh(made.id).summary["created"] == 0
