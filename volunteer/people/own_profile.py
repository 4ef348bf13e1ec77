"""What members say of themselves: matching knows no more than this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from volunteer.happenings.people import ProfileChanged, ProfileConfirmed
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.traced import kept
from volunteer.people.models import Member, MemberInterest
from volunteer.people.queries import own
from volunteer.people.rules import kept_degrees
from volunteer.taxonomy.models import Category

PLAIN = ("radius_km", "paused_until", "recommendations_on", "phone")
PLACES = ("home", "office")


@use_case
def change_profile(work: Work, actor: Actor, changes: Mapping[str, Any]) -> Member:
    """Set radius, pause, phone, recommendations, `home` and `office` (lon, lat; none forgets it), `precise_places`
    and `interests` (codes)."""
    member = own(actor, lock=True)
    before = _as_kept(member, changes)
    for key in PLAIN:
        if key in changes:
            setattr(member, key, changes[key])
    _set_places(member, changes)
    if "interests" in changes:
        _set_interests(member, set(changes["interests"]))
    note_change(work, member, *changes, before=before, after=_as_kept(member, changes))
    return member


@use_case
def paint_availability(work: Work, actor: Actor, bits: int) -> Member:
    """Set the painted availability; from now on it is the member's own word (D24)."""
    member = own(actor, lock=True)
    before = _as_kept(member, ("availability",))
    member.availability = bits
    member.profile_assumed = False
    note_change(work, member, "availability", before=before, after=_as_kept(member, ("availability",)))
    return member


@use_case
def confirm_defaults(work: Work, actor: Actor) -> Member:
    """The assumed free time and radius are right: from now on they are the member's own word (D24)."""
    member = own(actor, lock=True)
    member.profile_assumed = False
    note_change(work, member, "availability")
    return member


@use_case
def confirm_profile(work: Work, actor: Actor) -> Member:
    """资料都对: all of it is right, what was assumed too."""
    member = own(actor, lock=True)
    changed, checked = member.profile_changed_at, member.profile_checked_at
    news = changed is not None and (checked is None or changed > checked)
    member.profile_assumed = False
    member.profile_checked_at = work.now
    member.version += 1
    db.session.flush()
    work.record(
        ProfileConfirmed(
            subject_id=member.id,
            unit_id=member.unit_id,
            member_account_id=member.account_id,
            changed=news,
            details={"changed": news},
        )
    )
    return member


def note_change(work: Work, member: Member, *fields: str, **values: Mapping[str, Any]) -> None:
    """Put on record that a member changed some of what they say of themselves: the names of the fields, and their
    values `before` and `after` as the trail may hold them."""
    member.profile_changed_at = work.now
    member.version += 1
    db.session.flush()
    details = {"fields": sorted(fields), **{name: dict(kept_ones) for name, kept_ones in values.items()}}
    work.record(ProfileChanged(subject_id=member.id, unit_id=member.unit_id, details=details))


def _as_kept(member: Member, fields: Iterable[str]) -> dict[str, Any]:
    """The member's own words as they stand, without saying where anybody lives or which hours are free."""
    values = {name: getattr(member, name) for name in (*PLAIN, "availability", "precise_places")}
    values |= {place: getattr(member, f"{place}_lon") is not None for place in PLACES}
    return kept(values, fields, person=True)


def _set_places(member: Member, changes: Mapping[str, Any]) -> None:
    """Points are kept as closely as the member wants; whoever no longer wants it close has what is kept made coarse."""
    if "precise_places" in changes:
        member.precise_places = changes["precise_places"]
    for place in PLACES:
        point = changes.get(place)
        for axis in ("lon", "lat"):
            name = f"{place}_{axis}"
            degrees = (point and point[axis]) if place in changes else getattr(member, name)
            setattr(member, name, None if degrees is None else kept_degrees(degrees, member.precise_places))


def _set_interests(member: Member, codes: set[str]) -> None:
    known = set(db.session.scalars(select(Category.code).where(Category.code.in_(codes))))
    if codes - known:
        raise Invalid({"interests": str(_("没有这个类别"))})
    db.session.execute(delete(MemberInterest).where(MemberInterest.member_id == member.id))
    db.session.add_all(MemberInterest(member_id=member.id, category=code) for code in sorted(codes))
