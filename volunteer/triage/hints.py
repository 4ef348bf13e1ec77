"""What the words of a demand say beside what its fields say; somebody confirms each before it counts."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from volunteer.demands.models import Demand
from volunteer.demands.states import Urgency
from volunteer.demands.wording import URGENCIES
from volunteer.taxonomy.naming import skill_name
from volunteer.taxonomy.suggesting import suggest_categories, suggest_skills
from volunteer.texts.headcount import headcount
from volunteer.texts.hurry import hurry, hurry_words


@dataclass(frozen=True)
class Hint:
    """A field of a demand, what it should perhaps say, that in words, and the words of the text that say so."""

    field: str
    value: str
    label: str
    why: tuple[str, ...] = ()


def hints_of(demand: Demand) -> list[Hint]:
    """What might be corrected: only what differs from what the demand says already."""
    text = f"{demand.title}\n{demand.text}"
    return [*_category(demand, text), *_skill(demand, text), *_hurry(demand, text), *_headcount(demand, text)]


def _category(demand: Demand, text: str) -> list[Hint]:
    likely = suggest_categories(text)
    if any(one.code == demand.category for one in likely):
        return []
    return [Hint("category", one.code, one.name, one.matched) for one in likely[:2]]


def _skill(demand: Demand, text: str) -> list[Hint]:
    likely = suggest_skills(text)
    if demand.skill is not None and (not likely or any(one.code == demand.skill for one in likely)):
        return []
    return [Hint("skill", one.code, skill_name(one.code), one.matched) for one in likely[:2]]


def _hurry(demand: Demand, text: str) -> list[Hint]:
    """More hurry than was said; less is left to people."""
    said = hurry(text)
    order = list(Urgency)
    if order.index(Urgency(said)) <= order.index(Urgency(demand.urgency)):
        return []
    return [Hint("urgency", said, str(URGENCIES[Urgency(said)]), hurry_words(text))]


def _headcount(demand: Demand, text: str) -> list[Hint]:
    said = headcount(text)
    if said is None or said == demand.headcount:
        return []
    return [Hint("headcount", str(said), _("需要 %(number)s 人", number=said))]
