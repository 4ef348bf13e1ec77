"""What the pages show of resources: what is left of a month, what came of them, which times are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from volunteer.kernel.clock import SHANGHAI, local
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.resources import figures, queries
from volunteer.resources.figures import Record
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.rules import DAYS_AROUND, free_times, orderable_days
from volunteer.resources.schemas import left_of
from volunteer.web.humanize import clock_time, full_date, short_date

WEEK = 7


@dataclass(frozen=True)
class Card:
    """A resource with what its card says beside its own words."""

    resource: Resource
    left: int | None
    record: Record
    towns: list[str]

    @property
    def used_up(self) -> bool:
        """Whether the month takes no more."""
        return self.left == 0


def cards(resources: Sequence[Resource], now: datetime, month: datetime | None = None) -> list[Card]:
    """The resources with what is left of a month (this one unless told otherwise), and what came of them in a year."""
    ids = [resource.id for resource in resources]
    used, records = figures.used_in_month(ids, month or now), figures.records(ids, now)
    names = figures.town_names(resources)
    return [
        Card(
            resource,
            left_of(resource, used),
            records.get(resource.id, Record()),
            [names[town_id] for town_id in resource.town_ids if town_id in names],
        )
        for resource in resources
    ]


def dates_words(resource: Resource) -> str:
    """When it can be had, in words; empty where that is always."""
    first, last = resource.first_day, resource.last_day
    if first and last:
        return _("%(first)s至%(last)s", first=full_date(first), last=full_date(last))
    if first:
        return _("%(first)s起", first=full_date(first))
    return _("到%(last)s止", last=full_date(last)) if last else ""


def keeps(actor: Actor, resource: Resource) -> bool:
    """Whether the actor's units offer it."""
    return actor.reach(Permission.RESOURCE_MANAGE).covers(resource.unit.path)


def week(actor: Actor, resource: Resource, first: date, today: date) -> list[dict[str, Any]]:
    """Seven days with what is taken on each. Who took it is said to the team, and to the site itself."""
    since, until = (datetime.combine(first + timedelta(n), time(0), SHANGHAI) for n in (0, WEEK))
    days = orderable_days(resource.first_day, resource.last_day, resource.notice_days, today)
    taken = queries.week_orders(resource.id, since, until)
    return [
        {
            "day": day,
            "open": days is not None and days[0] <= day <= days[1],
            "times": [_taken(actor, resource, order) for order in taken if _on(order, day)],
        }
        for day in (first + timedelta(n) for n in range(WEEK))
    ]


def week_title(first: date) -> str:
    """From its first to its last day."""
    return f"{short_date(first)}–{short_date(first + timedelta(WEEK - 1))}"


def other_times(
    resource: Resource, starts: datetime, ends: datetime, wanted: int, today: date
) -> list[tuple[datetime, datetime]]:
    """Free times of the same length near one that cannot be had."""
    days = orderable_days(resource.first_day, resource.last_day, resource.notice_days, today)
    if days is None or ends <= starts or wanted > resource.quantity:
        return []
    around = timedelta(days=DAYS_AROUND + 1)
    held = queries.bookings(resource.id, starts - around, ends + around)
    return free_times(held, starts, ends, wanted, resource.quantity, days)


def _on(order: ResourceOrder, day: date) -> bool:
    return local(order.starts).date() <= day <= local(order.ends).date()


def _taken(actor: Actor, resource: Resource, order: ResourceOrder) -> dict[str, Any]:
    known = keeps(actor, resource) or actor.reach(Permission.RESOURCE_ORDER).covers(None, order.site.path)
    many = _("%(num)s 件", num=order.quantity) if order.quantity > 1 else None
    return {
        "time": f"{clock_time(order.starts)}–{clock_time(order.ends)}",
        "label": " · ".join(filter(None, (order.site.name if known else _("已被预订"), many))),
        "url": url_for("demands.detail", demand_id=order.demand_id) if known else None,
    }
