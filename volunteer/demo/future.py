"""The coming six weeks: demands in every state, projects with places to claim, and a full day for the demo accounts."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from volunteer.claims.models import ClaimSource
from volunteer.claims.states import ClaimStatus
from volunteer.demands.states import DemandStatus
from volunteer.demo.blocks import City, add_claim, add_demand, add_project, add_step, fits
from volunteer.demo.days import at, pick_start
from volunteer.demo.kinds import KINDS, Kind
from volunteer.demo.scale import Scale
from volunteer.kernel.clock import local
from volunteer.projects.states import ProjectStatus

RETURNED = "请写明需要修理的电器种类和数量"
WAITING_AT_MOST, PUBLISHED_WITHIN = 60, 28 * 24  # hours since a demand was submitted
SHARES = ((DemandStatus.SUBMITTED, 16), (DemandStatus.RETURNED, 5), (DemandStatus.ACCEPTED, 9), (DemandStatus.DRAFT, 4),
          (DemandStatus.PUBLISHED, 66))  # fmt: skip


def make_future(city: City, scale: Scale) -> None:
    """Open demands and projects spread over 42 days and over the sites."""
    for n in range(scale.open_items):
        kind = KINDS[n % len(KINDS)]
        site = city.random.choice(city.network.sites)
        status = city.random.choices([s for s, _ in SHARES], [w for _, w in SHARES])[0]
        first = pick_start(city.random, (city.now + timedelta(days=1 + 40 * n / scale.open_items)).date())
        make_open(city, kind, site, first, status)


def make_open(city: City, kind: Kind, site: dict[str, Any], first: datetime, status: DemandStatus) -> None:
    """One demand in its state; a published one has a project, partly claimed."""
    oldest = PUBLISHED_WITHIN if status == DemandStatus.PUBLISHED else WAITING_AT_MOST
    made = city.now - timedelta(hours=city.random.randrange(2, oldest))
    demand = add_demand(city, kind, site, first, status, made)
    leader = demand["team"]["leader"]["account_id"]
    if status == DemandStatus.RETURNED:
        add_step(city, demand["id"], "return", made + timedelta(hours=1), leader, RETURNED)
        demand["times_returned"] = 1
    if status in (DemandStatus.ACCEPTED, DemandStatus.PUBLISHED):
        add_step(city, demand["id"], "accept", made + timedelta(hours=1), leader)
    if status != DemandStatus.PUBLISHED:
        return
    published = made + timedelta(hours=2)
    add_step(city, demand["id"], "publish", published, leader)
    starts = [first + timedelta(days=7 * week) for week in range(city.random.choice((1, 1, 2)))]
    starts = [s for s in starts if s < city.now + timedelta(days=42)] or [first]
    _, positions = add_project(city, kind, site, starts, ProjectStatus.PUBLISHED, published,
                               headcount=demand["headcount"], demand=demand)  # fmt: skip
    for position in positions:
        _fill(city, site, position, city.random.choice((0, 0.2, 0.4, 0.6, 0.8, 1)))


def _fill(city: City, site: dict[str, Any], position: dict[str, Any], share: float) -> None:
    session = position["session"]
    wanted = round(position["headcount"] * share)
    for member in city.near(site, position["headcount"] + 2):
        if not fits(member, position):
            continue
        full = position["taken"] == position["headcount"]
        if full and share == 1 and city.random.random() < 0.1:
            add_claim(city, position, member, ClaimStatus.WAITLISTED, city.now - timedelta(hours=1),
                      source=ClaimSource.WAITLIST)  # fmt: skip
            return
        if position["taken"] >= wanted:
            continue
        if city.diary.book(member["id"], session["starts"], session["ends"]):
            add_claim(city, position, member, ClaimStatus.CONFIRMED, city.now - timedelta(hours=1))


def make_day(city: City, site: dict[str, Any], member: dict[str, Any]) -> None:
    """For the demo accounts: a session under way today at the demo site, one tomorrow, and an offer to answer."""
    now = local(city.now)
    make_open(city, KINDS[4], site, pick_start(city.random, (now + timedelta(days=10)).date()), DemandStatus.RETURNED)
    soon = now.replace(minute=0, second=0, microsecond=0)
    today = at(now.date(), time(min(max(soon.hour, 6), 20), 0))
    tomorrow = at((now + timedelta(days=1)).date(), time(19, 0))
    later = at((now + timedelta(days=3)).date(), time(19, 0))
    for kind, starts, status in (
        (KINDS[6], today, ClaimStatus.CONFIRMED),
        (KINDS[12], tomorrow, ClaimStatus.CONFIRMED),
        (KINDS[10], later, ClaimStatus.OFFERED),
    ):
        if not city.diary.book(member["id"], starts, starts + timedelta(hours=kind.hours)):
            continue
        made = city.now - timedelta(hours=20)
        demand = add_demand(city, kind, site, starts, DemandStatus.PUBLISHED, made)
        leader = demand["team"]["leader"]["account_id"]
        add_step(city, demand["id"], "accept", made + timedelta(hours=1), leader)
        add_step(city, demand["id"], "publish", made + timedelta(hours=2), leader)
        _, (position,) = add_project(city, kind, site, [starts], ProjectStatus.PUBLISHED, made + timedelta(hours=2),
                                     headcount=demand["headcount"], demand=demand)  # fmt: skip
        respond_by = city.now + timedelta(hours=20) if status == ClaimStatus.OFFERED else None
        offered_by = leader if status == ClaimStatus.OFFERED else member["account_id"]
        add_claim(city, position, member, status, city.now - timedelta(hours=3), respond_by=respond_by, by=offered_by,
                  source=ClaimSource.LEADER if respond_by else ClaimSource.SELF)  # fmt: skip
        _fill(city, site, position, 0.6)
