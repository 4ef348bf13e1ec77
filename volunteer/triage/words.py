"""What was just done, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

DONE = {
    "sort": _l("已按文字核对，社区会收到通知"),
    "forward": _l("已转派，新的责任单位会收到通知"),
    "merge": _l("已并入，提出的人会收到通知，并跟着看同一份进展"),
    "split": _l("已拆分，单独等待受理"),
    "apart": _l("已记为不是重复"),
    "alike": _l("已撤销，仍按疑似重复显示"),
    "personal": _l("已撤销，发布前仍要处理"),
    "mask": _l("已隐去个人信息"),
    "harmless": _l("已记为可以公开"),
}
