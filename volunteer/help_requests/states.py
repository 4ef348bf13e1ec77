"""When help would suit a resident."""

from __future__ import annotations

from enum import StrEnum


class Suits(StrEnum):
    """The answers that the form offers; `other` is told in words."""

    SOON = "soon"
    WEEK = "week"
    WEEKEND = "weekend"
    OTHER = "other"
