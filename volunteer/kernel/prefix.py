"""Text that begins with what somebody typed, as a range that an index on a `COLLATE "C"` column answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_

LAST_CHARACTER = "\U0010ffff"


def begins_with(column: Any, typed: str) -> ColumnElement[bool]:
    """The column (collated "C") begins with the text.

    A range instead of LIKE, because a statement that is planned once for any text could not use an index for LIKE.
    """
    return and_(column >= typed, column < typed + LAST_CHARACTER)


def as_typed(text: str) -> str:
    """What pinyin and initials are compared with: lower case, without blanks and the marks between syllables."""
    return "".join(character for character in text.lower() if character not in " \t\u3000'’·-")
