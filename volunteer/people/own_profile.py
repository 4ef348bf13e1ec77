"""What members say of themselves: matching knows no more than this."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from volunteer.happenings.people import ProfileChanged
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.people.models import Member, MemberInterest
from volunteer.people.queries import own
from volunteer.people.rules import coarse
from volunteer.taxonomy.models import Category

PLAIN = ("radius_km", "paused_until", "recommendations_on", "phone")


@use_case
def change_profile(work: Work, actor: Actor, changes: Mapping[str, Any]) -> Member:
    """Set radius, pause, phone, recommendations, `home` (lon, lat; none forgets it) and `interests` (codes)."""
    member = own(actor, lock=True)
    for key in PLAIN:
        if key in changes:
            setattr(member, key, changes[key])
    if "home" in changes:
        home = changes["home"]
        member.home_lon = coarse(home["lon"]) if home else None
        member.home_lat = coarse(home["lat"]) if home else None
    if "interests" in changes:
        _set_interests(member, set(changes["interests"]))
    return _changed(work, member, changes)


@use_case
def paint_availability(work: Work, actor: Actor, bits: int) -> Member:
    """Set the painted availability; from now on it is the member's own word (D24)."""
    member = own(actor, lock=True)
    member.availability = bits
    member.profile_assumed = False
    return _changed(work, member, {"availability": bits})


@use_case
def confirm_defaults(work: Work, actor: Actor) -> Member:
    """The assumed free time and radius are right: from now on they are the member's own word (D24)."""
    member = own(actor, lock=True)
    member.profile_assumed = False
    return _changed(work, member, {"availability": member.availability})


def _changed(work: Work, member: Member, changes: Mapping[str, Any]) -> Member:
    member.version += 1
    db.session.flush()
    work.record(ProfileChanged(subject_id=member.id, unit_id=member.unit_id, details={"fields": sorted(changes)}))
    return member


def _set_interests(member: Member, codes: set[str]) -> None:
    known = set(db.session.scalars(select(Category.code).where(Category.code.in_(codes))))
    if codes - known:
        raise Invalid({"interests": str(_("没有这个类别"))})
    db.session.execute(delete(MemberInterest).where(MemberInterest.member_id == member.id))
    db.session.add_all(MemberInterest(member_id=member.id, category=code) for code in sorted(codes))
