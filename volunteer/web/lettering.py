"""The letters that printed sheets can show, and what stands for those that none of their fonts has.

A PDF carries its fonts with it. A letter that they lack would come out as an empty box, and typst says nothing of it:
so it is looked for beforehand, and something that can be seen and read is printed in its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app
from fontTools.ttLib import TTFont

MARK = "〓"  # what typesetters have always put where a letter is not in the case
# What shows nothing by its nature: line ends, spaces of any width, joiners, choosers of a variant, tags.
_UNSEEN = re.compile("[\t\n\r\x85\u00ad\u034f\u061c\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f"
                     "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")  # fmt: skip


def fonts_folder() -> Path:
    """Where the fonts of printed sheets are."""
    return Path(str(current_app.static_folder)) / "dist" / "print"


def lacking(text: str) -> list[str]:
    """The letters of a text that no font has, each once, in order. The fonts are read only for letters seldom seen."""
    whole = unicodedata.normalize("NFC", text)  # an accent typed apart is set together with its letter
    seldom = [one for one in dict.fromkeys(whole) if not (_UNSEEN.match(one) or usual(one))]
    return [one for one in seldom if ord(one) not in letters_of(fonts_folder())]


def usual(letter: str) -> bool:
    """Whether it is a Chinese character or a sign of everyday texts: the fonts have those throughout."""
    if "\u4e00" <= letter <= "\u9fa5":
        return True
    try:
        return letter.isprintable() and bool(letter.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def code_point(letter: str) -> str:
    """How a letter is called that cannot be shown: U+30000."""
    return f"U+{ord(letter):04X}"


def printable(data: Any, instead: Mapping[str, str]) -> tuple[Any, dict[str, str]]:
    """The data with every lacking letter replaced, and what stands for which; the mark where nothing else is said."""
    shown = {letter: instead.get(letter, MARK) for letter in lacking("\n".join(_texts(data)))}

    def replaced(value: Any) -> Any:
        if isinstance(value, str):
            return "".join(shown.get(letter, letter) for letter in unicodedata.normalize("NFC", value))
        if isinstance(value, Mapping):
            return {name: replaced(part) for name, part in value.items()}
        return [replaced(part) for part in value] if isinstance(value, list | tuple) else value

    return (replaced(data), shown) if shown else (data, shown)


def noted_at_foot(shown: Mapping[str, str]) -> list[list[str]]:
    """Which letters were meant, by what stands for them: U+30000、U+1F600 and the mark."""
    codes: dict[str, list[str]] = {}
    for letter, words in shown.items():
        codes.setdefault(words, []).append(code_point(letter))
    return [["、".join(several), words] for words, several in codes.items()]


def _texts(value: Any) -> Iterator[str]:
    """Every text in the data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)


@lru_cache(maxsize=2)
def letters_of(folder: Path) -> frozenset[int]:
    """What the fonts in a folder have together: what one lacks, typst takes from the next."""
    found: set[int] = set()
    for file in folder.glob("*.ttf"):
        with TTFont(file, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(found)
