"""How much two short Chinese texts say the same: the pairs of neighbouring characters that they share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Words of almost every demand: that two texts share them says nothing.
COMMON = re.compile("需要|志愿者|帮忙|请|老人|社区|居民|协助|服务|党员|组织|安排|希望|我们|人员")
NOT_WORDS = re.compile(r"[^0-9a-z一-龥]+")


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, of words that tell it from others."""
    folded = COMMON.sub(" ", unicodedata.normalize("NFKC", text).lower())
    found: set[str] = set()
    for part in NOT_WORDS.split(folded):
        found.update(part[n : n + 2] for n in range(len(part) - 1))
    return frozenset(found)


def may_be_like(one: frozenset[str], text: str, least: float) -> bool:
    """Whether a text may reach a likeness at all; a look at it that costs a twentieth of taking it to pieces."""
    shared = sum(pair in text for pair in one)
    return shared >= least * min(len(one), len(text) / 2)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 for nothing in common, 1 for the same; what a long text says beside a short one counts half."""
    if not one or not other:
        return 0.0
    shared = len(one & other)
    return 0.5 * shared / min(len(one), len(other)) + shared / (len(one) + len(other))


def shared_words(one: str, other: str, least: int = 2) -> list[str]:
    """The longest pieces that stand in both texts, as they are written in the first; none within another."""
    found: list[str] = []
    for part in _parts(one):
        begin = 0
        while begin < len(part):
            end = begin + least
            while end <= len(part) and part[begin:end] in other:
                end += 1
            piece = part[begin : end - 1]
            if len(piece) >= least:
                found.append(piece)
                begin += len(piece)
            else:
                begin += 1
    pieces = dict.fromkeys(piece for piece in found if not COMMON.fullmatch(piece))
    return [piece for piece in pieces if not any(piece != other and piece in other for other in pieces)]


def _parts(text: str) -> Iterable[str]:
    return (part for part in re.split(r"[^0-9A-Za-z一-龥]+", text) if part)
