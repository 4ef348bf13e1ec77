"""Services that were held, and what recipients say of them, for the tests of this room."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from tests.support.world import World
from volunteer.answers import instant, rules
from volunteer.answers.giving import Said
from volunteer.answers.models import Answer
from volunteer.answers.states import Source
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import NOBODY
from volunteer.organization.models import PrivatePlace
from volunteer.projects.models import ServiceSession

PHONE = "13712345678"


def under_way(world: World, demand: Demand | None = None, helper: str | None = "member") -> ServiceSession:
    """A session that began some minutes ago; `member` helps unless told otherwise."""
    project = world.project(starts=clock.now() - timedelta(minutes=5), headcount=3, demand=demand)
    if helper is not None:
        world.claim(helper, project.positions[0])
    return project.sessions[0]


def served(world: World, *, days: float = 0, phone: str | None = None, **values: object) -> Demand:
    """A demand whose service ended some days ago and that awaits the site's word."""
    place = PrivatePlace(recipient="黄阿婆", phone=phone, address="3 栋 402")
    db.session.add(place)
    db.session.flush()
    demand = world.demand(status=DemandStatus.AWAITING_RATING, private_place_id=place.id, **values)
    at = clock.now() - timedelta(days=days)
    db.session.add(DemandStep(demand_id=demand.id, step="finish", at=at))
    db.session.commit()
    return demand


def answer_on(demand: Demand, *, score: int, at: datetime | None = None) -> Answer:
    """An answer by a link, as it is kept."""
    answer = Answer(
        source=Source.SURVEY,
        demand_id=demand.id,
        unit_id=demand.responsible_unit_id,
        site_id=demand.site_id,
        category=demand.category,
        score=score,
        at=at or clock.now(),
        key_hash=secrets.token_bytes(32),
    )
    db.session.add(answer)
    db.session.commit()
    return answer


def scan(session: ServiceSession, device: str = "phone-1", nonce: str = "nonce-1") -> instant.Scanned:
    """What a scan of the code on the leader's phone gives."""
    return instant.Scanned(session.id, rules.ticket("for tests only", session.id, nonce, clock.now()), device)


def rated(
    session: ServiceSession, score: int = 5, device: str = "phone-1", comment: str | None = None, *, again: bool = False
) -> Answer:
    """Somebody scanned and rated."""
    return instant.rate(NOBODY, scan(session, device, f"nonce-{device}"), Said(score, comment, again)).answer
