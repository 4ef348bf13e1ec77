"""Lists of the rooms around a demand ask as often for many rows as for few."""

from __future__ import annotations

from datetime import timedelta

from tests.answers.spoken import rated, served, under_way
from tests.hotlines.brought import not_understood
from tests.support.statements import counted_statements
from tests.support.world import World, coming
from volunteer.deadlines import extensions
from volunteer.kernel import clock
from volunteer.projects import campaign_service
from volunteer.projects.campaign_service import CampaignContent
from volunteer.recurring.service import repeat
from volunteer.recurring.states import HolidayRule, Rhythm

FEW, MANY = 2, 10
LISTS = {
    "committee": ("/answers", "/answers/review", "/call-backs", "/campaigns", "/deadlines/extensions", "/hotlines"),
    "team": ("/answers", "/call-backs", "/campaigns", "/deadlines/extensions"),
    "site": ("/answers", "/series"),
}


def grow(world: World, serial: int) -> None:
    """One more of each, about rows of its own."""
    demand = served(world, phone="13712345678", days=8)
    rated(under_way(world, demand, helper=None), 1, device=f"phone-{serial}")
    now = clock.now()
    late = world.demand(clock_number=1, clock_from=now - timedelta(days=2), deadline=now + timedelta(days=2))
    extensions.ask(world.actor("team"), late.id, clock.today() + timedelta(days=5), "医生下周才有空")
    asked = world.demand(starts=coming(days=5), ends=coming(days=5, hour=11), title="每周义剪")
    repeat(world.actor("site"), asked.id, {"rhythm": Rhythm.WEEKLY, "holidays": HolidayRule.KEEP})
    days = {"since": clock.today(), "until": clock.today() + timedelta(days=30)}
    not_understood(world)
    campaign_service.make(world.actor("committee"), CampaignContent(f"服务月 {serial}", "人人参加一次", **days))


def looked_at(world: World) -> dict[tuple[str, str], tuple[int, int]]:
    """Statements of each list, asked for the second time, and how long its page is."""
    found = {}
    for role, paths in LISTS.items():
        browser = world.browser(role)
        for path in paths:
            browser.get(path)
            with counted_statements() as statements:
                answer = browser.get(path)
            assert answer.status_code == 200, f"{role} {path}: {answer.status_code}"
            found[role, path] = (len(statements), len(answer.text))
    return found


def test_lists_ask_as_often_for_many_rows_as_for_few(world: World) -> None:
    for serial in range(FEW):
        grow(world, serial)
    few = looked_at(world)
    for serial in range(FEW, MANY):
        grow(world, serial)
    many = looked_at(world)
    assert {one for one, (_, length) in many.items() if length <= few[one][1]} == set(), "nothing more to show"
    assert {one: (few[one][0], n) for one, (n, _) in many.items() if n > few[one][0]} == {}
