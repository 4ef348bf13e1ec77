"""The words of periods and kinds on records."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.records.states import HonourKind

HONOURS: Mapping[str, LazyString] = {
    HonourKind.THANKS: _l("感谢"),
    HonourKind.COMMENDATION: _l("表彰"),
}
STAR_LEVELS: tuple[LazyString, ...] = (
    _l("还没有星级"),
    _l("一星志愿者"),
    _l("二星志愿者"),
    _l("三星志愿者"),
    _l("四星志愿者"),
    _l("五星志愿者"),
)
