"""The words of registrations, and of a painted week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.people.models import RegistrationKind
from volunteer.people.rules import ALL_BITS, BANDS, cells_of
from volunteer.people.words import BANDS as BAND_WORDS
from volunteer.people.words import WEEKDAYS

KINDS: Mapping[str, LazyString] = {
    RegistrationKind.RESIDENCE: _l("居住地报到"),
    RegistrationKind.PAIRED: _l("单位结对报到"),
}

WORKDAYS, REST_DAYS = range(5), range(5, 7)


def free_times(bits: int) -> str:
    """A painted week as people say it: "工作日晚上、周末白天"; days that stand alone are named."""
    if bits == ALL_BITS:
        return str(_("随时"))
    painted = set(cells_of(bits))
    said = []
    for days, name in ((WORKDAYS, _("工作日")), (REST_DAYS, _("周末"))):
        whole = [band for band in BANDS if all((day, band) in painted for day in days)]
        if whole:
            said.append(_("%(days)s%(bands)s", days=name, bands=_bands(whole)))
        painted -= {(day, band) for day in days for band in whole}
    for day in range(len(WEEKDAYS)):
        left = [band for band in BANDS if (day, band) in painted]
        if left:
            said.append(_("%(days)s%(bands)s", days=WEEKDAYS[day], bands=_bands(left)))
    return str(_("、")).join(said)


def _bands(bands: Sequence[str]) -> str:
    if len(bands) == len(BANDS):
        return str(_("全天"))
    said = [str(BAND_WORDS[band]) for band in bands]
    if {"morning", "afternoon"} <= set(bands):
        first = bands.index("morning")
        said[first : first + 2] = [str(_("白天"))]
    return str(_("和")).join(said)
