"""What sources, calls and kinds of personal data are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from volunteer.answers.states import CallOutcome, PersonalData, Source

SOURCES = {
    Source.INSTANT: _l("即时评价"),
    Source.SURVEY: _l("短信测评"),
    Source.CALLBACK: _l("回访"),
    Source.RELAYED: _l("社区代评"),
}
OUTCOMES = {
    CallOutcome.ANSWERED: _l("已接通并评价"),
    CallOutcome.UNREACHED: _l("没有接通"),
    CallOutcome.DECLINED: _l("接通但不愿评价"),
}
PERSONAL_DATA = {
    PersonalData.NAME: _l("姓名"),
    PersonalData.PHONE: _l("电话"),
    PersonalData.ADDRESS: _l("门牌地址"),
    PersonalData.IDENTITY: _l("证件号码"),
    PersonalData.HEALTH: _l("健康状况"),
}
HEADINGS = {"unit": _l("单位"), "site": _l("社区"), "category": _l("类别")}
BY = {"unit": _l("按单位"), "site": _l("按社区"), "category": _l("按类别")}
