"""What the demo city makes sure of before a project is published, and drafts at which somebody is on the way there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from volunteer.checklists.models import ChecklistItem
from volunteer.demo.blocks import City, add_project
from volunteer.demo.days import pick_start
from volunteer.demo.kinds import KINDS
from volunteer.projects.checklist_models import ChecklistTick
from volunteer.projects.models import Project
from volunteer.projects.states import ProjectStatus

# Advised only: whoever tries the platform publishes without them.
OWN = (
    ("有应急预案", "Emergency plan", "写明带队人和最近的医院", False),
    ("有宣传口径", "Agreed wording", "对外怎么说，和社区商量过", False),
)
# Of each draft: its state, how many of the own items are ticked, whether it lacks what every project needs.
DRAFTS = (
    (ProjectStatus.DRAFT, 0, True),
    (ProjectStatus.DRAFT, 1, False),
    (ProjectStatus.IN_REVIEW, 2, False),
)


def make_checklists(city: City, site: dict[str, Any], seed: int) -> None:
    """Two items of the committee's own beside the six, and three projects of the demo team that are not open yet."""
    drawing = replace(city, random=Random(f"{seed}-checklists"))  # plausible, not secret
    team = next(team for team in city.network.teams if team["id"] == site["paired_unit_id"])
    items = [_item(city, number, *words) for number, words in enumerate(OWN)]
    for number, (status, ticked, lacking) in enumerate(DRAFTS):
        first = pick_start(drawing.random, (city.now + timedelta(days=12 + number)).date())
        made = city.now - timedelta(days=2, hours=number)
        project, _positions = add_project(drawing, KINDS[number], site, [first], status, made, headcount=4)
        if lacking:
            city.rows.of(Project)[-1].update(contact_phone=None, bring_note=None)
        for item in items[:ticked]:
            by = team["leader"]["account_id"]
            city.rows.add(ChecklistTick, project_id=project, item_id=item, by=by, at=made + timedelta(hours=3))


def _item(city: City, number: int, name: str, name_en: str, hint: str, required: bool) -> int:
    values = {"name": name, "name_en": name_en, "hint": hint, "known_by": None, "required": required}
    return city.rows.add(ChecklistItem, unit_id=None, rank=100 + number * 10, retired=False, **values)
