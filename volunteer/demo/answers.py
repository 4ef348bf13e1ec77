"""What recipients say in the demo city: stars at the end of services, words now and then."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from volunteer.answers.models import Answer
from volunteer.answers.states import Source
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.demo.blocks import City
from volunteer.projects.models import ProjectDemand, ServiceSession

HEARD = 0.6  # of the services that were held
MOST = 12
SCORES = (5, 5, 5, 5, 5, 4, 4, 4, 3, 3, 2, 1)
PRAISE = ("很耐心，谢谢", "师傅手艺好", "讲得明白", "准时，态度好", "下次还想来")
REMARKS = ("等了四十分钟才开始", "人太多，没轮到我", "东西修好了又坏了", "声音太小，后排听不见")


def make_answers(city: City, seed: int) -> None:
    """Answers on what was closed in the last year."""
    random = Random(f"{seed}-answers")
    projects = {one["demand_id"]: one["project_id"] for one in city.rows.of(ProjectDemand)}
    sessions = {one["project_id"]: one for one in city.rows.of(ServiceSession)}
    for demand in city.rows.of(Demand):
        session = sessions.get(projects.get(demand["id"]))
        if demand["status"] != DemandStatus.CLOSED or session is None:
            continue
        if random.random() < HEARD:
            _at_the_end(city, demand, session, random)
        elif random.random() < HEARD:
            _keep(city, demand, random, Source.SURVEY, session["ends"] + timedelta(hours=random.randint(2, 60)), 0)


def _at_the_end(city: City, demand: Mapping[str, Any], session: Mapping[str, Any], random: Random) -> None:
    for number in range(random.randint(1, MOST)):
        at = session["ends"] - timedelta(minutes=random.randint(0, 20))
        _keep(city, demand, random, Source.INSTANT, at, number, session_id=session["id"])


def _keep(
    city: City, demand: Mapping[str, Any], random: Random, source: Source, at: datetime, number: int, **about: Any
) -> None:
    score = random.choice(SCORES)
    wording = random.choice(PRAISE if score > 2 else REMARKS) if random.random() < 0.3 or score <= 2 else None
    key = hashlib.sha256(f"demo answer {demand['id']} {number}".encode()).digest()
    devices = {"device_hash": key, "ticket_hash": key} if source == Source.INSTANT else {}
    city.rows.add(
        Answer,
        source=source,
        demand_id=demand["id"],
        round=1,
        unit_id=demand["responsible_unit_id"],
        site_id=demand["site_id"],
        category=demand["category"],
        score=score,
        comment=wording,
        again=False,
        at=at,
        key_hash=key,
        **devices,
        **about,
    )
