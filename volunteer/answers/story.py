"""The end of a demand's story for whoever asked: the services that were held, and what was said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from volunteer.activities.models import Attendance
from volunteer.answers.models import Answer
from volunteer.answers.queries import Word, words_on
from volunteer.answers.states import Source
from volunteer.claims.models import Claim
from volunteer.demands.models import Demand, Rating
from volunteer.demands.states import RatingKind
from volunteer.kernel.database import db
from volunteer.projects.models import ProjectDemand, ServiceSession


@dataclass(frozen=True)
class Held:
    """One service: when it was, and how many came to help."""

    starts: datetime
    ends: datetime
    helpers: int


@dataclass(frozen=True)
class Ending:
    """The services that were held, the site's stars and one's own in the round that is on, what recipients say."""

    services: Sequence[Held]
    site: int | None
    own: Answer | None
    recipients: Word | None


def ending(demand: Demand) -> Ending:
    """What the private link shows beneath the timeline; names nobody."""
    this_round = demand.times_reopened + 1
    site = select(Rating.score).where(
        Rating.demand_id == demand.id, Rating.round == this_round, Rating.kind == RatingKind.SITE
    )
    own = select(Answer).where(
        Answer.demand_id == demand.id, Answer.round == this_round, Answer.source != Source.INSTANT
    )
    return Ending(
        _held(demand.id), db.session.scalar(site), db.session.scalar(own), words_on([demand.id]).get(demand.id)
    )


def _held(demand_id: int) -> list[Held]:
    statement = (
        select(ServiceSession.starts, ServiceSession.ends, func.count(Attendance.claim_id.distinct()))
        .join(ProjectDemand, ProjectDemand.project_id == ServiceSession.project_id)
        .join(Claim, Claim.session_id == ServiceSession.id)
        .join(Attendance, Attendance.claim_id == Claim.id)
        .where(ProjectDemand.demand_id == demand_id, Attendance.first_in.is_not(None))
        .group_by(ServiceSession.id, ServiceSession.starts, ServiceSession.ends)
        .order_by(ServiceSession.starts)
    )
    return [Held(starts, ends, helpers) for starts, ends, helpers in db.session.execute(statement)]
