"""The templates as shipped: the seed of the table, edited by the committee afterwards."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import time
from importlib import resources
from typing import Any

STEP = 10  # between two ranks, so that one can be put between them


def shipped_templates() -> Iterator[dict[str, Any]]:
    """The rows of the table, in their order."""
    file = resources.files("volunteer.demand_templates") / "data" / "demand_templates.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        for rank, row in enumerate(csv.DictReader(stream), start=1):
            yield {
                **row,
                "skill": row["skill"] or None,
                "level": int(row["level"]),
                "headcount": int(row["headcount"]),
                "starts": time.fromisoformat(row["starts"]),
                "ends": time.fromisoformat(row["ends"]),
                "rank": rank * STEP,
            }
