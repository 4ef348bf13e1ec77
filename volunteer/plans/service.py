"""Use cases on plans: make, solve, change by hand, discard, send out, ask on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, insert, select

from volunteer.happenings.base import Happening
from volunteer.happenings.plans import PlanAsksNext, PlanDiscarded, PlanMade, PlanPairChanged, PlanSent, PlanSolved
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, current, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, visible
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.queries import in_the_way_of, plan_seen
from volunteer.plans.rules import PAIR_MACHINE, PLAN_MACHINE, TO_SEND, wrong_days
from volunteer.plans.sending import Sent, deliver
from volunteer.plans.solving import Key, Solution, Told, answer, question_of
from volunteer.plans.states import PairStatus, PlanStatus
from volunteer.web.api import LARGEST_ID

REPLACED = (PairStatus.PROPOSED, PairStatus.REFUSED)
SEND_SECONDS = 5.0


@dataclass(frozen=True)
class Solved:
    """A plan with the new pairs it was given."""

    plan: Plan
    solution: Solution

    @property
    def given_up(self) -> int:
        """How many pinned pairs did not fit any more."""
        return len(self.solution.question.given_up)


def propose(actor: Actor, unit_id: int | None, first_day: date, last_day: date, town_id: int | None = None) -> Plan:
    """Make a plan and solve it."""
    return solve(actor, make(actor, unit_id, first_day, last_day, town_id).id).plan


@use_case
def make(
    work: Work, actor: Actor, unit_id: int | None, first_day: date, last_day: date, town_id: int | None = None
) -> Plan:
    """A plan without pairs yet: whose people, which days, perhaps one town. The own highest unit without `unit_id`."""
    wrong = wrong_days(first_day, last_day, clock.local(work.now).date())
    if wrong:
        raise Invalid({wrong: _("请选今天起六周以内的日期，结束不早于开始")})
    plan = Plan(
        unit=_unit(actor, unit_id),
        town=_town(town_id),
        first_day=first_day,
        last_day=last_day,
        created_by=actor.account_id,
        created_at=work.now,
    )
    db.session.add(plan)
    db.session.flush()
    work.record(_tell(PlanMade, plan, {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}))
    return plan


def solve(actor: Actor, plan_id: int, progress: Told | None = None) -> Solved:
    """Match anew: pinned pairs stay, removed ones do not come back. Refused("stale") when it was changed meanwhile.

    Not a use case: it thinks for up to ten seconds, telling `progress`, and only the answer is written in a
    transaction.
    """
    plan = plan_seen(actor, plan_id)
    _check_draft(plan)
    now = clock.now()
    question = question_of(plan, now)
    if current() is None:
        db.session.rollback()  # what was read is at hand: others may have the connection meanwhile
    return _keep(actor, plan_id, answer(question, now, progress))


@use_case
def _keep(work: Work, actor: Actor, plan_id: int, solution: Solution) -> Solved:
    plan = _draft(actor, plan_id)
    question = solution.question
    if plan.version != question.version:
        raise Refused("stale")
    db.session.execute(delete(PlanPair).where(PlanPair.plan_id == plan.id, PlanPair.status.in_(REPLACED)))
    pinned = _keep_pinned(plan.id, solution)
    new = [
        {"plan_id": plan.id, "position_id": position, "member_id": member, "status": PairStatus.PROPOSED, **columns}
        for (position, member), columns in solution.rows.items()
        if (position, member) not in pinned
    ]
    if new:
        db.session.execute(insert(PlanPair), new)
    plan.solved_at, plan.solve_ms = work.now, solution.milliseconds
    plan.members, plan.positions = len(question.problem.members), len(question.problem.positions)
    plan.places, plan.objective, plan.bound = question.places, solution.objective, solution.bound
    plan.unfilled = solution.unfilled
    plan.version += 1
    work.record(_tell(PlanSolved, plan, {"pairs": len(solution.rows), "places": plan.places}))
    return Solved(plan, solution)


def _keep_pinned(plan_id: int, solution: Solution) -> frozenset[Key]:
    """Pinned pairs with their scores of now; those that do not fit any more say why."""
    pinned = select(PlanPair).where(PlanPair.plan_id == plan_id, PlanPair.status == PairStatus.PINNED)
    kept = set()
    for pair in db.session.scalars(pinned):
        key = (pair.position_id, pair.member_id)
        if key in solution.question.given_up:
            PAIR_MACHINE.move(pair, "refuse")
            pair.reason = solution.question.given_up[key]
            continue
        kept.add(key)
        for name, value in solution.rows[key].items():
            setattr(pair, name, value)
    return frozenset(kept)


@use_case
def pin(work: Work, actor: Actor, plan_id: int, position_id: int, member_id: int) -> PlanPair:
    """Keep a pair when the plan is solved again."""
    return _turn(work, actor, "pin", plan_id, position_id, member_id)


@use_case
def unpin(work: Work, actor: Actor, plan_id: int, position_id: int, member_id: int) -> PlanPair:
    """Let the plan find something better."""
    return _turn(work, actor, "unpin", plan_id, position_id, member_id)


@use_case
def remove(work: Work, actor: Actor, plan_id: int, position_id: int, member_id: int) -> PlanPair:
    """Take a pair out; this plan does not propose it again."""
    return _turn(work, actor, "remove", plan_id, position_id, member_id)


@use_case
def put_back(work: Work, actor: Actor, plan_id: int, position_id: int, member_id: int) -> PlanPair:
    """Take a removed pair in again, while its place is still free and the member not planned elsewhere at that time."""
    return _turn(work, actor, "put_back", plan_id, position_id, member_id)


def _turn(work: Work, actor: Actor, step: str, plan_id: int, position_id: int, member_id: int) -> PlanPair:
    plan = _draft(actor, plan_id)
    key = (plan.id, position_id, member_id)
    pair = db.session.get(PlanPair, key, populate_existing=True) if max(key) <= LARGEST_ID else None
    if pair is None:
        raise NotVisible
    PAIR_MACHINE.target(pair.status, step)
    if step == "put_back" and (reason := in_the_way_of(pair)):
        raise Refused(reason)
    PAIR_MACHINE.move(pair, step)
    plan.version += 1
    work.record(_tell(PlanPairChanged, plan, {"step": step, "position": position_id, "member": member_id}))
    return pair


@use_case
def discard(work: Work, actor: Actor, plan_id: int) -> Plan:
    """Give a draft up; nobody was asked."""
    plan = _draft(actor, plan_id)
    PLAN_MACHINE.move(plan, "discard")
    plan.version += 1
    work.record(_tell(PlanDiscarded, plan))
    return plan


def send(actor: Actor, plan_id: int, *, asks_next: bool = True) -> Sent:
    """Offer every pair its place, each by itself. Called again it goes on; nobody is asked twice.

    What does not go out within a few seconds is left to the job `plans.deliver`.
    """
    set_out(actor, plan_id, asks_next=asks_next)
    return deliver(plan_seen(actor, plan_id), SEND_SECONDS)


@use_case
def set_out(work: Work, actor: Actor, plan_id: int, *, asks_next: bool) -> Plan:
    """Let the offers of a draft go out; a plan that was sent already stays as it is."""
    plan = get_visible(Plan, actor, Permission.PLAN_RUN, plan_id, lock=True)
    if plan.status == PlanStatus.SENT:
        return plan
    PLAN_MACHINE.target(plan.status, "send")
    waiting = select(PlanPair.position_id).where(PlanPair.plan_id == plan.id, PlanPair.status.in_(TO_SEND)).limit(1)
    if db.session.scalar(waiting) is None:
        raise Refused("nothing_to_send")
    PLAN_MACHINE.move(plan, "send")
    plan.sent_at, plan.asks_next = work.now, asks_next
    plan.version += 1
    work.record(_tell(PlanSent, plan, {"asks_next": asks_next}))
    return plan


@use_case
def ask_next(work: Work, actor: Actor, plan_id: int, on: bool) -> Plan:
    """Whether the next best are asked where somebody declined or did not answer."""
    plan = get_visible(Plan, actor, Permission.PLAN_RUN, plan_id, lock=True)
    if plan.status != PlanStatus.SENT:
        raise Refused("not_in_this_state", step="ask_next", status=plan.status)
    if plan.asks_next != on:
        plan.asks_next = on
        plan.version += 1
        work.record(_tell(PlanAsksNext, plan, {"on": on}))
    return plan


def _draft(actor: Actor, plan_id: int) -> Plan:
    plan = get_visible(Plan, actor, Permission.PLAN_RUN, plan_id, lock=True)
    _check_draft(plan)
    return plan


def _check_draft(plan: Plan) -> None:
    if plan.status != PlanStatus.DRAFT:
        raise Refused("not_in_this_state", status=plan.status)


def _unit(actor: Actor, unit_id: int | None) -> Unit:
    if unit_id is not None:
        return get_visible(Unit, actor, Permission.PLAN_RUN, unit_id)
    own = visible(Unit, actor, Permission.PLAN_RUN).order_by(func.length(Unit.path), Unit.id).limit(1)
    unit = db.session.scalar(own)
    if unit is None:
        raise Forbidden
    return unit


def _town(town_id: int | None) -> Place | None:
    if town_id is None:
        return None
    town = db.session.get(Place, town_id)
    if town is None or town.kind != PlaceKind.TOWN:
        raise Invalid({"town_id": _("请选一个镇街")})
    return town


def _tell(kind: type[Happening], plan: Plan, details: Mapping[str, Any] | None = None) -> Happening:
    return kind(subject_id=plan.id, unit_id=plan.unit_id, details=details or {})
