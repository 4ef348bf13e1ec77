"""Changes to the unit tree. The paths of a whole subtree stay right, and there is never a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import cast, func, select, update
from sqlalchemy.dialects.postgresql import REGCLASS

from volunteer.happenings.organization import UnitChanged, UnitClosed, UnitCreated, UnitMoved
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization import settings
from volunteer.organization.actor import Actor
from volunteer.organization.models import Organ, Place, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import MACHINE, may_hang_under, within
from volunteer.organization.scope import get_visible, require

TREE_LOCK = 0x554E4954  # one change of the tree's shape at a time: two moves at once could close a circle
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
    _lock_tree()
    parent = _named(actor, "parent_id", new.parent_id)
    _check_parent(new.tier, parent)
    _check_organ(new.organ_id)
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
        _lock_tree()
    unit = _managed(actor, unit_id, lock=True)
    _check_version(unit, version)
    plain = {key: changes[key] for key in PLAIN_FIELDS if key in changes and changes[key] != getattr(unit, key)}
    _check_organ(plain.get("organ_id"))
    for key, value in plain.items():
        setattr(unit, key, value)
    turned: settings.Turned = {}
    if "settings" in changes:
        require(actor, Permission.SETTING_MANAGE, unit_path=unit.path)
        turned = settings.turn(unit, changes["settings"])
        plain["settings"] = sorted(changes["settings"])
    unit.version += 1
    if plain:
        details = {"fields": sorted(plain), **({"settings": turned} if turned else {})}
        work.record(UnitChanged(subject_id=unit.id, unit_id=unit.id, details=details))
    if changes.get("parent_id", unit.parent_id) != unit.parent_id:
        _move(work, actor, unit, changes["parent_id"])
    db.session.flush()
    return unit


@use_case
def close_unit(work: Work, actor: Actor, unit_id: int, version: int, successor_id: int) -> Unit:
    """Dissolve a unit. Its successor, of the same tier, takes over the places it is paired with."""
    _lock_tree()
    unit = _managed(actor, unit_id, lock=True)
    successor = _named(actor, "successor_id", successor_id)
    _check_version(unit, version)
    if successor.id == unit.id or successor.tier != unit.tier or successor.status != UnitStatus.ACTIVE:
        raise Refused("successor_unfit")
    if db.session.scalar(select(Unit.id).where(Unit.parent_id == unit.id, Unit.status == UnitStatus.ACTIVE).limit(1)):
        raise Refused("has_subunits")
    MACHINE.move(unit, "close")
    unit.successor_id = successor.id
    unit.version += 1
    db.session.execute(
        update(Place)
        .where(Place.paired_unit_id == unit.id)
        .values(paired_unit_id=successor.id, version=Place.version + 1)
    )
    work.record(UnitClosed(subject_id=unit.id, unit_id=unit.id, successor_id=successor.id))
    return unit


def _managed(actor: Actor, unit_id: int, *, lock: bool = False) -> Unit:
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id, lock=lock)
    require(actor, Permission.UNIT_MANAGE, unit_path=unit.path)
    return unit


def _named(actor: Actor, field: str, unit_id: int) -> Unit:
    """Another unit named in a field of the input."""
    try:
        return _managed(actor, unit_id)
    except NotVisible as error:
        raise Invalid({field: str(_("没有这个组织"))}) from error


def _lock_tree() -> None:
    db.session.execute(select(func.pg_advisory_xact_lock(TREE_LOCK)))


def _check_version(unit: Unit, version: int) -> None:
    if unit.version != version:
        raise Refused("stale")


def _check_organ(organ_id: int | None) -> None:
    if organ_id is not None and db.session.get(Organ, organ_id) is None:
        raise Invalid({"organ_id": str(_("没有这个机关单位"))})


def _check_parent(tier: str, parent: Unit) -> None:
    if parent.status != UnitStatus.ACTIVE:
        raise Refused("unit_closed")
    if not may_hang_under(tier, parent.tier):
        raise Refused("wrong_tier")


def _move(work: Work, actor: Actor, unit: Unit, parent_id: int) -> None:
    """Hang a subtree under another parent: one statement rewrites every path in it."""
    parent = _named(actor, "parent_id", parent_id)
    if within(parent.path, unit.path):
        raise Refused("cycle")
    _check_parent(unit.tier, parent)
    before, old, new = unit.parent_id, unit.path, f"{parent.path}{unit.id}/"
    unit.parent_id = parent.id
    db.session.flush()
    db.session.execute(
        update(Unit)
        .where(Unit.path.startswith(old, autoescape=True))
        .values(path=func.concat(new, func.substr(Unit.path, len(old) + 1)))
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    work.record(UnitMoved(subject_id=unit.id, unit_id=unit.id, details={"from": before, "to": parent.id}))
