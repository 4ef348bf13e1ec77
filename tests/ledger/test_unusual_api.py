"""What deserves a look among entered hours, over the API: the groups, their hours, to whom."""

from __future__ import annotations

import pytest

from tests.ledger.test_unusual import backfilled
from tests.support.world import World, coming
from volunteer.kernel import clock
from volunteer.ledger import unusual

PATH = "/reports/hours-check"


def month() -> str:
    """The month of what `backfilled` enters."""
    return f"{coming(days=8):%Y-%m}"


def test_groups_say_who_entered_and_lead_to_their_hours(world: World) -> None:
    backfilled(world, unusual.BULK)
    groups = world.api("committee").get(f"{PATH}?month={month()}").json or []
    assert [group["kind"] for group in groups] == ["bulk"]
    (group,) = groups
    assert (group["records"], group["people"]) == (unusual.BULK, unusual.BULK)
    squad = world.accounts["squad"]
    assert group["entered_by"]["account_id"] == squad.id
    assert group["entered_by"]["roles"] == ["squad_leader"]
    assert group["entered_by"]["name"] != squad.name
    hours = world.api("committee").get(f"{PATH}/hours?month={month()}&kind=bulk&key={group['key']}&page_size=4")
    assert len(hours.json or []) == 4
    assert '"total": 10' in hours.headers["X-Pagination"]
    assert {row["unit"] for row in hours.json or []} == {world.units["squad_a1"].name}
    assert not any(member.name in hours.text for member in world.members.values())


def test_only_what_is_asked_for(world: World) -> None:
    backfilled(world, unusual.BULK, minutes=60)
    api = world.api("committee")
    kinds = {group["kind"] for group in api.get(f"{PATH}?month={month()}").json or []}
    assert kinds == {"bulk", "equal"}
    assert {group["kind"] for group in api.get(f"{PATH}?month={month()}&kind=equal").json or []} == {"equal"}
    assert api.get(f"{PATH}?month=2020-01").json == []
    assert api.get(f"{PATH}/hours?month={month()}&kind=night&key=x").json == []
    for wrong in ("?month=2026-13", "?month=9999-12", "?kind=odd", "?unknown=1", "/hours?kind=bulk", "/hours?key=x"):
        assert api.get(PATH + wrong).status_code == 422, wrong


@pytest.mark.parametrize(
    ("who", "groups"),
    [("committee", 1), ("supervisor", 1), ("team", 1), ("squad", 1), ("team_b", 0)],
)
def test_each_looks_where_they_report(world: World, who: str, groups: int) -> None:
    backfilled(world, unusual.BULK)
    found = world.api("committee").get(f"{PATH}?month={month()}").json or []
    assert len(world.api(who).get(f"{PATH}?month={month()}").json or []) == groups
    hours = world.api(who).get(f"{PATH}/hours?month={month()}&kind=bulk&key={found[0]['key']}").json or []
    assert bool(hours) == bool(groups)


@pytest.mark.parametrize("who", ["member", "site", "town", "admin"])
def test_others_do_not(world: World, who: str) -> None:
    assert world.api(who).get(PATH).status_code == 403
    assert world.api(who).get(f"{PATH}/hours?kind=bulk&key=x").status_code == 403


def test_the_last_days_where_no_month_is_asked_for() -> None:
    today = clock.today()
    assert unusual.days_asked(None, today).last == today
    assert len(unusual.days_asked(None, today).days) == unusual.LAST_DAYS
    december = unusual.days_asked(today.replace(month=12, day=1), today)
    assert (december.first.day, december.last.month, december.last.day) == (1, 12, 31)
