"""Backfilled hours read for a use case: locked as all hours are, with what they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select, tuple_

from volunteer.backfills.models import HoursBacking, HoursObjection
from volunteer.backfills.public_notice import networks_of
from volunteer.backfills.rules import Backed, Stretch
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.ledger import loading as hours_loading
from volunteer.ledger.models import HoursProposal, ProposalStatus
from volunteer.ledger.rules import Facts
from volunteer.ledger.scoping import seen_under
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import under
from volunteer.people.models import Member, Membership
from volunteer.projects.models import ServiceSession
from volunteer.web.api import LARGEST_ID

NOT_IN_LEDGER = (ProposalStatus.ON_NOTICE, ProposalStatus.OBJECTED)


@dataclass(frozen=True)
class Loaded:
    """One of them: the facts that all hours have, and the backing, both locked."""

    facts: Facts
    backing: HoursBacking
    objectors: frozenset[int] = frozenset()

    @property
    def backed(self) -> Backed:
        """The backing as decisions see it."""
        own = self.backing
        return Backed(own.entered_by, own.entered_rank, own.agreed_by, own.agreed_rank, self.objectors)


def load_locked(actor: Actor, ids: Sequence[int]) -> list[Loaded]:
    """Those that the actor may confirm hours of, in order of id."""
    return _with_backing(hours_loading.load_locked(actor, Permission.HOURS_CONFIRM, ids))


def load_one(actor: Actor, hours_id: int) -> Loaded:
    """One of them, or NotVisible."""
    found = load_locked(actor, [hours_id])
    if not found:
        raise NotVisible
    return found[0]


def read_one(actor: Actor, hours_id: int) -> Loaded:
    """The same for a page that only asks what may be done; nothing is locked."""
    found = _with_backing(hours_loading.read(actor, Permission.HOURS_CONFIRM, hours_id))
    if not found:
        raise NotVisible
    return found[0]


def load_concerned(actor: Actor, hours_id: int) -> Loaded:
    """One that the actor may object to: on notice in a network of theirs, or of service at their site."""
    known = db.session.scalar(concerning(actor).where(HoursProposal.id == min(hours_id, LARGEST_ID)))
    found = _with_backing(hours_loading.load_for_anyone(actor, [known])) if known is not None else []
    if not found:
        raise NotVisible
    return found[0]


def load_for_the_clock(actor: Actor, ids: Sequence[int]) -> list[Loaded]:
    """The same whoever acts."""
    return _with_backing(hours_loading.load_for_anyone(actor, ids))


def concerning(actor: Actor) -> Select[int]:
    """The ids of hours that have been on notice to the actor."""
    same_network = select(Unit.id).where(under(Unit.path, networks_of(actor)))
    return (
        select(HoursProposal.id)
        .join(HoursBacking, HoursBacking.proposal_id == HoursProposal.id)
        .where(
            HoursBacking.until.is_not(None),
            or_(HoursProposal.unit_id.in_(same_network), seen_under(actor, (Permission.HOURS_COUNTERSIGN,))),
        )
    )


def minutes_on_notice(items: Iterable[Facts]) -> dict[tuple[int, object], int]:
    """By member and day: minutes that were agreed to and are not in the ledger yet."""
    statement = (
        select(HoursProposal.member_id, HoursProposal.service_date, func.sum(HoursProposal.minutes))
        .where(
            tuple_(HoursProposal.member_id, HoursProposal.service_date).in_({item.day for item in items}),
            HoursProposal.status.in_(NOT_IN_LEDGER),
        )
        .group_by(HoursProposal.member_id, HoursProposal.service_date)
    )
    return {(member_id, day): int(minutes) for member_id, day, minutes in db.session.execute(statement)}


def lock_members(member_ids: Collection[int]) -> dict[int, Member]:
    """Members by id, locked in order of id (D30)."""
    statement = (
        select(Member)
        .where(Member.id.in_([member_id for member_id in member_ids if member_id <= LARGEST_ID]))
        .order_by(Member.id)
        .with_for_update(key_share=True, of=Member)
        .execution_options(populate_existing=True)
    )
    return {member.id: member for member in db.session.scalars(statement)}


def squads_at(members: Collection[Member], at: datetime) -> dict[int, Unit]:
    """By member, the squad at that time; who joined later counts with the squad of today."""
    own = {member.id: member.unit_id for member in members}
    statement = select(Membership.member_id, Membership.unit_id).where(
        Membership.member_id.in_(own),
        Membership.since <= at,
        or_(Membership.until.is_(None), Membership.until > at),
    )
    own |= {member_id: unit_id for member_id, unit_id in db.session.execute(statement)}
    units = {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(set(own.values()))))}
    return {member_id: units[unit_id] for member_id, unit_id in own.items()}


@dataclass(frozen=True)
class Held:
    """Hours that a member has, whatever became of them, but for refused ones."""

    session_id: int | None
    stretch: Stretch | None


def held_by(member_ids: Collection[int], day: date) -> dict[int, list[Held]]:
    """By member: the hours they have about that day, with when that was."""
    about = HoursProposal.service_date.between(day - timedelta(days=1), day + timedelta(days=1))
    starts = func.coalesce(ServiceSession.starts, HoursBacking.starts)
    ends = func.coalesce(ServiceSession.ends, HoursBacking.ends)
    statement = (
        select(HoursProposal.member_id, HoursProposal.session_id, starts, ends)
        .outerjoin(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .outerjoin(HoursBacking, HoursBacking.proposal_id == HoursProposal.id)
        .where(HoursProposal.member_id.in_(member_ids), about, HoursProposal.status != ProposalStatus.REFUSED)
    )
    found: defaultdict[int, list[Held]] = defaultdict(list)
    for member_id, session_id, since, until in db.session.execute(statement):
        found[member_id].append(Held(session_id, Stretch(since, until) if since is not None else None))
    return found


def _with_backing(items: Sequence[Facts]) -> list[Loaded]:
    ids = [item.id for item in items if item.backfilled]
    if not ids:
        return []
    backings = select(HoursBacking).where(HoursBacking.proposal_id.in_(ids))
    found = {one.proposal_id: one for one in db.session.scalars(backings.execution_options(populate_existing=True))}
    open_ones: defaultdict[int, set[int]] = defaultdict(set)
    objections = select(HoursObjection.proposal_id, HoursObjection.by).where(
        HoursObjection.proposal_id.in_(ids), HoursObjection.answered_at.is_(None)
    )
    for proposal_id, by in db.session.execute(objections):
        open_ones[proposal_id].add(by)
    return [Loaded(item, found[item.id], frozenset(open_ones[item.id])) for item in items if item.id in found]
