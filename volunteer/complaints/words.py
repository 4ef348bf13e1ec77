"""Kinds, subjects and steps of complaints in words."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.complaints.states import About, ComplaintKind, ComplaintStepKind

KINDS: dict[str, LazyString] = {
    ComplaintKind.COMPLAINT: _l("投诉"),
    ComplaintKind.SUGGESTION: _l("建议"),
}
ABOUT: dict[str, LazyString] = {
    About.PLATFORM: _l("平台"),
    About.PROJECT: _l("项目"),
    About.UNIT: _l("队伍"),
    About.SESSION: _l("场次"),
    About.RECORD: _l("服务时长"),
    About.CERTIFICATE: _l("志愿服务证明"),
}
STEPS: dict[str, LazyString] = {
    ComplaintStepKind.RECEIVED: _l("已收到"),
    ComplaintStepKind.TAKEN: _l("已开始办理"),
    ComplaintStepKind.PASSED_ON: _l("已转告相关队伍"),
    ComplaintStepKind.ANSWERED: _l("已答复"),
    ComplaintStepKind.ESCALATED: _l("超期没有答复，转到上一级"),
    ComplaintStepKind.OVERDUE: _l("超期没有答复，已督促"),
    ComplaintStepKind.HANDED_OVER: _l("办理的队伍已撤并，由承接的队伍继续办理"),
    ComplaintStepKind.CONTESTED: _l("对答复不满意，要求重新办理"),
    ComplaintStepKind.ACCEPTED: _l("对答复满意，办结"),
    ComplaintStepKind.LAPSED: _l("答复后没有不同意见，办结"),
}
