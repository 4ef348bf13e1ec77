"""Passwords that are guessed first: the commonest ones, and names followed by a year."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

# Common here and in no list from abroad.
COMMON_HERE = {
    "00000000",
    "12341234",
    "66668888",
    "87654321",
    "88888888",
    "123123123",
    "woaini1314",
}
OF_THE_PLATFORM = ("volunteer", "志愿者", "志愿服务", "志愿", "党员", "机关党员", "机关", "东莞", "东莞机关党员")


def is_common(password: str) -> bool:
    """Whether it is among the 30,000 commonest, of which 11,000 are long enough to be tried here."""
    return password.casefold() in _common()


def is_of_names(password: str, names: Iterable[str]) -> bool:
    """Whether its letters are nothing but a name, written out or in pinyin, whatever digits and marks stand around."""
    typed = _letters(password)
    return bool(typed) and any(typed in _spellings(name) for name in (*names, *OF_THE_PLATFORM))


@cache
def _common() -> frozenset[str]:
    # Read when the first password is set: most processes set none.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"]) | COMMON_HERE


def _spellings(name: str) -> set[str]:
    from pypinyin import lazy_pinyin

    return {_letters(name), _letters("".join(lazy_pinyin(name)))}


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalpha())
