"""Keeping an answer: what every source has in common, and doing it again where somebody for whom it was asks so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from volunteer.accounts.rules import digest, new_token
from volunteer.answers.models import Answer
from volunteer.answers.rules import is_low
from volunteer.answers.states import Source
from volunteer.demands.by_link import may_ask_again, not_solved
from volunteer.demands.models import Demand
from volunteer.happenings.answers import AnswerGiven
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.projects.models import ServiceSession
from volunteer.texts.sensitive import masked


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
    if kept.answer.again and may_ask_again(demand, work.now):
        not_solved(work, demand, kept.answer.comment or "")
    return kept


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
