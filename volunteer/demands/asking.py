"""Whom the actor can ask for: the own sites, and for whoever leads a unit every other one on its behalf."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, case, or_, select
from sqlalchemy.orm import joinedload

from volunteer.demands.asking_units import units_to_ask_by
from volunteer.demands.queries import asked_for_by
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import place_within, under

MOST_OFFERED = 6  # sites that stand as buttons above the form

Registered = Callable[[Sequence[str]], Select[int]]

_registered: list[Registered] = []


def register_registered_sites(registered: Registered) -> None:
    """Set what selects the sites with which members below some units are registered (called by wiring)."""
    _registered[:] = [registered]


@dataclass(frozen=True)
class Asking:
    """On which form an actor asks: for `own` sites, `for_others` on behalf of any."""

    actor: Actor
    own: Sequence[Place]
    for_others: bool
    _looked_up: dict[int, Place | None] = field(default_factory=dict)

    @property
    def only(self) -> Place | None:
        """The one site that is meant without saying so."""
        return self.own[0] if len(self.own) == 1 and not self.for_others else None

    def site(self, site_id: int | None) -> Place | None:
        """The site that was chosen, if the actor may ask for it; without a choice the only own one."""
        if site_id is None:
            return self.own[0] if len(self.own) == 1 else None
        known = next((site for site in self.own if site.id == site_id), None)
        return known or (self._of_others(site_id) if self.for_others else None)

    def _of_others(self, site_id: int) -> Place | None:
        """A form asks for its site again and again."""
        if site_id not in self._looked_up:
            self._looked_up[site_id] = _site(self.actor, site_id)
        return self._looked_up[site_id]


def asking_of(actor: Actor) -> Asking:
    """The own sites are those of a site or town; whoever leads a unit asks for the others."""
    within = place_within(Place.id, actor.reach(Permission.DEMAND_ASK))
    own = select(Place).where(Place.kind == PlaceKind.SITE, within).options(joinedload(Place.parent))
    return Asking(actor, db.session.scalars(own.order_by(Place.path)).all(), bool(units_to_ask_by(actor)))


def open_to(actor: Actor) -> ColumnElement[bool]:
    """In a select of places: a site for which the actor may ask, for itself or on its behalf."""
    return Place.kind == PlaceKind.SITE if units_to_ask_by(actor) else asked_for_by(actor)


def offered_first(actor: Actor) -> Sequence[Place]:
    """The sites that a leader asks for most likely: its paired ones, then those of its members."""
    if not _own_paths(actor):
        return ()
    return db.session.scalars(
        select(Place)
        .where(Place.kind == PlaceKind.SITE, or_(_paired(actor), _known_to(actor)))
        .options(joinedload(Place.parent))
        .order_by(*in_order(actor))
        .limit(MOST_OFFERED)
    ).all()


def in_order(actor: Actor) -> list[ColumnElement[Any]]:
    """The order in which sites are offered; towns hold their sites together."""
    by_town: list[ColumnElement[Any]] = [Place.parent_id, Place.name, Place.id]
    likely = case((_paired(actor), 0), (_known_to(actor), 1), else_=2)
    return [likely, *by_town] if _own_paths(actor) else by_town


def _paired(actor: Actor) -> ColumnElement[bool]:
    """The site's partner is the actor's unit, or one above or below it."""
    paths = _own_paths(actor)
    above = {unit_id for path in paths for unit_id in ids_of(path)[1:]}  # the top brigade answers for everybody
    below = select(Unit.id).where(under(Unit.path, tuple(paths)))
    return or_(Place.paired_unit_id.in_(above), Place.paired_unit_id.in_(below))


def _known_to(actor: Actor) -> ColumnElement[bool]:
    (registered,) = _registered
    return Place.id.in_(registered(_own_paths(actor)))


def _own_paths(actor: Actor) -> list[str]:
    """The units that the actor leads, but for a whole network."""
    return [path for path in actor.reach(Permission.DEMAND_ASK_FOR).unit_paths if len(ids_of(path)) > 1]


def _site(actor: Actor, site_id: int) -> Place | None:
    wanted = select(Place).where(Place.id == site_id, open_to(actor)).options(joinedload(Place.parent))
    return db.session.scalar(wanted)
