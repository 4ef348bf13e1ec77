"""The page of a unit's settings."""

from __future__ import annotations

from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.organization.settings import setting


def test_settings_are_saved_and_given_back(world: World) -> None:
    browser, team = world.browser("committee"), world.units["team_a"]
    path = f"/units/{team.id}/settings"
    assert browser.post(path, {"version": "1", "demand_answer_days": "3"}).status_code == 303
    db.session.refresh(team)
    assert team.settings == {"demand_answer_days": 3}
    assert setting(world.units["squad_a1"], "demand_answer_days", 2) == 3
    assert 'value="3"' in browser.get(path).text
    assert "不填时为 3" in browser.get(f"/units/{world.units['squad_a1'].id}/settings").text
    assert browser.post(path, {"version": "2"}).status_code == 303
    db.session.refresh(team)
    assert team.settings == {}


def test_a_wrong_number_keeps_the_form(world: World) -> None:
    path = f"/units/{world.units['team_a'].id}/settings"
    answer = world.browser("committee").post(path, {"version": "1", "offer_hours": "1000"})
    assert answer.status_code == 422
    assert 'value="1000"' in answer.text


def test_only_who_sets_may_open_the_page(world: World) -> None:
    assert world.browser("team").get(f"/units/{world.units['team_a'].id}/settings").status_code == 403
