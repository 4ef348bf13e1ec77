"""What offices put into cells, brought into one form. Nothing here reads a file or a table.

Only width, spaces and invisible characters are evened out: NFKC as a whole would exchange rare characters of names for
their common cousins.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
SPACES = dict.fromkeys((0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000, 0x09, 0x0A, 0x0D), " ")
INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFC, 0xFFFD))
CONTROLS = dict.fromkeys(code for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in SPACES)
EVENED: dict[int, Any] = {**FULL_WIDTH, **SPACES, **INVISIBLE, **CONTROLS}
DOTS = dict.fromkeys(map(ord, "•‧・･∙⋅"), "·")

CJK = r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
BETWEEN_CJK = re.compile(f"(?<={CJK}) +(?={CJK})")
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?")
COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)")
# Eighteen digits with a birthday in their middle, the last perhaps an X.
CARD = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T].*)?")
COMPACT_DATE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
SERIAL_ZERO = date(1899, 12, 30)
SERIALS = range(1, 73_051)  # to the end of 2099
CARD_LENGTH = 18
EXACT_DIGITS = 14  # of a card's number that a spreadsheet has taken for an amount


def text_of(value: Any) -> str:
    """A cell as text: no stray spaces, half-width letters and digits, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    return " ".join(str(value).translate(EVENED).split())


def name_of(text: str) -> str:
    """The name of a person or a unit: no spaces between Chinese characters, one kind of dot within foreign names."""
    return BETWEEN_CJK.sub("", text.translate(DOTS))


def phone_of(text: str) -> str | None:
    """A mobile number as eleven digits, whatever stood between them or before; None if it is none."""
    digits = COUNTRY.sub("", re.sub(r"[\s\-()]", "", text))
    return digits if MOBILE.fullmatch(digits) else None


def duty_phone_of(text: str) -> str | None:
    """A mobile number or a landline with its hyphens; None if it is neither."""
    plain = re.sub(r"[\s()]", "", text)
    return phone_of(plain) or (plain if LANDLINE.fullmatch(plain) else None)


def date_of(value: Any) -> date | None:
    """A day given as a date, as a spreadsheet's serial number or in writing; None if it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value)
    if text.isdigit() and int(text) in SERIALS:
        return SERIAL_ZERO + timedelta(days=int(text))
    written = DATE.fullmatch(text) or COMPACT_DATE.fullmatch(text)
    try:
        return date(*map(int, written.groups())) if written else None
    except ValueError:  # 2026-02-30
        return None


def degrees_of(value: Any) -> float | None:
    """A coordinate; None if it is none."""
    try:
        return round(float(text_of(value).rstrip("°")), 6)
    except ValueError:
        return None


def looks_like_identity_card(value: Any) -> bool:
    """Whether a cell holds an identity-card number, even one whose last digits a spreadsheet has rounded away."""
    if isinstance(value, str):
        return len(value) >= CARD_LENGTH and CARD.fullmatch(text_of(value).replace(" ", "")) is not None
    if isinstance(value, int | float) and 10 ** (CARD_LENGTH - 1) <= value < 10**CARD_LENGTH:
        return CARD.fullmatch(str(int(value))[:EXACT_DIGITS].ljust(CARD_LENGTH, "0")) is not None
    return False
