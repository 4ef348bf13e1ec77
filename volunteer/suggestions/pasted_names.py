"""Names out of a list that went round in a group chat (接龙): cleaned, with what was written beside them. Pure.

People number their lines in a dozen ways, add phones, units, remarks, guests and pictures. What is read as a name is
only ever compared with members within reach, so a wrong guess finds nobody; what is not read as one is handed back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from volunteer.suggestions.surnames import has_surname

MOST_NAMES = 100
SHORTEST = 2
NOBODY = ("#", "例")  # how the heading and the example of a list begin

HAN = r"\u3400-\u9fff"
_NUMBER = re.compile(
    r"^\s*(?:"
    r"[(\[【<#]?\s*(?:No\.?\s*)?\d{1,3}(?![\d:点月])(?:\s*[)\]】>.、,:\-~]+|\s+|(?=[^\d\s]))"  # 1. (1) No.1, 1 alone
    r"|[一二三四五六七八九十]{1,3}\s*[、.,)]"
    r"|[A-Z]\s*[、.)]"
    r")\s*"
)
_IN_LINE = re.compile(rf"(?<=[{HAN}A-Za-z)])\s*(?=[(\[]?\d{{1,3}}[.、)\]])")
_PHONE = re.compile(r"(?:\+?86[\s-]?)?(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)")
_LAST_DIGITS = re.compile(r"(?<![\d:.])(\d{4})(?![\d:.点年])")
_GUESTS = re.compile(
    r"(?:\+|加|[另再外]?带)(?:小孩|孩子|家属|朋友|同事)?\s*([一二两三四五六七八九]|\d{1,2})\s*(?:个|人|位|名)*"
)
_BRACKETS = re.compile(r"[(\[【<]([^)\]】>]*)[)\]】>]?")
_SPACED_NAME = re.compile(rf"(?<![{HAN}])([{HAN}])\s+([{HAN}]{{1,2}})(?![{HAN}])")
_BETWEEN = re.compile(r"[、,;/]+(?![^(\[【<]*[)\]】>])")  # not within brackets
_PARTS = re.compile(r"[、,;/|+&]+|和(?=\s)|\s+|[:\-—_~]+")
_NAME = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,12}}(?:·[{HAN}]{{1,12}})+|[A-Za-z][A-Za-z'.]*")
# What follows a name without a space: a form of address, or a word of the chat.
_ADDRESS = re.compile(
    rf"(?<=[{HAN}]{{2}})(?:同志|老师|先生|女士|主任|科长|处长|局长|书记|队长|委员|党员"
    r"|报名|参加|已报|可以|收到|能来|请假|不去|不来|取消|退出|有事)+$"
)
_ROLE = re.compile(rf"^(?:党员|志愿者|还有|我是)(?=[{HAN}]{{2}})")
_UNIT = re.compile(r"(?:队|组|局|办|科|处|部|室|委|院|校|站|所|厅|中心|支部|社区|公司|单位|机关|街道|镇|村)$")
# A unit and a name written together, either way round.
_UNIT_AND_NAME = re.compile(
    rf"^([{HAN}\d]{{1,12}}(?:队|局|科|组|办|部|处|室|院|所|站|中心|支部|公司|社区))([{HAN}]{{2,4}})$"
)
_NAME_AND_UNIT = re.compile(rf"^([{HAN}]{{2,4}}?)((?:第?[一二三四五六七八九十]{{1,3}}|\d+)(?:分队|队|组|支部))$")
_CHAT = re.compile(
    r"(?:接龙|报名|参加|收到|可以|能来|全程|全天|上午|下午|晚上|早上|周[一二三四五六日末]|例如|例|谢谢|辛苦|本人|自驾|坐车|新人|首次"
    r"|待定|同去|同行|家属|小孩|孩子|朋友|时间|地点|活动|名单|集合|备注|请假|不去|取消|退出|有事)"
)
_STAYS_AWAY = re.compile(r"请假|不参加|不能参加|不去|去不了|不来|来不了|没空|没时间|有事|取消|退出|不报")
_DIGITS = {number: value for value, number in enumerate("一二三四五六七八九", 1)} | {"两": 2}


@dataclass(frozen=True)
class Named:
    """Somebody on a list. `digits` are a phone or its last four, `hint` what else was written: a unit, a remark.

    `guests` is how many they bring, `stays_away` that they wrote they cannot come.
    """

    text: str
    name: str
    digits: str = ""
    hint: str = ""
    guests: int = 0
    stays_away: bool = False

    @property
    def key(self) -> str:
        """The same for the same person written again."""
        return "|".join((self.name, self.digits, self.hint))


@dataclass(frozen=True)
class NameList:
    """The people of a list in its order; the lines that named nobody; how many names stood there twice."""

    people: tuple[Named, ...]
    skipped: tuple[str, ...] = ()
    repeated: int = 0


class _Line(NamedTuple):
    text: str
    rest: str
    numbered: bool


def names_in(text: str) -> NameList:
    """Read a list; at most `MOST_NAMES` people, the lines after them are handed back as skipped.

    Where lines are numbered, what stands before the first number is the heading.
    """
    lines = [_line(one) for one in _lines(text)]
    first = next((place for place, line in enumerate(lines) if line.numbered), 0)
    people: dict[str, Named] = {}
    skipped: list[str] = []
    repeated = 0
    for place, line in enumerate(lines):
        found = [] if place < first or len(people) >= MOST_NAMES else list(_people(line))
        if not found:
            skipped.append(line.text)
        for one in found:
            repeated += one.key in people
            people.setdefault(one.key, one)
    return NameList(tuple(people.values())[:MOST_NAMES], tuple(skipped), repeated)


def put_right(text: str, wrong: str, right: str) -> str:
    """The list with a name that was misspelt written as it should be, where it first stands by itself."""
    spaced = r"\s*".join(map(re.escape, wrong.replace(" ", "")))
    for pattern in (rf"(?<![{HAN}]){spaced}(?![{HAN}])", spaced):
        text, found = re.subn(pattern, lambda _found: right, text, count=1)
        if found:
            break
    return text


def _lines(text: str) -> Iterator[str]:
    for line in unicodedata.normalize("NFKC", text).splitlines():
        plain = "".join(_plain(character) for character in line)
        parts = [plain] if plain.lstrip().startswith(NOBODY) else _IN_LINE.split(plain)
        yield from (part.strip() for part in parts if part.strip())


def _plain(character: str) -> str:
    """One way of writing each mark; pictures and invisible characters are left out."""
    if character in "•・‧∙":
        return "·"
    if character in "，；：。！":
        return ","
    if character in "—–―":
        return "-"
    category = unicodedata.category(character)
    return "" if category in ("So", "Sk", "Cf", "Co", "Cn", "Cc", "Mn", "Me") and character != "\t" else character


def _line(text: str) -> _Line:
    number = _NUMBER.match(text)
    rest = text[number.end() :] if number else text
    return _Line(text, re.sub(r"^[\s·*\-@.、,]+|@", "", rest), number is not None)


def _people(line: _Line) -> Iterator[Named]:
    """Whoever a line names: as a rule one, or several between commas, each with what stands beside them."""
    if line.text.startswith(NOBODY):
        return
    pieces: list[str] = []
    for piece in _BETWEEN.split(line.rest):
        if pieces and not (_names(_bare(piece), False)[0] and _names(_bare(pieces[-1]), line.numbered)[0]):
            pieces[-1] += f" {piece}"
        else:
            pieces.append(piece)
    for number, piece in enumerate(pieces):
        yield from _people_of(piece, line, numbered=line.numbered and number == 0)


def _people_of(piece: str, line: _Line, *, numbered: bool) -> Iterator[Named]:
    phones = ["".join(found.groups()) for found in _PHONE.finditer(piece)]
    guests = _GUESTS.search(_PHONE.sub(" ", piece))
    remarks = _BRACKETS.findall(_GUESTS.sub(" ", _PHONE.sub(" ", piece)))
    rest = _bare(piece)
    last = _LAST_DIGITS.search(" ".join([*remarks, rest]))
    digits = phones[0] if phones else last[1] if last else ""
    names, words = _names(rest, numbered)
    hint = " ".join(part for part in (_without_phone(one) for one in [*remarks, *words]) if part)
    for name in names:
        yield Named(
            text=line.text,
            name=name,
            digits=digits if len(names) == 1 else "",
            hint=hint,
            guests=_count(guests[1]) if guests else 0,
            stays_away=_STAYS_AWAY.search(" ".join([*remarks, rest])) is not None,
        )


def _bare(piece: str) -> str:
    """What is left when phones, guests and brackets are taken out."""
    return _BRACKETS.sub(" ", _GUESTS.sub(" ", _PHONE.sub(" ", piece)))


def _names(rest: str, numbered: bool) -> tuple[list[str], list[str]]:
    """The names of a line, and its other words.

    On a numbered line the first word that may be a name is one; any other must begin with a family name.
    """
    joined = _SPACED_NAME.sub(lambda found: found[1] + found[2] if has_surname(found[1]) else found[0], rest)
    parts = [piece for part in _PARTS.split(joined) for piece in _apart(part.strip(".。!?~ "))]
    names: list[str] = []
    words: list[str] = []
    for part in _latin_joined([part for part in parts if part]):
        if _may_be_name(part) and ((numbered and not names) or has_surname(part)):
            names.append(part)
        else:
            words.append(part)
    if not names and len(words) == 1 and (latin := re.fullmatch(r"[A-Za-z][A-Za-z' ]*", words[0])):
        return [latin[0]], []
    return names, words


def _apart(part: str) -> tuple[str, ...]:
    """A word without form of address, and a unit that stands before or behind a name as a word of its own."""
    word = _ROLE.sub("", _ADDRESS.sub("", part))
    before = _UNIT_AND_NAME.match(word)
    if before and has_surname(before[2]):
        return before.groups()
    behind = _NAME_AND_UNIT.match(word)
    return behind.groups() if behind and has_surname(behind[1]) else (word,)


def _latin_joined(parts: list[str]) -> list[str]:
    """Zhang San is one name, not two."""
    joined: list[str] = []
    for part in parts:
        if (
            joined
            and part.isascii()
            and part.isalpha()
            and joined[-1].replace(" ", "").isascii()
            and joined[-1][0].isalpha()
        ):
            joined[-1] += f" {part}"
        else:
            joined.append(part)
    return joined


def _may_be_name(part: str) -> bool:
    plain = part.replace(" ", "")
    unit = _UNIT.search(plain) and not (len(plain) == SHORTEST and has_surname(plain))  # 王科 is a person
    if unit or _CHAT.search(plain):
        return False
    return _NAME.fullmatch(plain) is not None


def _without_phone(text: str) -> str:
    plain = re.sub(r"\d{4,}|[\s+\-,:]+|电话|手机|尾号", "", text)
    return "" if plain.isdecimal() else plain


def _count(text: str) -> int:
    return _DIGITS[text] if text in _DIGITS else int(text)
