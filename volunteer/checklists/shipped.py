"""The list as shipped, 六有: the seed of the table, edited by the committee afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from volunteer.checklists.models import KnownBy

STEP = 10  # between two ranks, so that one can be put between them

# Supplies are advised only: many a service needs none.
_SIX = (
    ("有方案", "A plan", KnownBy.PLAN, True),
    ("有队伍", "A team", KnownBy.TEAM, True),
    ("有场地", "A place", KnownBy.PLACE, True),
    ("有物资", "Supplies", KnownBy.SUPPLIES, False),
    ("有保障", "Safeguards", KnownBy.SAFEGUARDS, True),
    ("有记录", "A record", KnownBy.RECORD, True),
)


def shipped_items() -> Iterator[dict[str, Any]]:
    """The rows of the table, in their order; they hold for everybody."""
    for rank, (name, name_en, known_by, required) in enumerate(_SIX, start=1):
        yield {
            "unit_id": None,
            "name": name,
            "name_en": name_en,
            "hint": None,
            "known_by": known_by.value,
            "required": required,
            "rank": rank * STEP,
            "retired": False,
            "version": 1,
        }
