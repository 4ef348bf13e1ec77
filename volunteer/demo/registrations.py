"""Registrations of the demo city: most members are registered where they live, some wait, some have left."""

from __future__ import annotations

import heapq
import math
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from volunteer.accounts.rules import CODE_ALPHABET, CODE_LENGTH
from volunteer.demo.blocks import City
from volunteer.people.models import Registration, RegistrationKind, RegistrationStatus

BEGAN = date(2025, 3, 1)
WAITING_AT_THE_SITE = 4


def make_registrations(city: City, site: dict[str, Any], member: dict[str, Any], seed: int) -> None:
    """A few everywhere are waiting or gone; at the demo site some wait in person, and a squad of its paired team."""
    random = Random(f"{seed}-registrations")
    for row in city.rows.of(Registration):
        _history(row, random, city.now)
    residence = {row["member_id"]: row for row in city.rows.of(Registration)}
    residence[member["id"]].update(place_id=site["id"], **_received(BEGAN))
    for neighbour in _neighbours(city, site, member):
        residence[neighbour["id"]].update(place_id=site["id"], **_requested(random, city.now))
    team = next(team for team in city.network.teams if team["id"] == site["paired_unit_id"])
    for n, squad in enumerate(team["squads"]):
        for colleague in (m for m in city.members if m["unit_id"] == squad["id"]):
            waits = n == len(team["squads"]) - 1 and len(team["squads"]) > 1
            values = _requested(random, city.now, slip=False) if waits else _received(BEGAN + timedelta(days=30))
            city.rows.add(
                Registration,
                member_id=colleague["id"],
                place_id=site["id"],
                kind=RegistrationKind.PAIRED,
                **values,
            )


def _neighbours(city: City, site: dict[str, Any], member: dict[str, Any]) -> list[dict[str, Any]]:
    """Who lives nearest to the demo site, the demo member apart."""

    def distance(one: dict[str, Any]) -> float:
        return math.hypot(one["home_lon"] - site["lon"], one["home_lat"] - site["lat"])

    return heapq.nsmallest(WAITING_AT_THE_SITE, (one for one in city.members if one is not member), key=distance)


def _history(row: dict[str, Any], random: Random, now: datetime) -> None:
    """One in twenty has moved away without registering anew, one in fifty waits for an answer."""
    row.update(_received(row["since"]))
    drawn = random.random()
    if drawn < 0.05:
        left = BEGAN + timedelta(days=random.randrange(60, 500))
        row.update(status=RegistrationStatus.ENDED, until=left, reason="已搬离本社区")
    elif drawn < 0.07:
        row.update(_requested(random, now))


def _received(since: date) -> dict[str, Any]:
    asked = datetime.combine(since, time(2, 0), UTC)
    return {
        "status": RegistrationStatus.RECEIVED,
        "slip": None,
        "since": since,
        "until": None,
        "requested_at": asked,
        "answered_at": asked + timedelta(hours=3),
    }


def _requested(random: Random, now: datetime, *, slip: bool = True) -> dict[str, Any]:
    asked = now - timedelta(hours=random.randrange(2, 140))
    return {
        "status": RegistrationStatus.REQUESTED,
        "slip": "".join(random.choices(CODE_ALPHABET, k=CODE_LENGTH)) if slip else None,
        "since": asked.date(),
        "until": None,
        "requested_at": asked,
        "answered_at": None,
    }
