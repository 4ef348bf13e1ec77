"""What can be chosen on the pages of demands: sites, towns, categories, skills."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from volunteer.demands.asking import in_order, open_to
from volunteer.demands.asking_units import units_to_ask_by
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.choices import site_choice
from volunteer.organization.finding import sites_called
from volunteer.organization.models import Place, PlaceKind, Unit, UnitStatus
from volunteer.taxonomy.models import Category, Skill
from volunteer.taxonomy.naming import category_name, skill_name
from volunteer.taxonomy.queries import offered
from volunteer.web.picking import Choice, Source


def site_of_demands_source() -> Source:
    """The sites that somebody asks for, those that a leader most likely asks for first."""

    def find(actor: Actor, q: str, most: int) -> list[Choice]:
        found = sites_called(q).where(open_to(actor)).order_by(None).order_by(*in_order(actor)).limit(most)
        return [site_choice(place) for place in db.session.scalars(found)]

    def known(actor: Actor, place_id: int) -> Choice | None:
        wanted = select(Place).where(Place.id == place_id, open_to(actor)).options(joinedload(Place.parent))
        place = db.session.scalar(wanted)
        return site_choice(place) if place else None

    return Source(find, known)


def asking_units(actor: Actor) -> list[tuple[int, str]]:
    """The units in whose name somebody asks for a site."""
    wanted = select(Unit.id, Unit.name).where(Unit.id.in_(units_to_ask_by(actor)), Unit.status == UnitStatus.ACTIVE)
    return [(unit_id, name) for unit_id, name in db.session.execute(wanted.order_by(Unit.path))]


def towns() -> list[tuple[str, str]]:
    """All towns by code."""
    statement = select(Place.code, Place.name).where(Place.kind == PlaceKind.TOWN).order_by(Place.code)
    return [(code, name) for code, name in db.session.execute(statement)]


def categories() -> list[tuple[str, str]]:
    """The categories a demand can have."""
    return [(category.code, category_name(category.code)) for category in offered(Category)]


def skills() -> list[tuple[str, str]]:
    """The skills a demand can ask for."""
    return [(skill.code, skill_name(skill.code)) for skill in offered(Skill)]
