"""What the subjects of some events are called, so that nobody has to read ids. One statement for a page."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, literal, select, union_all

from volunteer.accounts.models import Account
from volunteer.audit.models import AuditEvent
from volunteer.demands.models import Demand
from volunteer.designations.models import Designation
from volunteer.kernel.database import db
from volunteer.organization.models import CollaborationGroup, Organ, Place, Unit
from volunteer.people.models import Member
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.models import Project
from volunteer.web.humanize import masked_name
from volunteer.wishes.models import Wish

NAMED = {
    "account": Account.name,
    "campaign": Campaign.name,
    "demand": Demand.title,
    "designation": Designation.title,
    "group": CollaborationGroup.name,
    "member": Member.name,
    "organ": Organ.name,
    "project": Project.title,
    "site": Place.name,
    "unit": Unit.name,
    "wish": Wish.title,
}
PERSONS = frozenset({"account", "member"})

Subject = tuple[str, int]


def subject_names(events: Iterable[AuditEvent]) -> dict[Subject, str]:
    """The names by kind and id; persons' are masked, what is gone or has no name is left out."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        if event.subject_kind in NAMED:
            wanted.setdefault(event.subject_kind, set()).add(event.subject_id)
    if not wanted:
        return {}
    found = db.session.execute(union_all(*(_named(kind, ids) for kind, ids in wanted.items())))
    return {(row[0], row[1]): masked_name(row[2]) if row[0] in PERSONS else row[2] for row in found}


def _named(kind: str, ids: set[int]) -> Select[str, int, str]:
    name = NAMED[kind]
    return select(literal(kind), name.class_.id, name).where(name.class_.id.in_(ids))
