"""Each page of residents and of the hotline, for each role: an answer that was meant, and nothing personal in it."""

from __future__ import annotations

import pytest

from tests.help_requests.asked import by_resident
from tests.hotlines.brought import checked
from tests.journeys.test_every_page import problem_of
from tests.support.everything import filled
from tests.support.matrix import OUTSIDE, add_far_accounts
from tests.support.world import World
from volunteer.demands import service as demands

ROLES = (None, "member", "site", "town", "squad", "team", "committee", "supervisor", "admin")
ROOMS = ("help_requests.", "follow.", "help_site.", "hotlines.")
PERSONAL = ("陈阿婆", "3 巷 8 号", "13912345678")


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_as_meant_and_says_nothing_personal(world: World, role: str | None) -> None:
    asked = by_resident(world, "电灯坏了，打 13912345678")
    demands.accept(world.actor("team"), asked.demand.id)
    ids: dict[str, int | str] = {
        "demand_id": asked.demand.id,
        "follow_token": asked.token,
        "hotline_id": checked(world).id,
        "number": asked.demand.number or "",
        "site_code": world.places["site_1"].code,
    }
    browser, wrong = world.browser(role), []
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.endpoint.startswith(ROOMS)]
    for rule in (rule for rule in rules if "GET" in (rule.methods or ())):
        answer = browser.get(filled(rule.rule, ids))
        problem = problem_of(answer, whole=True)
        told = [word for word in PERSONAL if answer.mimetype == "text/html" and word in answer.text]
        if problem or told:
            wrong.append((rule.rule, problem, told))
    assert wrong == []


@pytest.mark.parametrize("name", sorted(OUTSIDE.values()))
def test_from_elsewhere_rows_are_out_of_sight(world: World, name: str) -> None:
    asked = by_resident(world)
    add_far_accounts(world)
    browser, made = world.browser(name), checked(world)
    rows = [f"/demands/{asked.demand.id}/{part}" for part in ("complete", "follow-link")]
    rows += [f"/hotlines/{made.id}", f"/hotlines/{made.id}/results"]
    posts = [f"/demands/{asked.demand.id}/{part}" for part in ("complete", "follow-link")]
    posts += [f"/hotlines/{made.id}/{part}" for part in ("columns", "apply", "discard", "results")]
    answers = {path: browser.get(path).status_code for path in rows}
    answers |= {f"POST {path}": browser.post(path).status_code for path in posts}
    assert {path: status for path, status in answers.items() if status not in (403, 404)} == {}
