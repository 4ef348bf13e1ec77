"""The words of what a category asks for (D10)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

SAFEGUARDS: Mapping[str, LazyString] = {
    "not_alone": _l("不单独与服务对象相处"),
    "guardian_consent": _l("监护人同意"),
    "declaration": _l("单位作出承诺"),
    "no_photos": _l("不拍照"),
    "insurance": _l("注明保险"),
    "outdoor": _l("在室外，应急时暂停"),
}
