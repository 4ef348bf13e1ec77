"""What communities ask for most: demands half written, chosen in one tap and edited freely."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib import resources
from typing import Any

from flask_babel import get_locale


@dataclass(frozen=True)
class Starter:
    """One half-written demand: the name of its button, and what it fills in."""

    code: str
    name: str
    name_en: str
    category: str
    title: str
    text: str
    skill: str | None
    level: int
    headcount: int
    starts: time
    ends: time

    @property
    def label(self) -> str:
        """The button's name in the language being read."""
        return self.name_en if str(get_locale() or "zh").startswith("en") else self.name

    def filled(self, skills: Collection[str]) -> dict[str, Any]:
        """Values of the form's fields; a skill that is no longer offered is left out."""
        names = ("category", "title", "text", "level", "headcount", "starts", "ends")
        return {**{name: getattr(self, name) for name in names}, "skill": self.skill if self.skill in skills else None}


def starters(categories: Collection[str]) -> list[Starter]:
    """The starters whose category can be chosen."""
    return [starter for starter in _shipped() if starter.category in categories]


@cache
def _shipped() -> tuple[Starter, ...]:
    file = resources.files("volunteer.demands") / "data" / "starters.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        return tuple(_starter(row) for row in csv.DictReader(stream))


def _starter(row: dict[str, str]) -> Starter:
    starts, ends = (time.fromisoformat(row.pop(name)) for name in ("starts", "ends"))
    skill, level, headcount = row.pop("skill") or None, int(row.pop("level")), int(row.pop("headcount"))
    return Starter(**row, skill=skill, level=level, headcount=headcount, starts=starts, ends=ends)
