"""The words and figures of a demand, checked before they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from volunteer.demands.models import Demand
from volunteer.demands.rules import problems
from volunteer.demands.states import Urgency
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.organization.models import PrivatePlace
from volunteer.taxonomy.models import Category, Skill

CONTENT = (
    "category",
    "title",
    "text",
    "public_place",
    "skill",
    "headcount",
    "starts",
    "ends",
    "window_minutes",
    "contact_name",
    "contact_phone",
    "risk_note",
)
PRIVATE = ("recipient", "phone", "address", "access_notes")


def checked(content: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The content fields of the input, or Invalid naming what is wrong."""
    values = {name: content.get(name) for name in CONTENT}
    wrong = problems(values, now)
    category = db.session.get(Category, values["category"])
    if category is None or category.retired:
        wrong["category"] = _("没有这个类别，请重新选择")
    if values["skill"] is not None:
        skill = db.session.get(Skill, values["skill"])
        if skill is None or skill.retired:
            wrong["skill"] = _("没有这项技能，请重新选择")
    if wrong:
        raise Invalid(wrong)
    return values


def private_part(demand: Demand, content: Mapping[str, Any]) -> int | None:
    """Keep the guarded fields that the input names, apart from the demand; returns the row's id."""
    given = {name: content[f"private_{name}"] for name in PRIVATE if f"private_{name}" in content}
    place = db.session.get(PrivatePlace, demand.private_place_id) if demand.private_place_id else None
    if place is None:
        if not any(given.values()):
            return None
        place = PrivatePlace()
        db.session.add(place)
    for name, value in given.items():
        setattr(place, name, value or None)
    db.session.flush()
    return place.id


def rewrite(demand: Demand, changes: Mapping[str, Any], now: datetime) -> None:
    """Take over what is said anew; what is not named stays. A unit that asks for a site does so on its behalf."""
    current = {name: getattr(demand, name) for name in CONTENT}
    for name, value in checked({**current, **changes}, now).items():
        setattr(demand, name, value)
    demand.level = changes.get("level") or demand.level
    demand.on_behalf = demand.asked_by_unit_id is not None or bool(changes.get("on_behalf", demand.on_behalf))
    demand.private_place_id = private_part(demand, changes)
    say_how_urgent(demand, changes)


def say_how_urgent(demand: Demand, content: Mapping[str, Any]) -> None:
    """Whoever asks says so before handing in; afterwards whoever triages judges."""
    if "urgent" in content and demand.number is None:
        demand.urgency = Urgency.URGENT if content["urgent"] else Urgency.NORMAL
