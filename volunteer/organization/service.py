"""What a unit is: setting one up, its name, its parent, its settings. Merging and splitting are in reshape.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import REGCLASS

from volunteer.happenings.organization import UnitChanged, UnitCreated
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization import settings
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import require
from volunteer.organization.traced import kept
from volunteer.organization.tree import (
    check_organ,
    check_parent,
    check_version,
    hang,
    lock_tree,
    managed,
    may_shape,
    named,
)

PLAIN_FIELDS = ("name", "short_name", "duty_phone", "organ_id")


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """What a new unit is made of."""

    parent_id: int
    tier: str
    name: str
    short_name: str | None = None
    organ_id: int | None = None
    duty_phone: str | None = None


@use_case
def create_unit(work: Work, actor: Actor, new: NewUnit) -> Unit:
    """Add a unit below another."""
    lock_tree()
    parent = named(actor, "parent_id", new.parent_id)
    check_parent(new.tier, parent)
    check_organ(new.organ_id)
    unit_id = db.session.scalar(select(func.nextval(cast("unit_id_seq", REGCLASS)))) or 0
    unit = Unit(
        id=unit_id,
        parent_id=parent.id,
        tier=new.tier,
        name=new.name,
        short_name=new.short_name or new.name,
        path=f"{parent.path}{unit_id}/",
        organ_id=new.organ_id or parent.organ_id,
        duty_phone=new.duty_phone,
        settings={},
    )
    db.session.add(unit)
    db.session.flush()
    work.record(UnitCreated(subject_id=unit.id, unit_id=unit.id, details={"parent_id": parent.id, "tier": unit.tier}))
    return unit


@use_case
def update_unit(work: Work, actor: Actor, unit_id: int, version: int, changes: Mapping[str, Any]) -> Unit:
    """Rename, re-parent (`parent_id`) or set (`settings`) a unit; only the keys given change."""
    if "parent_id" in changes:
        lock_tree()
    unit = managed(actor, unit_id)
    check_version(unit, version)
    plain = {key: changes[key] for key in PLAIN_FIELDS if key in changes and changes[key] != getattr(unit, key)}
    check_organ(plain.get("organ_id"))
    edited = {"before": kept({key: getattr(unit, key) for key in plain}, plain), "after": kept(plain, plain)}
    for key, value in plain.items():
        setattr(unit, key, value)
    turned: settings.Turned = {}
    if "settings" in changes:
        require(actor, Permission.SETTING_MANAGE, unit_path=unit.path)
        turned = settings.turn(unit, changes["settings"])
        plain["settings"] = sorted(changes["settings"])
    unit.version += 1
    if plain:
        details = {
            "fields": sorted(plain),
            **(edited if edited["after"] else {}),
            **({"settings": turned} if turned else {}),
        }
        work.record(UnitChanged(subject_id=unit.id, unit_id=unit.id, details=details))
    if changes.get("parent_id", unit.parent_id) != unit.parent_id:
        if not may_shape(actor, unit):
            raise Forbidden
        hang(work, unit, named(actor, "parent_id", changes["parent_id"]))
    db.session.flush()
    return unit
