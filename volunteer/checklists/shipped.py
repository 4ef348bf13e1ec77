"""The list as shipped, 六有: the seed of the table, edited by the committee afterwards."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib import resources
from typing import Any

from volunteer.checklists.models import KnownBy

STEP = 10  # between two ranks, so that one can be put between them


def shipped_items() -> Iterator[dict[str, Any]]:
    """The rows of the table, in their order; they hold for everybody.

    Supplies are advised only: many a service needs none.
    """
    file = resources.files("volunteer.checklists") / "data" / "checklist_items.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        for rank, row in enumerate(csv.DictReader(stream), start=1):
            yield {
                **row,
                "unit_id": None,
                "hint": None,
                "known_by": KnownBy(row["known_by"]).value,
                "required": row["required"] == "yes",
                "rank": rank * STEP,
                "retired": False,
                "version": 1,
            }
