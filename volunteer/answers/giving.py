"""Keeping an answer: what every source has in common, and doing it again where somebody for whom it was asks so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import update

from volunteer.accounts.rules import digest, new_token
from volunteer.answers.models import Answer
from volunteer.answers.queries import own_word
from volunteer.answers.rules import is_low
from volunteer.answers.states import OWN_WORD, Source
from volunteer.demands.asking_units import rates_own_service
from volunteer.demands.by_link import may_ask_again, not_solved
from volunteer.demands.models import Demand
from volunteer.demands.queries import one_demand
from volunteer.demands.rules import may_rate_with
from volunteer.demands.states import DemandStatus
from volunteer.demands.steps import cover
from volunteer.happenings.answers import AnswerGiven
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.projects.models import ServiceSession
from volunteer.texts.sensitive import masked

SERVED = (DemandStatus.AWAITING_RATING, DemandStatus.CLOSED)
ONCE = {"uq_answer_relayed_once": "already_rated"}


@dataclass(frozen=True)
class Said:
    """What a recipient says: stars, words, and whether it is to be done again."""

    score: int
    comment: str | None = None
    again: bool = False


@dataclass(frozen=True)
class Kept:
    """The answer, and the secret part of the address under which whoever gave it reads it again."""

    answer: Answer
    key: str


def of_demand(work: Work, demand: Demand, said: Said, source: Source, by: int | None = None) -> Kept:
    """The word of whom a demand was for. A low one may ask to do it again: once a round, with a new clock (D9)."""
    values = {
        "demand_id": demand.id,
        "round": demand.times_reopened + 1,
        "unit_id": demand.responsible_unit_id,
        "site_id": demand.site_id,
        "category": demand.category,
        "by": by,
    }
    kept = _keep(work, said, source, values)
    if source in OWN_WORD:
        _replace_relayed(work, kept.answer)
    if kept.answer.again and may_ask_again(demand, work.now):
        not_solved(work, demand, kept.answer.comment or "")
    return kept


@use_case
def relay(work: Work, actor: Actor, demand_id: int, said: Said) -> Answer:
    """The site passes on what the recipient told it (代评); no more, once they spoke themselves."""
    demand = one_demand(actor, demand_id, lock=True)
    cover(actor, demand, Permission.DEMAND_ASK)
    if rates_own_service(actor, demand):
        raise Refused("own_service")
    if not may_rate_with(said.score):
        raise Invalid({"score": _("请给 1 到 5 颗星")})
    if demand.status not in SERVED:
        raise Refused("not_in_this_state", step="rate", status=demand.status)
    if own_word(demand) is not None:
        raise Refused("already_rated")
    with refusing(ONCE):
        return of_demand(work, demand, said, Source.RELAYED, by=actor.account_id).answer


def _replace_relayed(work: Work, own: Answer) -> None:
    relayed = update(Answer).where(
        Answer.demand_id == own.demand_id, Answer.round == own.round, Answer.source == Source.RELAYED
    )
    db.session.execute(relayed.values(replaced_at=work.now))


def of_session(
    work: Work, session: ServiceSession, demand: Demand | None, said: Said, device: bytes, ticket: bytes
) -> Kept:
    """The word of somebody who was there; the site decides what comes of it."""
    about = {"demand_id": demand.id, "round": demand.times_reopened + 1} if demand else {"round": 1}
    unit_id = demand.responsible_unit_id if demand else None
    values = {
        **about,
        "session_id": session.id,
        "unit_id": unit_id or session.project.unit_id,
        "site_id": session.site_id,
        "category": demand.category if demand else session.project.category,
        "device_hash": device,
        "ticket_hash": ticket,
    }
    return _keep(work, said, Source.INSTANT, values)


def _keep(work: Work, said: Said, source: Source, values: Mapping[str, object]) -> Kept:
    key = new_token()
    answer = Answer(
        **values,
        source=source,
        score=said.score,
        comment=masked(said.comment) if said.comment else None,
        again=said.again and is_low(said.score),
        at=work.now,
        key_hash=digest(key),
    )
    db.session.add(answer)
    db.session.flush()
    work.record(
        AnswerGiven(
            subject_id=answer.id,
            unit_id=answer.unit_id,
            demand_id=answer.demand_id,
            site_id=answer.site_id,
            low=is_low(answer.score),
            details={"source": source, "score": answer.score, "demand": answer.demand_id},
        )
    )
    return Kept(answer, key)
