"""The words of the kinds of designation."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.designations.models import DesignationKind

KINDS: Mapping[str, LazyString] = {
    DesignationKind.PIONEER_POST: _l("先锋岗"),
    DesignationKind.RESPONSIBILITY_AREA: _l("责任区"),
}
