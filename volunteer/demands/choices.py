"""What can be chosen on the pages of demands: sites, towns, categories, skills, units."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.demands.models import Demand
from volunteer.kernel.database import db
from volunteer.organization.models import Place, PlaceKind, Tier, Unit, UnitStatus
from volunteer.taxonomy.models import Category, Skill
from volunteer.taxonomy.naming import category_name, skill_name
from volunteer.taxonomy.queries import offered


def sites_by_town(sites: Sequence[Place]) -> dict[str, list[tuple[int, str]]]:
    """The sites under the names of their towns, after an invitation to choose."""
    grouped: dict[str, list[tuple[int, str]]] = {"": [(0, _("请选择社区"))]}
    for site in sites:
        grouped.setdefault(site.parent.name if site.parent else "", []).append((site.id, site.name))
    return grouped


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


def units_beside(demand: Demand) -> list[tuple[int, str]]:
    """The brigades and teams that could answer instead of the one that does."""
    statement = (
        select(Unit.id, Unit.name)
        .where(
            Unit.tier.in_((Tier.BRIGADE, Tier.TEAM)),
            Unit.status == UnitStatus.ACTIVE,
            Unit.id != demand.responsible_unit_id,
        )
        .order_by(Unit.path)
    )
    return [(unit_id, name) for unit_id, name in db.session.execute(statement)]
