"""The end of a demand's story for whoever asked: the services that were held, and what was said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from volunteer.activities.models import Attendance
from volunteer.answers.models import Answer
from volunteer.answers.queries import Word, own_word, words_on
from volunteer.claims.models import Claim
from volunteer.demands.models import Demand, Rating
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
    site = select(Rating.score).where(Rating.demand_id == demand.id, Rating.round == demand.times_reopened + 1)
    return Ending(_held(demand.id), db.session.scalar(site), own_word(demand), words_on([demand.id]).get(demand.id))


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
