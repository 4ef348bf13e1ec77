"""Ending a unit that has neither members nor places of its own, and therefore no successor: a task force."""

from __future__ import annotations

from volunteer.organization.models import Unit
from volunteer.organization.rules import MACHINE


def dissolve(unit: Unit) -> None:
    """Close the unit; its name and its time stay in the history of units. The caller holds its row and may do this."""
    MACHINE.move(unit, "close")
    unit.version += 1
