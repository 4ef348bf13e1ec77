"""What members and sites are told of registrations (报到)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from volunteer.happenings.registrations import RegistrationHappening, TeamRegistered
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.models import Grant, Place, Unit
from volunteer.organization.permissions import Permission, roles_with

OWN = "/me/registrations"


def to_member(happening: RegistrationHappening, work: Work) -> Iterable[Row]:
    """The member learns what the site answered, and that the site ended it; the own doing needs no telling.

    Moving on is told by the new site's answer.
    """
    if getattr(happening, "moved_to", None) or _did_it(work, happening.member_account_id):
        return
    site, why = _name_of(happening.place_id), happening.reason or ""
    yield tell(work, happening.member_account_id, happening.action, OWN, site=site, why=why)


def to_site(happening: RegistrationHappening, work: Work) -> Iterable[Row]:
    """The site learns of a request, and of whoever goes."""
    link = f"/sites/{happening.place_id}/registrations"
    for account_id in _answering(happening.place_id, work):
        if not _did_it(work, account_id):
            yield tell(work, account_id, f"{happening.action}.site", link, site=_name_of(happening.place_id))


def team_registered(happening: TeamRegistered, work: Work) -> Iterable[Row]:
    """The site learns of the team in one line, the members of what was asked in their name."""
    site, unit = _name_of(happening.subject_id), db.session.get_one(Unit, happening.unit_id).name
    link, number = f"/sites/{happening.subject_id}/registrations?show=waiting", len(happening.account_ids)
    for account_id in _answering(happening.subject_id, work):
        yield tell(work, account_id, "registration.team", link, unit=unit, number=number)
    for account_id in happening.account_ids:
        yield tell(work, account_id, "registration.by_team", OWN, unit=unit, site=site)


def _did_it(work: Work, account_id: int) -> bool:
    return work.actor is not None and work.actor.account_id == account_id


def _name_of(place_id: int) -> str:
    return db.session.get_one(Place, place_id).name


def _answering(place_id: int, work: Work) -> list[int]:
    """The nearest who answer: those of the site itself, else of the place above."""
    own = select(Place.path).where(Place.id == place_id).scalar_subquery()
    statement = (
        select(Grant.account_id, Place.path)
        .join(Place, Place.id == Grant.place_id)
        .where(
            Grant.role.in_(roles_with(Permission.REGISTRATION_RECEIVE)),
            func.starts_with(own, Place.path),
            Grant.holds(work.now),
        )
        .order_by(func.length(Place.path).desc(), Grant.account_id)
    )
    found = db.session.execute(statement).all()
    return list(dict.fromkeys(account_id for account_id, path in found if path == found[0].path))
