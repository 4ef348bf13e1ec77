"""Rating, closing and reopening (D9): a demand is struck off when the receiver is content, or silent to the end."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.demands.asking_units import rates_own_service, runs_site
from volunteer.demands.models import Demand, Rating
from volunteer.demands.queries import one_demand, served_at
from volunteer.demands.recipients import was_called
from volunteer.demands.rules import LOW_SCORE, MACHINE, UNRATED_AFTER, may_rate_with, outcome_of
from volunteer.demands.states import Outcome
from volunteer.demands.steps import cover, invalid, note, set_deadline, shut_private, take, tell
from volunteer.happenings.demands import DemandClosed, DemandRated, DemandReopened
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission


@use_case
def rate(
    work: Work,
    actor: Actor,
    demand_id: int,
    score: int,
    comment: str | None = None,
    *,
    do_again: bool = False,
    on_behalf: bool = False,
) -> Demand:
    """Say how it was for the site. Its word closes the demand, unless a low score asks to do it again.

    Whoever does not run the site rates on its behalf (代评), and never what their own unit did.
    """
    demand = one_demand(actor, demand_id, lock=True)
    cover(actor, demand, Permission.DEMAND_ASK)
    if rates_own_service(actor, demand):
        raise Refused("own_service")
    if not may_rate_with(score):
        raise invalid("score", _("请给 1 到 5 颗星"))
    MACHINE.target(demand.status, "rate")
    _keep(work, demand, score, comment, do_again, on_behalf or not runs_site(actor, demand.site))
    work.record(tell(DemandRated, demand, details={"score": score}))
    if do_again and score <= LOW_SCORE:
        note(work, demand, "rate", comment)
        reopen_now(work, demand, comment or _("评价不满意，请重新安排"))
    else:
        MACHINE.move(demand, "rate")
        _close(work, demand, "rate", outcome_of(score), comment)
    return demand


@use_case
def close(work: Work, actor: Actor, demand_id: int) -> Demand:
    """Strike off after the call-back list got no answer: unrated, which never counts as content.

    Whoever served cannot forestall the site's word, nor leave out the calls that come after seven silent days.
    """
    demand = take(actor, demand_id, "close")
    served = served_at(demand.id)
    if served is not None and served > work.now - UNRATED_AFTER:
        raise Refused("site_may_still_rate")
    if not was_called(demand):
        raise Refused("call_first")
    _close(work, demand, "close", Outcome.UNRATED, None)
    return demand


@use_case
def reopen(work: Work, actor: Actor, demand_id: int, reason: str) -> Demand:
    """Do it again: the same demand, its story kept, with a new deadline."""
    demand = one_demand(actor, demand_id, lock=True)
    cover(actor, demand, Permission.DEMAND_ASK)
    MACHINE.target(demand.status, "reopen")
    reopen_now(work, demand, reason)
    return demand


def close_unrated(work: Work, demand: Demand) -> None:
    """Nobody answered, and calls reached nobody or had their time."""
    MACHINE.move(demand, "close")
    _close(work, demand, "close", Outcome.UNRATED, None)


def close_by_recipient(work: Work, demand: Demand, score: int) -> None:
    """The site stays silent, whom it was for did not: their word decides how it closes."""
    MACHINE.move(demand, "rate")
    _close(work, demand, "rate", outcome_of(score), None)


def _keep(work: Work, demand: Demand, score: int, comment: str | None, do_again: bool, on_behalf: bool) -> None:
    this_round = demand.times_reopened + 1
    given = select(Rating.id).where(Rating.demand_id == demand.id, Rating.round == this_round)
    if db.session.scalar(given) is not None:
        raise Refused("already_rated")
    by = work.actor.account_id if work.actor else None
    db.session.add(
        Rating(
            demand_id=demand.id,
            round=this_round,
            score=score,
            comment=comment,
            do_again=do_again,
            on_behalf=on_behalf,
            by=by,
            at=work.now,
        )
    )


def _close(work: Work, demand: Demand, step: str, outcome: Outcome, comment: str | None) -> None:
    demand.outcome = outcome
    demand.closed_at = work.now
    demand.deadline = None
    demand.version += 1
    shut_private(work, demand)
    note(work, demand, step, comment)
    work.record(tell(DemandClosed, demand, details={"outcome": outcome}))


def reopen_now(work: Work, demand: Demand, reason: str) -> None:
    """The same demand with a new clock, its story kept; what it was done with before has nothing to do with it now."""
    MACHINE.move(demand, "reopen")
    demand.times_reopened += 1
    demand.merged_into_id = None
    demand.outcome = None
    demand.closed_at = None
    demand.version += 1
    shut_private(work, demand, again=True)
    set_deadline(work, demand, db.session.get_one(Unit, demand.responsible_unit_id))
    note(work, demand, "reopen", reason)
    work.record(tell(DemandReopened, demand, reason=reason))
