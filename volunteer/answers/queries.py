"""Answers in sight, always of one's own subtree; they never write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from volunteer.accounts.rules import digest
from volunteer.answers.models import Answer
from volunteer.answers.rules import Share
from volunteer.answers.states import OWN_WORD
from volunteer.demands.models import Demand
from volunteer.demands.rules import LOW_SCORE
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, place_within, scoped, unit_within, visible

FIRST_YEAR, LAST_YEAR = 2000, 2199


@scoped(Answer)
def _answers(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return or_(unit_within(Answer.unit_id, reach), place_within(Answer.site_id, reach))


@dataclass(frozen=True)
class AnswerFilters:
    """What a list is narrowed by; None where it is not."""

    year: int | None = None
    low: bool = False
    source: str | None = None
    demand_id: int | None = None
    unit_id: int | None = None
    site_id: int | None = None
    category: str | None = None


def answers(actor: Actor, filters: AnswerFilters) -> Select[Answer]:
    """The answers in sight, newest first."""
    statement = visible(Answer, actor, Permission.DEMAND_READ).where(counts())
    statement = statement.order_by(Answer.at.desc(), Answer.id.desc())
    for name in ("source", "demand_id", "unit_id", "site_id", "category"):
        wanted = getattr(filters, name)
        if wanted is not None:
            statement = statement.where(getattr(Answer, name) == wanted)
    if filters.year is not None:
        begins, ends = year_of(filters.year)
        statement = statement.where(Answer.at >= begins, Answer.at < ends)
    return statement.where(low()) if filters.low else statement


def loaded(statement: Select[Answer]) -> Select[Answer]:
    """With what a page shows beside each."""
    return statement.options(joinedload(Answer.demand), joinedload(Answer.unit), joinedload(Answer.site))


def counts(until: datetime | None = None) -> ColumnElement[bool]:
    """Answers that stand, or stood at an instant: what was relayed gives way to the recipient's own word."""
    stands = Answer.replaced_at.is_(None)
    return stands if until is None else or_(stands, Answer.replaced_at > until)


def own_word(demand: Demand) -> Answer | None:
    """What whom a demand was for said themselves in the round that is on."""
    this_round = Answer.round == demand.times_reopened + 1
    return db.session.scalar(
        select(Answer).where(Answer.demand_id == demand.id, this_round, Answer.source.in_(OWN_WORD))
    )


def scores() -> Select[int | None, int]:
    """Demand and stars of all answers that count."""
    return select(Answer.demand_id, Answer.score).where(counts())


def low() -> ColumnElement[bool]:
    """Answers of those who were not content."""
    return Answer.score <= LOW_SCORE


def one_answer(actor: Actor, answer_id: int, *, lock: bool = False) -> Answer:
    """An answer in sight, or NotVisible."""
    return get_visible(Answer, actor, Permission.DEMAND_READ, answer_id, lock=lock)


def own_answer(key: str) -> Answer:
    """What somebody said, by the secret part of their address."""
    found = db.session.scalar(select(Answer).where(Answer.key_hash == digest(key)))
    if found is None:
        raise NotVisible
    return found


def year_of(year: int) -> tuple[datetime, datetime]:
    """From New Year's Day to the next in Shanghai."""
    return datetime(year, 1, 1, tzinfo=SHANGHAI), datetime(year + 1, 1, 1, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Word:
    """What recipients say of one demand: how many are content of how many, how many ask to do it again."""

    content: Share
    again: int


def words_on(demand_ids: Sequence[int]) -> Mapping[int, Word]:
    """What recipients say of demands, of the round that is on; a demand nobody spoke of is left out."""
    statement = (
        select(
            Answer.demand_id,
            func.count(),
            func.count().filter(Answer.score > LOW_SCORE),
            func.count().filter(Answer.again),
        )
        .join(Demand, Demand.id == Answer.demand_id)
        .where(Answer.demand_id.in_(demand_ids), Answer.round == Demand.times_reopened + 1, counts())
        .group_by(Answer.demand_id)
    )
    rows = db.session.execute(statement)
    return {demand_id: Word(Share(content, all_), again) for demand_id, all_, content, again in rows}
