"""What a member's own pages say of them, read in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, func, select
from sqlalchemy.orm import aliased, contains_eager

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.models import Organ, Place, PlaceKind
from volunteer.organization.queries import organ_of_unit
from volunteer.people.models import Absence, Member, MemberSkill, Registration, RegistrationStatus, SkillEvidence
from volunteer.people.rules import cells_of


@dataclass(frozen=True)
class OwnSummary:
    """The member, how many skills are listed, papers kept and times away, and where distances are measured from.

    `home` and `office` name the community nearest to the place that is kept; `organ` is the employer, whose address
    stands in for an office that nobody told; `registered` are the sites that stand in for a home (D24).
    """

    member: Member
    skills: int
    papers: int
    absences: int
    absences_ahead: int
    home: str | None
    office: str | None
    organ: str | None
    registered: tuple[str, ...]

    @property
    def painted(self) -> int:
        """How many cells of the week are free."""
        return len(cells_of(self.member.availability))

    @property
    def paused_until(self) -> date | None:
        """The last day of a pause that still lasts."""
        until = self.member.paused_until
        return until if until is not None and until >= clock.today() else None


def own_summary(actor: Actor) -> OwnSummary:
    """The summary of the member the actor is; NotVisible for accounts that are nobody's membership."""
    if actor.member_id is None:
        raise NotVisible
    statement = (
        select(
            Member,
            _number(MemberSkill.skill, MemberSkill.member_id == Member.id),
            _number(SkillEvidence.skill, SkillEvidence.member_id == Member.id),
            _number(Absence.id, Absence.member_id == Member.id),
            _number(Absence.id, Absence.member_id == Member.id, func.upper(Absence.period) > clock.now()),
            _nearest_site(Member.home_lon, Member.home_lat),
            _nearest_site(Member.office_lon, Member.office_lat),
            case((Organ.lon.is_not(None), Organ.short_name)),
            _registered(),
        )
        .join(Member.unit)
        .outerjoin(Organ, Organ.id == organ_of_unit())
        .options(contains_eager(Member.unit))
        .where(Member.id == actor.member_id)
    )
    member, skills, papers, absences, ahead, home, office, organ, registered = db.session.execute(statement).one()
    return OwnSummary(member, skills, papers, absences, ahead, home, office, organ, tuple(registered or ()))


def _number(column: Any, *which: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count(column)).where(*which).correlate(Member).scalar_subquery()


def _nearest_site(lon: Any, lat: Any) -> ScalarSelect[Any]:
    """The name of the community nearest to a point; none where there is no point."""
    site = aliased(Place)
    # One degree of longitude is a little shorter than one of latitude here; for the nearest of many it does not matter.
    distance = (site.lon - lon) * (site.lon - lon) + (site.lat - lat) * (site.lat - lat)
    return (
        select(site.name)
        .where(site.kind == PlaceKind.SITE, lon.is_not(None), lat.is_not(None))
        .order_by(distance, site.id)
        .limit(1)
        .correlate(Member)
        .scalar_subquery()
    )


def _registered() -> ScalarSelect[Any]:
    return (
        select(func.array_agg(Place.name))
        .select_from(Registration)
        .join(Place, Place.id == Registration.place_id)
        .where(Registration.member_id == Member.id, Registration.status == RegistrationStatus.RECEIVED)
        .correlate(Member)
        .scalar_subquery()
    )
