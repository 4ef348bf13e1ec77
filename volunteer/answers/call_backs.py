"""Call-backs (回访): whom nobody can ask by a link, and who stayed silent, is called before a demand is struck off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import joinedload

from volunteer.answers.giving import Said, of_demand
from volunteer.answers.models import Answer, CallBack
from volunteer.answers.rules import MOST_CALLS, calls_exhausted
from volunteer.answers.states import OWN_WORD, CallOutcome, Source
from volunteer.claims.models import Claim
from volunteer.claims.states import TAKES_PLACE
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.queries import LOADED, one_demand, served_at
from volunteer.demands.rating_service import close_unrated
from volunteer.demands.rules import OWN_WORD_FOR, may_rate_with
from volunteer.demands.states import DemandStatus
from volunteer.demands.steps import cover
from volunteer.happenings.answers import CallBackNoted
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import PrivatePlace
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within
from volunteer.projects.models import ProjectDemand, ServiceSession

ONCE = {"uq_answer_asker_once": "already_rated"}
LAST_SERVED = (
    select(func.max(DemandStep.at))
    .where(DemandStep.demand_id == Demand.id, DemandStep.step == "finish")
    .correlate(Demand)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Call:
    """What came of one call; `said` where the person answered."""

    outcome: CallOutcome
    said: Said | None = None


def to_call(actor: Actor, now: datetime) -> Select[Demand]:
    """The list: what was served, awaits a word, and has none; whom no link can reach at once, others later.

    The longest silent come first.
    """
    return (
        select(Demand)
        .where(*_listed(actor, now))
        .options(*LOADED, joinedload(Demand.private_place))
        .order_by(LAST_SERVED, Demand.id)
    )


def number_to_call(actor: Actor, now: datetime) -> int:
    """How many are on the list."""
    counted = select(func.count()).select_from(Demand).where(*_listed(actor, now))
    return db.session.scalar(counted) or 0


def awaiting_call(now: datetime) -> ColumnElement[bool]:
    """Of a demand: it has to be called about."""
    this_round = Demand.times_reopened + 1
    spoken = exists().where(Answer.demand_id == Demand.id, Answer.round == this_round, Answer.source.in_(OWN_WORD))
    no_link = exists().where(PrivatePlace.id == Demand.private_place_id, PrivatePlace.phone.is_(None))
    silent = now - OWN_WORD_FOR > LAST_SERVED
    awaited = Demand.status == DemandStatus.AWAITING_RATING
    return and_(awaited, or_(no_link, silent), ~spoken, ~calls_over())


def called() -> ColumnElement[bool]:
    """Of a demand: somebody called about it in the round that is on."""
    return exists().where(_this_round())


def calls_over() -> ColumnElement[bool]:
    """Of a demand: the same as rules.calls_exhausted."""
    settled = exists().where(_this_round(), CallBack.outcome != CallOutcome.UNREACHED)
    tried = select(func.count()).where(_this_round()).correlate(Demand).scalar_subquery()
    return or_(settled, tried >= MOST_CALLS)


def was_called(demand: Demand) -> bool:
    """Whether somebody called in the round that is on."""
    return bool(calls_of(demand))


def calls_of(demand: Demand) -> Sequence[CallBack]:
    """The calls of the round that is on, oldest first."""
    this_round = and_(CallBack.demand_id == demand.id, CallBack.round == demand.times_reopened + 1)
    return db.session.scalars(select(CallBack).where(this_round).order_by(CallBack.at, CallBack.id)).all()


def tries(demand_ids: Sequence[int]) -> Mapping[int, int]:
    """How often each was called in the round that is on."""
    statement = (
        select(CallBack.demand_id, func.count())
        .join(Demand, Demand.id == CallBack.demand_id)
        .where(CallBack.demand_id.in_(demand_ids), CallBack.round == Demand.times_reopened + 1)
        .group_by(CallBack.demand_id)
    )
    return {demand_id: found for demand_id, found in db.session.execute(statement)}


def served(demand_ids: Sequence[int]) -> Mapping[int, datetime]:
    """When the last service of each was finished."""
    statement = (
        select(DemandStep.demand_id, func.max(DemandStep.at))
        .where(DemandStep.demand_id.in_(demand_ids), DemandStep.step == "finish")
        .group_by(DemandStep.demand_id)
    )
    return {demand_id: found for demand_id, found in db.session.execute(statement)}


def demand_to_call(actor: Actor, demand_id: int) -> Demand:
    """A demand about which the actor may call."""
    demand = one_demand(actor, demand_id)
    cover(actor, demand, Permission.DEMAND_HANDLE)
    return demand


def refusal(actor: Actor, demand: Demand, now: datetime) -> str | None:
    """Why the actor cannot note a call now: it is not to be called about, or they served themselves."""
    due = select(Demand.id).where(Demand.id == demand.id, awaiting_call(now))
    if db.session.scalar(due) is None:
        return "not_to_call"
    own = select(Demand.id).where(Demand.id == demand.id, _served_by(actor))
    return "own_service_called" if db.session.scalar(own) is not None else None


def next_to_call(actor: Actor, after: Demand, now: datetime) -> int | None:
    """Whom the actor may call next, further down the list than a demand; None at its end."""
    further = tuple_(LAST_SERVED, Demand.id) > tuple_(literal(served_at(after.id)), literal(after.id))
    rows = select(Demand.id).where(*_listed(actor, now), further, ~_served_by(actor))
    return db.session.scalar(rows.order_by(LAST_SERVED, Demand.id).limit(1))


@use_case
def note(work: Work, actor: Actor, demand_id: int, call: Call) -> CallBack:
    """Note a call. The last one that reaches nobody strikes the demand off as unrated, once its time is over."""
    demand = one_demand(actor, demand_id, lock=True)
    cover(actor, demand, Permission.DEMAND_HANDLE)
    why_not = refusal(actor, demand, work.now)
    if why_not is not None:
        raise Refused(why_not)
    noted = CallBack(
        demand_id=demand.id,
        round=demand.times_reopened + 1,
        outcome=call.outcome,
        by=actor.account_id,
        at=work.now,
        answer_id=_answer(work, actor, demand, call),
    )
    db.session.add(noted)
    db.session.flush()
    details = {"outcome": call.outcome}
    work.record(CallBackNoted(subject_id=demand.id, unit_id=demand.responsible_unit_id, details=details))
    _strike_off(work, demand)
    return noted


def _this_round() -> ColumnElement[bool]:
    return and_(CallBack.demand_id == Demand.id, CallBack.round == Demand.times_reopened + 1)


def _listed(actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ...]:
    reach = actor.reach(Permission.DEMAND_HANDLE)
    return unit_within(Demand.responsible_unit_id, reach), awaiting_call(now)


def _answer(work: Work, actor: Actor, demand: Demand, call: Call) -> int | None:
    if call.outcome != CallOutcome.ANSWERED:
        return None
    if call.said is None or not may_rate_with(call.said.score):
        raise Invalid({"score": _("请记下对方给了几颗星")})
    with refusing(ONCE):
        return of_demand(work, demand, call.said, Source.CALLBACK, by=actor.account_id).answer.id


def _strike_off(work: Work, demand: Demand) -> None:
    outcomes = [one.outcome for one in calls_of(demand)]
    if CallOutcome.ANSWERED in outcomes or not calls_exhausted(outcomes):
        return
    served = served_at(demand.id)
    if served is not None and served < work.now - OWN_WORD_FOR:
        close_unrated(work, demand)


def _served_by(actor: Actor) -> ColumnElement[bool]:
    """Of a demand, or of the one that it was done with: the actor helped, or ran a session, and so does not ask how
    it was."""
    session = and_(
        ServiceSession.project_id == ProjectDemand.project_id,
        ProjectDemand.demand_id.in_((Demand.id, Demand.merged_into_id)),
    )
    helped = exists().where(
        session,
        Claim.session_id == ServiceSession.id,
        Claim.member_id == actor.member_id,
        Claim.status.in_(TAKES_PLACE),
    )
    hosted = exists().where(session, ServiceSession.host_id == actor.account_id)
    return or_(helped, hosted)
