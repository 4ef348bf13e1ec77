"""Reading campaigns: all of them, those that a project can be put under, the projects of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.models import Tier, Unit
from volunteer.organization.scope import under
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.models import Project
from volunteer.projects.queries import with_parts
from volunteer.projects.states import ProjectStatus
from volunteer.web.api import LARGEST_ID

COUNTED = (ProjectStatus.PUBLISHED, ProjectStatus.FINISHED)


def campaigns(running_on: date | None = None) -> Select[Campaign]:
    """All of them, or only those that a day lies in; the latest first."""
    statement = select(Campaign).options(joinedload(Campaign.unit))
    if running_on is not None:
        statement = statement.where(Campaign.since <= running_on, Campaign.until >= running_on)
    return statement.order_by(Campaign.since.desc(), Campaign.id.desc())


def campaign_choices(
    paths: Sequence[str], today: date | None = None, chosen: int | None = None
) -> list[tuple[int, str]]:
    """Those that concern the units at and below these paths: called for by one of them, or above them.

    With a day only those that are not over, and the one chosen before. Whose it is stands beside the name, but for
    those of a brigade.
    """
    statement = select(Campaign.id, Campaign.name, Unit.short_name, Unit.tier).join(Campaign.unit)
    if today is not None:
        statement = statement.where(or_(Campaign.until >= today, Campaign.id == chosen))
    rows = db.session.execute(statement.where(_near(paths)).order_by(Campaign.since.desc(), Campaign.id.desc()))
    return [
        (id_, name if tier == Tier.BRIGADE else _("%(name)s（%(unit)s）", name=name, unit=unit))
        for id_, name, unit, tier in rows
    ]


def campaign_of(project: Project) -> Campaign | None:
    """The campaign a project belongs to."""
    return db.session.get(Campaign, project.campaign_id) if project.campaign_id is not None else None


def covers(campaign_id: int, unit: Unit) -> bool:
    """Whether a project of the unit can be put under a campaign: it was called for by the unit or above it."""
    statement = select(Campaign.id).join(Campaign.unit).where(Campaign.id == campaign_id)
    return db.session.scalar(statement.where(func.starts_with(unit.path, Unit.path))) is not None


def one_campaign(campaign_id: int, *, lock: bool = False) -> Campaign:
    """A campaign, or NotVisible."""
    statement = select(Campaign).where(Campaign.id == min(campaign_id, LARGEST_ID)).options(joinedload(Campaign.unit))
    held = statement.with_for_update(of=Campaign).execution_options(populate_existing=True)
    found = db.session.scalar(held if lock else statement)
    if found is None:
        raise NotVisible
    return found


def projects_of(campaign_id: int) -> Select[Project]:
    """The projects that its totals count, the latest first."""
    return with_parts(counted(campaign_id)).order_by(Project.id.desc())


def counted(campaign_id: int) -> Select[Project]:
    """The published and finished projects of a campaign."""
    return select(Project).where(Project.campaign_id == campaign_id, Project.status.in_(COUNTED))


def an_id(text: str) -> int:
    """An id out of an address; ValueError leaves it out."""
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


def _near(paths: Sequence[str]) -> ColumnElement[bool]:
    return or_(false(), under(Unit.path, tuple(paths)), *(func.starts_with(path, Unit.path) for path in paths))
