"""The words of the parts that a survey asks for."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.surveys.rules import Part

PARTS: Mapping[str, LazyString] = {
    Part.SKILLS: _l("技能和水平"),
    Part.AVAILABILITY: _l("空闲时间"),
    Part.PLACES: _l("常住和办公地点"),
    Part.QUALIFICATIONS: _l("资格证书"),
}
