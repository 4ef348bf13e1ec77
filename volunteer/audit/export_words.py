"""Exports in the audit trail: which list left, how many rows, and for what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.web.humanize import number

LISTS: Mapping[str, LazyString] = {
    "accounts": _l("账号"),
    "audit": _l("操作记录"),
    "complaints": _l("投诉建议"),
    "demand_list": _l("需求清单"),
    "demands": _l("需求"),
    "gaps": _l("缺口"),
    "grants": _l("职责与权限"),
    "hours": _l("服务时长"),
    "members": _l("人员"),
    "month_report": _l("月报"),
    "project_list": _l("项目清单"),
    "projects": _l("项目"),
    "resource_list": _l("资源清单"),
    "service_records": _l("服务记录"),
    "sign_ups": _l("报名名单"),
    "silent_sites": _l("久未提需求的社区"),
    "site_members": _l("报到党员"),
    "sites": _l("社区"),
    "skills": _l("技能覆盖"),
    "survey_progress": _l("采集进度"),
    "units": _l("队伍"),
}


def list_name(details: Mapping[str, Any]) -> str:
    """What the list is called on screens."""
    code = str(details.get("list", ""))
    return str(LISTS.get(code, code))


def what_left(details: Mapping[str, Any], purpose: str | None) -> str:
    """How many rows left, and for what where names were in clear."""
    rows = _("%(rows)s 行", rows=number(int(details.get("rows", 0))))
    return _("%(rows)s；用途：%(purpose)s", rows=rows, purpose=purpose) if purpose else rows
