"""What each kind of notice is about, by the first part of its name unless it says so itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from volunteer.notices.states import Group

TITLES = {
    Group.TO_ANSWER: _l("要我答复的"),
    Group.SERVICE: _l("我的服务"),
    Group.HOURS: _l("时长与证明"),
    Group.DEMANDS: _l("需求与项目"),
    Group.UNIT: _l("单位事务"),
    Group.PROFILE: _l("资料与权限"),
}
EXAMPLES = {
    Group.TO_ANSWER: _l("邀约、需要你同意或办理的事"),
    Group.SERVICE: _l("报名结果、时间地点变动、开始前的提醒"),
    Group.HOURS: _l("时长认定、异议、服务证明、表彰"),
    Group.DEMANDS: _l("需求办到哪一步、项目的变化"),
    Group.UNIT: _l("人员调动、报到、月报、负责人变化"),
    Group.PROFILE: _l("技能审核、资料核对、职责变化"),
}

CLOCKS = ("respond_by", "answer_by", "due_by")
WANTS_ANSWER = frozenset(
    {
        "certificate.requested",
        "claim.requested",
        "claim.requested_after_no_shows",
        "claim.to_reconfirm",
        "call_back.late",
        "complaint.nobody",
        "data_request.made",
        "deadlines.told",
        "demand.asked_for",
        "demand.came_from_hotline",
        "demand.came_from_resident",
        "demand.extension_asked",
        "demand.hurried",
        "demand.returned",
        "demand.served",
        "demand.submitted",
        "emergency.demands_hastened",
        "honour.objected",
        "hours.agreement_wanted",
        "hours.countersign_due",
        "hours.countersign_late",
        "hours.disputed",
        "hours.objection_to_decide",
        "ledger.broken",
        "missing_hours.escalated",
        "order.placed",
        "project.submitted",
        "registration.asked.site",
        "registration.team",
        "survey.asked",
        "survey.reminder",
        "transfer.asked",
        "transfer.escalated",
        "wish.claimed",
        "wish.collected",
        "wish.delivered",
        "wish.introduced",
        "wish.overdue",
        "wish.returned",
    }
)
BY_SUBJECT = {
    "answer": Group.DEMANDS,
    "attendance": Group.SERVICE,
    "call_back": Group.DEMANDS,
    "call_out": Group.SERVICE,
    "certificate": Group.HOURS,
    "claim": Group.SERVICE,
    "data_request": Group.PROFILE,
    "deadlines": Group.DEMANDS,
    "demand": Group.DEMANDS,
    "designation": Group.SERVICE,
    "evaluation": Group.HOURS,
    "grant": Group.PROFILE,
    "honour": Group.HOURS,
    "hours": Group.HOURS,
    "ledger": Group.HOURS,
    "missing_hours": Group.HOURS,
    "order": Group.DEMANDS,
    "project": Group.DEMANDS,
    "session": Group.SERVICE,
    "skill": Group.PROFILE,
    "survey": Group.PROFILE,
    "wish": Group.SERVICE,
}
# Written to whatever channel there is by whoever calls out (reactions_task_forces.py).
SENT_ALREADY = frozenset({"call_out.made", "call_out.reminded"})
# For people who are on their way, and for clocks that run by minutes: at once, over every channel, at any hour.
URGENT = frozenset({"call_out.closed", "demand.hurried", "emergency.demands_hastened"})


def group_of(kind: str, parameters: Mapping[str, Any]) -> Group:
    """The group whose channels apply: what has a clock wants an answer, whatever it is about."""
    if kind in WANTS_ANSWER or any(parameters.get(name) for name in CLOCKS):
        return Group.TO_ANSWER
    return BY_SUBJECT.get(kind.partition(".")[0], Group.UNIT)
