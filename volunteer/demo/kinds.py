"""What communities ask for: the texts of the demo's demands and projects."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class Kind:
    """One kind of service: its category and skill codes, its words, how many helpers and how long."""

    category: str
    title: str
    text: str
    position: str
    skill: str | None
    level: int
    headcount: tuple[int, int]
    hours: float
    risk: str
    bring: str


def _kinds() -> tuple[Kind, ...]:
    file = resources.files("volunteer.demo") / "data" / "kinds.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Kind(
                category=row["category"],
                title=row["title"],
                text=row["text"],
                position=row["position"],
                skill=row["skill"] or None,
                level=int(row["level"]),
                headcount=(int(row["fewest"]), int(row["most"])),
                hours=float(row["hours"]),
                risk=row["risk"],
                bring=row["bring"],
            )
            for row in csv.DictReader(stream)
        )


KINDS = _kinds()
