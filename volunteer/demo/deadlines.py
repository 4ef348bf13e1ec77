"""The clocks of the demo city's demands: some late and passed on, some listed, two for which more time is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from volunteer.deadlines.models import AlertsTold, DemandAlert, DemandExtension
from volunteer.deadlines.states import ExtensionStatus, Level
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.demands.states import DemandStatus
from volunteer.demo.blocks import City
from volunteer.kernel.clock import SHANGHAI, local
from volunteer.organization.models import Grant, Holiday
from volunteer.organization.permissions import Role
from volunteer.organization.rules import deadline_after

LATE, LISTED, ASKED = 3, 2, 2
LISTED_BEFORE = 5
DAYS_OVER = {Level.ESCALATE: 1, Level.BULLETIN: 4}
MORNING = time(9, 20)
BULLETIN_AFTER = 2  # working days, as units have it who set nothing
DAYS = {DemandStatus.SUBMITTED: 2, DemandStatus.ACCEPTED: 5}


def make_deadlines(city: City, seed: int) -> None:
    """Every demand that is waited for has a clock; of a few it has run down."""
    random = Random(f"{seed}-deadlines")
    holidays = {holiday["day"]: holiday["weekday"] for holiday in city.rows.of(Holiday)}
    waiting = [row for row in city.rows.of(Demand) if row["status"] in ANSWER_AWAITED and row["deadline"]]
    for row in waiting:
        _run(city, row, holidays)
    chosen = random.sample(waiting, min(len(waiting), LATE + LISTED + ASKED))
    for n, row in enumerate(chosen[: LATE + LISTED]):
        _run_down(city, row, Level.ESCALATE if n < LATE else Level.BULLETIN, holidays)
    for row in chosen[LATE + LISTED :]:
        _ask(city, row, holidays)
    _listed_long_ago(city, random, holidays)
    city.rows.add(AlertsTold, id=1, up_to=len(city.rows.of(DemandAlert)), at=city.now)


def _run(city: City, row: dict[str, Any], holidays: Mapping[date, int]) -> None:
    """By working days; what would be late by them was agreed to be done later."""
    days = DAYS[row["status"]]
    deadline = deadline_after(row["submitted_at"], days, holidays)
    row |= {"clock_number": 1, "clock_from": row["submitted_at"], "clock_days": None}
    if deadline > city.now:
        row |= {"clock_days": days, "deadline": deadline}


def _run_down(city: City, row: dict[str, Any], level: Level, holidays: Mapping[date, int]) -> None:
    """Its term was over so many working days ago, and it was told when it should have been."""
    term, over = DAYS[row["status"]], DAYS_OVER[level]
    since = _working_days_ago(city.now, term + over, holidays)
    deadline = deadline_after(since, term, holidays)
    told = deadline if level == Level.ESCALATE else deadline_after(deadline, BULLETIN_AFTER, holidays)
    row["submitted_at"] = row["created_at"] = row["clock_from"] = since
    row |= {"deadline": deadline, "clock_days": term}
    for step in city.rows.of(DemandStep):
        if step["demand_id"] == row["id"] and step["at"] > row["created_at"]:
            step["at"] = row["created_at"] + timedelta(hours=4 if step["step"] == "accept" else 0)
    _alert(city, row, level, told + timedelta(minutes=1))


def _working_days_ago(now: datetime, days: int, holidays: Mapping[date, int]) -> datetime:
    """The morning of the last day whose term of so many working days is over."""
    since = datetime.combine(local(now).date(), MORNING, SHANGHAI)
    while deadline_after(since, days, holidays) >= now:
        since -= timedelta(days=1)
    return since.astimezone(UTC)


def _alert(city: City, row: dict[str, Any], level: Level, at: datetime) -> None:
    told = city.network.brigade
    city.rows.add(
        DemandAlert,
        demand_id=row["id"],
        clock_number=1,
        level=level,
        unit_id=row["responsible_unit_id"],
        told_unit_id=told,
        at=at,
    )
    city.rows.add(DemandStep, demand_id=row["id"], step=level, at=at, unit_id=told)


def _listed_long_ago(city: City, random: Random, holidays: Mapping[date, int]) -> None:
    """Demands that were listed last month, then taken on and served."""
    since, until = city.now - timedelta(days=62), city.now - timedelta(days=25)
    taken_on = {step["demand_id"]: step["at"] for step in city.rows.of(DemandStep) if step["step"] == "accept"}
    served: Sequence[dict[str, Any]] = [
        row
        for row in city.rows.of(Demand)
        if row["status"] == DemandStatus.CLOSED and row["asker_id"] and since < row["submitted_at"] < until
        if row["id"] in taken_on
    ]
    for row in random.sample(list(served), min(len(served), LISTED_BEFORE)):
        _answered_late(city, row, taken_on[row["id"]], holidays)


def _answered_late(city: City, row: dict[str, Any], taken_on: datetime, holidays: Mapping[date, int]) -> None:
    """It came in so long before it was taken on that it was listed in between."""
    asked = row["submitted_at"]
    while (told := deadline_after(_answer_due(asked, holidays), BULLETIN_AFTER, holidays)) >= taken_on:
        asked -= timedelta(days=1)
    row |= {"submitted_at": asked, "created_at": asked, "deadline": _answer_due(asked, holidays)}
    for step in city.rows.of(DemandStep):
        if step["demand_id"] == row["id"] and step["step"] == "submit":
            step["at"] = asked
    _alert(city, row, Level.BULLETIN, told + timedelta(minutes=1))


def _answer_due(asked: datetime, holidays: Mapping[date, int]) -> datetime:
    return deadline_after(asked, DAYS[DemandStatus.SUBMITTED], holidays)


def _ask(city: City, row: dict[str, Any], holidays: Mapping[date, int]) -> None:
    """The leader of the team asks for three working days more."""
    leaders = [
        grant["account_id"]
        for grant in city.rows.of(Grant)
        if grant["role"] == Role.TEAM_LEADER and grant.get("unit_id") == row["responsible_unit_id"]
    ]
    if not leaders or row["deadline"] <= city.now:
        return
    city.rows.add(
        DemandExtension,
        demand_id=row["id"],
        clock_number=1,
        status=ExtensionStatus.ASKED,
        unit_id=row["responsible_unit_id"],
        decider_unit_id=city.network.brigade,
        reason="会这项技能的两位同志下周才回来",
        before=row["deadline"],
        until=deadline_after(row["deadline"], 3, holidays),
        asked_by=leaders[0],
        asked_at=city.now - timedelta(hours=3),
    )
