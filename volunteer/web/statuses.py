"""Word, icon and tone of every state a person can meet on a screen.

A status is said by its word first, by its icon second and by colour only third, so that it can be read
in print and by people who do not tell colours apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

Tone = Literal["plain", "ok", "warn", "info", "brand"]


@dataclass(frozen=True)
class StatusLook:
    """How one state appears."""

    word: LazyString | str
    icon: str
    tone: Tone


DEMAND: Mapping[str, StatusLook] = {
    "draft": StatusLook(_("草稿"), "edit", "plain"),
    "submitted": StatusLook(_("待受理"), "clock", "warn"),
    "accepted": StatusLook(_("已受理"), "check", "info"),
    "returned": StatusLook(_("待补充"), "undo", "warn"),
    "declined": StatusLook(_("不予受理"), "close", "plain"),
    "published": StatusLook(_("已发布"), "megaphone", "info"),
    "in_service": StatusLook(_("服务中"), "people", "ok"),
    "awaiting_rating": StatusLook(_("待评价"), "star", "warn"),
    "closed": StatusLook(_("已销号"), "check", "ok"),
    "withdrawn": StatusLook(_("已撤回"), "undo", "plain"),
    "cancelled": StatusLook(_("已取消"), "close", "plain"),
    "merged": StatusLook(_("已并入"), "copy", "plain"),
    "overdue": StatusLook(_("已超期"), "alert", "brand"),
}

EXTENSION: Mapping[str, StatusLook] = {
    "asked": StatusLook(_("待批复"), "clock", "warn"),
    "granted": StatusLook(_("已同意"), "check", "ok"),
    "refused": StatusLook(_("未同意"), "close", "plain"),
    "lapsed": StatusLook(_("已失效"), "minus", "plain"),
}

URGENCY: Mapping[str, StatusLook] = {
    "normal": StatusLook(_("一般"), "clock", "plain"),
    "urgent": StatusLook(_("紧急"), "alert", "warn"),
    "emergency": StatusLook(_("应急"), "alert", "brand"),
}

PROJECT: Mapping[str, StatusLook] = {
    "draft": StatusLook(_("草稿"), "edit", "plain"),
    "in_review": StatusLook(_("待审核"), "clock", "warn"),
    "published": StatusLook(_("已发布"), "megaphone", "info"),
    "recruiting": StatusLook(_("招募中"), "people", "ok"),
    "full": StatusLook(_("已满员"), "check", "plain"),
    "running": StatusLook(_("进行中"), "play", "ok"),
    "awaiting_hours": StatusLook(_("待确认时长"), "clock", "warn"),
    "finished": StatusLook(_("已结束"), "check", "plain"),
    "unpublished": StatusLook(_("已下架"), "undo", "plain"),
    "cancelled": StatusLook(_("已取消"), "close", "plain"),
}

SESSION: Mapping[str, StatusLook] = {
    "planned": StatusLook(_("如期举行"), "calendar", "ok"),
    "running": StatusLook(_("进行中"), "play", "ok"),
    "ended": StatusLook(_("已结束"), "check", "plain"),
    "postponed": StatusLook(_("已延期"), "clock", "warn"),
    "cancelled": StatusLook(_("已取消"), "close", "plain"),
}

CLAIM: Mapping[str, StatusLook] = {
    "requested": StatusLook(_("待领导同意"), "clock", "warn"),
    "confirmed": StatusLook(_("已确认"), "check", "ok"),
    "reconfirm": StatusLook(_("有变动，请再确认"), "alert", "warn"),
    "offered": StatusLook(_("等你答复"), "mail", "warn"),
    "invited": StatusLook(_("邀请你"), "mail", "info"),
    "waitlisted": StatusLook(_("候补中"), "list", "info"),
    "attended": StatusLook(_("已参加"), "check", "ok"),
    "no_show": StatusLook(_("未到场"), "minus", "plain"),
    "declined": StatusLook(_("已婉拒"), "minus", "plain"),
    "lapsed": StatusLook(_("已过答复时间"), "clock", "plain"),
    "released": StatusLook(_("已释放"), "undo", "plain"),
    "refused": StatusLook(_("未通过"), "close", "plain"),
}

ATTENDANCE: Mapping[str, StatusLook] = {
    "open": StatusLook(_("未签到"), "clock", "plain"),
    "checked_in": StatusLook(_("已签到"), "check", "ok"),
    "checked_out": StatusLook(_("已签退"), "check", "info"),
    "missing_out": StatusLook(_("缺签退"), "alert", "warn"),
    "accepted": StatusLook(_("已认定"), "shield", "ok"),
}

HOURS: Mapping[str, StatusLook] = {
    "pending": StatusLook(_("待确认"), "clock", "warn"),
    "on_notice": StatusLook(_("公示中"), "megaphone", "info"),
    "objected": StatusLook(_("公示有异议"), "alert", "warn"),
    "confirmed": StatusLook(_("已确认"), "check", "ok"),
    "effective": StatusLook(_("已生效"), "check", "ok"),
    "refused": StatusLook(_("未确认"), "close", "plain"),
    "disputed": StatusLook(_("有异议"), "alert", "warn"),
    "corrected": StatusLook(_("已更正"), "edit", "info"),
    "reversed": StatusLook(_("已冲销"), "undo", "plain"),
}

MISSING_HOURS: Mapping[str, StatusLook] = {
    "asked": StatusLook(_("等答复"), "clock", "warn"),
    "accepted": StatusLook(_("已认可"), "check", "ok"),
    "refused": StatusLook(_("未认可"), "close", "plain"),
    "withdrawn": StatusLook(_("已撤回"), "undo", "plain"),
}

COMPLAINT: Mapping[str, StatusLook] = {
    "received": StatusLook(_("已收到"), "inbox", "warn"),
    "handling": StatusLook(_("办理中"), "clock", "info"),
    "answered": StatusLook(_("已答复"), "mail", "ok"),
    "reopened": StatusLook(_("重新办理"), "refresh", "warn"),
    "closed": StatusLook(_("已办结"), "check", "plain"),
}

DATA_REQUEST: Mapping[str, StatusLook] = {
    "waiting": StatusLook(_("待办理"), "clock", "warn"),
    "done": StatusLook(_("已办理"), "check", "ok"),
    "declined": StatusLook(_("不予办理"), "close", "plain"),
    "cancelled": StatusLook(_("已撤回"), "undo", "plain"),
}

HOURS_SOURCE: Mapping[str, StatusLook] = {
    "verified": StatusLook(_("现场核实"), "shield", "ok"),
    "backfilled": StatusLook(_("补录"), "edit", "warn"),
    "correction": StatusLook(_("更正"), "edit", "info"),
}

OUTCOME: Mapping[str, StatusLook] = {
    "content": StatusLook(_("满意"), "check", "ok"),
    "remark": StatusLook(_("有意见"), "mail", "warn"),
    "unrated": StatusLook(_("未评价"), "minus", "plain"),
}

CERTIFICATE: Mapping[str, StatusLook] = {
    "requested": StatusLook(_("待受理"), "clock", "warn"),
    "accepted": StatusLook(_("待开具"), "clock", "info"),
    "refused": StatusLook(_("没有开具"), "undo", "plain"),
    "withdrawn": StatusLook(_("已撤回"), "undo", "plain"),
    "issued": StatusLook(_("有效"), "shield", "ok"),
    "revoked": StatusLook(_("已作废"), "close", "brand"),
}

QUALIFICATION: Mapping[str, StatusLook] = {
    "pending": StatusLook(_("待审核"), "clock", "warn"),
    "approved": StatusLook(_("已审核"), "shield", "ok"),
    "returned": StatusLook(_("已退回"), "undo", "warn"),
    "expired": StatusLook(_("已到期"), "alert", "warn"),
}

TRANSFER: Mapping[str, StatusLook] = {
    "asked": StatusLook(_("待同意"), "clock", "warn"),
    "done": StatusLook(_("已调动"), "check", "ok"),
    "refused": StatusLook(_("未同意"), "close", "plain"),
    "withdrawn": StatusLook(_("已撤回"), "undo", "plain"),
}

PLAN: Mapping[str, StatusLook] = {
    "draft": StatusLook(_("待发出"), "edit", "warn"),
    "sent": StatusLook(_("已发出邀约"), "mail", "ok"),
    "discarded": StatusLook(_("已放弃"), "close", "plain"),
}

ROSTER: Mapping[str, StatusLook] = {
    "waiting": StatusLook(_("等待检查"), "clock", "plain"),
    "checking": StatusLook(_("正在检查"), "search", "info"),
    "checked": StatusLook(_("待导入"), "edit", "warn"),
    "applying": StatusLook(_("正在导入"), "upload", "info"),
    "applied": StatusLook(_("已导入"), "check", "ok"),
    "discarded": StatusLook(_("已放弃"), "close", "plain"),
    "failed": StatusLook(_("读不出来"), "alert", "brand"),
}

PAIR: Mapping[str, StatusLook] = {
    "proposed": StatusLook(_("建议"), "people", "plain"),
    "pinned": StatusLook(_("已固定"), "lock", "info"),
    "removed": StatusLook(_("已移除"), "minus", "plain"),
    "sent": StatusLook(_("已邀约"), "mail", "ok"),
    "refused": StatusLook(_("没有发出"), "alert", "warn"),
}

RESOURCE: Mapping[str, StatusLook] = {
    "draft": StatusLook(_("草稿"), "edit", "plain"),
    "published": StatusLook(_("可点单"), "check", "ok"),
    "withdrawn": StatusLook(_("已下架"), "undo", "plain"),
}

ORDER: Mapping[str, StatusLook] = {
    "ordered": StatusLook(_("待接单"), "clock", "warn"),
    "accepted": StatusLook(_("已接单"), "check", "ok"),
    "declined": StatusLook(_("已婉拒"), "minus", "plain"),
    "withdrawn": StatusLook(_("已撤回"), "undo", "plain"),
}

REGISTRATION: Mapping[str, StatusLook] = {
    "requested": StatusLook(_("待接收"), "clock", "warn"),
    "received": StatusLook(_("已接收"), "check", "ok"),
    "refused": StatusLook(_("已退回"), "undo", "warn"),
    "ended": StatusLook(_("已结束"), "close", "plain"),
}

SURVEY: Mapping[str, StatusLook] = {
    "open": StatusLook(_("进行中"), "play", "ok"),
    "closed": StatusLook(_("已结束"), "check", "plain"),
}

# A claim as whoever asked for it sees it.
ANSWER: Mapping[str, StatusLook] = {
    **CLAIM,
    "requested": StatusLook(_("已接受，待领导同意"), "clock", "ok"),
    "confirmed": StatusLook(_("已接受"), "check", "ok"),
    "reconfirm": StatusLook(_("有变动，待再确认"), "alert", "warn"),
    "offered": StatusLook(_("待答复"), "mail", "info"),
    "invited": StatusLook(_("待答复"), "mail", "info"),
    "lapsed": StatusLook(_("到期未答复"), "clock", "plain"),
    "released": StatusLook(_("已退出"), "undo", "plain"),
}

HOTLINE: Mapping[str, StatusLook] = {
    "unmapped": StatusLook(_("待说明列"), "alert", "warn"),
    "checked": StatusLook(_("已检查，待收进"), "eye", "info"),
    "applying": StatusLook(_("正在收进"), "refresh", "warn"),
    "applied": StatusLook(_("已收进"), "check", "ok"),
    "discarded": StatusLook(_("已放弃"), "close", "plain"),
}

WISH: Mapping[str, StatusLook] = {
    "collected": StatusLook(_("待核实"), "clock", "warn"),
    "returned": StatusLook(_("待补充"), "undo", "warn"),
    "published": StatusLook(_("待认领"), "heart", "info"),
    "claimed": StatusLook(_("已认领，待引见"), "person", "warn"),
    "introduced": StatusLook(_("已引见"), "people", "ok"),
    "delivered": StatusLook(_("待社区确认"), "clock", "warn"),
    "fulfilled": StatusLook(_("已圆梦"), "check", "ok"),
    "thanked": StatusLook(_("已感谢"), "heart", "ok"),
    "closed": StatusLook(_("已办结"), "check", "ok"),
    "withdrawn": StatusLook(_("已撤销"), "close", "plain"),
}

LOOKS: Mapping[str, Mapping[str, StatusLook]] = {
    "demand": DEMAND,
    "urgency": URGENCY,
    "extension": EXTENSION,
    "project": PROJECT,
    "session": SESSION,
    "claim": CLAIM,
    "attendance": ATTENDANCE,
    "hours": HOURS,
    "missing_hours": MISSING_HOURS,
    "complaint": COMPLAINT,
    "data_request": DATA_REQUEST,
    "hours_source": HOURS_SOURCE,
    "outcome": OUTCOME,
    "certificate": CERTIFICATE,
    "qualification": QUALIFICATION,
    "plan": PLAN,
    "pair": PAIR,
    "roster": ROSTER,
    "answer": ANSWER,
    "transfer": TRANSFER,
    "registration": REGISTRATION,
    "survey": SURVEY,
    "resource": RESOURCE,
    "order": ORDER,
    "wish": WISH,
    "hotline": HOTLINE,
}


def status_look(kind: str, status: object) -> StatusLook:
    """Look up a state by the kind of thing it belongs to; enum members count by their value.

    A state this table does not know is shown by its bare name: a page must not fail because a word is missing.
    """
    value = str(getattr(status, "value", status))
    return LOOKS[kind].get(value) or StatusLook(value, "minus", "plain")
