"""Who sees which hours: one's own, those of the units in reach, those served for a unit or at a site in reach."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, or_, select

from volunteer.ledger.models import HoursProposal
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import answered_within, place_within, scoped, unit_within, visible
from volunteer.projects.models import Project, ServiceSession


@scoped(HoursProposal)
def _hours(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    held = (
        select(ServiceSession.id)
        .join(Project, Project.id == ServiceSession.project_id)
        .where(or_(unit_within(Project.unit_id, reach), place_within(ServiceSession.site_id, reach)))
    )
    return or_(
        HoursProposal.member_id == actor.member_id,
        answered_within(HoursProposal.unit_id, reach),
        HoursProposal.session_id.in_(held),
    )


def of_reach(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """The hours within one reach, one's own always."""
    return _hours(actor, reach)


def seen_under(actor: Actor, permissions: Iterable[Permission]) -> ColumnElement[bool]:
    """What the actor may see under any of the permissions, one's own always; one condition where reaches are equal."""
    reaches = dict.fromkeys(actor.reach(permission) for permission in permissions)
    return or_(*(_hours(actor, reach) for reach in reaches))


def visible_hours(actor: Actor, permission: Permission) -> Select[HoursProposal]:
    """The hours that the actor may see under a permission, one's own always."""
    return visible(HoursProposal, actor, permission)
