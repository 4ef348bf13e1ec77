"""The words of rules that gave way, and the standing notice of what is done in an emergency."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.claims.safety import RULES

# What the review lists, in this order.
BYPASSED: Mapping[str, LazyString] = {
    "review": _l("发布前审核"),
    "safeguards": _l("服务类别的安全要求"),
    "checklist": _l("发布前清单"),
    "availability": _l("填报的空闲时间"),
    "quiet_hours": _l("休息时段不打扰（22:00–7:00）"),
    "offer_cap": _l("未答复邀约上限"),
    "working_time": _l("工作时间须负责人同意"),
    "no_shows": _l("多次未到须负责人同意"),
    "open_claims": _l("未完成报名上限"),
}
SAFEGUARDS: Mapping[str, LazyString] = {**RULES, "min_helpers": _l("每场最少人数")}

STANDING_RISK = _l(
    "应急任务：听从现场负责人指挥，不单独行动，不进入危险区域；身体不适随时退出。请穿防滑鞋，带手机和饮用水。"
)
STANDING_SUMMARY = _l("应急集结：%(title)s。到集合点找现场负责人报到。")
HELPER = _l("应急队员")
