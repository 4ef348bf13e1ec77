"""The safety rules of a category of service (D10), said to whoever thinks of taking part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

RULES = {
    "not_alone": _l("不单独与服务对象相处"),
    "guardian_consent": _l("须有监护人同意"),
    "no_photos": _l("不拍摄服务对象"),
    "declaration": _l("身体状况适合这项服务"),
    "insurance": _l("有意外保险保障"),
}


def safety_rules(safeguards: Mapping[str, Any]) -> str:
    """The rules in one line, empty where there are none."""
    fewest = int(safeguards.get("min_helpers", 1))
    together = [_("至少 %(num)s 人同行", num=fewest)] if fewest > 1 else []
    rules = [str(text) for name, text in RULES.items() if safeguards.get(name)]
    return str(_("，").join([*together, *rules]))
