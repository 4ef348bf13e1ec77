"""Use cases on micro-wishes: what the site and its verifiers do. Every step is written into the wish's story."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from volunteer.demands.answering import unit_answering
from volunteer.demands.queries import single_site
from volunteer.happenings import wishes as told
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind, PrivatePlace, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.private_places import open_private_place
from volunteer.organization.queries import root_brigade
from volunteer.organization.scope import require
from volunteer.organization.settings import KNOBS, setting
from volunteer.wishes.models import Wish
from volunteer.wishes.queries import one_wish
from volunteer.wishes.rules import EDITABLE, MACHINE, problems, without_person
from volunteer.wishes.states import WishStatus
from volunteer.wishes.steps import cover, held, let_go, note, set_due, shut_private, take, tell

CONTENT = ("title", "text", "value_yuan")
GUARDED = ("recipient", "phone", "address", "access_notes")
LOOKED_AT = (WishStatus.INTRODUCED, WishStatus.DELIVERED)  # when the claimer sees whose wish it is


@use_case
def collect(work: Work, actor: Actor, content: Mapping[str, Any]) -> Wish:
    """A site writes down a person's wish; whoever verifies it is told."""
    site = _site(actor, content.get("site_id") or single_site(actor))
    unit = unit_answering(site.id)
    _check(unit, content)
    place = PrivatePlace(**{name: content.get(name) for name in GUARDED})
    db.session.add(place)
    db.session.flush()
    wish = Wish(
        **{name: content[name] for name in CONTENT},
        status=MACHINE.initial,
        site_id=site.id,
        unit_id=unit.id,
        private_place_id=place.id,
        collected_by=actor.account_id,
        collected_at=work.now,
    )
    db.session.add(wish)
    db.session.flush()
    set_due(work, wish)
    note(work, wish, "collect")
    work.record(tell(told.WishCollected, wish))
    return wish


@use_case
def edit(work: Work, actor: Actor, wish_id: int, version: int, content: Mapping[str, Any]) -> Wish:
    """Rewrite what is not verified yet; guarded fields left empty stay. What was returned is handed in again by it."""
    wish = one_wish(actor, wish_id, lock=True)
    cover(actor, wish, Permission.DEMAND_ASK)
    if wish.version != version:
        raise Refused("stale")
    if wish.status not in EDITABLE:
        raise Refused("not_in_this_state", step="edit", status=wish.status)
    place = db.session.get_one(PrivatePlace, wish.private_place_id)
    guarded = {name: content.get(name) or stands for name, stands in guarded_part(wish).items()}
    _check(wish.unit, {**content, **guarded})
    for name in CONTENT:
        setattr(wish, name, content[name])
    for name, value in guarded.items():
        setattr(place, name, value)
    wish.version += 1
    work.record(tell(told.WishEdited, wish))
    if wish.status == WishStatus.RETURNED:
        MACHINE.move(wish, "resubmit")
        set_due(work, wish)
        note(work, wish, "resubmit")
        work.record(tell(told.WishCollected, wish))
    return wish


@use_case
def verify(work: Work, actor: Actor, wish_id: int) -> Wish:
    """A second person has made sure of it: it is published under a number, without the person."""
    wish = take(work, actor, wish_id, "verify")
    if wish.collected_by == actor.account_id:
        raise Refused("own_wish")
    wish.number = f"W{local(work.now).year}-{wish.id:05d}"
    wish.verified_by, wish.verified_at = actor.account_id, work.now
    work.record(tell(told.WishPublished, wish))
    return wish


@use_case
def send_back(work: Work, actor: Actor, wish_id: int, reason: str) -> Wish:
    """Ask the site for more."""
    wish = take(work, actor, wish_id, "return", reason)
    work.record(tell(told.WishReturned, wish, reason=reason))
    return wish


@use_case
def introduce(work: Work, actor: Actor, wish_id: int) -> Wish:
    """Open the guarded part to the member who took it on."""
    wish = take(work, actor, wish_id, "introduce")
    work.record(tell(told.WishIntroduced, wish))
    return wish


@use_case
def take_back(work: Work, actor: Actor, wish_id: int, reason: str) -> Wish:
    """Offer it to everybody again, as the member does not come to it."""
    wish = held(actor, wish_id, "take_back")
    let_go(work, wish, "take_back", told.WishTakenBack, reason)
    return wish


@use_case
def confirm(work: Work, actor: Actor, wish_id: int) -> Wish:
    """The person has it."""
    wish = take(work, actor, wish_id, "confirm")
    work.record(tell(told.WishFulfilled, wish))
    return wish


@use_case
def contest(work: Work, actor: Actor, wish_id: int, reason: str) -> Wish:
    """The person has not got it yet."""
    wish = take(work, actor, wish_id, "contest", reason)
    work.record(tell(told.WishContested, wish, reason=reason))
    return wish


@use_case
def thank(work: Work, actor: Actor, wish_id: int, words: str) -> Wish:
    """Pass on what the person says; it is shown with the wish, so whose it is is taken out of it."""
    wish = take(work, actor, wish_id, "thank")
    wish.thanks = without_person(words, guarded_part(wish))
    work.record(tell(told.WishThanked, wish))
    return wish


@use_case
def close(work: Work, actor: Actor, wish_id: int) -> Wish:
    """Nothing is left to do."""
    wish = take(work, actor, wish_id, "close")
    wish.closed_at = work.now
    shut_private(work, wish)
    work.record(tell(told.WishClosed, wish))
    return wish


@use_case
def withdraw(work: Work, actor: Actor, wish_id: int, reason: str) -> Wish:
    """It is not needed any more; whoever took it on is told."""
    wish = held(actor, wish_id, "withdraw")
    let_go(work, wish, "withdraw", told.WishWithdrawn, reason)
    wish.closed_at = work.now
    shut_private(work, wish)
    return wish


@use_case
def open_private(work: Work, actor: Actor, wish_id: int) -> PrivatePlace:
    """Whose wish it is, put on record: for who looks after it, and the member whom the site introduced."""
    wish = one_wish(actor, wish_id)
    if not may_open_private(actor, wish):
        raise NotVisible
    return open_private_place(actor, wish.private_place_id, "wish", wish.id, wish.unit_id)


def guarded_part(wish: Wish) -> dict[str, str | None]:
    """Whose wish it is, for a use case that must tell it from public words; never shown."""
    place = db.session.get_one(PrivatePlace, wish.private_place_id)
    return {name: getattr(place, name) for name in GUARDED}


def may_open_private(actor: Actor, wish: Wish) -> bool:
    """Whether the actor may know whose wish it is."""
    if actor.reach(Permission.PRIVATE_PLACE_READ).covers(wish.unit.path, wish.site.path):
        return True
    return actor.member_id is not None and wish.member_id == actor.member_id and wish.status in LOOKED_AT


def most_yuan(unit: Unit) -> int:
    """How much a wish may cost at most, where this unit verifies."""
    return setting(unit, "wish_most_yuan", KNOBS["wish_most_yuan"].default)


def late(wish: Wish, now: datetime) -> bool:
    """The next step was due before."""
    return wish.due_at is not None and wish.due_at < now


def _check(unit: Unit, content: Mapping[str, Any]) -> None:
    wrong = problems(content, most_yuan(unit))
    if not content.get("recipient"):
        wrong["recipient"] = _("请填写这是谁的心愿，只有认领人和社区看得到")
    if wrong:
        raise Invalid(wrong)


def _site(actor: Actor, site_id: int | None) -> Place:
    site = db.session.get(Place, site_id) if site_id else None
    if site is None or site.kind != PlaceKind.SITE:
        raise Invalid({"site_id": _("请选择一个社区或村")})
    require(actor, Permission.DEMAND_ASK, root_brigade().path, site.path)
    return site
