"""What an entry of the common lists must be, whoever writes it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import chain, count

MOST_SYNONYMS = 60
LONGEST_SYNONYM = 20
LONGEST_CODE = 36
NOT_IN_CODES = re.compile(r"[^a-z0-9]+")
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


def code_from(name_en: str, taken: Collection[str]) -> str:
    """A code for a new entry, made of its English name; numbered where it is taken."""
    plain = NOT_IN_CODES.sub("_", name_en.lower()).strip("_")[:LONGEST_CODE].strip("_")
    stem = plain if plain[:1].isalpha() else f"e_{plain}".rstrip("_")
    return next(code for code in chain([stem], (f"{stem}_{n}" for n in count(2))) if code not in taken)
