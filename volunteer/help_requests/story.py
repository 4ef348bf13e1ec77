"""The story of a demand for whoever asked for it, in plain words: what was done, what comes next, by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.demands.by_link import may_add_word, may_ask_again, may_take_back
from volunteer.demands.models import Demand
from volunteer.demands.queries import TimelineEntry, timelines
from volunteer.demands.rules import CHANGEABLE, overdue
from volunteer.demands.services import NextService, next_services
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.help_requests.said import SERVED
from volunteer.organization.models import PrivatePlace
from volunteer.web.humanize import full_moment, masked_name, masked_phone

STEPS = {
    "submit": _l("你的需求已提交"),
    "accept": _l("已受理，开始安排"),
    "return": _l("需要补充情况"),
    "decline": _l("没有受理"),
    "forward": _l("转给更合适的单位办理"),
    "unaccept": _l("受理是误操作，仍在等待答复"),
    "unforward": _l("转办是误操作，仍由原单位办理"),
    "merge": _l("和同一件需求一起办理"),
    "split": _l("改为单独办理"),
    "close_together": _l("社区已有结论，办结"),
    "rejoin": _l("和同一件需求一起重新办理"),
    "lead": _l("另一件相同的需求和这件一起办理"),
    "sort": _l("已核对类别、人数和缓急"),
    "withdraw": _l("需求已撤回"),
    "publish": _l("已安排服务，正在招募志愿者"),
    "unpublish": _l("原来的安排有变，重新安排"),
    "begin": _l("志愿者已到，服务开始"),
    "finish": _l("服务结束"),
    "hour": _l("志愿者约定了上门时间"),
    "hour_open": _l("约定的时间取消了，重新找人"),
    "change": _l("时间、人数或地点有变"),
    "cancel": _l("需求已取消"),
    "rate": _l("社区已评价，办结"),
    "close": _l("办结，没有等到评价"),
    "reopen": _l("重新办理"),
    "escalate": _l("过了期限还没办，已报上一级督促"),
    "bulletin": _l("过期较久，已列入通报"),
    "call_late": _l("两周没有人回访，已报上一级督促"),
    "extend_ask": _l("办理单位申请延期"),
    "extend": _l("同意延期"),
    "extend_refuse": _l("没有同意延期，仍按原来的期限办"),
    "hasten": _l("镇街启动应急，改为按小时办理"),
    "calm": _l("应急结束，恢复平常办理"),
    "word": _l("补充说明"),
    "complete": _l("社区已补全信息"),
    "vouch": _l("社区已核实"),
    "correct": _l("社区更正了信息"),
}
# The note is the number of what somebody else asked for.
NOTES_OF_OTHERS = frozenset({"merge", "lead", "close_together", "rejoin"})
# What somebody else said, or what else was merged, while both were done together.
NOT_BOTH = frozenset({"word", "lead", "complete", "sort"})
JOINS, PARTS = frozenset({"merge", "rejoin"}), frozenset({"finish", "split", "withdraw"})


def told(demand: Demand, lead: Demand | None) -> list[dict[str, Any]]:
    """The timeline, the last step marked as the present one.

    While it is done together with the same need of somebody else it goes on with that one's steps, but for words said
    there.
    """
    known = timelines([one.id for one in (demand, lead) if one is not None])
    own = known[demand.id]
    others = [replace(entry, reason=None) for entry in known[lead.id]] if lead is not None else []
    shared = [one for one in others if one.step not in NOT_BOTH and _together(own, one.at)]
    steps = [_told(entry) for entry in sorted((*own, *shared), key=lambda entry: entry.at)]
    return [*steps[:-1], {**steps[-1], "state": "now"}] if steps else []


def _together(own: Sequence[TimelineEntry], at: datetime) -> bool:
    """Whether it was merged into the other at that time; what ended that is its own step."""
    turns = [entry for entry in own if entry.step in JOINS | PARTS and entry.at <= at]
    return bool(turns) and turns[-1].step in JOINS


def _told(entry: TimelineEntry) -> dict[str, Any]:
    return {
        "label": STEPS.get(entry.step, _("有新的进展")),
        "at": full_moment(entry.at),
        "by": entry.by,
        "note": None if entry.step in NOTES_OF_OTHERS else entry.reason,
        "state": "done",
    }


def coming_next(demand: Demand, lead: Demand | None, now: datetime) -> str:
    """What comes next, and by when; for what is done with the same need of somebody else, what comes next there."""
    shown = lead or demand
    told = _coming(shown, now)
    if shown.status in SERVED:
        told = str(_("%(first)s%(then)s", first=told, then=ASK_AGAIN if may_ask_again(demand, now) else ASK_ANEW))
    return str(_("和同一件需求一起办理。%(told)s", told=told)) if lead is not None else told


def _coming(demand: Demand, now: datetime) -> str:
    status, unit = DemandStatus(demand.status), demand.responsible_unit
    name = unit.name if unit else ""
    if overdue(status, demand.deadline, now):
        return str(_("答复期限已过，系统已提醒%(unit)s。%(ask)s", unit=name, ask=_whom_to_ask(demand)))
    if status is DemandStatus.SUBMITTED and demand.deadline:
        return str(_("%(unit)s最迟 %(time)s 答复。", unit=name, time=full_moment(demand.deadline)))
    if status is DemandStatus.ACCEPTED and demand.deadline:
        return str(_("%(unit)s正在安排，最迟 %(time)s 发布。", unit=name, time=full_moment(demand.deadline)))
    if status in CHANGEABLE:
        return _service_words(next_services([demand.id], now).get(demand.id))
    if status is DemandStatus.DECLINED:
        return str(_("没有受理，原因见下面的经过。%(ask)s", ask=_whom_to_ask(demand)))
    if status is DemandStatus.CLOSED and demand.outcome == Outcome.UNRATED:
        return str(_("已经办结，没有等到评价。"))
    return str(NEXT[status])


def _whom_to_ask(demand: Demand) -> str:
    """A telephone only where one is shown."""
    unit = demand.responsible_unit
    if demand.site.duty_phone or (unit and unit.duty_phone):
        return str(_("着急或有疑问，请打下面的电话。"))
    return str(_("着急或有疑问，请到社区当面问。"))


def _service_words(service: NextService | None) -> str:
    if service is None:
        return str(_("服务已经安排，时间以社区通知为准。"))
    filled = {"time": full_moment(service.starts), "all": service.headcount, "taken": service.taken}
    return str(_("服务时间 %(time)s，需要 %(all)s 人，已有 %(taken)s 人报名。", **filled))


ASK_AGAIN = _l("没有解决的，可以要求重新办理。")
ASK_ANEW = _l("还需要帮助的，请重新提一件。")
NEXT = {
    DemandStatus.SUBMITTED: _l("等待答复。"),
    DemandStatus.RETURNED: _l("需要补充情况：请在下面写一句，或等社区给你打电话。补充后重新计算答复期限。"),
    DemandStatus.ACCEPTED: _l("已经受理，正在安排。"),
    DemandStatus.MERGED: _l("等待答复。"),
    DemandStatus.AWAITING_RATING: _l("服务已经结束。"),
    DemandStatus.CLOSED: _l("已经办结。"),
    DemandStatus.WITHDRAWN: _l("已经撤回，不再办理。以后需要可以再提。"),
    DemandStatus.CANCELLED: _l("已经取消，不再办理。以后需要可以再提。"),
}


def steps_open(demand: Demand, now: datetime) -> frozenset[str]:
    """What the person under the link can do now."""
    can = {"word": may_add_word(demand), "take_back": may_take_back(demand), "again": may_ask_again(demand, now)}
    return frozenset(name for name, allowed in can.items() if allowed)


def given(place: PrivatePlace | None, now: datetime) -> dict[str, str | None]:
    """What the person said of themselves, masked; nothing once the guarded part has closed."""
    if place is None or (place.closes_at is not None and place.closes_at <= now):
        return {}
    return {
        "name": masked_name(place.recipient) if place.recipient else None,
        "phone": masked_phone(place.phone) if place.phone else None,
        "address": _("已填写，只给上门的人看") if place.address else None,
    }
