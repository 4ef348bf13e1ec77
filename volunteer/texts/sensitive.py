"""What must not stand in a text that everybody can read, and the same text without it.

Numbers count only where they can be what they look like: identity numbers and bank cards by their check digit. A
number longer than any of them is somebody's work-order number and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from volunteer.texts.persons import names_beside_illness

STAR = "*"
LAST_SHOWN = 4
NO_ADDRESS = "（门牌不公开）"
NUMBER = "[0-9](?:[ -]?[0-9]){%s}"
ALONE_BEFORE, ALONE_AFTER = "(?<![0-9A-Za-z])", "(?![0-9A-Za-z])"

IDENTITY = re.compile(rf"{ALONE_BEFORE}[1-9](?: ?[0-9]){{16}} ?[0-9Xx]{ALONE_AFTER}")
CARD = re.compile(ALONE_BEFORE + NUMBER % "15,18" + ALONE_AFTER)
MOBILE = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
LANDLINE = re.compile(r"(?<![0-9-])(?:\(0[0-9]{2,3}\)|0[0-9]{2,3}[ -]?)[ ]?[2-9][0-9]{6,7}(?![0-9])")
BUILDING = r"(?:[0-9]{1,4}|[A-Za-z]|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座|单元|梯)"
ROOM = r"(?:[0-9]{1,2}(?:层|楼))?[0-9A-Za-z]{1,5}(?:号房|室|房|户|号)|[0-9]{3,4}(?![0-9])"
ADDRESS = re.compile(rf"(?:[0-9]+号院?)?(?:{BUILDING}[ ]?-?)+(?:{ROOM})(?![0-9人名个岁天小点:：位户])")
PLACE_NUMBER = "[0-9一二三四五六七八九十]+"
LANE = re.compile(rf"{PLACE_NUMBER}(?:巷|队)[0-9]+号(?:之{PLACE_NUMBER})?")
PUBLIC = re.compile(
    "(?:服务中心|活动室|会议室|办公室|居委会?|村委会?|社区中心|广场|学校|小学|中学|饭堂|服务站|卫生站)[^，。；,;]{0,6}$"
)

IDENTITY_FACTORS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
HALF_WIDTH = str.maketrans("０１２３４５６７８９ＸｘＡＢＣ－（）　＋", "0123456789XxABC-() +")


class Sensitive(StrEnum):
    """What a part of a text gives away."""

    IDENTITY = "identity"
    CARD = "card"
    PHONE = "phone"
    ADDRESS = "address"
    HEALTH = "health"


@dataclass(frozen=True)
class Spot:
    """A part of a text, and what may stand there instead."""

    kind: Sensitive
    start: int
    end: int
    instead: str


def spots(text: str) -> list[Spot]:
    """The sensitive parts of a text in their order; none overlaps another."""
    plain = text.translate(HALF_WIDTH)
    found: list[Spot] = []
    for spot in _all(plain):
        if all(spot.end <= other.start or spot.start >= other.end for other in found):
            found.append(spot)
    return sorted(found, key=lambda spot: spot.start)


def kinds(texts: Iterable[str | None]) -> list[Sensitive]:
    """What some texts give away together, each kind once, in the order of the kinds."""
    given = {spot.kind for text in texts if text for spot in spots(text)}
    return [kind for kind in Sensitive if kind in given]


def masked(text: str) -> str:
    """The text with nothing sensitive left in it; what is not sensitive stays as it was written."""
    while found := spots(text):
        for spot in reversed(found):
            text = text[: spot.start] + spot.instead + text[spot.end :]
    return text


def _all(text: str) -> Iterator[Spot]:
    """Every part that could be meant, the surest kinds first."""
    yield from (
        _number(Sensitive.IDENTITY, one) for one in IDENTITY.finditer(text) if is_identity_number(_bare(one[0]))
    )
    yield from (_number(Sensitive.CARD, one) for one in CARD.finditer(text) if is_card_number(_bare(one[0])))
    for pattern in (MOBILE, LANDLINE):
        yield from (_number(Sensitive.PHONE, one) for one in pattern.finditer(text))
    for pattern in (ADDRESS, LANE):
        private = (one for one in pattern.finditer(text) if not PUBLIC.search(text[: one.start()]))
        yield from (Spot(Sensitive.ADDRESS, *one.span(), NO_ADDRESS) for one in private)
    yield from (Spot(Sensitive.HEALTH, *name) for name in names_beside_illness(text))


def is_identity_number(number: str) -> bool:
    """Eighteen characters whose last is the check of the others (GB 11643), with a month and a day of birth."""
    if len(number) != 18 or not ("01" <= number[10:12] <= "12" and "01" <= number[12:14] <= "31"):
        return False
    total = sum(int(digit) * factor for digit, factor in zip(number[:17], IDENTITY_FACTORS, strict=True))
    return IDENTITY_CHECKS[total % 11] == number[17].upper()


def is_card_number(number: str) -> bool:
    """Sixteen to nineteen digits of a bank card whose last is the check of the others (Luhn)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return number[0] in "3456" and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _number(kind: Sensitive, match: re.Match[str]) -> Spot:
    bare = _bare(match[0])
    first = bare[:3] if kind == Sensitive.PHONE and bare.startswith("1") else ""
    hidden = STAR * (len(bare) - len(first) - LAST_SHOWN)
    return Spot(kind, match.start(), match.end(), f"{first}{hidden}{bare[-LAST_SHOWN:]}")


def _bare(number: str) -> str:
    """Digits and check letter without what was put between them."""
    return re.sub(r"[^0-9Xx]", "", number)
