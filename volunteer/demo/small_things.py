"""Small things of the demo city (D8): asked for, looking for somebody, with an hour chosen, being done, done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchKind, PunchMethod
from volunteer.claims.states import ClaimStatus
from volunteer.demands.states import DemandStatus
from volunteer.demo.blocks import City, add_claim, add_demand, add_project, add_step
from volunteer.demo.days import at
from volunteer.demo.kinds import Kind
from volunteer.demo.past import close_demand, end_project, serve
from volunteer.kernel.clock import local
from volunteer.ledger.models import HoursEntry, HoursProposal, ProposalStatus
from volunteer.projects.states import ProjectStatus

RISK = "社区安排人员在场陪同；参加人员已投保志愿者意外险。"
WINDOW_BEGINS, WINDOW_HOURS = time(9), 9
S = DemandStatus
# (what, in more words, category, minutes)
THINGS = (
    ("给独居老人换灯泡", "客厅的灯不亮了，老人自己够不着，请帮忙换上。", "repair", 30),
    ("帮老人设置手机大字", "字太小看不清，还想学会接视频电话。", "digital", 60),
    ("代取药送上门", "到社区医院取慢性病的药，送到楼下党群服务中心转交。", "elder", 60),
    ("帮忙填医保参保表", "不会在手机上填，请带着填一遍。", "policy", 30),
    ("陪老人去银行打流水", "老人耳朵背，请陪着去一趟，说给柜台听。", "elder", 90),
    ("修一把松动的靠背椅", "螺丝松了，坐着摇，请带一把螺丝刀。", "repair", 30),
)
SERVED_ELSEWHERE, WAITING_ELSEWHERE = 6, 4


def make_small_services(city: City, site: dict[str, Any], seed: int) -> None:
    """Those that are done, and one that is being done at the demo site now; before the past, which counts them in."""
    own = replace(city, random=Random(f"{seed}-small-things"))
    others = [one for one in city.network.sites if one["id"] != site["id"]]
    chosen = own.random.sample(others, min(len(others), SERVED_ELSEWHERE))
    for number, place in enumerate([site, site, *chosen]):
        _served(own, place, number, days=2 if number == 0 else 8 + 11 * number)
    _under_way(own, site)
    city.demands_numbered = own.demands_numbered


def make_small_things(city: City, site: dict[str, Any], seed: int) -> None:
    """Those ahead, at the demo site in every state, at some others waiting for an answer or for somebody."""
    own = replace(city, random=Random(f"{seed}-small-things-ahead"))
    _asked(own, site, 3, days=4)
    _open(own, site, 2, days=3)
    _chosen(own, site, 1, days=2)
    others = [one for one in city.network.sites if one["id"] != site["id"]]
    for number, place in enumerate(own.random.sample(others, min(len(others), WAITING_ELSEWHERE))):
        (_open if number % 2 else _asked)(own, place, number, days=3 + number)
    city.demands_numbered = own.demands_numbered


def _asked(city: City, site: dict[str, Any], number: int, days: int) -> None:
    _small(city, site, number, _window(city, days), S.SUBMITTED, city.now - timedelta(hours=3))


def _open(city: City, site: dict[str, Any], number: int, days: int) -> dict[str, Any]:
    starts, made = _window(city, days), city.now - timedelta(hours=20)
    demand = _small(city, site, number, starts, S.PUBLISHED, made)
    leader = demand["team"]["leader"]["account_id"]
    add_step(city, demand["id"], "accept", made + timedelta(hours=1), leader)
    add_step(city, demand["id"], "publish", made + timedelta(hours=1), leader)
    _project, (position,) = add_project(
        city,
        _kind(number),
        site,
        [starts],
        ProjectStatus.PUBLISHED,
        made + timedelta(hours=1),
        headcount=1,
        demand=demand,
    )
    _keep_window(position["session"], starts, number)
    position["session"]["hour_open"] = True
    position["demand"] = demand
    return position


def _chosen(city: City, site: dict[str, Any], number: int, days: int) -> None:
    position = _open(city, site, number, days)
    session = position["session"]
    hour = session["window_starts"] + timedelta(hours=5)
    _fix(session, hour)
    for member in city.near(site, 4):
        if city.diary.book(member["id"], session["starts"], session["ends"]):
            add_claim(city, position, member, ClaimStatus.CONFIRMED, city.now - timedelta(hours=4))
            when = f"{local(hour):%m月%d日 %H:%M}–{local(session['ends']):%H:%M}"
            add_step(city, position["demand"]["id"], "hour", city.now - timedelta(hours=4), member["account_id"], when)
            return


def _under_way(city: City, site: dict[str, Any]) -> None:
    """The helper is there since a quarter of an hour, by their own word."""
    now = city.now.replace(second=0, microsecond=0)
    position = _open(city, site, 4, days=0)
    session, demand = position["session"], position["demand"]
    _fix(session, now - timedelta(minutes=15))
    session["window_starts"] = min(session["window_starts"], session["starts"])
    session["window_ends"] = max(session["window_ends"], session["ends"])
    demand.update(starts=session["window_starts"], ends=session["window_ends"], status=S.IN_SERVICE)
    member = next(one for one in city.near(site, 8) if city.diary.book(one["id"], session["starts"], session["ends"]))
    claim = add_claim(city, position, member, ClaimStatus.CONFIRMED, now - timedelta(hours=8))
    add_step(city, demand["id"], "begin", session["starts"], member["account_id"])
    attendance = city.rows.add(
        Attendance,
        claim_id=claim,
        session_id=session["id"],
        member_id=member["id"],
        unit_id=member["unit_id"],
        status=AttendanceStatus.CHECKED_IN,
        first_in=session["starts"],
        last_out=None,
        minutes=None,
        ticked_by=member["account_id"],
        accepted_at=None,
    )
    city.rows.add(
        Punch,
        attendance_id=attendance,
        kind=PunchKind.IN,
        method=PunchMethod.OWN,
        at=session["starts"],
        received_at=session["starts"],
        by=member["account_id"],
    )


def _served(city: City, site: dict[str, Any], number: int, days: int) -> None:
    """Done at an hour within the window; rated after some days."""
    window = _window(city, -days)
    hour, made = window + timedelta(hours=city.random.randrange(1, 6)), window - timedelta(days=3)
    demand = _small(city, site, number, window, S.CLOSED, made)
    kind = _kind(number)
    project_id, (position,) = add_project(
        city, kind, site, [hour], ProjectStatus.FINISHED, made + timedelta(hours=2), headcount=1, demand=demand
    )
    end_project(city, project_id, position["session"]["ends"])
    _keep_window(position["session"], window, number)
    if serve(city, site, position, 1):
        _by_own_word(city, site)
    close_demand(city, demand, kind, site, made + timedelta(days=1), position["session"]["ends"])


def _by_own_word(city: City, site: dict[str, Any]) -> None:
    """There was no gate: the one who just served said when it began and ended, and the site countersigned."""
    attendance, proposal = city.rows.of(Attendance)[-1], city.rows.of(HoursProposal)[-1]
    member = next(one for one in city.members if one["id"] == attendance["member_id"])["account_id"]
    attendance["ticked_by"] = member
    for punch in city.rows.of(Punch)[-2:]:
        punch.update(method=PunchMethod.OWN, code_step=None, by=member)
    proposal.update(entered_by=member, ticked=True)
    if proposal["status"] == ProposalStatus.PENDING:
        return
    proposal.update(countersigned_by=site["operator"], countersigned_at=proposal["proposed_at"] + timedelta(days=1))
    city.rows.of(HoursEntry)[-1].update(entered_by=member, countersigned_by=site["operator"])


def _small(
    city: City, site: dict[str, Any], number: int, starts: datetime, status: DemandStatus, made: datetime
) -> dict[str, Any]:
    demand = add_demand(city, _kind(number), site, starts, status, made, window_minutes=_minutes(number))
    demand["ends"] = starts + timedelta(hours=WINDOW_HOURS)
    return demand


def _kind(number: int) -> Kind:
    what, text, category, minutes = THINGS[number % len(THINGS)]
    return Kind(category, what, text, what, None, 1, (1, 1), minutes / 60, RISK, "")


def _minutes(number: int) -> int:
    return THINGS[number % len(THINGS)][3]


def _keep_window(session: dict[str, Any], starts: datetime, number: int) -> None:
    ends = starts + timedelta(hours=WINDOW_HOURS)
    session.update(window_starts=starts, window_ends=ends, window_minutes=_minutes(number), own_word=True)
    if session["starts"] == starts:
        session["ends"] = ends


def _fix(session: dict[str, Any], hour: datetime) -> None:
    session.update(starts=hour, ends=hour + timedelta(minutes=session["window_minutes"]), hour_open=False)


def _window(city: City, days: int) -> datetime:
    return at((local(city.now) + timedelta(days=days)).date(), WINDOW_BEGINS)
