"""What people fill in about a project, as plain values between the edge and the use cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class PositionRow:
    """One row of the form: it becomes a position in every session that does not depart from it.

    `line` keeps a known row when rows are edited.
    """

    title: str
    headcount: int
    skill: str | None = None
    level: int = 1
    line: int | None = None


@dataclass(frozen=True)
class Rest:
    """When a session rests; both None for no break."""

    starts: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True)
class SessionRow:
    """One date of the form. `id` names a session that already exists; the place comes from a demand or the form.

    None for `rest`: a break stays as it is. `departures`: by line of the rows of positions how many are wanted in this
    session instead, 0 where it has no such position; None leaves them as they are.
    """

    starts: datetime
    ends: datetime
    id: int | None = None
    public_place: str | None = None
    private_place_id: int | None = None
    site_id: int | None = None  # where another one than the project's
    rest: Rest | None = None
    window_minutes: int | None = None  # so long at some time between starts and ends, which the helper chooses (D8)
    departures: Mapping[int, int] | None = None


@dataclass(frozen=True)
class ProjectContent:
    """The words of a project by column name, and its rows. None for rows means: leave them as they are.

    `as_written`: whoever wrote the words answers for it that they may be public (web/public_words.py).
    """

    words: Mapping[str, Any] = field(default_factory=dict)
    positions: tuple[PositionRow, ...] | None = None
    sessions: tuple[SessionRow, ...] | None = None
    as_written: bool = False


WORDS = (
    "title",
    "summary",
    "category",
    "site_id",
    "contact_name",
    "contact_phone",
    "risk_note",
    "bring_note",
    "opens_at",
    "own_duty",
    "insurance_note",
    "assured",
    "campaign_id",
)
PUBLIC = ("title", "summary", "risk_note", "bring_note", "insurance_note")
