"""Machines take declared steps only."""

from __future__ import annotations

from enum import StrEnum
from types import SimpleNamespace

import pytest

from volunteer.kernel.errors import Refused
from volunteer.kernel.transitions import Machine, Step


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


ON = Step("switch_on", frozenset({Lamp.OFF}), Lamp.ON)
OFF = Step("switch_off", frozenset({Lamp.ON}), Lamp.OFF)
MACHINE = Machine("lamp", Lamp, Lamp.OFF, [ON, OFF])


def test_a_step_moves_the_status() -> None:
    lamp = SimpleNamespace(status=Lamp.OFF)
    assert MACHINE.move(lamp, "switch_on") is ON
    assert lamp.status == Lamp.ON


def test_a_step_from_elsewhere_is_refused_and_changes_nothing() -> None:
    lamp = SimpleNamespace(status=Lamp.ON)
    with pytest.raises(Refused) as refusal:
        MACHINE.move(lamp, "switch_on")
    assert refusal.value.reason == "not_in_this_state"
    assert lamp.status == Lamp.ON


def test_open_steps_and_unreachable_states_are_told() -> None:
    assert MACHINE.open_steps(Lamp.ON) == [OFF]
    assert MACHINE.unreachable() == {"broken"}


def test_a_step_declared_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="twice"):
        Machine("lamp", Lamp, Lamp.OFF, [ON, ON])
