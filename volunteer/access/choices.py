"""Where a role can be given, as one thing to pick: a unit, a town or site, a collaboration group."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import joinedload

from volunteer.access import rules
from volunteer.access.queries import NODES, Node
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.choices import site_choice, unit_choices
from volunteer.organization.finding import units_called
from volunteer.organization.models import CollaborationGroup, Place, PlaceKind, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import place_within
from volunteer.web.picking import Choice, Source


def key_of(kind: type[Node], row_id: int) -> int:
    """One number for a row of one of the three tables."""
    return row_id * len(NODES) + NODES.index(kind)


def node_of(key: int) -> Node | None:
    """The row that such a number stands for."""
    row_id, kind = divmod(key, len(NODES))
    found: Node | None = db.session.get(NODES[kind], row_id)
    return found


def node_source() -> Source:
    """Whatever the actor may give roles at."""
    return Source(_find, _known)


def _find(actor: Actor, q: str, most: int) -> list[Choice]:
    units = db.session.scalars(units_called(actor, q, permission=Permission.GRANT_MANAGE).limit(most)).all()
    words = q.split()
    places = select(Place).where(_places(actor), *(Place.name.contains(word, autoescape=True) for word in words))
    towns_first = places.options(joinedload(Place.parent)).order_by(Place.path).limit(most)
    found = [_choice(node) for node in (*_groups(actor, words), *units, *db.session.scalars(towns_first))]
    return found[:most]


def _known(actor: Actor, key: int) -> Choice | None:
    node = node_of(key)
    if isinstance(node, CollaborationGroup):
        return _choice(node) if _everywhere(actor) else None
    if isinstance(node, Unit):
        reachable = actor.reach(Permission.GRANT_MANAGE).covers(node.path, "")
    else:
        wanted = select(Place.id).where(Place.id == key // len(NODES), _places(actor))
        reachable = db.session.scalar(wanted) is not None
    return _choice(node) if node is not None and reachable else None


def _choice(node: Node) -> Choice:
    if isinstance(node, CollaborationGroup):
        return Choice(key_of(CollaborationGroup, node.id), node.name, str(_("协作组")))
    if isinstance(node, Place) and node.kind != PlaceKind.SITE:
        return Choice(key_of(Place, node.id), node.name)
    said = unit_choices([node])[0] if isinstance(node, Unit) else site_choice(node)
    return Choice(key_of(type(node), node.id), said.label, said.note)


def _groups(actor: Actor, words: list[str]) -> list[CollaborationGroup]:
    if not _everywhere(actor):
        return []
    named = (CollaborationGroup.name.contains(word, autoescape=True) for word in words)
    return list(db.session.scalars(select(CollaborationGroup).where(*named).order_by(CollaborationGroup.name)))


def _places(actor: Actor) -> ColumnElement[bool]:
    """Whoever gives roles in a whole network gives them at its towns and sites too."""
    return true() if _everywhere(actor) else place_within(Place.id, actor.reach(Permission.GRANT_MANAGE))


def _everywhere(actor: Actor) -> bool:
    return rules.covers_root(actor.reach(Permission.GRANT_MANAGE))
