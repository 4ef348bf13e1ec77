"""What the home pages of visitors, members and administrators show: one statement a block."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, not_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.claims.models import Claim
from volunteer.claims.queries import lapsed
from volunteer.claims.rules import ASKED
from volunteer.claims.states import COUNTS_OPEN, ClaimStatus
from volunteer.home.rows import FirstThings, OwnNumbers, Totals
from volunteer.kernel.database import db
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, ProposalStatus
from volunteer.organization.models import Grant, Place, PlaceKind, Tier, Unit, UnitStatus
from volunteer.people.models import SERVING, Member, MemberSkill
from volunteer.projects.finding import PositionFilters, find
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.open_board import open_board
from volunteer.projects.open_rows import OpenPosition
from volunteer.projects.states import SessionStatus

OPEN_SHOWN = 6


def totals(year_begins: date) -> Totals:
    """The numbers of the public home."""
    members = select(func.count()).where(Member.kind.in_(SERVING)).scalar_subquery()
    teams = select(func.count()).where(Unit.tier == Tier.TEAM, Unit.status == UnitStatus.ACTIVE).scalar_subquery()
    sites = select(func.count()).where(Place.kind == PlaceKind.SITE).scalar_subquery()
    this_year = HoursEntry.service_date >= year_begins
    services = services_counted()
    row = db.session.execute(
        select(members, teams, sites, services, func.coalesce(func.sum(HoursEntry.minutes), 0)).where(this_year)
    ).one()
    return Totals(*(int(value) for value in row))


def services_counted() -> ColumnElement[int]:
    """人次 of the ledger rows grouped: each credit counts once, unless reversed."""
    credits, reversals = (
        func.count().filter(HoursEntry.kind == kind) for kind in (EntryKind.CREDIT, EntryKind.REVERSAL)
    )
    return credits - reversals


def services_to_see(now: datetime) -> Sequence[OpenPosition]:
    """The next open positions with free places."""
    return find(open_board(), PositionFilters(free_only=True), now)[:OPEN_SHOWN]


def own_claims(member_id: int, now: datetime) -> Sequence[Claim]:
    """What a member holds or is asked for, as long as the session is not over; earliest first."""
    wanted = (COUNTS_OPEN - {ClaimStatus.WAITLISTED}) | ASKED | {ClaimStatus.ATTENDED}
    statement = (
        select(Claim)
        .join(Claim.position)
        .join(Position.session)
        .join(ServiceSession.site)
        .where(
            Claim.member_id == member_id,
            Claim.status.in_(wanted),
            not_(lapsed(now)),
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.ends > now,
        )
        .options(
            contains_eager(Claim.position).contains_eager(Position.session).contains_eager(ServiceSession.site),
            contains_eager(Claim.position)
            .joinedload(Position.project, innerjoin=True)
            .joinedload(Project.unit, innerjoin=True),
        )
        .order_by(ServiceSession.starts, Claim.id)
    )
    return db.session.scalars(statement).all()


def positions_shown(ids: Sequence[int]) -> dict[int, Position]:
    """Positions with what a card says of them, by id."""
    statement = (
        select(Position)
        .where(Position.id.in_(ids))
        .options(
            joinedload(Position.project, innerjoin=True),
            joinedload(Position.session, innerjoin=True).joinedload(ServiceSession.site, innerjoin=True),
        )
    )
    return {position.id: position for position in db.session.scalars(statement)}


def own_numbers(member_id: int, year_begins: date) -> OwnNumbers:
    """The member with their unit, whether they began, what waits for confirmation, this year's minutes."""
    skills = select(func.count()).where(MemberSkill.member_id == Member.id).scalar_subquery()
    claims = select(func.count()).where(Claim.member_id == Member.id).scalar_subquery()
    pending = (
        select(func.count())
        .where(HoursProposal.member_id == Member.id, HoursProposal.status == ProposalStatus.PENDING)
        .scalar_subquery()
    )
    minutes = (
        select(func.coalesce(func.sum(HoursEntry.minutes), 0))
        .where(HoursEntry.member_id == Member.id, HoursEntry.service_date >= year_begins)
        .scalar_subquery()
    )
    statement = (
        select(Member, skills, claims, pending, minutes)
        .where(Member.id == member_id)
        .options(joinedload(Member.unit, innerjoin=True))
    )
    return OwnNumbers(*db.session.execute(statement).one())


def first_things(now: datetime) -> FirstThings:
    """How far the installation has come: units below the root, people, sites, grants, accounts not activated."""
    counts = (
        select(func.count()).where(Unit.parent_id.is_not(None), Unit.status == UnitStatus.ACTIVE),
        select(func.count()).where(Member.kind.in_(SERVING)),
        select(func.count()).where(Place.kind == PlaceKind.SITE),
        select(func.count()).where(or_(Grant.until.is_(None), Grant.until > now)),
        select(func.count()).where(Account.status == AccountStatus.PENDING),
    )
    row = db.session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    return FirstThings(*row)
