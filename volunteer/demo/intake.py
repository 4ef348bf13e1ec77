"""How demands came in: from templates and copies, as needs that come back, and from units on behalf of a site."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from volunteer.demand_templates.shipped import shipped_templates
from volunteer.demands.models import DemandStep
from volunteer.demands.states import Channel, DemandStatus
from volunteer.demo.blocks import City, add_demand, add_step
from volunteer.demo.days import at
from volunteer.demo.kinds import Kind
from volunteer.demo.small_things import RISK
from volunteer.kernel.clock import local
from volunteer.recurring.models import DemandSeries, SeriesOccurrence
from volunteer.recurring.states import HolidayRule, Rhythm, SeriesStatus

S = DemandStatus
WEEK = timedelta(days=7)
DAYS_AHEAD = 14
SATURDAY = 5
FROM_TEMPLATES, COPIES_OF = 12, 3
# (template, rhythm, what holidays change, state, how many dates are in)
SERIES = (
    ("haircut", Rhythm.WEEKLY, HolidayRule.SKIP, SeriesStatus.RUNNING, 2),
    ("phone", Rhythm.MONTHLY, HolidayRule.REST_DAY, SeriesStatus.RUNNING, 1),
    ("legal", Rhythm.WEEKLY, HolidayRule.WORKING_DAY, SeriesStatus.PAUSED, 0),
    ("cleanup", Rhythm.WEEKLY, HolidayRule.SKIP, SeriesStatus.ENDED, 0),
)


def make_intake(city: City, site: dict[str, Any], seed: int) -> None:
    """The demo site has all of it, some other sites a series or a demand from a template."""
    own = replace(city, random=Random(f"{seed}-intake"))
    templates = {row["code"]: row for row in shipped_templates()}
    others = [one for one in city.network.sites if one["id"] != site["id"]]
    for what in SERIES:
        _series(own, site, templates[what[0]], *what[1:])
    for place in own.random.sample(others, min(len(others), COPIES_OF)):
        _series(own, place, templates["haircut"], *SERIES[0][1:])
        _copied(own, place, templates["visit"])
    for place in own.random.sample(others, min(len(others), FROM_TEMPLATES)):
        _from_template(own, place, own.random.choice(list(templates.values())), days=own.random.randrange(5, 20))
    _on_behalf(own, site, templates)
    city.demands_numbered = own.demands_numbered


def _series(
    city: City,
    site: dict[str, Any],
    template: dict[str, Any],
    rhythm: Rhythm,
    holidays: HolidayRule,
    status: SeriesStatus,
    dates_in: int,
) -> None:
    today = local(city.now).date()
    first = today + timedelta(days=(SATURDAY - today.weekday() - 1) % 7 + 1)
    series_id = city.rows.add(
        DemandSeries,
        status=status,
        site_id=site["id"],
        asker_id=site["operator"],
        content=_content(site, template),
        private_place_id=None,
        rhythm=rhythm,
        every=1,
        first_day=first,
        until=None,
        times=None,
        holidays=holidays,
        days_ahead=DAYS_AHEAD,
        done_until=today + timedelta(days=DAYS_AHEAD) if status == SeriesStatus.RUNNING else today,
        created_at=city.now - timedelta(days=2),
        ended_at=city.now - timedelta(days=1) if status == SeriesStatus.ENDED else None,
    )
    for number in range(dates_in):
        day = first + number * WEEK
        demand = _demand(city, site, template, _at(day, template), S.SUBMITTED, city.now - timedelta(days=2))
        city.rows.add(
            SeriesOccurrence,
            series_id=series_id,
            planned=day,
            day=day,
            demand_id=demand["id"],
            at=demand["created_at"],
        )


def _content(site: dict[str, Any], template: dict[str, Any]) -> dict[str, Any]:
    """What each demand of a series says, as recurring.service keeps it."""
    words = {name: template[name] for name in ("category", "title", "text", "skill", "level", "headcount")}
    return {
        **words,
        "public_place": f"{site['name']}党群服务中心",
        "window_minutes": None,
        "contact_name": "社区值班",
        "contact_phone": site["duty_phone"],
        "risk_note": RISK,
        "on_behalf": False,
        "starts": f"{template['starts']:%H:%M}",
        "minutes": _minutes(template),
    }


def _copied(city: City, site: dict[str, Any], template: dict[str, Any]) -> None:
    """One that was withdrawn, and the same once more for the week after."""
    today = local(city.now).date()
    for weeks, status in ((1, S.WITHDRAWN), (2, S.SUBMITTED)):
        made = city.now - timedelta(days=3 - weeks)
        demand = _demand(city, site, template, _at(today + weeks * WEEK, template), status, made)
        if status == S.WITHDRAWN:
            demand["deadline"] = None
            add_step(
                city, demand["id"], "withdraw", made + timedelta(hours=5), site["operator"], "老人要去女儿家，改下周"
            )


def _from_template(city: City, site: dict[str, Any], template: dict[str, Any], days: int) -> None:
    day = local(city.now).date() + timedelta(days=days)
    made = city.now - timedelta(hours=city.random.randrange(1, 40))
    demand = _demand(city, site, template, _at(day, template), city.random.choice((S.SUBMITTED, S.ACCEPTED)), made)
    if demand["status"] == S.ACCEPTED:
        add_step(city, demand["id"], "accept", made + timedelta(hours=1), demand["team"]["leader"]["account_id"])


def _on_behalf(city: City, site: dict[str, Any], templates: dict[str, dict[str, Any]]) -> None:
    """A squad's that waits for the site's word; its team's with that word; another team's, which another answers."""
    team = next(one for one in city.network.teams if one["id"] == site["paired_unit_id"])
    other = next(one for one in city.network.teams if one["id"] != team["id"])
    asked = ((team["squads"][0], "accompany", None), (team, "repair", 3), (other, "counsel", None))
    for number, (unit, code, vouched) in enumerate(asked):
        day = local(city.now).date() + timedelta(days=8 + number)
        made = city.now - timedelta(hours=6 + number)
        demand = _demand(city, site, templates[code], _at(day, templates[code]), S.SUBMITTED, made)
        leader = unit["leader"]["account_id"]
        demand.update(channel=Channel.TEAM, on_behalf=True, asked_by_unit_id=unit["id"], asker_id=leader)
        city.rows.of(DemandStep)[-1].update(by=leader, unit_id=unit["id"])
        if vouched is not None:
            demand["vouched_at"] = made + timedelta(hours=vouched)
            add_step(city, demand["id"], "vouch", demand["vouched_at"], site["operator"])


def _demand(
    city: City, site: dict[str, Any], template: dict[str, Any], starts: datetime, status: DemandStatus, made: datetime
) -> dict[str, Any]:
    kind = Kind(
        template["category"],
        template["title"],
        template["text"],
        template["title"],
        template["skill"],
        template["level"],
        (template["headcount"], template["headcount"]),
        _minutes(template) / 60,
        RISK,
        "",
    )
    return add_demand(city, kind, site, starts, status, made)


def _at(day: date, template: dict[str, Any]) -> datetime:
    return at(day, template["starts"])


def _minutes(template: dict[str, Any]) -> int:
    starts, ends = template["starts"], template["ends"]
    return int((ends.hour - starts.hour) * 60 + ends.minute - starts.minute)
