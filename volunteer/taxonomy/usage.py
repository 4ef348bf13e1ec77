"""How much an entry is used, asked of rooms that stand above this one: they are registered by wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString

ByCode = Callable[[], Mapping[str, int]]  # what is missing is not used


@dataclass(frozen=True)
class Use:
    """One way of using entries: what it is called, and how often by code."""

    label: LazyString
    by_code: ByCode


_uses: dict[str, tuple[Use, ...]] = {}


def register_uses(uses: Mapping[str, Sequence[Use]]) -> None:
    """Say once, at start, how skills and categories are used."""
    _uses.clear()
    _uses.update({kind: tuple(listed) for kind, listed in uses.items()})


def uses_of(kind: str) -> tuple[Use, ...]:
    """The ways of using entries of a kind ("skills", "categories")."""
    return _uses.get(kind, ())
