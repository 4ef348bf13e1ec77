"""Who is meant by a name that somebody typed: the same characters, the same sound, initials; pure.

Only the very same name is taken without asking, and only where nobody else within reach has it. Whatever else comes
near is put to the leader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from volunteer.kernel.pinyin import pinyin_of
from volunteer.suggestions.pasted_names import Named

LAST_DIGITS = 4
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


class How(StrEnum):
    """How sure it is who is meant."""

    FOUND = "found"
    CHOOSE = "choose"  # several of that name
    CONFIRM = "confirm"  # sounds the same, or the phone is theirs but not the name
    OTHER_PHONE = "other_phone"  # the name is theirs, but not the phone written beside it
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class Person:
    """What a name is compared with. `units` are the names of the member's unit and of those above it."""

    id: int
    name: str
    number: str
    pinyin: str
    initials: str
    phone: str | None
    unit: str
    units: tuple[str, ...]
    unit_id: int


@dataclass(frozen=True)
class Match:
    """A name of the list and those who may be meant, the likeliest first."""

    named: Named
    how: How
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What to look for in the register, for all names of a list together."""

    names: frozenset[str]
    pinyin: frozenset[str]
    initials: frozenset[str]
    phones: frozenset[str]


def wanted(people: Iterable[Named]) -> Wanted:
    """Everything that somebody on the list may be found by."""
    listed = list(people)
    latin = {_letters(one.name) for one in listed if one.name.isascii()}
    return Wanted(
        names=frozenset(one.name for one in listed),
        pinyin=frozenset(latin | {pinyin_of(one.name)[0] for one in listed if not one.name.isascii()}),
        initials=frozenset(name for name in latin if len(name) <= LAST_DIGITS),
        phones=frozenset(one.digits for one in listed if len(one.digits) > LAST_DIGITS),
    )


def match(named: Named, people: Sequence[Person]) -> Match:
    """Who is meant, out of those that `wanted` found."""
    same = _narrowed(named, [one for one in people if one.name == named.name])
    if same:
        contradicted = named.digits and not any(_has_phone(one, named.digits) for one in same)
        sure = How.FOUND if len(same) == 1 else How.CHOOSE
        return Match(named, How.OTHER_PHONE if contradicted else sure, tuple(same))
    near = _narrowed(named, [one for one in people if _sounds_like(one, named) or _owns_phone(one, named.digits)])
    if not near:
        return Match(named, How.NOT_FOUND)
    return Match(named, How.CONFIRM, tuple(near))


def _narrowed(named: Named, people: list[Person]) -> list[Person]:
    """Those whose phone and unit are the ones written beside the name, where there are such."""
    for fits in (_fits_phone, _fits_unit):
        people = [one for one in people if fits(one, named)] or people
    return people


def _fits_phone(person: Person, named: Named) -> bool:
    return bool(named.digits) and _has_phone(person, named.digits)


def _fits_unit(person: Person, named: Named) -> bool:
    hints = [_unit_word(word) for word in named.hint.split()]
    units = [_unit_word(unit) for unit in person.units]
    return any(hint in unit for hint in hints if hint for unit in units)


def _unit_word(text: str) -> str:
    """第二分队 and 2队 are the same."""
    return re.sub(r"第|分|志愿|服务|\s", "", text).translate(_NUMERALS)


def _has_phone(person: Person, digits: str) -> bool:
    return person.phone is not None and person.phone.endswith(digits)


def _owns_phone(person: Person, digits: str) -> bool:
    return len(digits) > LAST_DIGITS and person.phone == digits


def _sounds_like(person: Person, named: Named) -> bool:
    if not named.name.isascii():
        return person.pinyin == pinyin_of(named.name)[0]
    return _letters(named.name) in (person.pinyin, person.initials)


def _letters(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
