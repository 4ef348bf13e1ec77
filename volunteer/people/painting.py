"""The week as a page shows it and a form sends it: boxes named "0-evening", and patterns that fill many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from volunteer.people import words
from volunteer.people.models import Member
from volunteer.people.own_forms import AvailabilityForm
from volunteer.people.rules import BANDS, WEEKDAYS, Cell, bits_of, cells_of

CLEAR = "clear"
DAYTIME = ("morning", "afternoon")
# What one press adds to the boxes that are ticked; CLEAR takes all ticks away.
PATTERNS: Mapping[str, tuple[LazyString, tuple[Cell, ...]]] = {
    "evenings": (_l("工作日晚上"), tuple((day, "evening") for day in range(5))),
    "weekend": (_l("周末白天"), tuple((day, band) for day in (5, 6) for band in DAYTIME)),
    "any": (_l("除凌晨都可以"), tuple((day, band) for day in range(WEEKDAYS) for band in BANDS[1:])),
    CLEAR: (_l("清空"), ()),
}


def week_page(member: Member) -> dict[str, Any]:
    """What the template of painting is given."""
    return {
        "form": AvailabilityForm(None),
        "painted": [f"{day}-{band}" for day, band in cells_of(member.availability)],
        "bands": words.BANDS,
        "weekdays": words.WEEKDAYS,
        "patterns": [
            (code, word, " ".join(f"{day}-{band}" for day, band in cells)) for code, (word, cells) in PATTERNS.items()
        ],
    }


def asked_bits(values: MultiDict[str, str]) -> int | None:
    """The bits of what was ticked and of the pattern that was pressed; None if it is not from our page."""
    form = AvailabilityForm(values)
    if not form.validate():
        return None
    pattern = values.get("pattern", "")
    if pattern == CLEAR:
        return 0
    ticked = [(int(day), band) for day, band in (value.split("-", 1) for value in form.cell.data)]
    return bits_of([*ticked, *(PATTERNS[pattern][1] if pattern in PATTERNS else ())])
