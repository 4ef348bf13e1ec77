"""What the platform looks for, and what it says once it has found it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.checklists.models import KnownBy

LOOKS_FOR: Mapping[KnownBy, LazyString] = {
    KnownBy.PLAN: _l("服务内容和场次"),
    KnownBy.TEAM: _l("岗位、人数和联系人"),
    KnownBy.PLACE: _l("公开的服务地点"),
    KnownBy.SUPPLIES: _l("“请带上”；物资由谁准备、够不够"),
    KnownBy.SAFEGUARDS: _l("风险与保障，以及类别要求的保险和同意"),
    KnownBy.RECORD: _l("每场的签到方式"),
}
FOUND: Mapping[KnownBy, LazyString] = {
    KnownBy.PLAN: _l("服务内容和场次已写明"),
    KnownBy.TEAM: _l("岗位、人数和联系人已定"),
    KnownBy.PLACE: _l("公开的服务地点已定"),
    KnownBy.SUPPLIES: _l("已写明请带上什么"),
    KnownBy.SAFEGUARDS: _l("风险与保障已写明"),
    KnownBy.RECORD: _l("每场按签到签退记录"),
}
