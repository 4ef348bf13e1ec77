"""Selects on registrations, within reach."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden
from volunteer.ledger.models import HoursEntry
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Place, PlaceKind, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import Top, within_each
from volunteer.organization.scope import place_within, scoped, under, visible
from volunteer.people.models import SERVING, Member, Registration, RegistrationKind, RegistrationStatus
from volunteer.people.queries import holders_of, name_matches
from volunteer.sites.queries import site
from volunteer.sites.rules import may_keep

LIVE = (RegistrationStatus.REQUESTED, RegistrationStatus.RECEIVED)
Town = aliased(Place)


@dataclass(frozen=True)
class SiteNumbers:
    """What a site's page counts; service is this year's, at this site, by those registered with it."""

    received: int
    waiting: int
    served: int
    minutes: int


@dataclass(frozen=True)
class Service:
    """What one member did at one site."""

    minutes: int = 0
    sessions: int = 0


@dataclass(frozen=True)
class Rate:
    """How many serving members a unit has with all below it, and how many of them are registered."""

    members: int = 0
    residence: int = 0
    paired: int = 0


@scoped(Registration)
def _registrations(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """A root brigade answers for every place (sites.rules.may_keep)."""
    return true() if may_keep(reach, "") else place_within(Registration.place_id, reach)


def kept_site(actor: Actor, site_id: int) -> Place:
    """A site whose registrations the actor answers."""
    found = site(site_id)
    if not may_keep(actor.reach(Permission.REGISTRATION_RECEIVE), found.path):
        raise Forbidden
    return found


def kept_sites(actor: Actor, q: str | None = None) -> Select[Place]:
    """The sites whose registrations the actor answers; those where somebody waits first."""
    reach = actor.reach(Permission.REGISTRATION_RECEIVE)
    counted = select(func.count()).select_from(Registration).where(Registration.place_id == Place.id)
    waiting = counted.where(Registration.status == RegistrationStatus.REQUESTED).scalar_subquery()
    received = counted.where(Registration.status == RegistrationStatus.RECEIVED).scalar_subquery()
    statement = (
        select(Place, received.label("received"), waiting.label("waiting"))
        .join(Town, Town.id == Place.parent_id)
        .where(Place.kind == PlaceKind.SITE, true() if may_keep(reach, "") else place_within(Place.id, reach))
        .options(contains_eager(Place.parent.of_type(Town)))
        .order_by((waiting > 0).desc(), Town.code, Place.code)
    )
    return statement.where(Place.name.contains(q, autoescape=True)) if q else statement


def own(member_id: int) -> Sequence[Registration]:
    """All of a member's registrations, newest first."""
    statement = (
        select(Registration)
        .where(Registration.member_id == member_id)
        .options(joinedload(Registration.place).joinedload(Place.parent))
        .order_by(Registration.id.desc())
    )
    return db.session.scalars(statement).all()


def seen(actor: Actor, *, status: str | None = None, site_id: int | None = None) -> Select[Registration]:
    """The registrations at the sites that the actor answers for, newest first."""
    statement = visible(Registration, actor, Permission.REGISTRATION_RECEIVE)
    if status is not None:
        statement = statement.where(Registration.status == status)
    if site_id is not None:
        statement = statement.where(Registration.place_id == site_id)
    return statement.options(joinedload(Registration.member)).order_by(Registration.id.desc())


def by_slip(code: str) -> Registration | None:
    """The registration of a slip; whether the asker may see it is for the caller to decide."""
    return db.session.scalar(
        select(Registration)
        .where(Registration.slip == code)
        .options(joinedload(Registration.member).joinedload(Member.unit), joinedload(Registration.place))
    )


def waiting_at(site_id: int) -> Select[Registration]:
    """Who asked a site to be received, longest waiting first."""
    return (
        select(Registration)
        .join(Registration.member)
        .where(Registration.place_id == site_id, Registration.status == RegistrationStatus.REQUESTED)
        .where(Member.kind.in_(SERVING))
        .options(contains_eager(Registration.member).joinedload(Member.unit))
        .order_by(Registration.requested_at, Registration.id)
    )


def registered_at(
    site_id: int, today: date, *, skill: str | None = None, kind: str | None = None, q: str | None = None
) -> Select[Member]:
    """The members registered with a site, by pinyin, each once."""
    here = [
        Registration.member_id == Member.id,
        Registration.place_id == site_id,
        Registration.status == RegistrationStatus.RECEIVED,
    ]
    if kind:
        here.append(Registration.kind == kind)
    statement = (
        select(Member)
        .join(Member.unit)
        .where(exists().where(*here), Member.kind.in_(SERVING))
        .options(contains_eager(Member.unit))
        .order_by(Member.pinyin, Member.id)
    )
    if skill:
        statement = statement.where(Member.id.in_(holders_of(skill, today)))
    return statement.where(name_matches(q)) if q else statement


def held_at(site_id: int, member_ids: Collection[int]) -> Mapping[int, list[Registration]]:
    """By member: the registrations with a site that hold, residence first."""
    statement = (
        select(Registration)
        .where(
            Registration.place_id == site_id,
            Registration.member_id.in_(member_ids),
            Registration.status == RegistrationStatus.RECEIVED,
        )
        .order_by(Registration.kind.desc())
    )
    found: dict[int, list[Registration]] = {member_id: [] for member_id in member_ids}
    for registration in db.session.scalars(statement):
        found[registration.member_id].append(registration)
    return found


def numbers_at(site_id: int, today: date) -> SiteNumbers:
    """The numbers of a site, in one statement."""
    here = and_(Registration.place_id == site_id, Member.id == Registration.member_id, Member.kind.in_(SERVING))
    received = (
        select(Registration.member_id).join(Member, here).where(Registration.status == RegistrationStatus.RECEIVED)
    )
    waiting = select(func.count()).select_from(Registration).join(Member, here)
    this_year = and_(
        HoursEntry.place_id == site_id,
        HoursEntry.service_date >= today.replace(month=1, day=1),
        HoursEntry.member_id.in_(received),
    )
    row = db.session.execute(
        select(
            select(func.count(Registration.member_id.distinct()))
            .join(Member, here)
            .where(Registration.status == RegistrationStatus.RECEIVED)
            .scalar_subquery(),
            waiting.where(Registration.status == RegistrationStatus.REQUESTED).scalar_subquery(),
            select(func.count(HoursEntry.member_id.distinct())).where(this_year).scalar_subquery(),
            select(func.coalesce(func.sum(HoursEntry.minutes), 0)).where(this_year).scalar_subquery(),
        )
    ).one()
    return SiteNumbers(*map(int, row))


def service_at(site_id: int, member_ids: Collection[int]) -> dict[int, Service]:
    """What each of some members did at a site, by the ledger; a correction counts with what it corrects."""
    statement = (
        select(HoursEntry.member_id, func.sum(HoursEntry.minutes), func.count(HoursEntry.proposal_id.distinct()))
        .where(HoursEntry.place_id == site_id, HoursEntry.member_id.in_(member_ids))
        .group_by(HoursEntry.member_id)
    )
    return {member_id: Service(int(minutes), n) for member_id, minutes, n in db.session.execute(statement)}


def rates(unit_ids: Collection[int]) -> dict[int, Rate]:
    """How far each of some units is registered, itself and below, in one statement."""
    within, these = within_each(unit_ids)
    registered = [
        func.count().filter(
            exists().where(
                Registration.member_id == Member.id,
                Registration.kind == kind,
                Registration.status == RegistrationStatus.RECEIVED,
            )
        )
        for kind in (RegistrationKind.RESIDENCE, RegistrationKind.PAIRED)
    ]
    statement = (
        select(Top.id, func.count(), *registered)
        .select_from(Member)
        .join(Unit, Unit.id == Member.unit_id)
        .join(Top, within)
        .where(these, Member.kind.in_(SERVING))
        .group_by(Top.id)
    )
    return {unit_id: Rate(*counts) for unit_id, *counts in db.session.execute(statement)}


def paired_sites(unit_id: int) -> Sequence[Place]:
    """The sites that a team is paired with."""
    statement = select(Place).where(Place.kind == PlaceKind.SITE, Place.paired_unit_id == unit_id)
    return db.session.scalars(statement.options(joinedload(Place.parent)).order_by(Place.code)).all()


def sites_of_members(unit_paths: Sequence[str]) -> Select[int]:
    """The sites with which members of these units and those below are registered."""
    return (
        select(Registration.place_id)
        .join(Member, Member.id == Registration.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Registration.status == RegistrationStatus.RECEIVED, under(Unit.path, tuple(unit_paths)))
    )


def unregistered(unit: Unit, site_id: int) -> Select[Member]:
    """Serving members of a unit who are neither registered with this site through it nor waiting for an answer."""
    held = exists().where(
        Registration.member_id == Member.id,
        Registration.kind == RegistrationKind.PAIRED,
        or_(
            Registration.status == RegistrationStatus.REQUESTED,
            and_(Registration.status == RegistrationStatus.RECEIVED, Registration.place_id == site_id),
        ),
    )
    return (
        select(Member)
        .join(Member.unit)
        .where(Unit.path.startswith(unit.path, autoescape=True), Member.kind.in_(SERVING), ~held)
        .options(contains_eager(Member.unit))
        .order_by(Unit.path, Member.pinyin, Member.id)
    )
