"""单位报到: a leader registers the whole team, or some of it, with the site it is paired with."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import insert, literal, select

from volunteer.happenings.registrations import TeamRegistered
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people.models import Member, Registration, RegistrationKind
from volunteer.registrations.queries import paired_sites, unregistered
from volunteer.registrations.rules import MACHINE


@use_case
def register_team(
    work: Work, actor: Actor, unit_id: int, site_id: int, member_ids: Collection[int] | None = None
) -> int:
    """Ask the paired site to receive the team's members, or those given; how many were not registered yet."""
    unit = get_visible(Unit, actor, Permission.MEMBER_MANAGE, unit_id)
    place = _paired_with(unit, site_id)
    wanted = unregistered(unit, place.id)
    if member_ids is not None:
        wanted = wanted.where(Member.id.in_(member_ids))
    plain = wanted.with_only_columns(Member.id, Member.account_id).order_by(Member.id)
    found = db.session.execute(plain.with_for_update(key_share=True, of=Member))
    accounts = {member_id: account_id for member_id, account_id in found}
    if not accounts:
        raise Refused("nobody_to_register")
    _ask_for(work, accounts, place)
    details = {"unit_id": unit.id, "members": sorted(accounts)}
    work.record(
        TeamRegistered(subject_id=place.id, unit_id=unit.id, account_ids=tuple(accounts.values()), details=details)
    )
    return len(accounts)


def _ask_for(work: Work, member_ids: Collection[int], place: Place) -> None:
    asked = select(
        Member.id,
        literal(place.id),
        literal(RegistrationKind.PAIRED),
        literal(MACHINE.initial),
        literal(clock.local(work.now).date()),
        literal(work.now),
        literal(1),
    ).where(Member.id.in_(member_ids))
    columns = ("member_id", "place_id", "kind", "status", "since", "requested_at", "version")
    db.session.execute(insert(Registration).from_select(columns, asked))


def _paired_with(unit: Unit, site_id: int) -> Place:
    found = next((place for place in paired_sites(unit.id) if place.id == site_id), None)
    if found is None:
        raise NotVisible
    return found
