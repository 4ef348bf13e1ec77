"""Selects on complaints: those that the actor handles, those that wait, what was passed on to a unit."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from volunteer.complaints.models import Complaint, ComplaintBarred, ComplaintStep
from volunteer.complaints.rules import HANDLING, LEADING, OPEN, Facts, units_of
from volunteer.complaints.states import ComplaintStepKind
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import under, unit_within
from volunteer.web.api import LARGEST_ID


def handled(actor: Actor) -> Select[Complaint]:
    """What the actor handles, as rules.may_handle decides for one: nobody above or below, and never who is named."""
    named = Complaint.named_unit_id.in_(units_of(actor, LEADING)) & (
        Complaint.named_unit_id != Complaint.handler_unit_id
    )
    return select(Complaint).where(Complaint.handler_unit_id.in_(units_of(actor, HANDLING)), ~named, ~barred(actor))


def barred(actor: Actor) -> ColumnElement[bool]:
    """The actor is named by it, or has answered it before."""
    return exists().where(ComplaintBarred.complaint_id == Complaint.id, ComplaintBarred.account_id == actor.account_id)


def to_answer(actor: Actor) -> Select[Complaint]:
    """What waits for the actor's answer, the most urgent first."""
    waiting = handled(actor).where(Complaint.status.in_(OPEN))
    return with_parts(waiting).order_by(Complaint.answer_by, Complaint.id)


def settled(actor: Actor) -> Select[Complaint]:
    """What was answered or closed, the latest first."""
    return with_parts(handled(actor).where(Complaint.status.not_in(OPEN))).order_by(Complaint.id.desc())


def one(actor: Actor, complaint_id: int, *, lock: bool = False) -> Complaint:
    """One that the actor handles, with its steps, or NotVisible."""
    if complaint_id > LARGEST_ID:
        raise NotVisible
    wanted = with_parts(handled(actor).where(Complaint.id == complaint_id))
    if lock:
        wanted = wanted.with_for_update(key_share=True, of=Complaint).execution_options(populate_existing=True)
    parts = selectinload(Complaint.steps).joinedload(ComplaintStep.unit), selectinload(Complaint.barred)
    found = db.session.scalar(wanted.options(*parts))
    if found is None:
        raise NotVisible
    return found


def facts(complaint: Complaint) -> Facts:
    """What decides who may handle it."""
    accounts = frozenset(one.account_id for one in complaint.barred)
    return Facts(complaint.handler_unit_id, complaint.named_unit_id, accounts)


def passed_on(actor: Actor) -> Select[ComplaintStep]:
    """What handlers told units that the actor leads, the latest first."""
    return (
        select(ComplaintStep)
        .join(Complaint, Complaint.id == ComplaintStep.complaint_id)
        .options(
            joinedload(ComplaintStep.unit, innerjoin=True),
            joinedload(ComplaintStep.complaint, innerjoin=True).joinedload(Complaint.named_unit, innerjoin=True),
        )
        .where(
            ComplaintStep.kind == ComplaintStepKind.PASSED_ON,
            unit_within(Complaint.named_unit_id, actor.reach(Permission.PROJECT_EDIT)),
        )
        .order_by(ComplaintStep.id.desc())
    )


def below(actor: Actor) -> ColumnElement[bool]:
    """The unit named stands below one where the actor handles complaints, and is not led by the actor too."""
    paths = actor.reach(Permission.COMPLAINT_HANDLE).unit_paths
    return under(Unit.path, paths) & Unit.path.not_in(paths) & Unit.id.not_in(units_of(actor, LEADING))


def with_parts(statement: Select[Complaint]) -> Select[Complaint]:
    """With what every list shows of one."""
    return statement.options(
        joinedload(Complaint.named_unit, innerjoin=True),
        joinedload(Complaint.handler_unit, innerjoin=True),
        joinedload(Complaint.project),
    )
