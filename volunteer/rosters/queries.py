"""Imports somebody may see, their rows, and the files themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Tier, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import scoped, unit_within, visible
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.rules import PERMISSIONS
from volunteer.rosters.states import RosterKind
from volunteer.web.api import LARGEST_ID


@scoped(RosterImport)
def _imports(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """One's own, and those of units within reach, of the kinds one may import."""
    kinds = RosterImport.kind.in_(kinds_open_to(actor))
    within = unit_within(RosterImport.unit_id, reach)
    return and_(kinds, or_(RosterImport.created_by == actor.account_id, within))


def kinds_open_to(actor: Actor) -> list[RosterKind]:
    """What an actor may import at all."""
    return [kind for kind, permission in PERMISSIONS.items() if actor.may(permission)]


def imports(actor: Actor) -> Select[RosterImport]:
    """The imports within reach, newest first."""
    seen = visible(RosterImport, actor, Permission.ROSTER_IMPORT)
    return seen.options(joinedload(RosterImport.unit, innerjoin=True)).order_by(RosterImport.id.desc())


def import_seen(actor: Actor, import_id: int, *, lock: bool = False) -> RosterImport:
    """One import within reach, as it is now, or NotVisible."""
    one = imports(actor).where(RosterImport.id == import_id).execution_options(populate_existing=True)
    if lock:
        one = one.with_for_update(key_share=True, of=RosterImport)
    made = db.session.scalar(one) if import_id <= LARGEST_ID else None
    if made is None:
        raise NotVisible
    return made


def wrong_rows(made: RosterImport) -> Select[RosterRow]:
    """The rows that something is wrong with, by line."""
    return select(RosterRow).where(RosterRow.import_id == made.id, RosterRow.problems != []).order_by(RosterRow.line)


def units_to_import_for(actor: Actor, kind: RosterKind) -> Sequence[Unit]:
    """The highest units whose rosters the actor brings in; for places, the network that they belong to."""
    if PERMISSIONS[kind] == Permission.ROSTER_IMPORT:
        nodes = {grant.node_id for grant in actor.grants if grant.tree == "unit"}
        seen = visible(Unit, actor, Permission.ROSTER_IMPORT).where(Unit.id.in_(nodes))
        return db.session.scalars(seen.order_by(func.length(Unit.path), Unit.id)).all()
    root = select(Unit).where(Unit.tier == Tier.BRIGADE).order_by(func.length(Unit.path), Unit.id).limit(1)
    return db.session.scalars(root).all()
