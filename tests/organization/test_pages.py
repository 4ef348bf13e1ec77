"""The page of a unit's settings."""

from __future__ import annotations

import pytest

from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.organization import service
from volunteer.organization.settings import KNOBS, setting


def test_settings_are_saved_and_given_back(world: World) -> None:
    browser, team = world.browser("committee"), world.units["team_a"]
    path = f"/units/{team.id}/settings"
    assert browser.post(path, {"version": "1", "demand_answer_days": "3"}).status_code == 303
    db.session.refresh(team)
    assert team.settings == {"demand_answer_days": 3}
    assert setting(world.units["squad_a1"], "demand_answer_days", 2) == 3
    assert 'value="3"' in browser.get(path).text
    assert "不填时：3" in browser.get(f"/units/{world.units['squad_a1'].id}/settings").text
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


def test_hours_are_typed_as_hours_and_switches_and_choices_as_words(world: World) -> None:
    browser, team = world.browser("committee"), world.units["team_a"]
    path = f"/units/{team.id}/settings"
    typed = {"leader_day_minutes": "7.5", "close_at_end": "1", "minutes_round_to": "15"}
    assert browser.post(path, {"version": "1", **typed}).status_code == 303
    db.session.refresh(team)
    assert team.settings == {"leader_day_minutes": 450, "close_at_end": 1, "minutes_round_to": 15}
    assert 'value="7.5"' in browser.get(path).text
    below = browser.get(f"/units/{world.units['squad_a1'].id}/settings").text
    assert "不填时：7.5。" in below
    assert "不填时：是。" in below


@pytest.mark.parametrize(
    "typed", [{"minutes_round_to": "7"}, {"leader_day_minutes": "0.5"}, {"leader_day_minutes": "八"}]
)
def test_what_is_no_choice_or_no_hours_is_refused(world: World, typed: dict[str, str]) -> None:
    path = f"/units/{world.units['team_a'].id}/settings"
    assert world.browser("committee").post(path, {"version": "1", **typed}).status_code == 422
    assert world.units["team_a"].settings == {}


def test_values_between_the_choices_are_refused_wherever_they_come_from(world: World) -> None:
    team = world.units["team_a"]
    with pytest.raises(Invalid):
        service.update_unit(world.actor("committee"), team.id, 1, {"settings": {"minutes_round_to": 7}})


def test_every_setting_stands_in_a_group_with_its_source(world: World) -> None:
    page = world.browser("committee").get(f"/units/{world.units['team_a'].id}/settings").text
    for key, knob in KNOBS.items():
        assert f'name="{key}"' in page
        assert str(knob.label) in page
    assert page.count("依据：") == len(KNOBS)
    assert "往返路途和提前等候不计" in page
