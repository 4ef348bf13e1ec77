"""What can be done with demands. Every step is written on the timeline that the asker sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.demands import deadlines
from volunteer.demands.answering import unit_answering, unit_to_forward_to
from volunteer.demands.asking_units import asking_unit, is_of_site, may_take_on
from volunteer.demands.content import CONTENT, checked, private_part, rewrite, say_how_urgent
from volunteer.demands.models import Demand
from volunteer.demands.orders import ordered_from
from volunteer.demands.queries import one_demand, single_site
from volunteer.demands.rules import CHANGEABLE, EDITABLE, MACHINE, problems
from volunteer.demands.states import Channel
from volunteer.demands.steps import cover, cover_asking, note, set_deadline, shut_private, take, tell
from volunteer.demands.undoing import remember
from volunteer.happenings.demands import (
    DemandAccepted,
    DemandCancelled,
    DemandChanged,
    DemandDeclined,
    DemandEdited,
    DemandForwarded,
    DemandPosted,
    DemandReturned,
    DemandSubmitted,
    DemandWithdrawn,
)
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind, PrivatePlace, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.private_places import open_private_place
from volunteer.organization.queries import root_brigade
from volunteer.organization.scope import require


@use_case
def post(
    work: Work, actor: Actor, content: Mapping[str, Any], *, submit_now: bool = False, unit: Unit | None = None
) -> Demand:
    """A new draft for a site, the operator's own by default; submitted at once if asked.

    Whoever is not of the site asks in the name of a unit (`unit_id`), on the site's behalf. `unit` answers it instead
    of the site's partner, when it was asked for by name: what it offers was ordered.
    """
    site = _site(content.get("site_id") or single_site(actor))
    asking = _asking(actor, site, content.get("unit_id"), ordered=unit is not None)
    values = checked(content, work.now)
    demand = Demand(**values, site_id=site.id, asker_id=actor.account_id, created_at=work.now, level=1)
    demand.asked_by_unit = asking
    demand.channel = Channel.ORDER if unit else Channel.TEAM if asking else Channel.SITE
    demand.level = content.get("level") or 1
    demand.on_behalf = asking is not None or bool(content.get("on_behalf", False))
    demand.private_place_id = private_part(demand, content)
    say_how_urgent(demand, content)
    db.session.add(demand)
    db.session.flush()
    work.record(tell(DemandPosted, demand))
    if submit_now:
        hand_in(work, demand, unit or unit_answering(demand.site_id))
    return demand


@use_case
def edit(work: Work, actor: Actor, demand_id: int, version: int, changes: Mapping[str, Any]) -> Demand:
    """Rewrite a draft or a returned demand."""
    demand = one_demand(actor, demand_id, lock=True)
    cover_asking(actor, demand)
    if demand.version != version:
        raise Refused("stale")
    if demand.status not in EDITABLE:
        raise Refused("not_in_this_state", step="edit", status=demand.status)
    if changes.get("site_id") and changes["site_id"] != demand.site_id:
        _move(actor, demand, _site(changes["site_id"]))
    rewrite(demand, changes, work.now)
    demand.version += 1
    work.record(tell(DemandEdited, demand))
    return demand


@use_case
def submit(work: Work, actor: Actor, demand_id: int) -> Demand:
    """Hand it in: it gets its number, its responsible unit and the time by which that answers (D5)."""
    demand = one_demand(actor, demand_id, lock=True)
    cover_asking(actor, demand)
    MACHINE.target(demand.status, "submit")
    wrong = problems({name: getattr(demand, name) for name in CONTENT}, work.now)
    if wrong:
        raise Invalid(wrong)
    ordered = ordered_from(demand.id)
    hand_in(work, demand, ordered.unit if ordered else unit_answering(demand.site_id, demand.times_returned))
    return demand


@use_case
def accept(work: Work, actor: Actor, demand_id: int, *, held: Permission = Permission.DEMAND_HANDLE) -> Demand:
    """The responsible unit takes it on. `held` is the permission by which it answers, here and below.

    What it asked for itself it takes on once the site has vouched for it.
    """
    demand = take(actor, demand_id, "accept", held)
    if not may_take_on(actor, demand):
        raise Refused("own_asking")
    remember(work, demand, "accept")
    set_deadline(work, demand, db.session.get_one(Unit, demand.responsible_unit_id))
    note(work, demand, "accept")
    work.record(tell(DemandAccepted, demand))
    return demand


@use_case
def return_(work: Work, actor: Actor, demand_id: int, reason: str) -> Demand:
    """Ask the site for more; the clock stands still. Returned twice, it goes to the brigade next: no ping-pong."""
    demand = take(actor, demand_id, "return")
    demand.times_returned += 1
    deadlines.stop(demand, work.now)
    note(work, demand, "return", reason)
    work.record(tell(DemandReturned, demand, reason=reason))
    return demand


@use_case
def decline(
    work: Work, actor: Actor, demand_id: int, reason: str, *, held: Permission = Permission.DEMAND_HANDLE
) -> Demand:
    """The unit cannot help, and says why."""
    demand = take(actor, demand_id, "decline", held)
    demand.deadline = None
    shut_private(work, demand)
    note(work, demand, "decline", reason)
    work.record(tell(DemandDeclined, demand, reason=reason))
    return demand


@use_case
def forward(
    work: Work,
    actor: Actor,
    demand_id: int,
    unit_id: int,
    reason: str,
    *,
    held: Permission = Permission.DEMAND_FORWARD,
) -> Demand:
    """Pass it on to another unit, which answers from now on; what was passed back and forth goes to the brigade."""
    demand = one_demand(actor, demand_id, lock=True)
    cover(actor, demand, held)
    unit = db.session.scalar(select(Unit).where(Unit.id == unit_id, Unit.status == UnitStatus.ACTIVE))
    if unit is None or top_of(unit) != top_of(db.session.get_one(Unit, demand.responsible_unit_id)):
        raise Invalid({"unit_id": _("没有这个单位，请重新选择")})
    if unit.id == demand.responsible_unit_id:
        raise Refused("same_unit")
    unit = unit_to_forward_to(demand, unit)
    MACHINE.move(demand, "forward")
    remember(work, demand, "forward")
    note(work, demand, "forward", reason)
    demand.responsible_unit_id = unit.id
    demand.responsible_unit = unit
    set_deadline(work, demand, unit)
    work.record(tell(DemandForwarded, demand, reason=reason))
    return demand


@use_case
def withdraw(work: Work, actor: Actor, demand_id: int, reason: str | None = None) -> Demand:
    """The site, or the unit that asked on its behalf, takes it back before it is published."""
    demand = one_demand(actor, demand_id, lock=True)
    cover_asking(actor, demand)
    MACHINE.move(demand, "withdraw")
    demand.version += 1
    demand.deadline = None
    shut_private(work, demand)
    note(work, demand, "withdraw", reason)
    work.record(tell(DemandWithdrawn, demand, reason=reason))
    return demand


@use_case
def change(work: Work, actor: Actor, demand_id: int, changes: Mapping[str, Any], reason: str | None = None) -> Demand:
    """After publishing: more or fewer people, another time or public place (D7). The project follows by reaction."""
    demand = one_demand(actor, demand_id, lock=True)
    cover(actor, demand, Permission.DEMAND_ASK)
    if demand.status not in CHANGEABLE:
        raise Refused("not_in_this_state", step="change", status=demand.status)
    changed = {name: value for name, value in changes.items() if value is not None and value != getattr(demand, name)}
    if not changed:
        raise Refused("nothing_changed")
    wrong = problems({name: changed.get(name, getattr(demand, name)) for name in CONTENT}, work.now)
    if not changed.keys() & {"starts", "ends"}:
        wrong.pop("starts", None)  # a service under way may still ask for more people
    if wrong:
        raise Invalid(wrong)
    for name, value in changed.items():
        setattr(demand, name, value)
    demand.version += 1
    note(work, demand, "change", reason)
    work.record(tell(DemandChanged, demand, reason=reason, **changed))
    return demand


@use_case
def cancel(work: Work, actor: Actor, demand_id: int, reason: str) -> Demand:
    """No longer needed, after publishing; whoever signed up is told."""
    demand = take(actor, demand_id, "cancel")
    demand.closed_at = work.now
    shut_private(work, demand)
    note(work, demand, "cancel", reason)
    work.record(tell(DemandCancelled, demand, reason=reason))
    return demand


@use_case
def open_private(work: Work, actor: Actor, demand_id: int, purpose: str | None = None) -> PrivatePlace:
    """The guarded part of the place, put on record (D6), with what it is looked at for."""
    demand = one_demand(actor, demand_id)
    cover(actor, demand, Permission.PRIVATE_PLACE_READ)
    if demand.private_place_id is None:
        raise NotVisible
    unit_id = demand.responsible_unit_id
    return open_private_place(actor, demand.private_place_id, "demand", demand.id, unit_id, purpose)


def top_of(unit: Unit) -> str:
    """The root of a unit's tree: demands do not leave their top brigade (D2)."""
    return unit.path.partition("/")[0]


def _asking(actor: Actor, site: Place, unit_id: int | None, *, ordered: bool) -> Unit | None:
    """The unit that asks on behalf of a site; None where the site or its town does, or what is offered is ordered."""
    if ordered:
        require(actor, Permission.DEMAND_ASK, root_brigade().path, site.path)
        return None
    return None if is_of_site(actor, site) else asking_unit(actor, unit_id)


def _move(actor: Actor, demand: Demand, site: Place) -> None:
    """Another site was meant; for whom a unit asks it chooses, anybody else stays among their own."""
    if demand.asked_by_unit is None and not is_of_site(actor, site):
        raise Forbidden
    demand.site_id, demand.site = site.id, site


def _site(site_id: int | None) -> Place:
    site = db.session.get(Place, site_id) if site_id else None
    if site is None or site.kind != PlaceKind.SITE:
        raise Invalid({"site_id": _("请选择一个社区或村")})
    return site


def hand_in(work: Work, demand: Demand, unit: Unit) -> None:
    """Give it its number, its responsible unit and the time by which that answers."""
    MACHINE.move(demand, "submit")
    give_number(work, demand)
    same_unit, demand.responsible_unit_id = demand.responsible_unit_id == unit.id, unit.id
    deadlines.resume(demand, unit, work.now, same_unit=same_unit)
    note(work, demand, "submit")
    work.record(tell(DemandSubmitted, demand))


def give_number(work: Work, demand: Demand) -> None:
    """It is handed in now; its number it keeps from the first time on."""
    if demand.number is None:
        serial = db.session.scalar(select(Demand.next_serial()))
        demand.number = f"{clock.local(work.now).year}-{serial:06d}"
    demand.submitted_at = work.now
