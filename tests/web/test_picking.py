"""Picking one of many by typing, with and without a script."""

from __future__ import annotations

import pytest
from flask import g
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired, Optional

from tests.support.world import World
from volunteer.web.picking import PickerField


class SquadForm(FlaskForm):
    class Meta:
        csrf = False

    unit_id = PickerField("分队", [InputRequired("请选择分队")], source="squad_of_members")
    other = PickerField("其他", [Optional()], source="unit")


def sent(world: World, by: str = "team", **values: object) -> SquadForm:
    """The form as it comes in from somebody."""
    with world.app.test_request_context():
        g.actor = world.actor(by)
        form = SquadForm(MultiDict({name: str(value) for name, value in values.items()}))
        form.validate()
        return form


def test_what_was_picked_counts_while_the_text_is_its_label(world: World) -> None:
    squad = world.units["squad_a1"]
    form = sent(world, unit_id=squad.id, unit_id_text=squad.name)
    assert (form.unit_id.data, form.unit_id.errors) == (squad.id, [])


def test_another_text_is_looked_up_again(world: World) -> None:
    form = sent(world, unit_id=world.units["squad_a1"].id, unit_id_text="squad_a2")
    assert form.unit_id.data == world.units["squad_a2"].id


def test_a_text_that_fits_several_is_asked_back(world: World) -> None:
    form = sent(world, unit_id_text="squad")
    assert form.unit_id.data is None
    assert {choice.id for choice in form.unit_id.found} == {world.units[name].id for name in ("squad_a1", "squad_a2")}
    assert "2" in form.unit_id.errors[0]
    chosen = sent(world, unit_id_text="squad", unit_id_choice=world.units["squad_a2"].id)
    assert chosen.unit_id.data == world.units["squad_a2"].id


@pytest.mark.parametrize("values", [{"unit_id_text": "没有的"}, {}, {"unit_id": "x"}, {"unit_id_text": "\x00"}])
def test_nothing_that_fits_is_said(world: World, values: dict[str, str]) -> None:
    form = sent(world, **values)
    assert form.unit_id.data is None
    assert len(form.unit_id.errors) == 1


def test_what_is_out_of_reach_is_not_there(world: World) -> None:
    foreign = world.units["squad_b1"]
    assert sent(world, unit_id=foreign.id).unit_id.errors
    assert sent(world, unit_id_text="squad_b1").unit_id.errors
    assert sent(world, by="committee", unit_id_text="squad_b1").unit_id.data == foreign.id


def test_what_may_stay_empty_may(world: World) -> None:
    form = sent(world, unit_id=world.units["squad_a1"].id)
    assert (form.other.data, form.other.errors) == (None, [])


def test_the_list_as_one_types(world: World) -> None:
    found = world.browser("team").get("/pick/squad_of_members?q=a2").get_json()
    assert [choice["id"] for choice in found] == [world.units["squad_a2"].id]
    assert found[0].keys() == {"id", "label", "note"}
    assert world.browser("member").get("/pick/squad_of_members?q=squad").get_json() == []
    assert world.browser("member").get("/pick/nothing?q=a").status_code == 404
    assert world.browser(None).get("/pick/unit?q=a").status_code == 302
