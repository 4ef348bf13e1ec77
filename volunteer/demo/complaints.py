"""Complaints and suggestions of the demo city: a year of them that is closed, and some that wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from volunteer.complaints.models import Complaint, ComplaintContent, ComplaintStep
from volunteer.complaints.states import About, ComplaintKind, ComplaintStatus, ComplaintStepKind
from volunteer.demo.blocks import City
from volunteer.organization.models import Holiday
from volunteer.organization.rules import deadline_after

PER_SQUAD = 0.4  # closed ones of a year, on average
ANSWER_DAYS = 10  # working days
COMPLAINTS = (
    "约好上午九点来陪诊，等到十点半才有人来，老人差点错过号。",
    "活动改了时间没有通知到我们楼栋，白跑一趟。",
    "家电维修来了一次没修好，说再来，两个星期没有消息。",
    "签到要扫两次码，老人手机不会弄，排了很久的队。",
)
SUGGESTIONS = (
    "希望晚上和周末多安排一些法律咨询，白天要上班。",
    "课后辅导很好，能不能固定同一位老师。",
    "活动海报的字再大一些，老人看不清。",
)
ANSWERS = (
    "已向您反映的队伍核实，情况属实。队伍已安排补做，并约定改期前一天打电话通知。",
    "谢谢您的建议，已经安排在下个月的服务计划里。",
    "已核实。当天人手不够，现已增加两人，今后提前半小时到场。",
)
CONTESTED = "只说会安排，没有说哪一天，到现在也没有人联系我们。"
PASSED_ON = "请核对当天的到场情况，说明改期为什么没有逐一通知，三天内回复。"


def make_complaints(city: City, member: dict[str, Any], seed: int) -> None:
    """Closed ones about squads everywhere; at the demo team and at the committee some that wait."""
    random = Random(f"{seed}-complaints")
    for team in city.network.teams:
        for squad in team["squads"]:
            if random.random() < PER_SQUAD:
                _closed(city, random, squad["id"], team["id"])
    team, brigade = member["team"], city.network.brigade
    for n, squad in enumerate(team["squads"][:2]):
        _waiting(city, random, ComplaintKind.COMPLAINT, squad["id"], team["id"], days=2 + 3 * n)
    for squad in team["squads"][:2]:
        _answered(city, random, squad["id"], team["id"])
    _contested(city, random, team["squads"][0]["id"], team["id"])
    for n, other in enumerate(city.network.teams[1:3]):
        _waiting(city, random, ComplaintKind.COMPLAINT, other["id"], brigade, days=4 + 2 * n)
    _waiting(city, random, ComplaintKind.SUGGESTION, brigade, brigade, days=1)


def _closed(city: City, random: Random, named: int, handler: int) -> None:
    received = city.now - timedelta(days=random.randrange(20, 360), hours=random.randrange(1, 9))
    answered = received + timedelta(days=random.randrange(1, 18))
    closed = min(answered + timedelta(days=random.randrange(1, 10)), city.now)
    kind = random.choice(list(ComplaintKind))
    complaint = _add(
        city, random, kind, named, handler, received,
        status=ComplaintStatus.CLOSED, answered_at=answered, closed_at=closed,
    )  # fmt: skip
    _step(city, complaint, handler, ComplaintStepKind.ANSWERED, answered, random.choice(ANSWERS))
    _step(city, complaint, handler, ComplaintStepKind.ACCEPTED, closed)


def _answered(city: City, random: Random, named: int, handler: int) -> None:
    """Passed on, answered, and not a word on the answer yet."""
    received, answered = city.now - timedelta(days=9), city.now - timedelta(days=3)
    complaint = _add(
        city, random, ComplaintKind.COMPLAINT, named, handler, received,
        status=ComplaintStatus.ANSWERED, answered_at=answered,
    )  # fmt: skip
    _step(city, complaint, handler, ComplaintStepKind.TAKEN, received + timedelta(days=1))
    _step(city, complaint, handler, ComplaintStepKind.PASSED_ON, received + timedelta(days=2), PASSED_ON)
    _step(city, complaint, handler, ComplaintStepKind.ANSWERED, answered, random.choice(ANSWERS))


def _contested(city: City, random: Random, named: int, answered_by: int) -> None:
    """The answer did not do: the brigade handles it now."""
    received, reopened, brigade = city.now - timedelta(days=12), city.now - timedelta(days=2), city.network.brigade
    complaint = _add(
        city, random, ComplaintKind.COMPLAINT, named, brigade, received,
        status=ComplaintStatus.REOPENED, answered_at=reopened - timedelta(days=4), reopened_at=reopened,
        answer_by=_answer_by(city, reopened),
    )  # fmt: skip
    city.rows.of(ComplaintContent)[-1]["contested"] = CONTESTED
    _step(
        city, complaint, answered_by, ComplaintStepKind.ANSWERED, reopened - timedelta(days=4), random.choice(ANSWERS)
    )
    _step(city, complaint, answered_by, ComplaintStepKind.CONTESTED, reopened)


def _waiting(city: City, random: Random, kind: ComplaintKind, named: int, handler: int, days: int) -> None:
    _add(city, random, kind, named, handler, city.now - timedelta(days=days), status=ComplaintStatus.RECEIVED)


def _add(
    city: City, random: Random, kind: ComplaintKind, named: int, handler: int, received: datetime, **values: Any
) -> int:
    number = len(city.rows.of(Complaint)) + 1
    given: dict[str, Any] = {
        "number": f"TS{received.year}-{number:06d}",
        "kind": kind,
        "about": About.PLATFORM if named == city.network.brigade else About.UNIT,
        "named_unit_id": named,
        "handler_unit_id": handler,
        "received_at": received,
        "answer_by": _answer_by(city, received),
        "token_hash": random.randbytes(32),
        "form_key": random.randbytes(12).hex(),
    }
    complaint = city.rows.add(Complaint, **{**given, **values})
    texts = COMPLAINTS if kind == ComplaintKind.COMPLAINT else SUGGESTIONS
    city.rows.add(ComplaintContent, complaint_id=complaint, text=random.choice(texts))
    _step(city, complaint, handler, ComplaintStepKind.RECEIVED, received)
    return complaint


def _answer_by(city: City, since: datetime) -> datetime:
    return deadline_after(since, ANSWER_DAYS, {row["day"]: row["weekday"] for row in city.rows.of(Holiday)})


def _step(
    city: City, complaint: int, unit: int, kind: ComplaintStepKind, at: datetime, text: str | None = None
) -> None:
    city.rows.add(ComplaintStep, complaint_id=complaint, kind=kind, at=at, unit_id=unit, text=text)
