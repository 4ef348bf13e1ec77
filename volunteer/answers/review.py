"""A year of answers (年度评议): by unit, site or category, with the sample beside every share, unrated ones apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, and_, func, select

from volunteer.answers.models import Answer
from volunteer.answers.queries import counts, low, year_of
from volunteer.answers.rules import Share
from volunteer.demands.models import Demand, Rating
from volunteer.demands.rules import LOW_SCORE
from volunteer.demands.states import Outcome
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.taxonomy.naming import category_name

NAMED: Mapping[str, type[Unit] | type[Place]] = {"unit": Unit, "site": Place}
OF_DEMAND = {"unit": Demand.responsible_unit_id, "site": Demand.site_id, "category": Demand.category}
OF_ANSWER = {"unit": Answer.unit_id, "site": Answer.site_id, "category": Answer.category}
NOBODY = Share(0, 0)


@dataclass
class Line:
    """One unit, site or category in a year. `site` and `recipients` are shares of the content ones."""

    key: int | str | None
    name: str = ""
    closed: int = 0
    unrated: int = 0
    site: Share = NOBODY
    recipients: Share = NOBODY
    low: int = 0


@dataclass(frozen=True)
class Review:
    """A year: its lines, the least content first, and all of them together."""

    lines: list[Line] = field(default_factory=list)
    all: Line = field(default_factory=lambda: Line(None))


def review(actor: Actor, year: int, by: str) -> Review:
    """What was closed and said in a year within one's own subtree; four statements however many lines."""
    found: dict[int | str, Line] = {}
    for key, closed, unrated in db.session.execute(_closed(actor, year, by)):
        line = found.setdefault(key, Line(key))
        line.closed, line.unrated = closed, unrated
    for key, sample, content in db.session.execute(_site_ratings(actor, year, by)):
        found.setdefault(key, Line(key)).site = Share(content, sample)
    for key, sample, content, low_ones in db.session.execute(_answers(actor, year, by)):
        line = found.setdefault(key, Line(key))
        line.recipients, line.low = Share(content, sample), low_ones
    _name(found, by)
    return Review(sorted(found.values(), key=_least_content), _together(found.values()))


def _closed(actor: Actor, year: int, by: str) -> Select[*tuple[Any, ...]]:
    begins, ends = year_of(year)
    unrated = func.count().filter(Demand.outcome == Outcome.UNRATED)
    statement = visible(Demand, actor, Permission.DEMAND_READ).where(Demand.outcome.is_not(None))
    within = statement.where(Demand.closed_at >= begins, Demand.closed_at < ends)
    return within.with_only_columns(OF_DEMAND[by], func.count(), unrated).group_by(OF_DEMAND[by])


def _site_ratings(actor: Actor, year: int, by: str) -> Select[*tuple[Any, ...]]:
    begins, ends = year_of(year)
    given = and_(Rating.at >= begins, Rating.at < ends)
    content = func.count().filter(Rating.score > LOW_SCORE)
    statement = visible(Rating, actor, Permission.DEMAND_READ).join(Demand, Demand.id == Rating.demand_id).where(given)
    return statement.with_only_columns(OF_DEMAND[by], func.count(), content).group_by(OF_DEMAND[by])


def _answers(actor: Actor, year: int, by: str) -> Select[*tuple[Any, ...]]:
    begins, ends = year_of(year)
    statement = visible(Answer, actor, Permission.DEMAND_READ).where(Answer.at >= begins, Answer.at < ends, counts())
    content, low_ones = func.count().filter(~low()), func.count().filter(low())
    return statement.with_only_columns(OF_ANSWER[by], func.count(), content, low_ones).group_by(OF_ANSWER[by])


def _name(found: Mapping[int | str, Line], by: str) -> None:
    if by == "category":
        for line in found.values():
            line.name = category_name(str(line.key))
        return
    model = NAMED[by]
    for key, name in db.session.execute(select(model.id, model.name).where(model.id.in_(found))):
        found[key].name = name


def _least_content(line: Line) -> tuple[bool, float, str]:
    """Where recipients are least content, then the sites; what nobody spoke of stands last."""
    share = line.recipients if line.recipients.sample else line.site
    return (not share.sample, share.count / share.sample if share.sample else 0.0, line.name)


def _together(lines: Iterable[Line]) -> Line:
    all_ = Line(None)
    for line in lines:
        all_.closed += line.closed
        all_.unrated += line.unrated
        all_.low += line.low
        all_.site = _sum(all_.site, line.site)
        all_.recipients = _sum(all_.recipients, line.recipients)
    return all_


def _sum(one: Share, other: Share) -> Share:
    return Share(one.count + other.count, one.sample + other.sample)
