"""What a triager does with a demand that waits: correct what it is, tell it from others, see to its public words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from volunteer.demands import deadlines
from volunteer.demands.models import Demand
from volunteer.demands.queries import one_demand
from volunteer.demands.rules import BEFORE_PUBLISHING, LEADING
from volunteer.demands.sensitive import digest, mask, personal
from volunteer.demands.states import DemandStatus, Urgency
from volunteer.demands.steps import cover, note, tell
from volunteer.demands.undoing import WITHIN
from volunteer.happenings.demands import (
    DemandDeclaredHarmless,
    DemandMasked,
    DemandNotHarmless,
    DemandSorted,
    DemandToldAlike,
    DemandToldApart,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.taxonomy.models import Category, Skill
from volunteer.triage import twins

SORTED_BY = ("category", "skill", "urgency", "headcount")
MOST_HELPERS = 500


@use_case
def sort(work: Work, actor: Actor, demand_id: int, changes: Mapping[str, Any]) -> Demand:
    """Correct category, skill, hurry or number of helpers while it waits; more or less hurry starts another clock."""
    demand = _waiting(actor, demand_id)
    if changes.keys() - SORTED_BY:
        raise Invalid({"field": _("没有这一项，请重新选择")})
    wanted = {name: value for name, value in changes.items() if value != getattr(demand, name)}
    if not wanted:
        raise Refused("nothing_changed")
    _check(wanted)
    before = {name: getattr(demand, name) for name in wanted}
    hurry = wanted.pop("urgency", None)
    for name, value in wanted.items():
        setattr(demand, name, value)
    if hurry is not None:
        deadlines.hurry(demand, Urgency(hurry), work.now)
    demand.version += 1
    note(work, demand, "sort")
    after = {name: getattr(demand, name) for name in before}
    work.record(tell(DemandSorted, demand, details={"before": before, "after": after}))
    return demand


@use_case
def tell_apart(work: Work, actor: Actor, demand_id: int, other_id: int) -> None:
    """The two are different needs, however alike they look; they are not shown as doubles again."""
    demand, other = _triaged(actor, demand_id), _triaged(actor, other_id)
    if demand_id == other_id:
        raise NotVisible
    twins.told_apart(twins.ordered(demand.id, other.id), actor.account_id, work.now)
    work.record(tell(DemandToldApart, demand, details={"other": other.id}))


@use_case
def tell_alike(work: Work, actor: Actor, demand_id: int, other_id: int) -> None:
    """That the two are different needs was a mistake: they are shown as doubles again."""
    demand, other = _triaged(actor, demand_id), _triaged(actor, other_id)
    if not twins.told_alike(twins.ordered(demand.id, other.id), actor.account_id, work.now - WITHIN):
        raise Refused("too_late_to_undo")
    work.record(tell(DemandToldAlike, demand, details={"other": other.id}))


@use_case
def take_out(work: Work, actor: Actor, demand_id: int) -> Demand:
    """Mask what is too personal in the public words."""
    demand = _triaged(actor, demand_id, lock=True)
    found = mask(demand)
    if not found:
        raise Refused("nothing_changed")
    demand.version += 1
    work.record(tell(DemandMasked, demand, details={"kinds": found}))
    return demand


@use_case
def declare_harmless(work: Work, actor: Actor, demand_id: int) -> Demand:
    """These words may be public as they are; words that are written later are looked at anew."""
    demand = _triaged(actor, demand_id, lock=True)
    found = personal(demand)
    if not found:
        raise Refused("nothing_changed")
    demand.harmless_digest = digest(demand)
    demand.version += 1
    work.record(tell(DemandDeclaredHarmless, demand, details={"kinds": found}))
    return demand


@use_case
def declare_not_harmless(work: Work, actor: Actor, demand_id: int) -> Demand:
    """That these words may be public was a mistake; once they are published it is too late to say so."""
    demand = _triaged(actor, demand_id, lock=True)
    if demand.status not in BEFORE_PUBLISHING:
        raise Refused("acted_on_since")
    if demand.harmless_digest is None:
        raise Refused("nothing_changed")
    demand.harmless_digest = None
    demand.version += 1
    work.record(tell(DemandNotHarmless, demand, details={"kinds": personal(demand)}))
    return demand


def _waiting(actor: Actor, demand_id: int) -> Demand:
    demand = _triaged(actor, demand_id, lock=True)
    if demand.status != DemandStatus.SUBMITTED:
        raise Refused("not_in_this_state", step="sort", status=demand.status)
    return demand


def _triaged(actor: Actor, demand_id: int, *, lock: bool = False) -> Demand:
    """A demand under way that the actor may pass on or return."""
    demand = one_demand(actor, demand_id, lock=lock)
    cover(actor, demand, Permission.DEMAND_FORWARD)
    if demand.status not in LEADING:
        raise Refused("not_in_this_state", step="sort", status=demand.status)
    return demand


def _check(wanted: Mapping[str, Any]) -> None:
    wrong: dict[str, str] = {}
    category = db.session.get(Category, wanted["category"] or "") if "category" in wanted else None
    if "category" in wanted and (category is None or category.retired):
        wrong["category"] = _("没有这个类别，请重新选择")
    skill = db.session.get(Skill, wanted["skill"]) if wanted.get("skill") else None
    if wanted.get("skill") and (skill is None or skill.retired):
        wrong["skill"] = _("没有这项技能，请重新选择")
    if "urgency" in wanted and wanted["urgency"] not in list(Urgency):
        wrong["urgency"] = _("请选择缓急")
    if "headcount" in wanted and not 1 <= wanted["headcount"] <= MOST_HELPERS:
        wrong["headcount"] = _("人数为 1 至 500")
    if wrong:
        raise Invalid(wrong)
