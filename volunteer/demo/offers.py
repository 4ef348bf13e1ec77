"""What teams offer, and the orders of sites: services that were ordered over the year, and some in every state."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from importlib import resources
from random import Random
from typing import Any

from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.demo.blocks import City, add_demand, add_step
from volunteer.demo.days import at
from volunteer.demo.kinds import KINDS, Kind
from volunteer.demo.rows import period
from volunteer.kernel.clock import local
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.rules import Booking, exclusive, fits
from volunteer.resources.states import IfDeclined, OrderStatus, ResourceKind, ResourceStatus

SERVICES, LENDINGS = 30, 30
SERVED = (DemandStatus.CLOSED, DemandStatus.AWAITING_RATING)
REASON = "当天已有安排，抱歉来不了"
RISK = "在公共场所开展，社区安排人员现场接应，参加人员已投保志愿者意外险。"
# The state of an order → the state of its demand.
STATES = {
    OrderStatus.ORDERED: DemandStatus.SUBMITTED,
    OrderStatus.ACCEPTED: DemandStatus.ACCEPTED,
    OrderStatus.DECLINED: DemandStatus.DECLINED,
    OrderStatus.WITHDRAWN: DemandStatus.WITHDRAWN,
}
STEPS = {OrderStatus.ACCEPTED: "accept", OrderStatus.DECLINED: "decline", OrderStatus.WITHDRAWN: "withdraw"}


def make_offers(city: City, site: dict[str, Any], seed: int) -> None:
    """About sixty resources; the demo site's team offers one of each kind, and has orders to answer."""
    own = replace(city, random=Random(f"{seed}-resources"))
    star = next(team for team in own.network.teams if team["id"] == site["paired_unit_id"])
    for number, (team, kind) in enumerate(_services(own)):
        _service(own, team, kind, draft=number % 10 == 9)
    offers = _offers()
    lent: list[dict[str, Any]] = []
    for kind in (ResourceKind.VENUE, ResourceKind.VEHICLE, ResourceKind.EQUIPMENT, ResourceKind.EXPERT):
        lent.append(_offer(own, star, next(offer for offer in offers if offer["kind"] == kind)))
    for number in range(LENDINGS - len(lent)):
        team = own.random.choice(own.network.teams)
        lent.append(_offer(own, team, offers[number % len(offers)], withdrawn=number % 9 == 8))
    for number, resource in enumerate(lent):
        if resource["status"] == ResourceStatus.PUBLISHED:
            where = site if number < len(STATES) else own.random.choice(own.network.sites)
            _orders(own, resource, where, first=list(STATES)[number % len(STATES)])
    city.demands_numbered = own.demands_numbered


def _offers() -> list[dict[str, str]]:
    file = resources.files("volunteer.demo") / "data" / "offers.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _services(city: City) -> Iterator[tuple[dict[str, Any], Kind]]:
    """What teams did most often over the year is what they offer, one thing each."""
    teams = {team["id"]: team for team in city.network.teams}
    kinds = {kind.title: kind for kind in KINDS}
    done: dict[tuple[int, str], int] = {}
    for demand in city.rows.of(Demand):
        if demand["status"] in SERVED and demand["title"] in kinds:
            key = (demand["responsible_unit_id"], demand["title"])
            done[key] = done.get(key, 0) + 1
    chosen: set[int] = set()
    for unit_id, title in sorted(done, key=lambda key: (-done[key], key)):
        if unit_id not in chosen and len(chosen) < SERVICES:
            chosen.add(unit_id)
            yield teams[unit_id], kinds[title]


def _service(city: City, team: dict[str, Any], kind: Kind, *, draft: bool) -> None:
    """A service with the demands of the year that were ordered from it."""
    resource = _add(
        city,
        team,
        kind=ResourceKind.SERVICE,
        status=ResourceStatus.DRAFT if draft else ResourceStatus.PUBLISHED,
        title=kind.title,
        text=kind.text,
        category=kind.category,
        skill=kind.skill,
        headcount=kind.headcount[0],
        hours=kind.hours,
        quantity=3,
        monthly_quota=city.random.choice((None, 4, 6, 8)),
        notice_days=city.random.choice((2, 3, 5)),
        risk_note=kind.risk,
    )
    for demand in city.rows.of(Demand):
        ours = demand["responsible_unit_id"] == team["id"] and demand["title"] == kind.title
        if ours and demand["status"] in SERVED and not draft:
            _add_order(city, resource, demand, OrderStatus.ACCEPTED, demand["created_at"])


def _offer(city: City, team: dict[str, Any], offer: dict[str, str], *, withdrawn: bool = False) -> dict[str, Any]:
    """A venue, a vehicle, equipment or an expert; some only for a few towns."""
    towns = [town["id"] for town in city.network.towns.values()]
    some = sorted(city.random.sample(towns, min(3, len(towns)))) if city.random.random() < 0.2 else []
    return _add(
        city,
        team,
        kind=ResourceKind(offer["kind"]),
        status=ResourceStatus.WITHDRAWN if withdrawn else ResourceStatus.PUBLISHED,
        title=offer["title"],
        text=offer["text"],
        category=offer["category"],
        headcount=int(offer["headcount"]),
        hours=float(offer["hours"]),
        quantity=int(offer["quantity"]),
        monthly_quota=int(offer["quota"]) if offer["quota"] else None,
        notice_days=int(offer["notice"]),
        town_ids=some,
        address=offer["address"] or None,
        risk_note=RISK,
    )


def _add(city: City, team: dict[str, Any], **values: Any) -> dict[str, Any]:
    city.rows.add(
        Resource,
        unit_id=team["id"],
        contact_name="值班队长",
        contact_phone=team["duty_phone"],
        created_by=team["leader"]["account_id"],
        created_at=city.now - timedelta(days=city.random.randrange(370, 420)),
        **values,
    )
    row: dict[str, Any] = city.rows.of(Resource)[-1]
    return {**row, "team": team, "bookings": []}


def _orders(city: City, resource: dict[str, Any], site: dict[str, Any], first: OrderStatus) -> None:
    """Two orders of the coming weeks, as far as they fit."""
    if resource.get("town_ids") and site["parent_id"] not in resource["town_ids"]:
        return
    for status in (first, OrderStatus.ACCEPTED):
        day = local(city.now).date() + timedelta(days=resource["notice_days"] + city.random.randrange(2, 20))
        starts = at(day, time(city.random.choice((9, 10, 14)), 0))
        ends = starts + timedelta(hours=resource["hours"])
        quantity = max(1, resource["quantity"] // 3)
        if fits(resource["bookings"], starts, ends, quantity, resource["quantity"]):
            _order(city, resource, site, status, starts, quantity)
            resource["bookings"].append(Booking(starts, ends, quantity))


def _order(
    city: City, resource: dict[str, Any], site: dict[str, Any], status: OrderStatus, starts: datetime, quantity: int
) -> None:
    made = city.now - timedelta(hours=city.random.randrange(2, 40))
    heads = max(1, resource["headcount"])
    title = resource["title"] if quantity == 1 else f"{resource['title']} × {quantity}"
    asked = Kind(
        resource["category"], title, resource["text"], "", None, 1, (heads, heads), resource["hours"], RISK, ""
    )
    demand = add_demand(city, asked, site, starts, STATES[status], made)
    demand["responsible_unit_id"] = resource["unit_id"]
    leader = resource["team"]["leader"]["account_id"]
    if status in STEPS:
        by = site["operator"] if status == OrderStatus.WITHDRAWN else leader
        reason = REASON if status == OrderStatus.DECLINED else None
        add_step(city, demand["id"], STEPS[status], made + timedelta(hours=1), by, reason)
    if status in (OrderStatus.DECLINED, OrderStatus.WITHDRAWN):
        demand["deadline"] = None
    _add_order(city, resource, demand, status, made, quantity)


def _add_order(
    city: City, resource: dict[str, Any], demand: dict[str, Any], status: OrderStatus, made: datetime, quantity: int = 1
) -> None:
    answered = status != OrderStatus.ORDERED
    city.rows.add(
        ResourceOrder,
        status=status,
        resource_id=resource["id"],
        site_id=demand["site_id"],
        demand_id=demand["id"],
        period=period(demand["starts"], demand["ends"]),
        exclusive=exclusive(resource["kind"]),
        quantity=quantity,
        if_declined=IfDeclined.DROP,
        reason=REASON if status == OrderStatus.DECLINED else None,
        ordered_by=demand["asker_id"],
        ordered_at=made,
        answered_by=resource["team"]["leader"]["account_id"] if answered else None,
        answered_at=made + timedelta(hours=1) if answered else None,
    )
