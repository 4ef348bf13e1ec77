"""What a team does with what it offers: make it, rewrite it, publish it, take it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.happenings.resources import (
    ResourceEdited,
    ResourceHappening,
    ResourceMade,
    ResourcePublished,
    ResourceWithdrawn,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import require
from volunteer.resources.models import Resource
from volunteer.resources.queries import YEAR, bookings, own_resource
from volunteer.resources.rules import MACHINE, PUBLIC, exclusive, held, problems
from volunteer.resources.states import ResourceStatus
from volunteer.taxonomy.models import Category, Skill
from volunteer.texts.sensitive import Sensitive
from volunteer.web.public_words import check_words, new_words, tell_kept

CONTENT = (
    "title",
    "text",
    "category",
    "skill",
    "headcount",
    "hours",
    "quantity",
    "monthly_quota",
    "town_ids",
    "place_id",
    "address",
    "notice_days",
    "first_day",
    "last_day",
    "risk_note",
    "contact_name",
    "contact_phone",
)
USUAL = {"headcount": 1, "hours": 2.0, "quantity": 1, "notice_days": 3, "town_ids": ()}


@use_case
def make(work: Work, actor: Actor, content: Mapping[str, Any], *, publish_now: bool = False) -> Resource:
    """A new draft of a unit within reach, of a kind that stays; published at once if asked."""
    unit = _unit(actor, content["unit_id"])
    kept = _check_public(content, {})
    values = _checked({**USUAL, **content}, content["kind"])
    resource = Resource(
        **values, kind=content["kind"], unit_id=unit.id, created_by=actor.account_id, created_at=work.now
    )
    db.session.add(resource)
    db.session.flush()
    work.record(_tell(ResourceMade, resource))
    tell_kept(work, kept, "resource", resource.id, unit.id)
    if publish_now:
        _step(work, resource, "publish", ResourcePublished)
    return resource


@use_case
def edit(work: Work, actor: Actor, resource_id: int, version: int, changes: Mapping[str, Any]) -> Resource:
    """Rewrite it, published or not; the orders that stand stay as they were agreed."""
    resource = own_resource(actor, resource_id, lock=True)
    if resource.version != version:
        raise Refused("stale")
    stands = {name: getattr(resource, name) for name in CONTENT}
    values = _checked({**stands, **changes}, resource.kind)
    kept = _check_public(changes, stands)
    unit_id = changes.get("unit_id") or resource.unit_id
    if unit_id != resource.unit_id:
        _unit(actor, unit_id)
    if values["quantity"] < resource.quantity:
        _still_enough(work, resource, values["quantity"])
    for name, value in {**values, "unit_id": unit_id}.items():
        setattr(resource, name, value)
    resource.version += 1
    work.record(_tell(ResourceEdited, resource))
    tell_kept(work, kept, "resource", resource.id, resource.unit_id)
    return resource


@use_case
def publish(work: Work, actor: Actor, resource_id: int) -> Resource:
    """Sites can order it from now on."""
    resource = own_resource(actor, resource_id, lock=True)
    return _step(work, resource, "publish", ResourcePublished)


@use_case
def withdraw(work: Work, actor: Actor, resource_id: int) -> Resource:
    """Nobody can order it from now on; what was ordered is kept."""
    resource = own_resource(actor, resource_id, lock=True)
    return _step(work, resource, "withdraw", ResourceWithdrawn)


def _step(work: Work, resource: Resource, step: str, kind: type[ResourceHappening]) -> Resource:
    before = resource.status
    MACHINE.move(resource, step)
    resource.version += 1
    work.record(_tell(kind, resource, before=str(before)))
    return resource


def _tell(kind: type[ResourceHappening], resource: Resource, **details: Any) -> ResourceHappening:
    return kind(subject_id=resource.id, unit_id=resource.unit_id, details=details)


def _checked(content: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The content fields of the input, or Invalid naming what is wrong."""
    values = {name: content.get(name) for name in CONTENT}
    wrong = problems({**values, "kind": kind})
    category = db.session.get(Category, values["category"])
    if category is None or category.retired:
        wrong["category"] = _("没有这个类别，请重新选择")
    if values["skill"] is not None:
        skill = db.session.get(Skill, values["skill"])
        if skill is None or skill.retired:
            wrong["skill"] = _("没有这项技能，请重新选择")
    town_ids = values["town_ids"] = sorted(set(content.get("town_ids") or ()))
    towns = select(Place.id).where(Place.id.in_(town_ids), Place.kind == PlaceKind.TOWN)
    if len(db.session.scalars(towns).all()) != len(town_ids):
        wrong["town_ids"] = _("没有这个镇街，请重新选择")
    if values["place_id"] is not None and db.session.get(Place, values["place_id"]) is None:
        wrong["place_id"] = _("没有这个地方，请重新选择")
    if wrong:
        raise Invalid(wrong)
    return values


def _check_public(content: Mapping[str, Any], stands: Mapping[str, Any]) -> list[Sensitive]:
    """What is new of the words that everybody reads."""
    return check_words(new_words(PUBLIC, content, stands), as_written=content.get("as_written", False))


def _still_enough(work: Work, resource: Resource, quantity: int) -> None:
    most = held(bookings(resource.id, work.now, work.now + YEAR + YEAR), work.now, work.now + YEAR + YEAR)
    if not exclusive(resource.kind) and most > quantity:
        raise Invalid({"quantity": _("已被预订 %(num)s，不能再少", num=most)})


def _unit(actor: Actor, unit_id: int) -> Unit:
    unit = db.session.get(Unit, unit_id)
    if unit is None or unit.status != UnitStatus.ACTIVE:
        raise Invalid({"unit_id": _("没有这个单位，请重新选择")})
    require(actor, Permission.RESOURCE_MANAGE, unit.path)
    return unit


def is_offered(resource: Resource) -> bool:
    """Whether sites can order it."""
    return resource.status == ResourceStatus.PUBLISHED
