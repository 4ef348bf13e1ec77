"""Reading what a member's calendar holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import aliased

from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.calendars.models import CalendarFeed
from volunteer.calendars.rules import ENDED, HELD, Entry
from volunteer.claims.models import Claim
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place
from volunteer.people.models import Member
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.open_rows import said_place
from volunteer.web.api import LARGEST_ID

LOOKS_BACK = timedelta(days=90)
# A calendar that looks in once a month still learns that a service is off.
ENDED_STAYS = timedelta(days=30)


@dataclass(frozen=True)
class Reader:
    """Whose calendar an address opens, and the language they read."""

    member_id: int
    locale: str


def open_feed(member_id: int) -> CalendarFeed | None:
    """The member's address that works."""
    mine = select(CalendarFeed).where(CalendarFeed.member_id == member_id, CalendarFeed.revoked_at.is_(None))
    return db.session.scalar(mine)


def reader_of(token_hash: bytes) -> Reader:
    """Whom an address belongs to; NotVisible for one that never was, was taken back, or whose account is shut."""
    row = db.session.execute(
        select(CalendarFeed.member_id, Account.locale)
        .join(Member, Member.id == CalendarFeed.member_id)
        .join(Account, Account.id == Member.account_id)
        .where(
            CalendarFeed.token_hash == token_hash,
            CalendarFeed.revoked_at.is_(None),
            Account.status == AccountStatus.ACTIVE,
        )
    ).one_or_none()
    if row is None:
        raise NotVisible
    return Reader(row.member_id, row.locale)


def entries_of(member_id: int, now: datetime) -> list[Entry]:
    """What is ahead, what was in the last months, and what ended lately so that calendars let go of it."""
    held = and_(Claim.status.in_(HELD), ServiceSession.ends > now - LOOKS_BACK)
    ended = and_(Claim.status.in_(ENDED), Claim.changed_at > now - ENDED_STAYS)
    rows = _entries().where(Claim.member_id == member_id, or_(held, ended))
    return [_entry(row) for row in db.session.execute(rows.order_by(ServiceSession.starts, Claim.id))]


def own_entry(actor: Actor, claim_id: int) -> Entry:
    """The service of one of one's own claims that holds or held a place; NotVisible for others' claims."""
    rows = _entries().where(
        Claim.id == min(claim_id, LARGEST_ID), Claim.member_id == actor.member_id, Claim.status.in_(HELD | ENDED)
    )
    row = db.session.execute(rows).one_or_none()
    if row is None:
        raise NotVisible
    return _entry(row)


def _entries() -> Select[*tuple[Any, ...]]:
    """Columns by name for `_entry`. Nothing guarded is among them (D6)."""
    site, town = aliased(Place), aliased(Place)
    columns = select(
        Claim.id,
        Claim.position_id,
        Claim.status,
        Claim.respond_by,
        Claim.changed_at,
        (Claim.version + ServiceSession.sequence + Project.version).label("version"),
        Project.title,
        Project.bring_note,
        Position.title.label("position"),
        ServiceSession.status.label("session_status"),
        ServiceSession.starts,
        ServiceSession.ends,
        ServiceSession.public_place,
        site.name.label("site"),
        site.lon,
        site.lat,
        town.name.label("town"),
    )
    return (
        columns.join(Position, Position.id == Claim.position_id)
        .join(ServiceSession, ServiceSession.id == Claim.session_id)
        .join(Project, Project.id == Position.project_id)
        .join(site, site.id == ServiceSession.site_id)
        .outerjoin(town, town.id == site.parent_id)
    )


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    return Entry(
        claim_id=row.id,
        position_id=row.position_id,
        claim_status=row.status,
        respond_by=row.respond_by,
        changed_at=row.changed_at,
        version=row.version,
        session_status=row.session_status,
        title=row.title,
        position=row.position,
        bring_note=row.bring_note,
        starts=row.starts,
        ends=row.ends,
        place=said_place(row.town, row.site, row.public_place),
        lon=row.lon,
        lat=row.lat,
    )
