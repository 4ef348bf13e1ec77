"""The words of lists on screens."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.hotlines.headings import Field
from volunteer.hotlines.states import RowAction

ACTIONS: Mapping[str, LazyString] = {
    RowAction.NEW: _l("新工单"),
    RowAction.CHANGED: _l("有变化"),
    RowAction.SAME: _l("已收过"),
    RowAction.WRONG: _l("有问题"),
}
FIELD_WORDS: Mapping[str, LazyString] = {
    "number": _l("工单编号"),
    "title": _l("标题"),
    "text": _l("诉求内容"),
    "site": _l("村社区"),
    "town": _l("镇街"),
    "address": _l("详细地址"),
    "name": _l("诉求人"),
    "phone": _l("联系电话"),
    "due": _l("办结期限"),
}
PROBLEMS: Mapping[str, LazyString] = {
    "empty": _l("没有填写"),
    "twice": _l("同一份表里有重复的工单编号"),
    "no_site": _l("没有找到这个村或社区，或不在你的范围"),
    "many_sites": _l("有几个同名的村或社区，请写明镇街"),
    "elsewhere": _l("这个工单编号已由别的村或社区收下，要换地方请联系原来的社区"),
    "no_date": _l("看不懂这个日期，请写成 2026-11-22 或 2026-11-22 17:00"),
    "no_phone": _l("不是电话号码"),
}


def missing_words(field: Field) -> str:
    """A required field that no column holds."""
    return str(_("请选择哪一列是“%(name)s”", name=FIELD_WORDS[field.name]))


def problem_words(field: str, problem: str) -> str:
    """What is wrong with one field."""
    return str(_("%(field)s：%(problem)s", field=FIELD_WORDS[field], problem=PROBLEMS[problem]))


def problems_words(problems: Mapping[str, str]) -> str:
    """What is wrong with a row, field by field."""
    return str(_("；")).join(problem_words(field, problem) for field, problem in problems.items())
