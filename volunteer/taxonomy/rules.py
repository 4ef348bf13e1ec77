"""What an entry of the common lists must be, whoever writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_SYNONYMS = 60
LONGEST_SYNONYM = 20
APART = re.compile(r"[\n\r,，、;；]+")


def synonyms_in(text: str) -> list[str]:
    """The synonyms of a text field: one a line, or set apart by commas."""
    return tidy_synonyms(APART.split(text))


def tidy_synonyms(written: Iterable[str]) -> list[str]:
    """Each once, without stray spaces, in the order they were written."""
    folded = (" ".join(one.split()) for one in written)
    return list(dict.fromkeys(one for one in folded if one))


def too_long(synonyms: Iterable[str]) -> list[str]:
    """Those that nobody would type."""
    return [one for one in synonyms if len(one) > LONGEST_SYNONYM]
