"""Public holidays are kept under their Chinese names; readers of another language are told the usual ones in theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

NAMES: Mapping[str, LazyString] = {
    "元旦": _l("元旦"),
    "农历除夕": _l("农历除夕"),
    "春节": _l("春节"),
    "春节延长假期": _l("春节延长假期"),
    "清明节": _l("清明节"),
    "劳动节": _l("劳动节"),
    "端午节": _l("端午节"),
    "中秋节": _l("中秋节"),
    "国庆节": _l("国庆节"),
    "调休放假": _l("调休放假"),
    "调休上班": _l("调休上班"),
}
OBSERVED = "（补假）"
_BETWEEN = re.compile(r"[;；、]\s*")


def shown(name: str) -> str:
    """The name in the reader's language; one that somebody wrote themselves stays as it is."""
    return _("、").join(_one(part) for part in _BETWEEN.split(name))


def _one(name: str) -> str:
    plain = name.removesuffix(OBSERVED)
    known = str(NAMES.get(plain, plain))
    return _("%(holiday)s（补假）", holiday=known) if plain != name else known
