"""The words of a project's states and steps."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.projects.states import ProjectStatus

STATUSES: Mapping[ProjectStatus, LazyString] = {
    ProjectStatus.DRAFT: _l("草稿"),
    ProjectStatus.IN_REVIEW: _l("待审核"),
    ProjectStatus.PUBLISHED: _l("已发布"),
    ProjectStatus.UNPUBLISHED: _l("已下架"),
    ProjectStatus.FINISHED: _l("已结束"),
    ProjectStatus.CANCELLED: _l("已取消"),
}

# What the page says once a step is taken.
DONE: Mapping[str, LazyString] = {
    "submit": _l("已提交审核"),
    "approve": _l("已通过并发布，可以报名了"),
    "return": _l("已退回并告知原因"),
    "publish": _l("已发布，可以报名了"),
    "unpublish": _l("已下架，修改后可以再发布"),
    "cancel": _l("项目已取消，报名的人都会收到通知"),
    "discard": _l("已作废"),
    "finish": _l("项目已结束，可以请社区评价了"),
}

# Where in the form of a project it is filled in, what publishing still needs.
FILLED_IN_AT: Mapping[str, str] = {
    "contact": "contact_name",
    "declaration": "assured",
    "guardian_consent": "assured",
    "insurance": "insurance_note",
    "future_time": "sessions",
    "min_helpers": "positions",
    "positions": "positions",
    "public_place": "site_id",
    "risk_note": "risk_note",
    "sessions": "sessions",
    "summary": "summary",
}
