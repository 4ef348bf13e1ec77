"""The words of a wish's steps."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# What the page says once a step is taken.
DONE: Mapping[str, LazyString] = {
    "verify": _l("已核实并公布，可以认领了"),
    "return": _l("已退回社区补充"),
    "claim": _l("已认领，社区会联系你并告诉你怎么送达"),
    "release": _l("已释放，其他人可以认领"),
    "introduce": _l("已引见，认领人现在可以查看是谁的心愿"),
    "deliver": _l("已告诉社区，等社区确认"),
    "confirm": _l("已确认圆梦，可以转达一句感谢"),
    "contest": _l("已告诉认领人还没有完成"),
    "take_back": _l("已收回，重新公布"),
    "thank": _l("感谢已转达"),
    "close": _l("已办结"),
    "withdraw": _l("已撤销"),
}

# What happened, in the story of a wish.
STORY: Mapping[str, LazyString] = {
    "collect": _l("社区收集"),
    "verify": _l("核实并公布"),
    "return": _l("退回补充"),
    "resubmit": _l("补充后再次提交"),
    "claim": _l("有人认领"),
    "release": _l("认领人释放"),
    "introduce": _l("社区引见"),
    "deliver": _l("认领人说已送达"),
    "confirm": _l("社区确认圆梦"),
    "contest": _l("社区说还没有完成"),
    "take_back": _l("社区收回，重新公布"),
    "thank": _l("转达感谢"),
    "close": _l("办结"),
    "withdraw": _l("撤销"),
}
