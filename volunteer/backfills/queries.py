"""Selects over backfilled hours: what waits for a second person, what is on notice, what was objected to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import aliased, contains_eager

from volunteer.accounts.models import Account
from volunteer.activities.queries import EXPECTED
from volunteer.backfills.loading import concerning
from volunteer.backfills.models import TOP, HoursBacking, HoursObjection
from volunteer.backfills.public_notice import NoticeRow
from volunteer.backfills.rules import SHEET_OPEN_FOR
from volunteer.backfills.words import PROOFS
from volunteer.claims.models import Claim
from volunteer.kernel.database import db
from volunteer.ledger import queries as hours_queries
from volunteer.ledger.models import HoursProposal, HoursSource, ProposalStatus
from volunteer.ledger.queries import HoursView
from volunteer.ledger.scoping import of_reach
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.states import SessionStatus
from volunteer.web.humanize import masked_name, minutes, short_date

LOOKED_BACK = timedelta(days=60)
MOST_SESSIONS = 30
STANDING = (ProposalStatus.ON_NOTICE, ProposalStatus.OBJECTED)
Enterer = aliased(Account)
Second = aliased(Account)


@dataclass(frozen=True)
class BackedView:
    """Backfilled hours with what they rest on, and who spoke for them."""

    view: HoursView
    backing: HoursBacking
    entered_by: str
    agreed_by: str | None

    @property
    def id(self) -> int:
        """The id of the hours."""
        return self.view.id

    @property
    def what(self) -> str:
        """What was done."""
        return self.view.title or self.backing.activity or ""


def to_agree(actor: Actor) -> Select[int]:
    """The ids of what waits for the actor's word as a second person, in order of the session."""
    return (
        _backfilled(ProposalStatus.PENDING)
        .where(for_second(actor))
        .order_by(HoursProposal.service_date, HoursProposal.session_id, HoursProposal.id)
    )


def for_second(actor: Actor) -> ColumnElement[bool]:
    """Backfilled hours that the actor may agree to: entered by a lower tier, or another of the top, for others."""
    reach = actor.reach(Permission.HOURS_CONFIRM)
    ranks = {path.count("/") for path in reach.unit_paths}
    over = [
        and_(_entered_below(rank), of_reach(actor, Reach(tuple(p for p in reach.unit_paths if p.count("/") == rank))))
        for rank in sorted(ranks)
    ]
    return and_(
        HoursProposal.source == HoursSource.BACKFILLED,
        HoursProposal.member_id.is_distinct_from(actor.member_id),
        HoursProposal.entered_by != actor.account_id,
        or_(false(), *over),
    )


def entered_by_me(actor: Actor) -> Select[int]:
    """The ids of what the actor entered and nobody has agreed to yet."""
    return (
        _backfilled(ProposalStatus.PENDING)
        .where(HoursProposal.entered_by == actor.account_id)
        .order_by(HoursProposal.id.desc())
    )


def objected(actor: Actor) -> Select[int]:
    """The ids of what was objected to within the actor's units."""
    return (
        _backfilled(ProposalStatus.OBJECTED)
        .where(of_reach(actor, actor.reach(Permission.HOURS_READ)))
        .order_by(HoursProposal.id)
    )


def views(ids: Sequence[int]) -> list[BackedView]:
    """The backfilled hours of these ids, in their order."""
    if not ids:
        return []
    statement = (
        select(HoursBacking, Enterer.name, Second.name)
        .join(Enterer, Enterer.id == HoursBacking.entered_by)
        .outerjoin(Second, Second.id == HoursBacking.agreed_by)
        .where(HoursBacking.proposal_id.in_(ids))
    )
    found = {row[0].proposal_id: row for row in db.session.execute(statement)}
    return [BackedView(view, *found[view.id]) for view in hours_queries.views(ids) if view.id in found]


def first_views(ids: Select[int], most: int) -> list[BackedView]:
    """The first of a select of ids."""
    return views(db.session.scalars(ids.limit(most)).all())


def concerning_one(actor: Actor, hours_id: int) -> BackedView | None:
    """One that is or was on notice to the actor, whether or not the actor may see the hours otherwise."""
    known = db.session.scalar(concerning(actor).where(HoursProposal.id == hours_id))
    return views([known])[0] if known is not None else None


def objections_to(hours_id: int) -> Sequence[tuple[HoursObjection, str]]:
    """Every objection with the name of who made it: for those who decide, and no one else."""
    statement = (
        select(HoursObjection, Account.name)
        .join(Account, Account.id == HoursObjection.by)
        .where(HoursObjection.proposal_id == hours_id)
        .order_by(HoursObjection.id)
    )
    return [(objection, name) for objection, name in db.session.execute(statement)]


def own_objections(actor: Actor, hours_id: int) -> Sequence[HoursObjection]:
    """What the actor said against it, and the answers."""
    statement = select(HoursObjection).where(
        HoursObjection.proposal_id == hours_id, HoursObjection.by == actor.account_id
    )
    return db.session.scalars(statement.order_by(HoursObjection.id)).all()


def hours_on_notice(actor: Actor, today: date) -> list[NoticeRow]:
    """The rows that the ledger puts on the page of public notices."""
    ids = concerning(actor).where(
        HoursProposal.status.in_(STANDING),
        or_(HoursBacking.until >= today, HoursProposal.status == ProposalStatus.OBJECTED),
    )
    return [_row(one) for one in views(db.session.scalars(ids).all())]


def _row(one: BackedView) -> NoticeRow:
    view = one.view
    return NoticeRow(
        kind="hours",
        id=view.id,
        unit=view.unit,
        person=masked_name(view.name),
        what=_(
            "%(what)s，%(date)s，补录 %(minutes)s",
            what=one.what,
            date=short_date(view.proposal.service_date),
            minutes=minutes(view.minutes),
        ),
        until=one.backing.until or view.proposal.service_date,
        objection_url=url_for("public_notice.objection", posted_id=view.id),
        basis=str(PROOFS[one.backing.proof_kind]),
        stopped=view.status == ProposalStatus.OBJECTED,
    )


def _backfilled(status: ProposalStatus) -> Select[int]:
    return select(HoursProposal.id).where(
        HoursProposal.status == status, HoursProposal.source == HoursSource.BACKFILLED
    )


def _entered_below(rank: int) -> ColumnElement[bool]:
    """What somebody of this rank may agree to, as `rules.may_second` says of one."""
    entered = HoursBacking.entered_rank >= TOP if rank == TOP else HoursBacking.entered_rank > rank
    return exists().where(HoursBacking.proposal_id == HoursProposal.id, entered)


def without_hours(session_id: int) -> Sequence[Member]:
    """Who had claimed the session and has no hours of it."""
    statement = (
        select(Member)
        .join(Claim, Claim.member_id == Member.id)
        .where(Claim.session_id == session_id, Claim.status.in_(EXPECTED), ~_has_hours(session_id))
        .order_by(Member.pinyin, Member.id)
    )
    return db.session.scalars(statement).all()


def sessions_to_backfill(actor: Actor, now: datetime) -> Sequence[ServiceSession]:
    """Sessions of one's units of late whose sheet is closed and where somebody who claimed has no hours."""
    without = exists().where(
        Claim.session_id == ServiceSession.id, Claim.status.in_(EXPECTED), ~_has_hours(ServiceSession.id)
    )
    statement = (
        select(ServiceSession)
        .join(ServiceSession.project)
        .options(contains_eager(ServiceSession.project))
        .where(
            unit_within(Project.unit_id, actor.reach(Permission.HOURS_CONFIRM)),
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.ends <= now - SHEET_OPEN_FOR,
            ServiceSession.ends > now - LOOKED_BACK,
            without,
        )
        .order_by(ServiceSession.starts.desc())
        .limit(MOST_SESSIONS)
    )
    return db.session.scalars(statement).all()


def _has_hours(session_id: Any) -> ColumnElement[bool]:
    return exists().where(
        HoursProposal.session_id == session_id,
        HoursProposal.member_id == Claim.member_id,
        HoursProposal.status != ProposalStatus.REFUSED,
    )
