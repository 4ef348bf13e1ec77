"""The reference data as rows: what `flask init` and the demo both load."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib import resources
from typing import Any

from volunteer.checklists.models import ChecklistItem
from volunteer.checklists.shipped import shipped_items
from volunteer.demand_templates.models import DemandTemplate
from volunteer.demand_templates.shipped import shipped_templates
from volunteer.kernel.database import Base
from volunteer.organization.models import Holiday, HolidayYear
from volunteer.reference.holidays import ANNOUNCED, holiday_table
from volunteer.taxonomy.models import Category, Skill, SkillGroup


def reference_rows() -> Iterator[tuple[type[Base], dict[str, Any]]]:
    """Categories with safeguards, skills, templates of demands, the list before publishing, the holiday table."""
    for row in _read("categories.csv"):
        safeguards = _safeguards(int(row.pop("min_helpers")), row["safeguards"].split())
        synonyms = row.pop("synonyms").split()
        yield Category, {**row, "safeguards": safeguards, "synonyms": synonyms}
    for rank, row in enumerate(_read("skill_groups.csv")):
        yield SkillGroup, {**row, "rank": rank}
    for row in _read("skills.csv"):
        synonyms = row.pop("synonyms").split()
        yield Skill, {**row, "needs_approval": row["needs_approval"] == "1", "synonyms": synonyms}
    for template in shipped_templates():
        yield DemandTemplate, template
    for item in shipped_items():
        yield ChecklistItem, item
    for day, name, weekday in holiday_table():
        yield Holiday, {"day": day, "name": name, "weekday": weekday}
    for year, announced in ANNOUNCED.items():
        yield HolidayYear, {"year": year, "confirmed_at": announced}


def _safeguards(min_helpers: int, flags: list[str]) -> dict[str, Any]:
    """What a category asks for (D10), as its row in the table holds it."""
    fewest = {"min_helpers": min_helpers} if min_helpers > 1 else {}
    return {**fewest, **dict.fromkeys(flags, True)}


def _read(name: str) -> Iterator[dict[str, Any]]:
    file = resources.files("volunteer.reference") / "data" / name
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
