"""Numbers of units that rooms on other floors know: they say here how to ask them, wiring registers them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission

# By the id of each of some units, with everything below it; what is missing counts nothing.
ByUnit = Callable[[Collection[int]], Mapping[int, int]]


@dataclass(frozen=True)
class Figure:
    """A number beside every unit of the tree, told to those who may see the list behind it."""

    name: str
    permission: Permission
    by_unit: ByUnit


# By skill, the free places of the coming weeks in the projects of a unit and below.
OpenPlaces = Callable[[Unit], Mapping[str, int]]

_figures: list[Figure] = []
_open_places: list[OpenPlaces] = []


def register_unit_figures(figures: Iterable[Figure], open_places: OpenPlaces) -> None:
    """Say once, at start, which numbers there are."""
    _figures[:] = figures
    _open_places[:] = [open_places]


def figures() -> list[Figure]:
    """The numbers in the order of their columns."""
    return list(_figures)


def open_places(unit: Unit) -> Mapping[str, int]:
    """By skill, what the projects of the unit and below it still lack."""
    (source,) = _open_places
    return source(unit)
