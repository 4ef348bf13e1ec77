"""The demo city's uneven days: a few come late or leave early, some did not come and say why, one service rests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from random import Random
from typing import Any

from volunteer.activities.models import Attendance, Punch, PunchKind
from volunteer.claims.models import AbsenceExplanation
from volunteer.claims.states import ClaimStatus
from volunteer.demo.blocks import City, add_claim, add_project, fits
from volunteer.demo.days import at
from volunteer.demo.kinds import KINDS
from volunteer.kernel.clock import local
from volunteer.ledger.models import HoursProposal, ProposalStatus
from volunteer.organization.models import Holiday
from volunteer.organization.rules import is_working_day
from volunteer.projects.models import Position, Project
from volunteer.projects.states import ProjectStatus

LATE, EARLY, MISSED = 5, 2, 6
RECENT = timedelta(days=25)
REASONS = ("单位临时开会，走不开，下次一定提前说。", "孩子发烧送医院，没来得及释放名额。", "记错了日期，对不起大家。")


def make_attendance(city: City, site: dict[str, Any], member: dict[str, Any], seed: int) -> None:
    """Nobody's confirmed hours change; what is drawn here leaves the rest of the city as it was."""
    own = replace(city, random=Random(f"{seed}-attendance"))
    _late_and_early(own)
    _missed(own, site, member)
    _own_duty(own, site)


def _late_and_early(city: City) -> None:
    attendances = {row["id"]: row for row in city.rows.of(Attendance)}
    punches: dict[tuple[int, str], dict[str, Any]] = {
        (punch["attendance_id"], punch["kind"]): punch for punch in city.rows.of(Punch)
    }
    sessions = {p["session"]["id"]: p["session"] for p in city.rows.of(Position)}
    waiting = [row for row in city.rows.of(HoursProposal) if row["status"] == ProposalStatus.PENDING]
    for n, hours in enumerate(city.random.sample(waiting, min(len(waiting), LATE + EARLY))):
        attendance, session = attendances[hours["attendance_id"]], sessions[hours["session_id"]]
        off = timedelta(minutes=city.random.randrange(15, 40))
        kind, moment = (PunchKind.IN, session["starts"] + off) if n < LATE else (PunchKind.OUT, session["ends"] - off)
        attendance["first_in" if kind is PunchKind.IN else "last_out"] = moment
        punch = punches[attendance["id"], kind]
        code = punch.get("code_step")
        punch.update(at=moment, received_at=moment, code_step=code and int(moment.timestamp()) // 30)
        there = min(attendance["last_out"], session["ends"]) - max(attendance["first_in"], session["starts"])
        attendance["minutes"] = hours["minutes"] = int(there.total_seconds() // 60)


def _missed(city: City, site: dict[str, Any], member: dict[str, Any]) -> None:
    """The demo member once, with nothing said yet; colleagues of the demo squad, most of whom explained."""
    colleagues = [one for one in city.members if one["unit_id"] == member["unit_id"] and one is not member]
    over = [p for p in city.rows.of(Position) if city.now - RECENT < p["session"]["ends"] < city.now]
    nearest = sorted(over, key=lambda position: position["session"]["site_id"] != site["id"])
    people = [member, *city.random.sample(colleagues, min(len(colleagues), MISSED - 1))]
    for n, person in enumerate(people):
        turned = [*nearest[n % 3 :], *nearest[: n % 3]]
        position = next((p for p in turned if _could_have_come(city, person, p)), None)
        if position is None:
            continue
        ended = position["session"]["ends"]
        claim_id = add_claim(city, position, person, ClaimStatus.NO_SHOW, ended - timedelta(days=3))
        if 0 < n <= len(REASONS):
            told = min(ended + timedelta(hours=city.random.randrange(1, 30)), city.now - timedelta(minutes=20))
            city.rows.add(AbsenceExplanation, claim_id=claim_id, text=REASONS[n - 1], written_at=told)


def _could_have_come(city: City, person: dict[str, Any], position: dict[str, Any]) -> bool:
    session = position["session"]
    return fits(person, position) and city.diary.book(person["id"], session["starts"], session["ends"])


def _own_duty(city: City, site: dict[str, Any]) -> None:
    """An afternoon of the organ's own job that goes on after work, with a break."""
    kind = replace(
        next(kind for kind in KINDS if kind.category == "policy"),
        title="政务服务进社区",
        text="在社区现场讲解办事流程，帮居民填表、预约；下班后继续答疑，方便上班族。",
        position="办事引导",
        skill=None,
        level=1,
        hours=5,
    )
    starts = at(_next_working_day(city), time(14, 30))
    made = city.now - timedelta(days=2)
    _, (position,) = add_project(city, kind, site, [starts], ProjectStatus.PUBLISHED, made, headcount=6)
    city.rows.of(Project)[-1]["own_duty"] = True
    position["session"].update(
        off_hours=False, break_starts=starts + timedelta(hours=3), break_ends=starts + timedelta(hours=3.5)
    )


def _next_working_day(city: City) -> date:
    holidays = {row["day"]: row["weekday"] for row in city.rows.of(Holiday)}
    day = local(city.now).date() + timedelta(days=4)
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day
