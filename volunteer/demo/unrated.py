"""Services that nobody has rated yet: one of these days, some to be called about, one called about too late."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from volunteer.answers.late_calls import STEP
from volunteer.demands.models import DemandStep
from volunteer.demands.rules import UNRATED_AFTER
from volunteer.demands.states import DemandStatus
from volunteer.demo.blocks import City, add_demand, add_project
from volunteer.demo.days import at
from volunteer.demo.kinds import KINDS, Kind
from volunteer.demo.past import close_demand, end_project, serve
from volunteer.kernel.clock import local
from volunteer.projects.states import ProjectStatus

TO_CALL = (9, 11)  # days ago: the site has said nothing for a week, the unit still has time to call
TOO_LATE = 16
FEW = 3  # came


def make_unrated(city: City, site: dict[str, Any]) -> None:
    """What the site has yet to rate; of another site of its team, what has to be called about by now."""
    _served(city, site, KINDS[10], days=3, came=8)
    beside = [one for one in city.network.sites if one["paired_unit_id"] == site["paired_unit_id"] and one is not site]
    other = beside[0] if beside else site
    kinds = [kind for kind in KINDS if kind.skill is None]
    for days, kind in zip(TO_CALL, kinds, strict=False):
        _served(city, other, kind, days=days, came=FEW)
    demand, ended = _served(city, other, kinds[len(TO_CALL)], days=TOO_LATE, came=FEW)
    passed_on = ended + UNRATED_AFTER + timedelta(hours=1)
    city.rows.add(DemandStep, demand_id=demand["id"], step=STEP, at=passed_on, unit_id=city.network.brigade)


def _served(city: City, site: dict[str, Any], kind: Kind, *, days: int, came: int) -> tuple[dict[str, Any], datetime]:
    """A demand that was served so many days ago, and when that was over."""
    first = at((local(city.now) - timedelta(days=days)).date(), time(19, 0))
    made = first - timedelta(days=8)
    demand = add_demand(city, kind, site, first, DemandStatus.CLOSED, made - timedelta(days=3))
    project_id, (position,) = add_project(
        city, kind, site, [first], ProjectStatus.FINISHED, made, headcount=came, demand=demand
    )
    ended: datetime = position["session"]["ends"]
    end_project(city, project_id, ended)
    serve(city, site, position, came)
    close_demand(city, demand, kind, site, made, ended, rated=False)
    return demand, ended
